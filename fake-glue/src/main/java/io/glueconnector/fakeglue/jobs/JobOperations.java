package io.glueconnector.fakeglue.jobs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.glueconnector.fakeglue.protocol.ByScope;
import io.glueconnector.fakeglue.protocol.Call;
import io.glueconnector.fakeglue.protocol.GlueError;
import io.glueconnector.fakeglue.protocol.Json;
import io.glueconnector.fakeglue.protocol.Operation;
import io.glueconnector.fakeglue.protocol.Page;
import io.glueconnector.fakeglue.protocol.TagFilter;
import io.glueconnector.fakeglue.time.Timeline;
import java.time.Instant;
import java.util.List;

/** The operations on job definitions. */
final class JobOperations {
    private static final int PAGE = 100;
    private static final int LARGEST_PAGE = 1000;
    private static final int LARGEST_BATCH = 100;

    private final ByScope<Jobs> jobs;
    private final Timeline timeline;

    JobOperations(ByScope<Jobs> jobs, Timeline timeline) {
        this.jobs = jobs;
        this.timeline = timeline;
    }

    List<Operation> all() {
        return List.of(
                new Operation("CreateJob", JobShapes.CREATE_JOB, this::create),
                new Operation("UpdateJob", JobShapes.UPDATE_JOB, this::update),
                new Operation("GetJob", JobShapes.GET_JOB, this::get),
                new Operation("BatchGetJobs", JobShapes.BATCH_GET_JOBS, this::batchGet),
                new Operation("ListJobs", JobShapes.LIST_JOBS, this::list));
    }

    private ObjectNode create(Call call) {
        ObjectNode definition = call.input().deepCopy().without(List.of("Name", "Tags"));
        Instant now = timeline.instant();
        jobs.of(call.scope()).add(new Job(call.text("Name"), definition, call.map("Tags"), now, now));
        return Json.object().put("Name", call.text("Name"));
    }

    private ObjectNode update(Call call) {
        Jobs here = jobs.of(call.scope());
        Job job = here.get(call.text("JobName"));
        ObjectNode update = call.input().withObject("/JobUpdate").deepCopy();
        here.replace(job.with(update, timeline.instant()));
        return Json.object().put("JobName", job.name());
    }

    private ObjectNode get(Call call) {
        ObjectNode answer = Json.object();
        answer.set("Job", jobs.of(call.scope()).get(call.text("JobName")).toJson());
        return answer;
    }

    private ObjectNode batchGet(Call call) {
        List<String> names = call.texts("JobNames");
        if (names.size() > LARGEST_BATCH) {
            throw GlueError.invalidInput("At most " + LARGEST_BATCH + " job names may be given");
        }
        Jobs here = jobs.of(call.scope());
        ObjectNode answer = Json.object();
        answer.set(
                "Jobs",
                Json.array(names.stream()
                        .flatMap(name -> here.find(name).stream())
                        .map(Job::toJson)
                        .toList()));
        answer.set(
                "JobsNotFound",
                Json.names(
                        names.stream().filter(name -> here.find(name).isEmpty()).toList()));
        return answer;
    }

    private ObjectNode list(Call call) {
        List<String> names = jobs.of(call.scope()).all().stream()
                .filter(job -> TagFilter.matches(call, job.tags()))
                .map(Job::name)
                .toList();
        Page<String> page = Page.of(call, names, name -> name, call.map("Tags").toString(), PAGE, LARGEST_PAGE);
        return page.toJson("JobNames", Json.names(page.elements()));
    }
}
