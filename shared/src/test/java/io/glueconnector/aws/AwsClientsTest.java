package io.glueconnector.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.glueconnector.testing.AwsOverHttp;
import io.glueconnector.testing.Endpoints;
import io.glueconnector.testing.StubServer;
import io.glueconnector.testing.StubServer.Reply;
import io.glueconnector.testing.StubServer.Request;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

class AwsClientsTest {
    private static final PrintStream NO_LOG = new PrintStream(OutputStream.nullOutputStream());

    @RegisterExtension
    private final Endpoints endpoints = new Endpoints();

    @Test
    void timer_task_runsOnADaemonThatEndsWhenIdle() throws Exception {
        try (ScheduledThreadPoolExecutor timer = (ScheduledThreadPoolExecutor) AwsClients.timer()) {
            Thread thread = timer.submit(Thread::currentThread).get();

            assertThat(thread.getName()).isEqualTo("call-timer");
            assertThat(thread.isDaemon()).isTrue();
            assertThat(timer.allowsCoreThreadTimeOut()).isTrue();
            assertThat(timer.getKeepAliveTime(TimeUnit.SECONDS)).isEqualTo(10);
        }
    }

    @Test
    void timer_canceledTask_isNotKept() {
        try (ScheduledThreadPoolExecutor timer = (ScheduledThreadPoolExecutor) AwsClients.timer()) {
            ScheduledFuture<?> task = timer.schedule(() -> {}, 1, TimeUnit.HOURS);
            task.cancel(false);

            assertThat(timer.getQueue()).isEmpty();
        }
    }

    @Test
    void httpClient_open_hasTheNameOfItsSetting() {
        try (SdkHttpClient http = HttpClients.JDK.open(NO_LOG)) {
            assertThat(new AwsClients(http, AwsClients.timer()).httpClient()).isEqualTo("jdk");
        }
    }

    @Test
    void httpClient_openedInTheBackground_hasItsNameOnceItIsOpen() {
        AwsClients clients = new AwsClients(HttpClients.JDK, NO_LOG);
        try (StubServer server = new StubServer(_ -> Reply.json(200, "{\"TableNames\": []}"))) {
            endpoints.dynamoDb(server.url());
            clients.dynamoDb(Region.EU_WEST_1).listTables();

            assertThat(clients.httpClient()).isEqualTo("jdk");
        }
    }

    @Test
    void dynamoDb_call_isSignedByTheFunctionAndSentToTheRegion() {
        try (StubServer server = new StubServer(_ -> Reply.json(200, "{\"TableNames\": []}"))) {
            endpoints.dynamoDb(server.url());
            DynamoDbClient client = AwsOverHttp.clients().dynamoDb(Region.EU_WEST_1);

            assertThat(client.listTables().tableNames()).isEmpty();
            assertThat(server.requests()).extracting(Request::operation).containsExactly("ListTables");
            assertThat(server.requests().getFirst().accessKeyId()).isEqualTo("AKIAFUNCTIONOWNKEY00");
        }
    }

    @Test
    void rehearsing_call_isSignedWithFakeCredentials() {
        try (StubServer server = new StubServer(_ -> Reply.json(200, "{\"TableNames\": []}"));
                SdkHttpClient http = HttpClients.JDK.open(NO_LOG)) {
            endpoints.dynamoDb(server.url());
            AwsClients.rehearsing(http, AwsClients.timer())
                    .dynamoDb(Region.EU_WEST_1)
                    .listTables();

            assertThat(server.requests().getFirst().accessKeyId()).isEqualTo("AKIAREHEARSED0000000");
        }
    }
}
