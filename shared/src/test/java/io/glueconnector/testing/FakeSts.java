package io.glueconnector.testing;

import io.glueconnector.testing.StubServer.Reply;
import io.glueconnector.testing.StubServer.Request;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * An STS server that supports AssumeRole and GetCallerIdentity. It checks the role and its External ID, and accepts any
 * signature.
 *
 * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html">AssumeRole</a>
 */
public final class FakeSts implements AutoCloseable {
    private final Map<String, Optional<String>> roles = new ConcurrentHashMap<>();
    private final List<Session> sessions = new CopyOnWriteArrayList<>();
    private final StubServer server = new StubServer(this::answer);
    private volatile Optional<Reply> failure = Optional.empty();
    private volatile Optional<Duration> lasting = Optional.empty();

    /**
     * A session that STS issued.
     *
     * @param base the id of the access key that requested it
     * @param accessKeyId the id of the session's own access key
     */
    public record Session(
            String base,
            String roleArn,
            Optional<String> externalId,
            String sessionName,
            int seconds,
            String accessKeyId) {}

    public String url() {
        return server.url();
    }

    /** Lets every caller assume the role. */
    public void trust(String roleArn) {
        roles.put(roleArn, Optional.empty());
    }

    /** Lets every caller with the External ID assume the role. */
    public void trust(String roleArn, String externalId) {
        roles.put(roleArn, Optional.of(externalId));
    }

    /** Ends sessions after this time, regardless of the requested duration. */
    public void endSessionsAfter(Duration time) {
        lasting = Optional.of(time);
    }

    /** Responds to every request with this reply from now on. */
    public void failWith(Reply reply) {
        failure = Optional.of(reply);
    }

    /** Issues sessions again. */
    public void recover() {
        failure = Optional.empty();
    }

    /** Returns a failure in the format of STS. */
    public static Reply failure(int status, String code, String message) {
        String body =
                "<ErrorResponse><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error><RequestId>c6104cbe</RequestId></ErrorResponse>"
                        .formatted(code, message);
        return new Reply.Answer(status, Map.of("Content-Type", "text/xml"), body);
    }

    /** Returns the sessions issued so far. */
    public List<Session> sessions() {
        return List.copyOf(sessions);
    }

    public List<Request> requests() {
        return server.requests();
    }

    @Override
    public void close() {
        server.close();
    }

    private Reply answer(Request request) {
        if (failure.isPresent()) {
            return failure.get();
        }
        Map<String, String> form = form(request.body());
        return form.get("Action").equals("AssumeRole") ? assumeRole(request, form) : callerIdentity(request);
    }

    private synchronized Reply assumeRole(Request request, Map<String, String> form) {
        Optional<String> given = Optional.ofNullable(form.get("ExternalId"));
        Optional<String> asked = roles.get(form.get("RoleArn"));
        if (asked == null || (asked.isPresent() && !asked.equals(given))) {
            return failure(403, "AccessDenied", "User is not authorized to perform: sts:AssumeRole");
        }
        Session session = new Session(
                request.accessKeyId(),
                form.get("RoleArn"),
                given,
                form.get("RoleSessionName"),
                Integer.parseInt(form.get("DurationSeconds")),
                "ASIASESSION%09d".formatted(sessions.size() + 1));
        sessions.add(session);
        Instant end = Instant.now().plus(lasting.orElse(Duration.ofSeconds(session.seconds())));
        return ok("AssumeRole", """
                <Credentials><AccessKeyId>%1$s</AccessKeyId><SecretAccessKey>secret-of-%1$s</SecretAccessKey>\
                <SessionToken>token-of-%1$s</SessionToken><Expiration>%2$s</Expiration></Credentials>""".formatted(session.accessKeyId(), end.truncatedTo(ChronoUnit.SECONDS)));
    }

    private Reply callerIdentity(Request request) {
        String key = request.accessKeyId();
        String arn = sessions.stream()
                .filter(session -> session.accessKeyId().equals(key))
                .findFirst()
                .map(session -> session.roleArn().replace(":iam:", ":sts:").replace(":role/", ":assumed-role/")
                        + "/"
                        + session.sessionName())
                .orElse("arn:aws:iam::111122223333:user/loader");
        return ok(
                "GetCallerIdentity",
                "<Arn>%s</Arn><UserId>AIDAEXAMPLE</UserId><Account>%s</Account>".formatted(arn, arn.split(":", -1)[4]));
    }

    private static Reply ok(String action, String result) {
        String body = """
                <%1$sResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><%1$sResult>%2$s</%1$sResult>\
                <ResponseMetadata><RequestId>c6104cbe-af31</RequestId></ResponseMetadata></%1$sResponse>""".formatted(action, result);
        return new Reply.Answer(200, Map.of("Content-Type", "text/xml"), body);
    }

    private static Map<String, String> form(String body) {
        return Arrays.stream(body.split("&", -1))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }
}
