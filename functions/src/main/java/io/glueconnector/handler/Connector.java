package io.glueconnector.handler;

import io.glueconnector.aws.AwsClients;
import io.glueconnector.aws.Glue;
import io.glueconnector.aws.GlueClients;
import io.glueconnector.aws.HttpClients;
import io.glueconnector.aws.Regions;
import io.glueconnector.connection.ConnectionStore;
import io.glueconnector.ledger.StartTable;
import io.glueconnector.ledger.Starts;
import io.glueconnector.redaction.Redaction;
import io.glueconnector.snapshot.FirstCall;
import java.io.File;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.regions.Region;

/**
 * The services that all actions share, built once per function: connections, Regions, clients, redaction and the log.
 *
 * <p>Building it resolves no secret and makes no call. Before a snapshot it does not read the clock either, so the snapshot
 * can be taken right afterwards.
 */
public final class Connector {
    /** For tests: a handler created in this scope uses this connector instead of the environment's. */
    public static final ScopedValue<Connector> GIVEN = ScopedValue.newInstance();

    private final ConnectionStore connections;
    private final Regions regions;
    private final GlueClients clients;
    private final Redaction redaction;
    private final Clock clock;
    private final CallLog log;
    private final Optional<Starts> starts;
    private final Set<String> eventSources;
    private final String version;
    private final int failureLogLines;
    private final boolean snapshot;

    private Connector(
            Settings settings,
            Clock clock,
            Supplier<String> ids,
            PrintStream output,
            AwsClients aws,
            ColdStart coldStart) {
        Region own = Region.of(settings.ownRegion());
        this.connections = new ConnectionStore(aws.secretsManager(own), settings.connectionPrefix(), clock);
        this.regions = Regions.of(settings.ownRegion(), settings.allowedRegions());
        this.clients = new GlueClients(aws, settings.ownRoleAllowed());
        this.redaction = new Redaction(settings.redactedArguments());
        this.clock = clock;
        this.log = new CallLog(settings.stack(), output, clock, coldStart);
        this.starts =
                settings.startsTable().map(table -> new Starts(new StartTable(aws.dynamoDb(own), table), clock, ids));
        this.eventSources = settings.eventSources();
        this.version = settings.version();
        this.failureLogLines = settings.failureLogLines();
        this.snapshot = settings.snapshot();
    }

    /**
     * Returns the connector that the function's environment describes.
     *
     * @param rehearsal begins a rehearsal of the first call, which runs while this connector is built; not used if Lambda takes a
     *     snapshot, which contains rehearsed calls anyway
     * @throws IllegalStateException if a required variable is missing or invalid
     */
    static Connector fromEnvironment(Function<HttpClients, FirstCall> rehearsal) {
        Settings settings = Settings.from(System.getenv());
        Optional<FirstCall> firstCall =
                settings.snapshot() ? Optional.empty() : Optional.of(rehearsal.apply(settings.http()));
        AwsClients aws = new AwsClients(settings.http(), System.out);
        ColdStart coldStart = new ColdStart(
                settings.version(), settings.initialization(), aws, System.getProperties(), new File("/proc"));
        Connector connector = new Connector(
                settings, Clock.systemUTC(), () -> UUID.randomUUID().toString(), System.out, aws, coldStart);
        firstCall.ifPresent(begun -> {
            begun.awaitRehearsal(System.out);
            coldStart.ready();
        });
        return connector;
    }

    /**
     * Returns a connector with the given environment, clock, randomness, log output and AWS clients. It logs no cold start.
     *
     * @param ids random ids, a new one each time
     * @throws IllegalStateException if a required variable is missing or invalid
     */
    public static Connector of(
            Map<String, String> environment, Clock clock, Supplier<String> ids, PrintStream output, AwsClients aws) {
        return new Connector(Settings.from(environment), clock, ids, output, aws, null);
    }

    /** Returns a connector for a rehearsal. It may call any Region that Glue serves, and logs nothing. */
    static Connector rehearsing(AwsClients aws) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.remove("ALLOWED_REGIONS");
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        return of(environment, Clock.systemUTC(), () -> UUID.randomUUID().toString(), nowhere, aws);
    }

    /** Whether Lambda takes a snapshot of the function once it is ready. */
    boolean isForSnapshot() {
        return snapshot;
    }

    void refuseForeignRegion(String region) {
        regions.refuseForeign(region);
    }

    Instant now() {
        return clock.instant();
    }

    Glue glue(Glue.CallContext context) {
        return new Glue(connections, regions, clients, redaction, context);
    }

    Starts starts() {
        return starts.orElseThrow(
                () -> new IllegalStateException("STARTS_TABLE: is required in this function's environment"));
    }

    boolean receivesEventsFrom(String account, String region) {
        return eventSources.contains(account + "/" + region);
    }

    String version() {
        return version;
    }

    int failureLogLines() {
        return failureLogLines;
    }

    Redaction redaction() {
        return redaction;
    }

    CallLog log() {
        return log;
    }
}
