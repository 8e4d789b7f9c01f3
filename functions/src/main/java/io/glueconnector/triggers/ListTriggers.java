package io.glueconnector.triggers;

import io.glueconnector.aws.Glue;
import io.glueconnector.handler.ActionHandler;
import io.glueconnector.handler.Call;
import io.glueconnector.paging.Listing;
import io.glueconnector.paging.Page;
import io.glueconnector.request.Fields;
import io.glueconnector.request.TextRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.BatchGetTriggersRequest;
import software.amazon.awssdk.services.glue.model.ListTriggersRequest;
import software.amazon.awssdk.services.glue.model.ListTriggersResponse;
import software.amazon.awssdk.services.glue.model.Trigger;

/**
 * Lists the names of all triggers, of those that have all the given tags, or of those that start a given job.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/webapi/API_ListTriggers.html">ListTriggers</a>
 */
public final class ListTriggers extends ActionHandler<ListTriggers.Input> {
    private static final int PAGE = 100;
    private static final TextRule JOB = TextRule.line(1, 255);

    record Input(Listing listing, Optional<String> dependentJobName) {}

    @Override
    protected Input read(Fields fields) {
        return new Input(Listing.read(fields), fields.text("dependentJobName", JOB));
    }

    @Override
    protected Map<String, Object> answer(Input input, Call call) {
        List<String> scope = new ArrayList<>(call.scope());
        scope.add(input.dependentJobName().orElse(""));
        return input.listing().follow(scope, PAGE, (most, token) -> page(input, call, most, token));
    }

    private static Page<String> page(Input input, Call call, int most, String token) {
        Map<String, String> tags = input.listing().tags();
        Glue.Requested<ListTriggersRequest> request = limit -> ListTriggersRequest.builder()
                .maxResults(most)
                .nextToken(token)
                .tags(tags.isEmpty() ? null : tags)
                .dependentJobName(input.dependentJobName().orElse(null))
                .overrideConfiguration(limit)
                .build();
        ListTriggersResponse page = call.glue().call(GlueClient::listTriggers, request, "triggers");
        List<String> names = input.dependentJobName()
                .map(job -> startersOf(job, page.triggerNames(), call))
                .orElse(page.triggerNames());
        return new Page<>(names, page.nextToken());
    }

    // Glue returns all triggers if none starts the job, so check the actions of each.
    private static List<String> startersOf(String job, List<String> names, Call call) {
        if (names.isEmpty()) {
            return names;
        }
        Glue.Requested<BatchGetTriggersRequest> request = limit -> BatchGetTriggersRequest.builder()
                .triggerNames(names)
                .overrideConfiguration(limit)
                .build();
        Set<String> starters = call.glue().call(GlueClient::batchGetTriggers, request, "triggers").triggers().stream()
                .filter(trigger -> starts(trigger, job))
                .map(Trigger::name)
                .collect(Collectors.toSet());
        return names.stream().filter(starters::contains).toList();
    }

    private static boolean starts(Trigger trigger, String job) {
        return trigger.actions().stream().anyMatch(action -> job.equals(action.jobName()));
    }
}
