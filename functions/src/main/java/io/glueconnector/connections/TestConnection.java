package io.glueconnector.connections;

import io.glueconnector.aws.Glue;
import io.glueconnector.aws.Identity;
import io.glueconnector.error.AccessDenied;
import io.glueconnector.handler.ActionHandler;
import io.glueconnector.handler.Call;
import io.glueconnector.request.Fields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.ListCrawlersRequest;
import software.amazon.awssdk.services.glue.model.ListJobsRequest;
import software.amazon.awssdk.services.glue.model.ListTriggersRequest;

/**
 * Returns a connection's identity, whether it may list jobs, crawlers and triggers, and warnings about its safety. Changes
 * nothing.
 */
public final class TestConnection extends ActionHandler<TestConnection.Input> {

    record Input() {}

    @Override
    protected Input read(Fields fields) {
        return new Input();
    }

    @Override
    protected Map<String, Object> answer(Input input, Call call) {
        Glue glue = call.glue();
        Identity identity = glue.identity();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("account", identity.account());
        answer.put("arn", identity.arn());
        answer.put("region", glue.region().id());
        answer.put("allowed", allowedReads(glue));
        answer.put("warnings", warnings(identity));
        return answer;
    }

    private static Map<String, Object> allowedReads(Glue glue) {
        Map<String, Object> allowed = new LinkedHashMap<>();
        allowed.put("ListJobs", isAllowed(() -> listJob(glue)));
        allowed.put("ListCrawlers", isAllowed(() -> listCrawler(glue)));
        allowed.put("ListTriggers", isAllowed(() -> listTrigger(glue)));
        return allowed;
    }

    private static void listJob(Glue glue) {
        Glue.Requested<ListJobsRequest> request = limit -> ListJobsRequest.builder()
                .maxResults(1)
                .overrideConfiguration(limit)
                .build();
        glue.call(GlueClient::listJobs, request, "jobs");
    }

    private static void listCrawler(Glue glue) {
        Glue.Requested<ListCrawlersRequest> request = limit -> ListCrawlersRequest.builder()
                .maxResults(1)
                .overrideConfiguration(limit)
                .build();
        glue.call(GlueClient::listCrawlers, request, "crawlers");
    }

    private static void listTrigger(Glue glue) {
        Glue.Requested<ListTriggersRequest> request = limit -> ListTriggersRequest.builder()
                .maxResults(1)
                .overrideConfiguration(limit)
                .build();
        glue.call(GlueClient::listTriggers, request, "triggers");
    }

    private static boolean isAllowed(Runnable read) {
        try {
            read.run();
            return true;
        } catch (AccessDenied denied) {
            return false;
        }
    }

    private static List<String> warnings(Identity identity) {
        List<String> warnings = new ArrayList<>();
        if (identity.roleOpenWithoutExternalId()) {
            warnings.add(
                    "The role can be assumed without an External ID. Require one in its trust policy with a condition on sts:ExternalId.");
        }
        if (identity.arn().endsWith(":root")) {
            warnings.add("The key belongs to the account's root user. Use a user or role with least privilege.");
        }
        return warnings;
    }
}
