package io.glueconnector.fakeglue.triggers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.glueconnector.fakeglue.crawlers.CrawlSnapshot;
import io.glueconnector.fakeglue.crawlers.CrawlerService;
import io.glueconnector.fakeglue.jobs.JobRunSnapshot;
import io.glueconnector.fakeglue.jobs.JobService;
import io.glueconnector.fakeglue.protocol.ByScope;
import io.glueconnector.fakeglue.protocol.Call;
import io.glueconnector.fakeglue.protocol.GlueError;
import io.glueconnector.fakeglue.protocol.Json;
import io.glueconnector.fakeglue.protocol.Operation;
import io.glueconnector.fakeglue.protocol.Page;
import io.glueconnector.fakeglue.protocol.Scope;
import io.glueconnector.fakeglue.protocol.TagFilter;
import io.glueconnector.fakeglue.time.Timeline;
import io.glueconnector.fakeglue.time.Timings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Triggers and their operations. ON_DEMAND triggers fire when they are started. CONDITIONAL triggers fire when the runs and
 * crawls that other triggers started meet their conditions. SCHEDULED triggers never fire by themselves. Call its methods
 * within a step of the timeline.
 */
public final class TriggerService {
    private static final int LARGEST_PAGE = 200;

    private final ByScope<Triggers> triggers = new ByScope<>(scope -> new Triggers());
    private final Timeline timeline;
    private final Timings timings;
    private final JobService jobs;
    private final CrawlerService crawlers;
    private final TriggerRules rules;

    public TriggerService(Timeline timeline, Timings timings, JobService jobs, CrawlerService crawlers) {
        this.timeline = timeline;
        this.timings = timings;
        this.jobs = jobs;
        this.crawlers = crawlers;
        this.rules = new TriggerRules(jobs, crawlers);
        jobs.onEnd(this::jobRunEnded);
        crawlers.onEnd(this::crawlEnded);
    }

    public List<Operation> operations() {
        return List.of(
                new Operation("CreateTrigger", TriggerShapes.CREATE_TRIGGER, this::create),
                new Operation("GetTrigger", TriggerShapes.ONE_TRIGGER, this::get),
                new Operation("BatchGetTriggers", TriggerShapes.BATCH_GET_TRIGGERS, this::batchGet),
                new Operation("ListTriggers", TriggerShapes.LIST_TRIGGERS, this::list),
                new Operation("StartTrigger", TriggerShapes.ONE_TRIGGER, this::start),
                new Operation("StopTrigger", TriggerShapes.ONE_TRIGGER, this::stop));
    }

    /** Returns the tags of a trigger; empty if there is no such trigger. */
    public Optional<Map<String, String>> tags(Scope scope, String name) {
        return triggers.of(scope).find(name).map(Trigger::tags);
    }

    public TriggerState state(Scope scope, String name) {
        return triggers.of(scope).get(name).state();
    }

    /** Fires a trigger as its schedule or event would. */
    public void fire(Scope scope, String name) {
        fire(triggers.of(scope).get(name));
    }

    public void clear() {
        triggers.clear();
    }

    private ObjectNode create(Call call) {
        TriggerType type = TriggerType.valueOf(call.text("Type"));
        rules.check(call, type);
        ObjectNode definition = call.input().deepCopy().without(List.of("Name", "Type", "Tags", "StartOnCreation"));
        Trigger trigger = new Trigger(call.scope(), call.text("Name"), type, definition, call.map("Tags"));
        triggers.of(call.scope()).add(trigger);
        if (call.flag("StartOnCreation")) {
            change(trigger, TriggerState.ACTIVATING, TriggerState.ACTIVATED);
        }
        return Json.object().put("Name", trigger.name());
    }

    private ObjectNode get(Call call) {
        ObjectNode answer = Json.object();
        answer.set("Trigger", trigger(call).toJson());
        return answer;
    }

    private ObjectNode batchGet(Call call) {
        Triggers here = triggers.of(call.scope());
        List<String> names = call.texts("TriggerNames");
        ObjectNode answer = Json.object();
        answer.set(
                "Triggers",
                Json.array(names.stream()
                        .flatMap(name -> here.find(name).stream())
                        .map(Trigger::toJson)
                        .toList()));
        answer.set(
                "TriggersNotFound",
                Json.names(
                        names.stream().filter(name -> here.find(name).isEmpty()).toList()));
        return answer;
    }

    /**
     * With DependentJobName, returns the triggers that can start the job or, as AWS documents, all triggers if there are
     * none.
     */
    private ObjectNode list(Call call) {
        List<Trigger> tagged = triggers.of(call.scope()).all().stream()
                .filter(trigger -> TagFilter.matches(call, trigger.tags()))
                .toList();
        String job = call.text("DependentJobName");
        List<Trigger> dependent =
                tagged.stream().filter(trigger -> trigger.startsJob(job)).toList();
        List<String> names = (dependent.isEmpty() ? tagged : dependent)
                .stream().map(Trigger::name).toList();
        String filter = job + call.map("Tags");
        Page<String> page = Page.of(call, names, name -> name, filter, LARGEST_PAGE, LARGEST_PAGE);
        return page.toJson("TriggerNames", Json.names(page.elements()));
    }

    private ObjectNode start(Call call) {
        Trigger trigger = trigger(call);
        switch (trigger.type()) {
            case ON_DEMAND -> fire(trigger);
            case SCHEDULED, CONDITIONAL -> change(trigger, TriggerState.ACTIVATING, TriggerState.ACTIVATED);
            // Measured on AWS: github.com/hashicorp/terraform-provider-aws/issues/49407.
            case EVENT -> throw GlueError.invalidInput("Trigger Type EVENT cannot be started");
        }
        return Json.object().put("Name", trigger.name());
    }

    private ObjectNode stop(Call call) {
        Trigger trigger = trigger(call);
        // Measured on AWS, for all types: github.com/hashicorp/terraform-provider-aws/pull/49408.
        if (trigger.state() == TriggerState.CREATED) {
            throw GlueError.invalidInput("The operation is not allowed when trigger is in state: CREATED");
        }
        change(trigger, TriggerState.DEACTIVATING, TriggerState.DEACTIVATED);
        return Json.object().put("Name", trigger.name());
    }

    private void change(Trigger trigger, TriggerState passing, TriggerState end) {
        if (trigger.state() == end) {
            return;
        }
        trigger.enter(timings.switching().isZero() ? end : passing);
        timeline.at(timeline.instant().plus(timings.switching()), () -> {
            if (trigger.state() == passing) {
                trigger.enter(end);
            }
        });
    }

    private void fire(Trigger trigger) {
        for (ObjectNode action : trigger.actions()) {
            if (action.hasNonNull("CrawlerName")) {
                crawlers.start(trigger.scope(), action.path("CrawlerName").asText(), trigger.name());
            } else {
                jobs.start(trigger.scope(), action, trigger.name());
            }
        }
    }

    private void jobRunEnded(Scope scope, JobRunSnapshot run) {
        if (run.triggerName().isPresent()) {
            ended(
                    scope,
                    condition -> condition.path("JobName").asText().equals(run.jobName())
                            && condition
                                    .path("State")
                                    .asText()
                                    .equals(run.state().name()));
        }
    }

    private void crawlEnded(Scope scope, CrawlSnapshot crawl) {
        if (crawl.triggerName().isPresent()) {
            ended(
                    scope,
                    condition -> condition.path("CrawlerName").asText().equals(crawl.crawlerName())
                            && condition
                                    .path("CrawlState")
                                    .asText()
                                    .equals(crawl.state().lastCrawlStatus()));
        }
    }

    private void ended(Scope scope, Predicate<JsonNode> fulfilled) {
        triggers.of(scope).all().stream()
                .filter(trigger -> trigger.type() == TriggerType.CONDITIONAL)
                .filter(trigger -> trigger.state() == TriggerState.ACTIVATED)
                .filter(trigger -> trigger.fulfil(fulfilled))
                .forEach(this::fireUnattended);
    }

    /** Fires a trigger without a caller. A start that Glue rejects is skipped. */
    private void fireUnattended(Trigger trigger) {
        try {
            fire(trigger);
        } catch (GlueError refused) {
            // As with Glue, the trigger stays active and the failure is silent.
        }
    }

    private Trigger trigger(Call call) {
        return triggers.of(call.scope()).get(call.text("Name"));
    }
}
