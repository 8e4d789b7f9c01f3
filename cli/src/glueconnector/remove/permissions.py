"""Asks IAM before the first change, so that a missing permission does not leave a removal half done."""

from typing import Any

from botocore.exceptions import ClientError


def denied(sts: Any, iam: Any, needed: list[tuple[str, str]]) -> list[str]:
    """The actions, with their resources, that the caller may not perform. None if the caller may not ask IAM, or is the root."""
    caller = sts.get_caller_identity()["Arn"]
    if caller.endswith(":root"):
        return []
    try:
        principal = role_of(iam, caller) if ":assumed-role/" in caller else caller
        return [f"{action} on {resource}" for action, resource in needed if denies(iam, principal, action, resource)]
    except ClientError:
        return []


def denies(iam: Any, principal: str, action: str, resource: str) -> bool:
    """A denial that depends on a condition is uncertain, since the simulation does not know the request:
    https://docs.aws.amazon.com/IAM/latest/APIReference/API_EvaluationResult.html"""
    asked: dict[str, Any] = {"PolicySourceArn": principal, "ActionNames": [action], "ResourceArns": [resource]}
    results = iam.simulate_principal_policy(**asked)["EvaluationResults"]
    return any(it["EvalDecision"] != "allowed" and not it.get("MissingContextValues") for it in results)


def role_of(iam: Any, session: str) -> str:
    """IAM asks for the role's ARN with its path, which a session's ARN lacks."""
    arn: str = iam.get_role(RoleName=session.split("/")[1])["Role"]["Arn"]
    return arn
