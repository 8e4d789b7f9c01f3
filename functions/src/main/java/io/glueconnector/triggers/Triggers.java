package io.glueconnector.triggers;

import io.glueconnector.aws.Glue;
import io.glueconnector.error.GlueFailure;
import io.glueconnector.error.Retry;
import io.glueconnector.handler.Call;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.GetTriggerRequest;
import software.amazon.awssdk.services.glue.model.Trigger;

/** Reads triggers, whose type decides what starting and stopping them means. */
final class Triggers {
    private Triggers() {}

    /** What a trigger is called in sentences. */
    static String subject(String trigger) {
        return "trigger " + trigger;
    }

    /** The trigger as Glue knows it now. */
    static Trigger get(String name, Call call) {
        Glue.Requested<GetTriggerRequest> request = limit -> GetTriggerRequest.builder()
                .name(name)
                .overrideConfiguration(limit)
                .build();
        Trigger trigger =
                call.glue().call(GlueClient::getTrigger, request, subject(name)).trigger();
        if (trigger == null || trigger.typeAsString() == null) {
            throw new GlueFailure("Glue answered no type for %s. Try again.".formatted(subject(name)), Retry.anytime());
        }
        return trigger;
    }

    /** Whether starting the trigger fires it once, rather than letting it react. */
    static boolean isOnDemand(Trigger trigger) {
        return trigger.typeAsString().equals("ON_DEMAND");
    }
}
