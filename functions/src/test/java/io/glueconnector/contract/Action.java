package io.glueconnector.contract;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.glueconnector.connections.TestConnection;
import io.glueconnector.crawlers.ListCrawlers;
import io.glueconnector.crawlers.ListCrawls;
import io.glueconnector.crawlers.StartCrawler;
import io.glueconnector.crawlers.StopCrawler;
import io.glueconnector.handler.Connector;
import io.glueconnector.jobs.GetJobRun;
import io.glueconnector.jobs.GetJobRunLogs;
import io.glueconnector.jobs.ListJobRuns;
import io.glueconnector.jobs.ListJobs;
import io.glueconnector.jobs.StartJobRun;
import io.glueconnector.jobs.StopJobRun;
import io.glueconnector.starts.GetStart;
import io.glueconnector.testing.Route;
import io.glueconnector.triggers.ListTriggers;
import io.glueconnector.triggers.StartTrigger;
import io.glueconnector.triggers.StopTrigger;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All actions, each with its handler and required fields. Most contract tests run for every action. */
public enum Action {
    START_JOB_RUN(StartJobRun::new, Map.of("name", "nightly")),
    GET_JOB_RUN(GetJobRun::new, Map.of("name", "nightly", "jobRunId", "jr_1")),
    GET_JOB_RUN_LOGS(GetJobRunLogs::new, Map.of("name", "nightly", "jobRunId", "jr_1")),
    LIST_JOB_RUNS(ListJobRuns::new, Map.of("name", "nightly")),
    LIST_JOBS(ListJobs::new, Map.of()),
    STOP_JOB_RUN(StopJobRun::new, Map.of("name", "nightly", "jobRunIds", List.of("jr_1"))),
    START_CRAWLER(StartCrawler::new, Map.of("name", "sales")),
    STOP_CRAWLER(StopCrawler::new, Map.of("name", "sales")),
    LIST_CRAWLS(ListCrawls::new, Map.of("name", "sales")),
    LIST_CRAWLERS(ListCrawlers::new, Map.of()),
    START_TRIGGER(StartTrigger::new, Map.of("name", "at-dawn")),
    STOP_TRIGGER(StopTrigger::new, Map.of("name", "at-dawn")),
    LIST_TRIGGERS(ListTriggers::new, Map.of()),
    GET_START(GetStart::new, Map.of("idempotencyKey", "monday")),
    TEST_CONNECTION(TestConnection::new, Map.of());

    @SuppressWarnings("ImmutableEnumChecker") // Constructors hold no state.
    private final Supplier<RequestStreamHandler> handler;

    @SuppressWarnings("ImmutableEnumChecker") // Map.of creates immutable maps.
    private final Map<String, Object> required;

    Action(Supplier<RequestStreamHandler> handler, Map<String, Object> required) {
        this.handler = handler;
        this.required = required;
    }

    /** Returns the required fields, with names of things that need not exist. */
    Map<String, Object> required() {
        return required;
    }

    /** Returns the Glue operation that does the action's work, if there is one. */
    Optional<String> operation() {
        return switch (this) {
            case GET_START, TEST_CONNECTION -> Optional.empty();
            case STOP_JOB_RUN -> Optional.of("BatchStopJobRun");
            case GET_JOB_RUN_LOGS -> Optional.of("GetJobRun");
            case LIST_JOB_RUNS -> Optional.of("GetJobRuns");
            default -> Optional.of(title());
        };
    }

    boolean isStart() {
        return title().startsWith("Start");
    }

    Route route() {
        return Route.of(title());
    }

    /** Returns the action's name as logs and session names show it. */
    public String title() {
        return Stream.of(name().split("_", -1))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    public RequestStreamHandler create(Connector connector) {
        return ScopedValue.where(Connector.GIVEN, connector).call(handler::get);
    }
}
