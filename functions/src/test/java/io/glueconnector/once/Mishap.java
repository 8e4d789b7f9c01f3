package io.glueconnector.once;

import io.glueconnector.testing.StubServer.Reply;
import java.util.Map;
import java.util.function.Supplier;

/** A fault of a request, before or after it takes effect. */
enum Mishap {
    REFUSED(false),
    RESET_BEFORE(false),
    RESET_AFTER(true),
    SILENCE_AFTER(true),
    ERROR_500_BEFORE(false),
    ERROR_500_AFTER(true),
    ERROR_502_BEFORE(false),
    ERROR_502_AFTER(true),
    ERROR_503_BEFORE(false),
    ERROR_503_AFTER(true),
    THROTTLED(false),
    SIGNATURE_EXPIRED(false),
    CUT_SHORT(true),
    NO_ID(true),
    ACCESS_DENIED(false),
    KILLED_BEFORE(false),
    KILLED_AFTER(true);

    private final boolean takesEffect;

    Mishap(boolean takesEffect) {
        this.takesEffect = takesEffect;
    }

    boolean takesEffect() {
        return takesEffect;
    }

    boolean kills() {
        return this == KILLED_BEFORE || this == KILLED_AFTER;
    }

    /** Applies this mishap to a request. The request takes effect only if the mishap comes after the effect. */
    Reply strike(Supplier<Reply> effect) {
        return spoil(takesEffect ? effect.get() : new Reply.Close());
    }

    private Reply spoil(Reply answer) {
        return switch (this) {
            case RESET_BEFORE, RESET_AFTER -> new Reply.Reset();
            case REFUSED, KILLED_BEFORE, KILLED_AFTER -> new Reply.Close();
            case SILENCE_AFTER -> new Reply.Silence();
            case ERROR_500_BEFORE, ERROR_500_AFTER -> failed(500);
            case ERROR_502_BEFORE, ERROR_502_AFTER -> new Reply.Answer(502, Map.of(), "<html>Bad Gateway</html>");
            case ERROR_503_BEFORE, ERROR_503_AFTER -> failed(503);
            case THROTTLED -> Reply.failure(400, "ThrottlingException", "Rate exceeded");
            case SIGNATURE_EXPIRED ->
                Reply.failure(400, "InvalidSignatureException", "Signature expired: 20260101T000000Z is now earlier");
            case CUT_SHORT ->
                answer instanceof Reply.Answer whole && isGood(whole) ? new Reply.Half(whole.body()) : answer;
            case NO_ID -> answer instanceof Reply.Answer whole && isGood(whole) ? Reply.json(200, "{}") : answer;
            case ACCESS_DENIED -> Reply.failure(400, "AccessDeniedException", "not authorized");
        };
    }

    private static boolean isGood(Reply.Answer answer) {
        return answer.status() == 200;
    }

    private static Reply failed(int status) {
        return Reply.failure(status, "InternalServiceException", "Internal service failure");
    }
}
