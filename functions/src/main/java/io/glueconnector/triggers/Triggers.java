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
 * Reads, activates and deactivates triggers. A trigger's type decides what start and stop mean. Its state decides whether Glue
 * allows them.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/dg/about-triggers.html">Triggers: types and states</a>
 */
final class Triggers {
    private static final Duration PASSES_WITHIN = Duration.ofSeconds(5);
    private static final Set<String> PASSING = Set.of("CREATING", "ACTIVATING", "DEACTIVATING", "UPDATING", "DELETING");

    private Triggers() {}

    /** Returns the name of a trigger for use in messages. */
    static String subject(String trigger) {
        return "trigger " + trigger;
    }

    /** Returns a trigger in its current state. */
    static Trigger get(String name, Call call) {
        Glue.Requested<GetTriggerRequest> request = limit -> GetTriggerRequest.builder()
                .name(name)
                .overrideConfiguration(limit)
                .build();
        Trigger trigger =
                call.glue().call(GlueClient::getTrigger, request, subject(name)).trigger();
        if (trigger == null || trigger.typeAsString() == null) {
            throw new GlueFailure("Glue returned no type for %s. Try again.".formatted(subject(name)), Retry.anytime());
        }
        return trigger;
    }

    /**
     * Activates or deactivates a trigger, and returns it in its new state. Ignores Glue's rejection if the trigger is
     * already in a wanted state.
     *
     * @throws Conflict if Glue rejects the change, and the trigger's state is transitional or has changed
     * @throws InvalidRequest if Glue rejects the change for another reason
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
                        "Another call is changing trigger %s. Its state is now %s. Wait, then try again."
                                .formatted(now.name(), state(now)),
                        PASSES_WITHIN);
            }
            throw e;
        }
    }

    /** Whether starting the trigger fires it once instead of activating it. */
    static boolean isOnDemand(Trigger trigger) {
        return trigger.typeAsString().equals("ON_DEMAND");
    }

    /** Whether EventBridge events start the trigger, which is never active. */
    static boolean isOfEvents(Trigger trigger) {
        return trigger.typeAsString().equals("EVENT");
    }

    /** Returns the trigger's state, or "null" if there is none. */
    static String state(Trigger trigger) {
        return String.valueOf(trigger.stateAsString());
    }
}
