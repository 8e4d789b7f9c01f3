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
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.GlueRequest;

/**
 * Glue, as one call of the connector sees it: signed by the call's connection, in the call's Region, within the call's
 * deadline, failing only with the connector's own exceptions.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api.html">AWS Glue API</a>
 */
public final class Glue {
    /** For a request that is asked for its name alone: by then the deadline may be over. */
    private static final AwsRequestOverrideConfiguration NO_LIMIT =
            AwsRequestOverrideConfiguration.builder().build();

    private final ConnectionStore connections;
    private final Regions regions;
    private final GlueClients clients;
    private final Redaction redaction;
    private final CallContext context;
    private Optional<Signer> signer = Optional.empty();

    /** The connection as it was read for this call, and the Region that it allows. */
    private record Signer(Connection connection, Region region) {}

    /**
     * Where a call goes.
     *
     * @param connection the connection that signs
     * @param region the Region that the caller asked for
     * @param sessionName the name of an assumed-role session, seen in the CloudTrail of the role's account
     * @param deadline when the caller must be answered
     */
    public record CallContext(
            ConnectionName connection, Optional<String> region, String sessionName, Deadline deadline) {}

    /**
     * Makes a request with the time limit of the call at hand. Its own builder sets it: through the type that all requests
     * share, each of them would stay in the package.
     */
    @FunctionalInterface
    public interface Requested<Q extends GlueRequest> {
        /** The request, which holds the limit. */
        Q within(AwsRequestOverrideConfiguration limit);
    }

    /** Glue for one call, whose connection is read and whose Region is resolved at first use. */
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
     * The Region that calls go to.
     *
     * @throws ConnectorException if the connection cannot be read or does not allow the Region
     */
    public Region region() {
        return signer().region();
    }

    /**
     * Calls an operation that may be repeated without harm.
     *
     * @param subject what the operation is about, in words, such as {@code job sales-load}
     * @throws ConnectorException as {@link GlueFailures} translates what went wrong
     */
    public <Q extends GlueRequest, A> A call(
            BiFunction<GlueClient, Q, A> operation, Requested<Q> request, String subject) {
        return send(operation, request, subject, RetryMode.FREELY, noOthers());
    }

    /**
     * Calls an operation that starts something: it is sent again only when it surely had no effect.
     *
     * @param subject what the operation is about, in words, such as {@code job sales-load}
     * @throws ConnectorException as {@link GlueFailures} translates what went wrong
     */
    public <Q extends GlueRequest, A> A start(
            BiFunction<GlueClient, Q, A> operation, Requested<Q> request, String subject) {
        return start(operation, request, subject, List.of(), List.of());
    }

    /**
     * Calls an operation that starts others, such as the jobs of a trigger, as {@link #start(BiFunction, Requested, String)} does.
     *
     * @param started the jobs that it starts; a failure names the affected ones
     * @param arguments the arguments that these get, whose values a failure hides
     * @throws ConnectorException as {@link GlueFailures} translates what went wrong
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
     * Who the connection is to AWS.
     *
     * @throws ConnectorException if the connection cannot be read or STS refuses it
     */
    public Identity identity() {
        return withFreshSession(
                () -> clients.identity(connection(), region(), context.sessionName()), this::failureOfIdentity);
    }

    /**
     * The account that the connection acts in.
     *
     * @throws ConnectorException if the connection cannot be read or STS refuses it
     */
    public String account() {
        return withFreshSession(
                () -> clients.caller(connection(), region(), context.sessionName())
                        .account(),
                this::failureOfIdentity);
    }

    private GlueFailures failureOfIdentity() {
        return new GlueFailures("GetCallerIdentity", "connection", context.connection(), RetryMode.FREELY, noOthers());
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
                () -> {
                    Q failed = request.within(NO_LIMIT);
                    return new GlueFailures(
                            nameOf(failed), subject, context.connection(), mode, withArguments(failed, refusal));
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
            throw new IllegalStateException(nameOf(made) + " was made without the time limit that it was given");
        }
        return made;
    }

    private static String nameOf(GlueRequest request) {
        return request.getClass().getSimpleName().replaceAll("Request$", "");
    }

    // A refused session was refused before it had any effect: with fresh credentials the call may be sent once more.
    private <A> A withFreshSession(Supplier<A> attempt, Supplier<GlueFailures> failures) {
        try {
            return attempt.get();
        } catch (RuntimeException e) {
            if (!GlueFailures.isSessionRefused(e)) {
                throw failures.get().translate(e);
            }
        }
        readAnew();
        try {
            return attempt.get();
        } catch (RuntimeException e) {
            if (GlueFailures.isSessionRefused(e) && worksElsewhere()) {
                throw new AccessDenied(
                        "Region %s rejects the key of connection %s, but another Region accepts it. Enable the Region in the key's account, or use another."
                                .formatted(region(), context.connection()));
            }
            throw failures.get().translate(e);
        }
    }

    // A Region that the account has not enabled answers like one that does not know the key.
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

    // The Region stays, since what was started is recorded under it. What is read anew may no longer allow it.
    private void readAnew() {
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
