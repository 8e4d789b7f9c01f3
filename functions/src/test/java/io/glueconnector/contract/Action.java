package io.glueconnector.contract;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.glueconnector.check.TestConnection;
import io.glueconnector.crawlers.ListCrawlers;
import io.glueconnector.crawlers.StartCrawler;
import io.glueconnector.crawlers.StopCrawler;
import io.glueconnector.handler.Connector;
import io.glueconnector.jobs.GetJobRun;
import io.glueconnector.jobs.ListJobs;
import io.glueconnector.jobs.StartJobRun;
import io.glueconnector.jobs.StopJobRun;
import io.glueconnector.starts.GetStart;
import io.glueconnector.triggers.ListTriggers;
import io.glueconnector.triggers.StartTrigger;
import io.glueconnector.triggers.StopTrigger;
import java.lang.reflect.Constructor;
import java.util.Arrays;
import java.util.List;

/** The actions with their routes. */
public enum Action {
    START_JOB_RUN(StartJobRun.class, "POST", "/jobs/{name}/runs"),
    GET_JOB_RUN(GetJobRun.class, "GET", "/jobs/{name}/runs/{jobRunId}"),
    LIST_JOBS(ListJobs.class, "GET", "/jobs"),
    STOP_JOB_RUN(StopJobRun.class, "POST", "/jobs/{name}/runs/stop"),
    START_CRAWLER(StartCrawler.class, "POST", "/crawlers/{name}/start"),
    STOP_CRAWLER(StopCrawler.class, "POST", "/crawlers/{name}/stop"),
    LIST_CRAWLERS(ListCrawlers.class, "GET", "/crawlers"),
    START_TRIGGER(StartTrigger.class, "POST", "/triggers/{name}/start"),
    STOP_TRIGGER(StopTrigger.class, "POST", "/triggers/{name}/stop"),
    LIST_TRIGGERS(ListTriggers.class, "GET", "/triggers"),
    GET_START(GetStart.class, "GET", "/starts"),
    TEST_CONNECTION(TestConnection.class, "POST", "/test");

    private final Class<? extends RequestStreamHandler> handler;
    private final String method;
    private final String route;

    Action(Class<? extends RequestStreamHandler> handler, String method, String route) {
        this.handler = handler;
        this.method = method;
        this.route = "/connections/{connection}" + route;
    }

    String method() {
        return method;
    }

    boolean isGet() {
        return method.equals("GET");
    }

    String route() {
        return route;
    }

    /** The fields that the path carries. */
    List<String> pathFields() {
        return Arrays.stream(route.split("/"))
                .filter(segment -> segment.startsWith("{"))
                .map(segment -> segment.substring(1, segment.length() - 1))
                .toList();
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
