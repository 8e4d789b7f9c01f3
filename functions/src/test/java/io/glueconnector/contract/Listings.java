package io.glueconnector.contract;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.glueconnector.fakeglue.Account;
import io.glueconnector.fakeglue.jobs.JobDefinition;
import io.glueconnector.fakeglue.protocol.Json;
import io.glueconnector.fakeglue.triggers.TriggerDefinition;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** The lists of names, and things to list. */
final class Listings {
    static final List<Action> ALL = List.of(Action.LIST_JOBS, Action.LIST_CRAWLERS, Action.LIST_TRIGGERS);

    private static final String TRIGGERED = "triggered";

    private Listings() {}

    static Stream<Arguments> listsAndDoors() {
        return ALL.stream().flatMap(list -> Stream.of(Door.values()).map(door -> Arguments.of(list, door)));
    }

    /** Returns the maximum number of names in one page of Glue. For crawlers, Glue returns fewer than a request may ask for. */
    static int page(Action list) {
        return list == Action.LIST_JOBS ? 1000 : 100;
    }

    /** Returns names in the order in which Glue lists them. */
    static List<String> names(int count) {
        return IntStream.range(0, count).mapToObj("thing-%05d"::formatted).toList();
    }

    /** Returns the field of Glue's response that holds the names. */
    static String member(Action list) {
        return list.title().replaceAll("List(.*)s", "$1Names");
    }

    static void create(Account account, Action list, List<String> names, Map<String, String> tags) {
        names.forEach(name -> create(account, list, name, tags));
    }

    static void create(Account account, Action list, String name, Map<String, String> tags) {
        if (list == Action.LIST_JOBS) {
            JobDefinition job = JobDefinition.spark(name);
            for (Map.Entry<String, String> tag : tags.entrySet()) {
                job = job.withTag(tag.getKey(), tag.getValue());
            }
            account.createJob(job);
        } else if (list == Action.LIST_CRAWLERS) {
            account.createCrawler(name, tags);
        } else {
            createTrigger(account, name, tags);
        }
    }

    private static void createTrigger(Account account, String name, Map<String, String> tags) {
        ObjectNode names = Json.object();
        names.putArray("JobNames").add(TRIGGERED);
        if (account.call("BatchGetJobs", names).path("Jobs").isEmpty()) {
            account.createJob(TRIGGERED);
        }
        TriggerDefinition trigger = TriggerDefinition.scheduled(name).startingJob(TRIGGERED, Map.of());
        for (Map.Entry<String, String> tag : tags.entrySet()) {
            trigger = trigger.withTag(tag.getKey(), tag.getValue());
        }
        account.createTrigger(trigger);
    }
}
