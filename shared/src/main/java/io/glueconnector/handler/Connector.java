package io.glueconnector.handler;

import io.glueconnector.aws.AwsClients;
import io.glueconnector.aws.Glue;
import io.glueconnector.aws.GlueClients;
import io.glueconnector.aws.Regions;
import io.glueconnector.connection.ConnectionStore;
import java.io.PrintStream;
import java.time.Clock;
import java.util.Map;
import software.amazon.awssdk.regions.Region;

/**
 * What all actions stand on, put together once per function: connections, Regions, clients, redaction and the log.
 *
 * <p>Building it resolves no secret, reads no clock and calls nobody, so that a snapshot may be taken right after.
 */
public final class Connector {
    private final ConnectionStore connections;
    private final Regions regions;
    private final GlueClients clients;
    private final Redaction redaction;
    private final CallLog log;

    private Connector(Settings settings, Clock clock, PrintStream output) {
        AwsClients aws = new AwsClients();
        Region own = Region.of(settings.ownRegion());
        this.connections = new ConnectionStore(aws.secretsManager(own), settings.connectionPrefix(), clock);
        this.regions = Regions.of(settings.ownRegion(), settings.allowedRegions());
        this.clients = new GlueClients(aws, settings.ownRoleAllowed());
        this.redaction = new Redaction(settings.redactedArguments());
        this.log = new CallLog(output, clock);
    }

    /**
     * The connector as the function's environment describes it.
     *
     * @throws IllegalStateException if a required variable is missing or wrong
     */
    public static Connector fromEnvironment() {
        return of(System.getenv(), Clock.systemUTC(), System.out);
    }

    /**
     * The connector as the given environment describes it.
     *
     * @param output takes one line of JSON per call
     * @throws IllegalStateException if a required variable is missing or wrong
     */
    public static Connector of(Map<String, String> environment, Clock clock, PrintStream output) {
        return new Connector(Settings.from(environment), clock, output);
    }

    Glue glue(Glue.Target target) {
        return new Glue(connections, regions, clients, target);
    }

    Redaction redaction() {
        return redaction;
    }

    CallLog log() {
        return log;
    }
}
