package io.glueconnector.fakeglue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.glueconnector.fakeglue.crawlers.CrawlerService;
import io.glueconnector.fakeglue.events.EventFault;
import io.glueconnector.fakeglue.events.Events;
import io.glueconnector.fakeglue.events.GlueEvent;
import io.glueconnector.fakeglue.faults.Faults;
import io.glueconnector.fakeglue.faults.Supply;
import io.glueconnector.fakeglue.http.LoopbackServer;
import io.glueconnector.fakeglue.jobs.JobService;
import io.glueconnector.fakeglue.logs.LogBook;
import io.glueconnector.fakeglue.logs.LogOperations;
import io.glueconnector.fakeglue.protocol.Credentials;
import io.glueconnector.fakeglue.protocol.Ids;
import io.glueconnector.fakeglue.protocol.Operation;
import io.glueconnector.fakeglue.protocol.ReceivedRequest;
import io.glueconnector.fakeglue.protocol.Recent;
import io.glueconnector.fakeglue.protocol.RequestLog;
import io.glueconnector.fakeglue.protocol.Scope;
import io.glueconnector.fakeglue.scripts.Scripts;
import io.glueconnector.fakeglue.tags.TagOperations;
import io.glueconnector.fakeglue.time.Timeline;
import io.glueconnector.fakeglue.triggers.TriggerService;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A fake AWS Glue on 127.0.0.1: a server that speaks Glue's protocol and behaves as AWS documents it. Tests run it in their
 * process; the local stack runs it as a separate process.
 *
 * {@snippet :
 * try (FakeGlue glue = FakeGlue.start(FakeGlueOptions.frozen())) {
 *     glue.account("000000000000", "eu-west-1").createJob("nightly");
 *     glue.faults().next("StartJobRun", Fault.resetAfter());
 *     callSomethingThatUses(glue.endpoint());
 *     glue.clock().advance(Duration.ofSeconds(10));
 *     assertThat(glue.requests("StartJobRun")).hasSize(1);
 * }
 * }
 */
public final class FakeGlue implements AutoCloseable {
    private final FakeGlueOptions options;
    private final Timeline timeline;
    private final Credentials credentials = new Credentials();
    private final RequestLog log = new RequestLog();
    private final Faults faults = new Faults();
    private final Recent<GlueEvent> events = new Recent<>();
    private final Events sender;
    private final LogBook logs = new LogBook();
    private final JobService jobs;
    private final CrawlerService crawlers;
    private final TriggerService triggers;
    private final List<Operation> operations;
    private final LoopbackServer server;

    private FakeGlue(FakeGlueOptions options) {
        this.options = options;
        this.timeline = new Timeline(options.clock());
        Ids ids = new Ids(options.random());
        this.sender = new Events(timeline, ids, this::deliver);
        this.jobs = new JobService(timeline, options.timings(), sender, ids, options.scripts(), logs);
        this.crawlers = new CrawlerService(timeline, options.timings(), sender, ids);
        this.triggers = new TriggerService(timeline, options.timings(), jobs, crawlers);
        TagOperations tags =
                new TagOperations(Map.of("job", jobs::tags, "crawler", crawlers::tags, "trigger", triggers::tags));
        this.operations = Stream.of(
                        jobs.operations(),
                        crawlers.operations(),
                        triggers.operations(),
                        tags.operations(),
                        new LogOperations(logs).all())
                .flatMap(List::stream)
                .toList();
        GlueDoor door = new GlueDoor(operations, timeline, credentials, log, faults);
        AdminDoor admin = new AdminDoor(this);
        this.server = new LoopbackServer(
                options.port(),
                request -> request.path().startsWith(AdminDoor.PREFIX) ? admin.serve(request) : door.serve(request));
    }

    /** Starts a server with a running clock on a free port. */
    public static FakeGlue start() {
        return start(FakeGlueOptions.running());
    }

    public static FakeGlue start(FakeGlueOptions options) {
        return new FakeGlue(options);
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    public Account account(String account, String region) {
        return new Account(new Scope(account, region), this, jobs, crawlers, triggers);
    }

    /** Returns the server's clock, to read or advance. */
    public Timeline clock() {
        return timeline;
    }

    public Faults faults() {
        return faults;
    }

    /** Returns the faults to apply to the next events, one per event, oldest first. */
    public Supply<EventFault> eventFaults() {
        return sender.faults();
    }

    /** Returns the access keys that the server accepts. */
    public Credentials credentials() {
        return credentials;
    }

    /** Returns the latest requests, in the order of arrival. */
    public List<ReceivedRequest> requests() {
        return log.all();
    }

    public List<ReceivedRequest> requests(String operation) {
        return log.of(operation);
    }

    /** Returns the number of requests for each operation. */
    public Map<String, Long> requestCounts() {
        return log.counts();
    }

    /** Returns the latest delivered events, in order. */
    public List<GlueEvent> events() {
        return events.all();
    }

    /** Hides every run from GetJobRuns until this long after its start. */
    public void lagJobRuns(Duration lag) {
        jobs.lagRuns(lag);
    }

    LogBook logs() {
        return logs;
    }

    /** Returns the output of a run's script so far; empty if the run has no script. */
    public Optional<String> scriptOutput(String jobRunId) {
        return step(() -> jobs.output(jobRunId));
    }

    /** Clears everything except the time, and stops every script. */
    public void reset() {
        step(() -> {
            timeline.forget();
            jobs.clear();
            crawlers.clear();
            triggers.clear();
            logs.clear();
            sender.clear();
            return timeline;
        });
        faults.clear();
        credentials.clear();
        log.clear();
        events.clear();
    }

    /** Refuses connections, like a host that is down, until {@link #acceptConnections()}. */
    public void refuseConnections() {
        server.refuse();
    }

    public void acceptConnections() {
        server.accept();
    }

    /** Ends every script without an event and closes the server. */
    @Override
    public void close() {
        options.scripts().ifPresent(Scripts::close);
        server.close();
        timeline.close();
    }

    <T> T step(Supplier<T> work) {
        T result = timeline.atomically(work);
        timeline.settle();
        return result;
    }

    ObjectNode call(Scope scope, String name, ObjectNode request) {
        Operation operation = operations.stream()
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such operation: " + name));
        return step(() -> operation.perform(scope, request));
    }

    private void deliver(GlueEvent event) {
        events.add(event);
        options.listener().accept(event);
    }
}
