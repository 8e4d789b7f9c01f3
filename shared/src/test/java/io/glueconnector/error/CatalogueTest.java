package io.glueconnector.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.glueconnector.json.Json;
import io.glueconnector.json.MalformedJson;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The errors that callers and state machines rely on. */
class CatalogueTest {
    private static final Duration WAIT = Duration.ofSeconds(5);

    /** Code, HTTP status and title, and whether a retry may help, with or without a time to wait. */
    private static final List<Row> CATALOGUE = List.of(
            new Row("InvalidRequest", 400, "Invalid request", Retry.never()),
            new Row("PayloadTooLarge", 413, "Payload too large", Retry.never()),
            new Row("ConnectionNotFound", 404, "Connection not found", Retry.never()),
            new Row("ConnectionInvalid", 422, "Connection invalid", Retry.never()),
            new Row("AccessDenied", 403, "Access denied", Retry.never()),
            new Row("NotFound", 404, "Not found", Retry.never()),
            new Row("AlreadyRunning", 409, "Already running", Retry.after(WAIT)),
            new Row("ConcurrentRunsExceeded", 409, "Concurrent runs exceeded", Retry.after(WAIT)),
            new Row("Conflict", 409, "Conflict", Retry.after(WAIT)),
            new Row("IdempotencyConflict", 422, "Idempotency conflict", Retry.never()),
            new Row("Throttled", 429, "Throttled", Retry.after(WAIT)),
            new Row("LimitExceeded", 429, "Limit exceeded", Retry.after(WAIT)),
            new Row("GlueFailure", 502, "Glue failure", Retry.anytime()),
            new Row("OutcomeUnknown", 503, "Outcome unknown", Retry.after(WAIT)),
            new Row("Unavailable", 503, "Unavailable", Retry.after(WAIT)),
            new Row("DeadlineExceeded", 504, "Deadline exceeded", Retry.anytime()),
            new Row("Internal", 500, "Internal", Retry.never()));

    private record Row(String code, int status, String title, Retry retry) {}

    static Stream<Class<?>> codes() {
        return Arrays.stream(ConnectorException.class.getPermittedSubclasses());
    }

    @Test
    void catalogue_permittedClasses_areComplete() {
        assertThat(codes().map(Class::getSimpleName))
                .containsExactlyInAnyOrderElementsOf(
                        CATALOGUE.stream().map(Row::code).toList());
    }

    @ParameterizedTest
    @MethodSource("codes")
    void eachCode_isATopLevelClassBecauseStepFunctionsMatchesOnTheName(Class<?> type) {
        assertThat(type.getName()).isEqualTo("io.glueconnector.error." + type.getSimpleName());
        assertThat(Modifier.isFinal(type.getModifiers()) && Modifier.isPublic(type.getModifiers()))
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("codes")
    void problem_eachCode_hasItsMembers(Class<?> type) throws ReflectiveOperationException {
        Row row = row(type);
        ConnectorException failure = make(type, row).during("request-1");

        Map<String, Object> expected = new LinkedHashMap<>();
        expected.put("type", "urn:glue-connector:error:" + row.code());
        expected.put("title", row.title());
        expected.put("status", row.status());
        expected.put("detail", "What went wrong. How to fix it.");
        expected.put("code", row.code());
        expected.put("requestId", "request-1");
        expected.put("retryable", row.retry().allowed());
        row.retry().delay().ifPresent(delay -> expected.put("retryAfterSeconds", 5L));
        assertThat(failure.problem()).isEqualTo(expected);
        assertThat(failure.problem().keySet()).containsExactlyElementsOf(expected.keySet());
        assertThat(failure.status()).isEqualTo(row.status());
        assertThat(failure.code()).isEqualTo(row.code());
        assertThat(failure.retry()).isEqualTo(row.retry());
    }

    @ParameterizedTest
    @MethodSource("codes")
    void getMessage_eachCode_isTheProblemAsJsonWithoutTheDiagnosis(Class<?> type)
            throws ReflectiveOperationException, MalformedJson {
        ConnectorException failure = make(type, row(type)).during("request-1").diagnosedAs("canary");

        Map<String, Object> message = Json.parseObject(failure.getMessage());

        assertThat(message)
                .containsEntry("code", type.getSimpleName())
                .containsEntry("status", (long) failure.status())
                .containsEntry("detail", "What went wrong. How to fix it.")
                .containsEntry("requestId", "request-1");
        assertThat(failure.diagnosis()).isEqualTo("canary");
        assertThat(failure.toString()).doesNotContain("canary");
    }

    @ParameterizedTest
    @MethodSource("codes")
    void eachCode_carriesNeitherCauseNorTrace(Class<?> type) throws ReflectiveOperationException {
        ConnectorException failure = make(type, row(type));
        failure.addSuppressed(new IllegalStateException("canary"));
        StringWriter printed = new StringWriter();
        failure.printStackTrace(new PrintWriter(printed));

        assertThat(failure).hasNoCause().hasNoSuppressedExceptions();
        assertThat(failure.getStackTrace()).isEmpty();
        assertThat(printed.toString()).doesNotContain("\tat ", "canary");
    }

    @Test
    void problem_textOfAnyKind_isOneLineOfJson() throws MalformedJson {
        ConnectorException failure = new NotFound("job \"ночь 🚀\"\r\n\u0000\\ is unknown");

        assertThat(failure.getMessage()).doesNotContain("\r", "\n", "\u0000");
        assertThat(Json.parseObject(failure.getMessage())).containsEntry("detail", failure.detail());
    }

    private static Row row(Class<?> type) {
        return CATALOGUE.stream()
                .filter(row -> row.code().equals(type.getSimpleName()))
                .findFirst()
                .orElseThrow();
    }

    private static ConnectorException make(Class<?> type, Row row) throws ReflectiveOperationException {
        Constructor<?> constructor = type.getConstructors()[0];
        Object[] arguments = Arrays.stream(constructor.getParameterTypes())
                .map(parameter -> argument(parameter, row.retry()).orElseThrow())
                .toArray();
        return (ConnectorException) constructor.newInstance(arguments);
    }

    private static Optional<Object> argument(Class<?> parameter, Retry retry) {
        if (parameter == String.class) {
            return Optional.of("What went wrong. How to fix it.");
        }
        return parameter == Duration.class ? Optional.of(WAIT) : Optional.of(retry);
    }
}
