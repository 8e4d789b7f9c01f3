package io.glueconnector.fakeglue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.glueconnector.fakeglue.jobs.JobRunState;
import io.glueconnector.fakeglue.protocol.Json;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.glue.GlueClient;

class AdminDoorTest {
    private final FakeGlue glue = FakeGlue.start(FakeGlueOptions.frozen());
    private final GlueClient client = Sdk.client(glue);
    private final Account account = glue.account(Sdk.ACCOUNT, Sdk.REGION);
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        http.close();
        client.close();
        glue.close();
    }

    private HttpResponse<String> send(String method, String route, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(glue.endpoint().resolve("/_fake-glue/" + route))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode json(String method, String route, String body) throws IOException, InterruptedException {
        HttpResponse<String> response = send(method, route, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Json.parse(response.body());
    }

    @Test
    void health_runningServer_isOk() throws Exception {
        assertThat(json("GET", "health", "").path("status").asText()).isEqualTo("ok");
    }

    @Test
    void clock_advanced_movesRuns() throws Exception {
        account.createJob("nightly");
        String runId = account.startJobRun("nightly", Map.of());

        JsonNode answer = json("POST", "clock", "{\"seconds\":10}");

        assertThat(answer.path("time").asText()).isEqualTo("2026-01-01T12:00:10Z");
        assertThat(account.jobRun("nightly", runId).state()).isEqualTo(JobRunState.SUCCEEDED);
        assertThat(json("GET", "events", "").get(0).path("detail-type").asText())
                .isEqualTo("Glue Job State Change");
    }

    @Test
    void faults_stored_applyTheGivenNumberOfTimes() throws Exception {
        account.createJob("nightly");

        json("POST", "faults", "{\"operation\":\"GetJob\",\"fault\":\"throttled\",\"times\":2}");

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> client.getJob(request -> request.jobName("nightly")))
                    .hasMessageContaining("Rate exceeded");
        }
        assertThat(client.getJob(request -> request.jobName("nightly")).job().name())
                .isEqualTo("nightly");
    }

    @Test
    void faults_cleared_doNotApply() throws Exception {
        account.createJob("nightly");
        json(
                "POST",
                "faults",
                "{\"operation\":\"GetJob\",\"fault\":\"errorBefore\",\"status\":400,\"code\":\"A\",\"message\":\"b\"}");

        json("DELETE", "faults", "");

        assertThat(client.getJob(request -> request.jobName("nightly")).job().name())
                .isEqualTo("nightly");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "closeBefore",
                "closeAfter",
                "resetBefore",
                "resetAfter",
                "delayBefore",
                "delayAfter",
                "errorBefore",
                "errorAfter",
                "failureBefore",
                "failureAfter",
                "throttled",
                "accessDenied",
                "expiredToken",
                "truncatedBody",
                "emptyBody",
                "emptyObject",
                "malformedBody",
                "repeatedToken",
                "signatureExpired",
                "withoutArguments"
            })
    void faults_everyKind_isAccepted(String kind) throws Exception {
        json(
                "POST",
                "faults",
                "{\"operation\":\"GetJob\",\"code\":\"A\",\"message\":\"b\",\"seconds\":0,\"fault\":\"" + kind + "\"}");

        assertThat(glue.faults().take("GetJob")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"operation\":\"GetJob\",\"fault\":\"explode\"}",
                "{\"fault\":\"throttled\"}",
                "{\"operation\":\"GetJob\",\"fault\":\"errorBefore\"}",
                "{\"operation\":\"GetJob\",\"fault\":\"throttled\",\"times\":0}",
                "nothing"
            })
    void faults_invalidRequest_isRejected(String body) throws Exception {
        assertThat(send("POST", "faults", body).statusCode()).isEqualTo(400);
    }

    @Test
    void eventFaults_stored_applyToTheNextEvents() throws Exception {
        account.createJob("nightly");

        json("POST", "event-faults", "{\"fault\":\"lost\"}");
        json("POST", "event-faults", "{\"fault\":\"duplicated\"}");
        for (int i = 0; i < 2; i++) {
            account.endJobRun("nightly", account.startJobRun("nightly", Map.of()), JobRunState.SUCCEEDED, "");
        }

        assertThat(glue.events()).hasSize(2);
        assertThat(send("POST", "event-faults", "{\"fault\":\"eaten\"}").statusCode())
                .isEqualTo(400);
    }

    @Test
    void requests_afterSeveral_countsAndListsThem() throws Exception {
        client.listJobs(request -> {});
        client.listJobs(request -> request.maxResults(3));

        JsonNode answer = json("GET", "requests", "");

        assertThat(answer.path("counts").path("ListJobs").asInt()).isEqualTo(2);
        assertThat(answer.path("requests")
                        .get(1)
                        .path("body")
                        .path("MaxResults")
                        .asInt())
                .isEqualTo(3);
        assertThat(answer.path("requests").get(0).path("accessKeyId").asText()).isEqualTo("AKIAEXAMPLE");
    }

    @Test
    void lag_set_hidesRuns() throws Exception {
        account.createJob("nightly");
        json("POST", "lag", "{\"seconds\":5}");
        account.startJobRun("nightly", Map.of());

        assertThat(client.getJobRuns(request -> request.jobName("nightly")).jobRuns())
                .isEmpty();
    }

    @Test
    void reset_afterSeveralRequests_clearsEverythingWithoutEvents() throws Exception {
        account.createJob("nightly");
        account.startJobRun("nightly", Map.of());
        client.listJobs(request -> {});

        json("POST", "reset", "");
        json("POST", "clock", "{\"seconds\":600}");

        assertThat(client.listJobs(request -> {}).jobNames()).isEmpty();
        assertThat(glue.requests()).hasSize(1);
        assertThat(glue.events()).isEmpty();
    }

    @Test
    void output_unknownRun_isNotFound() throws Exception {
        assertThat(send("GET", "runs/jr_unknown/output", "").statusCode()).isEqualTo(404);
    }

    @Test
    void unknownRouteOrBody_isRejected() throws Exception {
        assertThat(send("GET", "nowhere", "").statusCode()).isEqualTo(404);
        assertThat(send("POST", "clock", "{}").body()).contains("seconds must be a number");
    }
}
