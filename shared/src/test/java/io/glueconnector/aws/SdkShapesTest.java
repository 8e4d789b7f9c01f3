package io.glueconnector.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.glueconnector.json.Json;
import io.glueconnector.json.MalformedJson;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.services.glue.model.JobRun;
import software.amazon.awssdk.services.glue.model.Predecessor;
import software.amazon.awssdk.utils.builder.Buildable;

class SdkShapesTest {
    private static final Instant TIME = Instant.parse("2026-03-01T10:20:30.456Z");

    /** All members of Glue's JobRun in the API reference. */
    private static final List<String> MEMBERS_OF_JOB_RUN = List.of(
            "id",
            "attempt",
            "previousRunId",
            "triggerName",
            "jobName",
            "jobMode",
            "jobRunQueuingEnabled",
            "startedOn",
            "lastModifiedOn",
            "completedOn",
            "jobRunState",
            "arguments",
            "errorMessage",
            "predecessorRuns",
            "allocatedCapacity",
            "executionTime",
            "timeout",
            "maxCapacity",
            "notificationProperty",
            "workerType",
            "numberOfWorkers",
            "securityConfiguration",
            "logGroupName",
            "glueVersion",
            "dpuSeconds",
            "executionClass",
            "maintenanceWindow",
            "profileName",
            "stateDetail",
            "executionRoleSessionPolicy");

    @Test
    void toJson_jobRunWithEveryMember_passesAllOfThemOn() throws MalformedJson {
        Map<String, Object> json = SdkShapes.toJson((SdkPojo) built(filled(JobRun.builder())));

        assertThat(json).hasSameSizeAs(JobRun.builder().sdkFields()).containsOnlyKeys(MEMBERS_OF_JOB_RUN);
        assertThat(json)
                .containsEntry("id", "text")
                .containsEntry("attempt", 7)
                .containsEntry("dpuSeconds", 0.5)
                .containsEntry("jobRunQueuingEnabled", true)
                .containsEntry("arguments", Map.of("--Key", "text"))
                .containsEntry("predecessorRuns", List.of(Map.of("jobName", "text", "runId", "text")))
                .containsEntry("notificationProperty", Map.of("notifyDelayAfter", 7));
        assertThat(Json.parseObject(Json.write(json)))
                .containsEntry("startedOn", "2026-03-01T10:20:30.456Z")
                .containsEntry("attempt", 7L);
    }

    @Test
    void toJson_absentMember_isOmitted() {
        assertThat(SdkShapes.toJson(JobRun.builder().build())).isEmpty();
        assertThat(SdkShapes.toJson(JobRun.builder().id("jr_1").attempt(0).build()))
                .isEqualTo(Map.of("id", "jr_1", "attempt", 0));
    }

    @Test
    void toJson_emptyCollectionFromGlue_isPassedOn() {
        JobRun run = JobRun.builder()
                .arguments(Map.of())
                .predecessorRuns(List.<Predecessor>of())
                .build();

        assertThat(SdkShapes.toJson(run)).isEqualTo(Map.of("arguments", Map.of(), "predecessorRuns", List.of()));
    }

    @Test
    void toJson_stateUnknownToTheSdk_isPassedOn() {
        assertThat(SdkShapes.toJson(JobRun.builder().jobRunState("BRAND_NEW").build()))
                .isEqualTo(Map.of("jobRunState", "BRAND_NEW"));
    }

    @Test
    void toJson_mapKeys_stayUnchanged() {
        JobRun run = JobRun.builder()
                .arguments(Map.of("--TempDir", "s3://x", "DPU", "1"))
                .build();

        assertThat(SdkShapes.toJson(run)).containsEntry("arguments", Map.of("--TempDir", "s3://x", "DPU", "1"));
    }

    @ParameterizedTest
    @CsvSource({
        "DPUSeconds, dpuSeconds",
        "Id, id",
        "ID, id",
        "JobRunId, jobRunId",
        "S3Path, s3Path",
        "X, x",
        "already, already",
        "ARN, arn",
        "JDBCTargets, jdbcTargets",
        "'', ''"
    })
    void firstWordInLowerCase_member_keepsTheRest(String member, String name) {
        assertThat(SdkShapes.firstWordInLowerCase(member)).isEqualTo(name);
    }

    private static SdkPojo filled(SdkPojo builder) {
        for (SdkField<?> field : builder.sdkFields()) {
            field.set(builder, sample(field));
        }
        return builder;
    }

    private static Object sample(SdkField<?> field) {
        MarshallingType<?> type = field.marshallingType();
        if (type.equals(MarshallingType.SDK_POJO)) {
            return built(filled(field.constructor().get()));
        }
        if (type.equals(MarshallingType.LIST)) {
            return List.of(sample(field.getTrait(ListTrait.class).memberFieldInfo()));
        }
        if (type.equals(MarshallingType.MAP)) {
            return Map.of("--Key", "text");
        }
        return List.of("text", 7, 7L, 0.5, true, TIME).stream()
                .filter(value -> type.getTargetClass().isInstance(value))
                .findFirst()
                .orElseThrow();
    }

    private static Object built(SdkPojo builder) {
        return ((Buildable) builder).build();
    }
}
