package io.glueconnector.aws;

import io.glueconnector.connection.Connection;
import io.glueconnector.connection.ConnectionName;
import io.glueconnector.connection.ConnectionStore;
import io.glueconnector.error.AccessDenied;
import io.glueconnector.error.ConnectorException;
import io.glueconnector.redaction.Redaction;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.GlueRequest;

/**
 * Calls Glue on behalf of one call of the connector: signed by its connection, in its Region and within its deadline. Fails
 * only with the connector's own exceptions.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api.html">AWS Glue API</a>
 */
public final class Glue {
    /** No time limit: the request is built only to read its name, and the deadline may have passed by then. */
    private static final AwsRequestOverrideConfiguration NO_LIMIT =
            AwsRequestOverrideConfiguration.builder().build();

    private final ConnectionStore connections;
    private final Regions regions;
    private final GlueClients clients;
    private final Redaction redaction;
    private final CallContext context;
    private Optional<Signer> signer = Optional.empty();

    /** The connection that was read for this call, and the Region that the call goes to. */
    private record Signer(Connection connection, Region region) {}

    /**
     * The target and limits of a call.
     *
     * @param connection the connection that signs
     * @param region the Region that the caller asked for
     * @param sessionName the name of an assumed-role session, which CloudTrail shows in the role's account
     * @param deadline the time by which the caller needs a response
     */
    public record CallContext(
            ConnectionName connection, Optional<String> region, String sessionName, Deadline deadline) {}

    /**
     * Builds a request with the time limit of the current call. Each request's own builder sets the limit: a call through the
     * common type would keep every request class in the package.
     */
    @FunctionalInterface
    public interface Requested<Q extends GlueRequest> {
        /** Returns the request with the limit. */
        Q within(AwsRequestOverrideConfiguration limit);
    }

    /** Creates the access to Glue for one call. The connection is read and the Region resolved at first use. */
    public Glue(
            ConnectionStore connections,
            Regions regions,
            GlueClients clients,
            Redaction redaction,
            CallContext context) {
        this.connections = connections;
        this.regions = regions;
        this.clients = clients;
        this.redaction = redaction;
        this.context = context;
    }

    /**
     * Returns the Region that calls go to.
     *
     * @throws ConnectorException if the connection cannot be read or does not allow the Region
     */
    public Region region() {
        return signer().region();
    }

    /**
     * Calls an operation that is safe to repeat.
     *
     * @param subject the resource in words, such as {@code job sales-load}
     * @throws ConnectorException the failure as {@link GlueFailures} translates it
     */
    public <Q extends GlueRequest, A> A call(
            BiFunction<GlueClient, Q, A> operation, Requested<Q> request, String subject) {
        return send(operation, request, subject, RetryMode.FREELY, noOthers());
    }

    /**
     * Calls an operation that starts something. It is sent again only if it definitely had no effect.
     *
     * @param subject the resource in words, such as {@code job sales-load}
     * @throws ConnectorException the failure as {@link GlueFailures} translates it
     */
    public <Q extends GlueRequest, A> A start(
            BiFunction<GlueClient, Q, A> operation, Requested<Q> request, String subject) {
        return start(operation, request, subject, List.of(), List.of());
    }

    /**
     * Calls an operation that starts a trigger's jobs, as {@link #start(BiFunction, Requested, String)} does.
     *
     * @param started the jobs that it starts; a failure names the affected ones
     * @param arguments the arguments of these jobs; a failure hides their values
     * @throws ConnectorException the failure as {@link GlueFailures} translates it
     */
    public <Q extends GlueRequest, A> A start(
            BiFunction<GlueClient, Q, A> operation,
            Requested<Q> request,
            String subject,
            List<String> started,
            List<Map<String, String>> arguments) {
        return send(
                operation,
                request,
                subject,
                RetryMode.ONLY_WITHOUT_EFFECT,
                new GlueRefusal(redaction, new TreeSet<>(started), arguments));
    }

    /**
     * Returns the identity of the connection in AWS.
     *
     * @throws ConnectorException if the connection cannot be read or STS rejects it
     */
    public Identity identity() {
        return withFreshSession(
                () -> clients.identity(connection(), region(), context.sessionName()), this::failureOfIdentity);
    }

    /**
     * Returns the account that the connection acts in.
     *
     * @throws ConnectorException if the connection cannot be read or STS rejects it
     */
    public String account() {
        return withFreshSession(
                () -> clients.caller(connection(), region(), context.sessionName())
                        .account(),
                this::failureOfIdentity);
    }

    private ConnectorException failureOfIdentity(RuntimeException failure) {
        return failures("GetCallerIdentity", "connection").translate(failure);
    }

    /** Calls CloudWatch Logs for {@link Logs}. */
    <A> A logs(
            BiFunction<CloudWatchLogsClient, AwsRequestOverrideConfiguration, A> call, String operation, String group) {
        return withFreshSession(
                () -> {
                    try (CloudWatchLogsClient client = clients.logs(connection(), region(), context.sessionName())) {
                        return call.apply(client, limit(RetryMode.FREELY));
                    }
                },
                failure -> new LogFailures(operation, group, failures(operation, "log group " + group))
                        .translate(failure));
    }

    private GlueFailures failures(String operation, String subject) {
        return new GlueFailures(operation, subject, context.connection(), RetryMode.FREELY, noOthers());
    }

    private <Q extends GlueRequest, A> A send(
            BiFunction<GlueClient, Q, A> operation,
            Requested<Q> request,
            String subject,
            RetryMode mode,
            GlueRefusal refusal) {
        return withFreshSession(
                () -> {
                    GlueClient client = clients.client(connection(), region(), mode, context.sessionName());
                    return operation.apply(client, limited(request, mode));
                },
                failure -> {
                    Q failed = request.within(NO_LIMIT);
                    return new GlueFailures(
                                    nameOf(failed), subject, context.connection(), mode, withArguments(failed, refusal))
                            .translate(failure);
                });
    }

    private GlueRefusal noOthers() {
        return new GlueRefusal(redaction, Set.of(), List.of());
    }

    private static GlueRefusal withArguments(GlueRequest request, GlueRefusal refusal) {
        return request.sdkFields().stream()
                .filter(field -> field.locationName().equals("Arguments"))
                .map(field -> field.getValueOrDefault(request))
                .map(arguments -> refusal.withArguments((Map<?, ?>) arguments))
                .findFirst()
                .orElse(refusal);
    }

    private <Q extends GlueRequest> Q limited(Requested<Q> request, RetryMode mode) {
        Q made = request.within(limit(mode));
        if (made.overrideConfiguration().isEmpty()) {
            throw new IllegalStateException(nameOf(made) + " was built without its time limit");
        }
        return made;
    }

    private static String nameOf(GlueRequest request) {
        return request.getClass().getSimpleName().replaceAll("Request$", "");
    }

    // AWS rejects a session before the call has any effect, so the call may be sent once more with fresh credentials.
    private <A> A withFreshSession(Supplier<A> attempt, Function<RuntimeException, ConnectorException> translation) {
        try {
            return attempt.get();
        } catch (RuntimeException e) {
            if (!GlueFailures.isSessionRefused(e)) {
                throw translation.apply(e);
            }
        }
        reread();
        try {
            return attempt.get();
        } catch (RuntimeException e) {
            if (GlueFailures.isSessionRefused(e) && worksElsewhere()) {
                throw new AccessDenied(
                        "Region %s rejects the key of connection %s, but another Region accepts it. Enable the Region in the key's account, or use another."
                                .formatted(region(), context.connection()));
            }
            throw translation.apply(e);
        }
    }

    // A Region that the account has not enabled responds as if the key were unknown.
    private boolean worksElsewhere() {
        try {
            return regions.probe(region(), connection())
                    .map(other -> clients.caller(connection(), other, context.sessionName()))
                    .isPresent();
        } catch (SdkException | ConnectorException noProof) {
            return false;
        }
    }

    private Connection connection() {
        return signer().connection();
    }

    private Signer signer() {
        if (signer.isEmpty()) {
            Connection read = connections.get(context.connection());
            signer = Optional.of(new Signer(read, regions.resolve(context.region(), read)));
        }
        return signer.orElseThrow();
    }

    // The Region stays, because starts are recorded under it. The reread connection may no longer allow it.
    private void reread() {
        Optional<String> before = Optional.of(region().id());
        connections.forget(context.connection());
        clients.forget(context.connection());
        Connection read = connections.get(context.connection());
        signer = Optional.of(new Signer(read, regions.resolve(before, read)));
    }

    private AwsRequestOverrideConfiguration limit(RetryMode mode) {
        Duration time = switch (mode) {
            case FREELY -> context.deadline().left();
            case ONLY_WITHOUT_EFFECT -> context.deadline().leftToStart();
        };
        return AwsRequestOverrideConfiguration.builder().apiCallTimeout(time).build();
    }
}
