package io.glueconnector.contract;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.glueconnector.connections.TestConnection;
import io.glueconnector.crawlers.ListCrawlers;
import io.glueconnector.crawlers.StartCrawler;
import io.glueconnector.crawlers.StopCrawler;
import io.glueconnector.handler.Connector;
import io.glueconnector.jobs.GetJobRun;
import io.glueconnector.jobs.ListJobs;
import io.glueconnector.jobs.StartJobRun;
import io.glueconnector.jobs.StopJobRun;
import io.glueconnector.starts.GetStart;
import io.glueconnector.testing.Route;
import io.glueconnector.triggers.ListTriggers;
import io.glueconnector.triggers.StartTrigger;
import io.glueconnector.triggers.StopTrigger;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The actions with their handlers. */
public enum Action {
    START_JOB_RUN(StartJobRun::new),
    GET_JOB_RUN(GetJobRun::new),
    LIST_JOBS(ListJobs::new),
    STOP_JOB_RUN(StopJobRun::new),
    START_CRAWLER(StartCrawler::new),
    STOP_CRAWLER(StopCrawler::new),
    LIST_CRAWLERS(ListCrawlers::new),
    START_TRIGGER(StartTrigger::new),
    STOP_TRIGGER(StopTrigger::new),
    LIST_TRIGGERS(ListTriggers::new),
    GET_START(GetStart::new),
    TEST_CONNECTION(TestConnection::new);

    @SuppressWarnings("ImmutableEnumChecker") // Constructors hold no state.
    private final Supplier<RequestStreamHandler> handler;

    Action(Supplier<RequestStreamHandler> handler) {
        this.handler = handler;
    }

    Route route() {
        return Route.of(title());
    }

    /** The action's name as logs and session names show it. */
    public String title() {
        return Stream.of(name().split("_", -1))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    public RequestStreamHandler create(Connector connector) {
        return ScopedValue.where(Connector.GIVEN, connector).call(handler::get);
    }
}
