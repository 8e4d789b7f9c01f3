"""IAM's policy simulator: values of condition keys, roles with a path, and the permissions boundary, which MiniStack ignores."""

import re
from contextvars import ContextVar

from ministack.core import iam_evaluator
from ministack.core.responses import get_region
from ministack.services import iam

DECISIONS = {"Allow": "allowed", "Deny": "explicitDeny"}
keys: ContextVar[dict] = ContextVar("condition_keys_of_a_simulation")


def register(corrections):
    corrections.needs(
        "ministack.core.iam_evaluator._gather_role_policies",
        "ministack.core.iam_evaluator._permissions_boundary",
        "ministack.services.iam._roles",
        "ministack.services.iam._users",
    )

    @corrections.replaces("ministack.services.iam._extract_simulate_params", "p")
    def remember_keys(original, p):
        """The caller gives the values of condition keys (API Reference, SimulatePrincipalPolicy, ContextEntries)."""
        given = {}
        for name, key in p.items():
            if entry := re.fullmatch(r"ContextEntries\.member\.(\d+)\.ContextKeyName", name):
                given[key[0].lower()] = p[f"ContextEntries.member.{entry[1]}.ContextKeyValues.member.1"][0]
        keys.set(given)
        return original(p)

    @corrections.replaces(
        "ministack.services.iam._build_simulate_results_real",
        *("actions", "resource_arn", "principal_arn", "account_id", "policies"),
    )
    def simulate(original, actions, resource_arn, principal_arn, account_id, policies):
        kind, _, path = principal_arn.split(":")[5].partition("/")
        name, store = path.rpartition("/")[2], iam._roles if kind == "role" else iam._users
        held = iam_evaluator._gather_role_policies(name, account_id) if kind == "role" else policies
        limits = iam_evaluator._permissions_boundary(store, name, account_id)
        return "".join(result(action, resource_arn, principal_arn, account_id, held, limits) for action in actions)


def result(action, resource_arn, principal_arn, account_id, policies, limits):
    context = iam_evaluator.EvalContext(
        principal_arn=principal_arn,
        principal_type="User",
        principal_account=account_id,
        action=action,
        resource_arn=resource_arn,
        region=get_region(),
        service_context=keys.get(),
    )
    decision = DECISIONS.get(iam_evaluator.evaluate(context, policies, *limits).decision, "implicitDeny")
    return (
        f"<member><EvalActionName>{action}</EvalActionName><EvalResourceName>{resource_arn}</EvalResourceName>"
        f"<EvalDecision>{decision}</EvalDecision></member>"
    )
