package io.glueconnector.fakeglue.jobs;

import io.glueconnector.fakeglue.protocol.GlueError;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The job definitions of one account and Region, by name. Guarded by the timeline. */
final class Jobs {
    private final Map<String, Job> jobs = new TreeMap<>();

    void add(Job job) {
        if (jobs.putIfAbsent(job.name(), job) != null) {
            throw GlueError.alreadyExists("Job already exists: " + job.name());
        }
    }

    void replace(Job job) {
        jobs.put(job.name(), job);
    }

    Optional<Job> find(String name) {
        return Optional.ofNullable(jobs.get(name));
    }

    Job get(String name) {
        return find(name).orElseThrow(() -> GlueError.notFound("Job with name: " + name + " not found."));
    }

    List<Job> all() {
        return List.copyOf(jobs.values());
    }
}
