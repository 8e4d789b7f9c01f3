package io.glueconnector.fakeglue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.glueconnector.fakeglue.protocol.Json;
import io.glueconnector.fakeglue.protocol.ReceivedRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.services.glue.model.GlueException;

class ProtocolTest {
    static final String AUTHORIZATION = "AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20260101/eu-west-1/glue/aws4_request, "
            + "SignedHeaders=host;x-amz-date, Signature=0123456789abcdef";

    private final FakeGlue glue = FakeGlue.start(FakeGlueOptions.frozen());
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        http.close();
        glue.close();
    }

    private HttpResponse<String> post(String operation, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(glue.endpoint())
                .header("X-Amz-Target", "AWSGlue." + operation)
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private String code(HttpResponse<String> response) {
        assertThat(response.statusCode()).isEqualTo(400);
        JsonNode body = Json.parse(response.body());
        return body.path("__type").asText();
    }

    @Test
    void post_unsigned_isRejectedAsByAws() throws Exception {
        assertThat(code(post("ListJobs", "{}"))).isEqualTo("MissingAuthenticationTokenException");
    }

    @Test
    void post_signedForAnotherService_isRejected() throws Exception {
        String other = AUTHORIZATION.replace("/glue/", "/s3/");

        assertThat(code(post("ListJobs", "{}", "Authorization", other))).isEqualTo("InvalidSignatureException");
    }

    @Test
    void post_malformedAuthorization_isRejected() throws Exception {
        assertThat(code(post("ListJobs", "{}", "Authorization", "Bearer abc")))
                .isEqualTo("IncompleteSignatureException");
    }

    @Test
    void post_unknownOperation_isRejected() throws Exception {
        assertThat(code(post("DropEverything", "{}", "Authorization", AUTHORIZATION)))
                .isEqualTo("UnknownOperationException");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ListJobs|{\"MaxResults\":0}|ValidationException|greater than or equal to 1",
                "ListJobs|{\"MaxResults\":1001}|ValidationException|less than or equal to 1000",
                "ListJobs|{\"MaxResult\":1}|ValidationException|'MaxResult' is not a member",
                "ListJobs|{\"MaxResults\":\"5\"}|SerializationException|'MaxResults' must be an integer",
                "ListJobs|[]|SerializationException|must be a JSON object",
                "ListJobs|{|SerializationException|not JSON",
                "ListJobs|{\"Tags\":{\"\":\"x\"}}|ValidationException|'Tags.key'",
                "GetJobRun|{\"JobName\":\"nightly\"}|ValidationException|'RunId' failed to satisfy constraint: Member"
                        + " must not be null",
                "GetJobRun|{\"JobName\":\"\",\"RunId\":\"x\"}|ValidationException|'JobName'",
                "GetJobRun|{\"JobName\":\"two\\nlines\",\"RunId\":\"x\"}|ValidationException|regular expression",
                "GetJobRun|{\"JobName\":\"no\\ufffecharacter\",\"RunId\":\"x\"}|ValidationException|regular expression",
                "GetJobRuns|{\"JobName\":\"nightly\",\"MaxResults\":201}|ValidationException|less than or equal to 200",
                "BatchStopJobRun|{\"JobName\":\"nightly\",\"JobRunIds\":[]}|ValidationException|'JobRunIds'",
                "StartJobRun|{\"JobName\":\"nightly\",\"Timeout\":-1}|ValidationException|'Timeout'",
                "StartJobRun|{\"JobName\":\"nightly\",\"ExecutionClass\":\"CHEAP\"}|ValidationException|enum value set",
                "StartJobRun|{\"JobName\":\"nightly\",\"Arguments\":{\"--a\":1}}|SerializationException|must be a"
                        + " string",
                "StartJobRun|{\"JobName\":\"nightly\",\"NotificationProperty\":{\"NotifyDelayAfter\":0}}|ValidationException|NotificationProperty.NotifyDelayAfter",
                "ListCrawls|{\"CrawlerName\":\"lake\",\"Filters\":[{\"FieldName\":\"SIZE\"}]}|ValidationException|'Filters.1.member.FieldName'"
                        + " failed to satisfy constraint: Member must satisfy enum value set: [CRAWL_ID, DPU_HOUR,",
                "StartJobRun|{\"JobName\":\"nightly\",\"ExecutionRoleSessionPolicy\":\"x\"}|ValidationException|ExecutionRoleSessionPolicy",
            })
    void post_requestOutsideTheModel_isRejected(String operation, String body, String code, String message)
            throws Exception {
        HttpResponse<String> response = post(operation, body, "Authorization", AUTHORIZATION);

        assertThat(code(response)).isEqualTo(code);
        assertThat(Json.parse(response.body()).path("Message").asText()).contains(message);
    }

    @Test
    void post_nameWithEveryKindOfAllowedCharacter_isInTheModel() throws Exception {
        String body = "{\"JobName\":\"tab\\t, delete\\u007f, \\ud83d\\ude00\",\"RunId\":\"x\"}";

        assertThat(code(post("GetJobRun", body, "Authorization", AUTHORIZATION)))
                .isEqualTo("EntityNotFoundException");
    }

    @Test
    void post_twentySixRunIds_isRejected() throws Exception {
        String ids = "[" + "\"jr\",".repeat(25) + "\"jr\"]";

        HttpResponse<String> response = post(
                "BatchStopJobRun",
                "{\"JobName\":\"nightly\",\"JobRunIds\":" + ids + "}",
                "Authorization",
                AUTHORIZATION);

        assertThat(code(response)).isEqualTo("ValidationException");
    }

    @Test
    void post_accountHeader_selectsTheAccount() throws Exception {
        glue.account("222222222222", "eu-west-1").createJob("theirs");

        HttpResponse<String> response =
                post("ListJobs", "{}", "Authorization", AUTHORIZATION, "X-Fake-Glue-Account", "222222222222");

        assertThat(response.body()).isEqualTo("{\"JobNames\":[\"theirs\"]}");
        assertThat(response.headers().firstValue("x-amzn-RequestId")).isPresent();
    }

    @Test
    void requests_signedBySession_showTheCallerAndTheRequest() {
        try (var client =
                Sdk.client(glue, "us-east-2", AwsSessionCredentials.create("ASIASESSION", "secret", "token"))) {
            client.listJobs(request -> request.maxResults(7));
        }

        assertThat(glue.requests("ListJobs"))
                .containsExactly(new ReceivedRequest(
                        glue.clock().instant(),
                        "ListJobs",
                        "ASIASESSION",
                        true,
                        "us-east-2",
                        "127.0.0.1:" + glue.endpoint().getPort(),
                        Json.parse("{\"MaxResults\":7}")));
    }

    @Test
    void credentials_registered_rejectUnknownAndExpiredKeys() {
        glue.credentials().register("AKIAKNOWN", "111111111111");
        glue.credentials().register("ASIASESSION", "111111111111");
        glue.credentials().expire("ASIASESSION");

        try (var stranger = Sdk.client(glue);
                var late = Sdk.client(glue, "eu-west-1", AwsSessionCredentials.create("ASIASESSION", "s", "token"))) {
            assertThatThrownBy(() -> stranger.listJobs(request -> {}))
                    .isInstanceOfSatisfying(
                            GlueException.class,
                            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("UnrecognizedClientException"));
            assertThatThrownBy(() -> late.listJobs(request -> {}))
                    .isInstanceOfSatisfying(
                            GlueException.class,
                            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ExpiredTokenException"));
        }
    }

    @Test
    void credentials_regionNotOptedIn_failsAsWithAnUnknownKey() {
        glue.credentials().closeRegion("eu-west-1");

        try (var client = Sdk.client(glue)) {
            assertThatThrownBy(() -> client.listJobs(request -> {}))
                    .hasMessageContaining("security token included in the request is invalid");
        }
    }

    @Test
    void server_otherAddressesOfTheMachine_areClosed() throws Exception {
        List<InetAddress> others = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.equals(InetAddress.ofLiteral("127.0.0.1")))
                .toList();

        for (InetAddress address : others) {
            assertThatThrownBy(() -> new Socket(address, glue.endpoint().getPort()).close())
                    .isInstanceOf(IOException.class);
        }
    }
}
