package io.glueconnector.aws;

import io.glueconnector.connection.Connection;
import io.glueconnector.connection.ConnectionName;
import io.glueconnector.connection.ConnectionStore;
import io.glueconnector.error.ConnectorException;
import java.util.Optional;
import java.util.function.BiFunction;
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
    private final ConnectionStore connections;
    private final Regions regions;
    private final GlueClients clients;
    private final Target target;

    /**
     * Where a call goes.
     *
     * @param connection the connection that signs
     * @param region the Region that the caller asked for
     * @param sessionName the name of an assumed-role session, seen in the CloudTrail of the role's account
     * @param deadline when the caller must be answered
     */
    public record Target(ConnectionName connection, Optional<String> region, String sessionName, Deadline deadline) {}

    public Glue(ConnectionStore connections, Regions regions, GlueClients clients, Target target) {
        this.connections = connections;
        this.regions = regions;
        this.clients = clients;
        this.target = target;
    }

    /**
     * The Region that calls go to.
     *
     * @throws ConnectorException if the connection cannot be read or does not allow the Region
     */
    public Region region() {
        return regions.resolve(target.region(), connections.get(target.connection()));
    }

    /**
     * Calls an operation that may be repeated without harm.
     *
     * @param subject what the operation is about, in words, such as {@code job sales-load}
     * @throws ConnectorException as {@link GlueFailures} translates what went wrong
     */
    public <Q extends GlueRequest, A> A call(BiFunction<GlueClient, Q, A> operation, Q request, String subject) {
        return send(operation, request, subject, Repeat.FREELY);
    }

    /**
     * Calls an operation that starts something: it is sent again only when it surely had no effect.
     *
     * @param subject what the operation is about, in words, such as {@code job sales-load}
     * @throws ConnectorException as {@link GlueFailures} translates what went wrong
     */
    public <Q extends GlueRequest, A> A start(BiFunction<GlueClient, Q, A> operation, Q request, String subject) {
        return send(operation, request, subject, Repeat.ONLY_WITHOUT_EFFECT);
    }

    private <Q extends GlueRequest, A> A send(
            BiFunction<GlueClient, Q, A> operation, Q request, String subject, Repeat repeat) {
        try {
            return attempt(operation, request, repeat);
        } catch (RuntimeException e) {
            if (!GlueFailures.isSessionRefused(e)) {
                throw failures(request, subject, repeat).translate(e);
            }
        }
        // A refused session was refused before it had any effect: with fresh credentials the call may be sent once
        // more.
        connections.forget(target.connection());
        clients.forget(target.connection());
        try {
            return attempt(operation, request, repeat);
        } catch (RuntimeException e) {
            throw failures(request, subject, repeat).translate(e);
        }
    }

    private <Q extends GlueRequest, A> A attempt(BiFunction<GlueClient, Q, A> operation, Q request, Repeat repeat) {
        Connection connection = connections.get(target.connection());
        Region region = regions.resolve(target.region(), connection);
        GlueClient client = clients.client(connection, region, repeat, target.sessionName());
        return operation.apply(client, withDeadline(request));
    }

    @SuppressWarnings("unchecked")
    private <Q extends GlueRequest> Q withDeadline(Q request) {
        return (Q) request.toBuilder()
                .overrideConfiguration(
                        config -> config.apiCallTimeout(target.deadline().left()))
                .build();
    }

    private GlueFailures failures(GlueRequest request, String subject, Repeat repeat) {
        String operation = request.getClass().getSimpleName().replaceAll("Request$", "");
        return new GlueFailures(operation, subject, target.connection(), repeat);
    }
}
