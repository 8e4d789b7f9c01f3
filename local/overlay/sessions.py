"""The maximum duration of an assumed role's session, which MiniStack does not check."""

from urllib.parse import parse_qs

from ministack.services import iam, sts

USUAL_SECONDS = 3600


def register(corrections):
    corrections.needs("ministack.services.iam._roles", "ministack.services.sts._error", "ministack.services.sts._caller_identity")

    @corrections.replaces("ministack.services.sts.handle_request", "method", "path", "headers", "body", "query_params")
    async def limit_session(original, method, path, headers, body, query_params):
        """The role sets the maximum; a session that another session requests lasts an hour (STS API Reference, AssumeRole)."""
        answer = await original(method, path, headers, body, query_params)
        request = parse_qs(body.decode()) | query_params
        if answer[0] != 200 or request.get("Action") != ["AssumeRole"] or "DurationSeconds" not in request:
            return answer
        refusal = refusal_of(
            int(request["DurationSeconds"][0]), request["RoleArn"][0], sts._caller_identity(headers, query_params)
        )
        return sts._error(400, "ValidationError", refusal, ns="sts") if refusal else answer


def refusal_of(seconds, role_arn, caller):
    role = iam._roles.get_scoped(role_arn.split(":")[4], None, role_arn.rpartition("/")[2])
    if seconds > role.get("MaxSessionDuration", USUAL_SECONDS):
        return "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
    if seconds > USUAL_SECONDS and caller["principalType"] == "AssumedRole":
        return "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining."
    return None
