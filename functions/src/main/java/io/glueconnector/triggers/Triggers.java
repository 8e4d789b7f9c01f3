package io.glueconnector.triggers;

import io.glueconnector.aws.Glue;
import io.glueconnector.error.Conflict;
import io.glueconnector.error.GlueFailure;
import io.glueconnector.error.InvalidRequest;
import io.glueconnector.error.Retry;
import io.glueconnector.handler.Call;
import java.time.Duration;
import java.util.Set;
import java.util.function.BiFunction;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.GetTriggerRequest;
import software.amazon.awssdk.services.glue.model.GlueRequest;
import software.amazon.awssdk.services.glue.model.Trigger;

/**
 * Reads and switches triggers. Their type decides what starting and stopping them means, their state whether Glue does it.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/dg/about-triggers.html">Triggers: types and states</a>
 */
final class Triggers {
    private static final Duration PASSES_WITHIN = Duration.ofSeconds(5);
    private static final Set<String> PASSING = Set.of("CREATING", "ACTIVATING", "DEACTIVATING", "UPDATING", "DELETING");

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

    /**
     * Activates or deactivates a trigger, and returns it as Glue knows it afterwards. A refusal counts for nothing where the trigger
     * is in a wanted state all the same.
     *
     * @throws Conflict if Glue refuses and the trigger is in a state that it soon leaves, or in another one than it was
     * @throws InvalidRequest if Glue refuses for another reason
     */
    static <Q extends GlueRequest, A> Trigger change(
            Trigger trigger,
            Set<String> wanted,
            Call call,
            BiFunction<GlueClient, Q, A> operation,
            Glue.Requested<Q> request) {
        try {
            call.glue().call(operation, request, subject(trigger.name()));
            return get(trigger.name(), call);
        } catch (InvalidRequest e) {
            Trigger now = get(trigger.name(), call);
            if (wanted.contains(state(now))) {
                return now;
            }
            if (PASSING.contains(state(now)) || !state(now).equals(state(trigger))) {
                throw new Conflict(
                        "Trigger %s is being changed by another call, and its state is %s now. Wait, then try again."
                                .formatted(now.name(), state(now)),
                        PASSES_WITHIN);
            }
            throw e;
        }
    }

    /** Whether starting the trigger fires it once, rather than letting it react. */
    static boolean isOnDemand(Trigger trigger) {
        return trigger.typeAsString().equals("ON_DEMAND");
    }

    /** Whether EventBridge events start the trigger, which is never active. */
    static boolean isOfEvents(Trigger trigger) {
        return trigger.typeAsString().equals("EVENT");
    }

    /** The trigger's state, or a word for none. */
    static String state(Trigger trigger) {
        return String.valueOf(trigger.stateAsString());
    }
}
