package io.glueconnector.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.glueconnector.fakeglue.jobs.JobDefinition;
import io.glueconnector.json.Json;
import io.glueconnector.testing.Seeded;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Checks that a key identifies one request, however it is written, and no other. */
class SameStartInOtherWordsTest {
    /** Each field of a start with several ways to write one value (empty: omitted) and, after "!", a different value. */
    private static final Map<String, List<String>> JOB_RUN = Map.ofEntries(
            Map.entry("args", List.of("", "null", "{}", "!{\"--a\": \"\"}")),
            Map.entry("timeoutMinutes", List.of("60", "60.0", "6e1", "!61")),
            Map.entry("notifyDelayAfterMinutes", List.of("5", "5.00", "!6")),
            Map.entry("maxCapacity", List.of("0.0625", "0.06250", "6.25e-2", "!1")),
            Map.entry("executionClass", List.of("", "null", "!\"STANDARD\"")),
            Map.entry("jobRunQueuingEnabled", List.of("", "null", "!false")),
            Map.entry("retryOfJobRunId", List.of("", "null", "!\"jr_2\"")),
            Map.entry("securityConfiguration", List.of("", "null", "!\"s\"")),
            Map.entry(
                    "executionRoleSessionPolicy",
                    List.of(
                            "\"{\\\"a\\\":1,\\\"b\\\":2}\"",
                            "\"{ \\\"b\\\":2, \\\"a\\\":1.0 }\"",
                            "!\"{\\\"a\\\":2}\"")),
            Map.entry("startToken", List.of("", "null", "true", "!false")));

    /** The capacity of a start in the fields that exclude maxCapacity. */
    private static final List<Map<String, List<String>>> OTHER_CAPACITIES = List.of(
            Map.of("allocatedCapacity", List.of("2", "2.0", "2e0", "!3")),
            Map.of(
                    "workerType",
                    List.of("\"G.1X\"", "!\"G.2X\""),
                    "numberOfWorkers",
                    List.of("2", "2.0", "2e0", "!3")));

    private static final JobDefinition JOB =
            JobDefinition.pythonShell("nightly", "s3://scripts/nightly.py").withMaxConcurrentRuns(1000);
    private static final JobDefinition SPARK = JobDefinition.spark("nightly").withMaxConcurrentRuns(1000);

    @RegisterExtension
    private final Functions functions = new Functions();

    private String start(Action action, Door door, String key, String members) {
        Map<String, Object> fields = new LinkedHashMap<>(Samples.of(action));
        fields.put("connection", "keys");
        fields.put("idempotencyKey", key);
        fields.putAll(GlueRequests.fields(members));
        Answer answer = functions.call(action, door, fields);
        return answer.isOk() ? "replayed " + answer.text("replayed").orElseThrow() : answer.code();
    }

    @ParameterizedTest
    @EnumSource
    void startJobRun_anyFieldWrittenDifferently_isReplayed(Door door) {
        functions.account().createJob(JOB);
        Seeded.cases(100, random -> {
            String key = Long.toString(random.nextLong());
            assertThat(start(Action.START_JOB_RUN, door, key, written(random, "")))
                    .isEqualTo("replayed false");
            assertThat(start(Action.START_JOB_RUN, door, key, written(random, "")))
                    .isEqualTo("replayed true");
        });
    }

    @ParameterizedTest
    @EnumSource
    void startJobRun_anyFieldWithAnotherValue_isAConflict(Door door) {
        functions.account().createJob(JOB);
        for (String changed : JOB_RUN.keySet()) {
            Seeded.cases(5, random -> {
                String key = Long.toString(random.nextLong());
                start(Action.START_JOB_RUN, door, key, written(random, ""));
                assertThat(start(Action.START_JOB_RUN, door, key, written(random, changed)))
                        .as(changed)
                        .isEqualTo("IdempotencyConflict");
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void startJobRun_otherCapacity_isComparedByMeaning(Door door) {
        functions.account().createJob(SPARK);
        for (Map<String, List<String>> capacity : OTHER_CAPACITIES) {
            Seeded.cases(10, random -> {
                String key = Long.toString(random.nextLong());
                assertThat(start(Action.START_JOB_RUN, door, key, written(capacity, random, "")))
                        .isEqualTo("replayed false");
                assertThat(start(Action.START_JOB_RUN, door, key, written(capacity, random, "")))
                        .isEqualTo("replayed true");
                for (String changed : capacity.keySet()) {
                    assertThat(start(Action.START_JOB_RUN, door, key, written(capacity, random, changed)))
                            .as(changed)
                            .isEqualTo("IdempotencyConflict");
                }
            });
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | {\"ifRunning\": \"fail\"}  | replayed true",
                "{} | {\"ifRunning\": null}      | replayed true",
                "{} | {\"ifRunning\": \"adopt\"} | IdempotencyConflict"
            })
    void startCrawler_ifRunning_isComparedByMeaning(String first, String second, String outcome) {
        functions.account().createCrawler("sales", Map.of());
        assertThat(start(Action.START_CRAWLER, Door.DIRECT, "k", first)).isEqualTo("replayed false");

        assertThat(start(Action.START_CRAWLER, Door.HTTP, "k", second)).isEqualTo(outcome);
    }

    @Test
    void startJobRun_sameRequestOverHttpAndDirectly_isReplayed() {
        functions.account().createJob(JOB);
        start(Action.START_JOB_RUN, Door.HTTP, "k", "{\"startToken\": true, \"maxCapacity\": 1.0}");

        assertThat(start(Action.START_JOB_RUN, Door.DIRECT, "k", "{\"maxCapacity\": 1, \"execution\": \"arn\"}"))
                .isEqualTo("replayed true");
    }

    private static String written(RandomGenerator random, String changed) {
        return written(JOB_RUN, random, changed);
    }

    private static String written(Map<String, List<String>> fields, RandomGenerator random, String changed) {
        List<String> names = new ArrayList<>(fields.keySet());
        Collections.shuffle(names, new Random(random.nextLong()));
        return names.stream()
                .map(name -> member(name, fields.get(name), random, name.equals(changed)))
                .filter(member -> !member.isEmpty())
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private static String member(String name, List<String> ways, RandomGenerator random, boolean changed) {
        String way = changed ? ways.getLast().substring(1) : ways.get(random.nextInt(ways.size() - 1));
        return way.isEmpty() ? "" : "%s: %s".formatted(Json.write(name), way);
    }
}
