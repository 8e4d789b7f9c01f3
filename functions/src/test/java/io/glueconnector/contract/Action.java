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
import java.lang.reflect.Constructor;

/** The actions with their handlers. */
public enum Action {
    START_JOB_RUN(StartJobRun.class),
    GET_JOB_RUN(GetJobRun.class),
    LIST_JOBS(ListJobs.class),
    STOP_JOB_RUN(StopJobRun.class),
    START_CRAWLER(StartCrawler.class),
    STOP_CRAWLER(StopCrawler.class),
    LIST_CRAWLERS(ListCrawlers.class),
    START_TRIGGER(StartTrigger.class),
    STOP_TRIGGER(StopTrigger.class),
    LIST_TRIGGERS(ListTriggers.class),
    GET_START(GetStart.class),
    TEST_CONNECTION(TestConnection.class);

    private final Class<? extends RequestStreamHandler> handler;

    Action(Class<? extends RequestStreamHandler> handler) {
        this.handler = handler;
    }

    Route route() {
        return Route.of(title());
    }

    /** The action's name as logs and session names show it. */
    public String title() {
        return handler.getSimpleName();
    }

    public RequestStreamHandler create(Connector connector) {
        try {
            Constructor<? extends RequestStreamHandler> constructor = handler.getDeclaredConstructor(Connector.class);
            constructor.setAccessible(true);
            return constructor.newInstance(connector);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(handler + " has no constructor that takes a connector", e);
        }
    }
}
