"""Records the actions that a role was allowed and that it would have been denied if its policies did not name them.

POST to /_local/actions-allowed returns them: pairs of a role's name and an action.
"""

import json
from dataclasses import replace

ACTIONS_ALLOWED_PATH = "/_local/actions-allowed"


def register(corrections):
    allowed = set()

    @corrections.replaces("ministack.core.iam_evaluator.evaluate", "ctx", "policies", "limits")
    def note(original, ctx, policies, *limits):
        decision = original(ctx, policies, *limits)
        pair = ctx.principal_arn.split("/")[-2:][0], ctx.action
        is_new = ctx.principal_type == "AssumedRole" and decision.decision == "Allow" and pair not in allowed
        if is_new and original(ctx, without(ctx.action, policies), *limits).decision != "Allow":
            allowed.add(pair)
        return decision

    @corrections.answers(ACTIONS_ALLOWED_PATH)
    async def tell(_):
        return 200, {"Content-Type": "application/json"}, json.dumps(sorted(allowed)).encode()


def without(action, policies):
    """The policies as if they did not name the action. Drops emptied statements, since one without actions would cover all."""
    return [[it for it in map(_shortened_by(action), statements) if it.actions] for statements in policies]


def _shortened_by(action):
    return lambda statement: replace(statement, actions=[it for it in statement.actions if it != action])
