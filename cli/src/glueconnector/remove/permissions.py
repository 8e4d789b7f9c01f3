"""Asks IAM before the first change, so that a missing permission does not leave a removal half done."""

from typing import Any

from botocore.exceptions import ClientError


def denied(sts: Any, iam: Any, needed: list[tuple[str, str]]) -> list[str]:
    """The actions, with their resources, that the caller may not perform. None if the caller may not ask IAM, or is the root."""
    principal = role_of(sts.get_caller_identity()["Arn"])
    if principal.endswith(":root"):
        return []
    try:
        return [f"{action} on {resource}" for action, resource in needed if not allows(iam, principal, action, resource)]
    except ClientError:
        return []


def allows(iam: Any, principal: str, action: str, resource: str) -> bool:
    asked: dict[str, Any] = {"PolicySourceArn": principal, "ActionNames": [action], "ResourceArns": [resource]}
    return all(it["EvalDecision"] == "allowed" for it in iam.simulate_principal_policy(**asked)["EvaluationResults"])


def role_of(arn: str) -> str:
    """The role of a session. IAM finds it only if its path is /; otherwise, it refuses to answer."""
    if ":assumed-role/" not in arn:
        return arn
    account, name = arn.split(":")[4], arn.split("/")[1]
    return f"{arn.split(':sts:')[0]}:iam::{account}:role/{name}"
