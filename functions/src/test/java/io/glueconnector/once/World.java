package io.glueconnector.once;

import io.glueconnector.contract.Connections;
import io.glueconnector.fakeglue.Account;
import io.glueconnector.fakeglue.FakeGlue;
import io.glueconnector.fakeglue.FakeGlueOptions;
import io.glueconnector.fakeglue.jobs.JobDefinition;
import io.glueconnector.fakeglue.jobs.JobRunSnapshot;
import io.glueconnector.json.Json;
import io.glueconnector.testing.FakeDynamoDb;
import io.glueconnector.testing.FakeSecretsManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** Glue with one job, the starts table, a connection, and a line to all of them. The clock moves only when advanced. */
final class World implements AutoCloseable {
    static final String JOB = "nightly";
    static final String TOKEN = "--glue-connector-start-token";
    private static final int PAGE = 200;

    private final FakeGlue glue = FakeGlue.start(FakeGlueOptions.frozen());
    private final FakeDynamoDb starts = new FakeDynamoDb();
    private final FakeSecretsManager secrets = new FakeSecretsManager();
    private final AtomicInteger names = new AtomicInteger();
    private final Line line = new Line(service -> switch (service) {
        case "AWSGlue" -> glue.endpoint().toString();
        case "secretsmanager" -> secrets.url();
        case String _ -> starts.url();
    });

    World() {
        secrets.put("glue-connector/default", Json.write(Connections.KEYS.secret()));
        account().createJob(JobDefinition.spark(JOB).withMaxConcurrentRuns(10_000));
    }

    Line line() {
        return line;
    }

    FakeGlue glue() {
        return glue;
    }

    Account account() {
        return glue.account("000000000000", "eu-west-1");
    }

    /** Returns a new name. */
    String newName() {
        return "name-" + names.incrementAndGet();
    }

    /** After each start, lets other callers start this many pages of runs, so a search must read further pages. */
    void startsArePagesBack(int pages) {
        line.afterStart(() -> {
            for (int i = 0; i <= pages * PAGE; i++) {
                account().startJobRun(JOB, Map.of("--by", "another caller"));
            }
        });
    }

    void advance(Duration time) {
        glue.clock().advance(time);
    }

    /** Returns the runs that the functions started. */
    List<JobRunSnapshot> runs() {
        return account().jobRuns(JOB).stream()
                .filter(run -> !run.arguments().containsKey("--by"))
                .toList();
    }

    /** Returns how many different starts these runs belong to. */
    long startsWithRuns() {
        return runs().stream()
                .map(run -> run.arguments().get(TOKEN))
                .filter(Objects::nonNull)
                .distinct()
                .count();
    }

    @Override
    public void close() {
        line.close();
        glue.close();
        starts.close();
        secrets.close();
    }
}
