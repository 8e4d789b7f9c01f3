"""Whether the caller may deploy: IAM simulates the permissions in policies/deployer*.json for the caller.

The simulation does not include policies of resources, so AWS can still deny a deployment:
https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
"""

import json
import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from glueconnector.doctor.subject import Subject
from glueconnector.doctor.verdicts import Verdict, bad, good, is_denied, unknown

CHECK = "Permissions"
POLICIES = Path(__file__).resolve().parents[4] / "policies"
# In policies/, what stands for the name of a stack, of its roles' path and of its connections.
NAME = "glue-connector*"
ROLE_PATH = "role/glue-connector*"
SHOWN = 6


class Simulation:
    """The caller and the permissions that a deployment of the stack needs."""

    def __init__(self, subject: Subject, policies: Path = POLICIES):
        self._subject = subject
        self._policies = policies

    def verdicts(self) -> Iterator[Verdict]:
        identity = self._subject.target.client("sts").get_caller_identity()
        caller = identity["Arn"]
        documents = sorted(self._policies.glob("deployer*.json"))
        if not documents:
            yield unknown(CHECK, "There is no folder policies beside this command.", "Run bin/doctor of the project's folder.")
        elif caller.endswith(":root"):
            yield good(CHECK, f"{caller} may do everything.")
        else:
            denied = sorted(set(self._denied(self._principal(caller), identity["Account"], documents)))
            yield self._verdict(caller, denied)

    def _verdict(self, caller: str, denied: list[str]) -> Verdict:
        if not denied:
            return good(CHECK, f"{caller} may deploy stack {self._subject.name}.")
        more = f" and {len(denied) - SHOWN} more" if len(denied) > SHOWN else ""
        remedy = "Attach the policies in policies/deployer*.json to the caller; see docs/guide/deployment.md."
        return bad(CHECK, f"{caller} lacks {', '.join(denied[:SHOWN])}{more}.", remedy)

    def _principal(self, caller: str) -> str:
        """IAM simulates users and roles, not sessions. The ARN of a session lacks the path of its role."""
        session = re.fullmatch(r"(arn:[\w-]+):sts::(\d+):assumed-role/([^/]+)/.+", caller)
        if session is None:
            return caller
        try:
            return str(self._iam.get_role(RoleName=session[3])["Role"]["Arn"])
        except ClientError as refusal:
            if not is_denied(refusal):
                raise
            return f"{session[1]}:iam::{session[2]}:role/{session[3]}"

    def _denied(self, principal: str, account: str, documents: list[Path]) -> Iterator[str]:
        for document in documents:
            for statement in json.loads(document.read_text())["Statement"]:
                yield from self._denied_of(principal, account, statement)

    def _denied_of(self, principal: str, account: str, statement: dict[str, Any]) -> Iterator[str]:
        """An action counts as allowed if it is allowed on one of the statement's resources: it takes only some kinds of them."""
        allowed: set[str] = set()
        for pattern in statement["Resource"]:
            results = self._iam.simulate_principal_policy(
                PolicySourceArn=principal,
                ActionNames=statement["Action"],
                ResourceArns=[self._concrete(pattern, account)],
                ContextEntries=self._context(statement.get("Condition", {}), account),
            )["EvaluationResults"]
            allowed |= {it["EvalActionName"] for it in results if it["EvalDecision"] == "allowed"}
        return (it for it in statement["Action"] if it not in allowed)

    @cached_property
    def _iam(self) -> Any:
        return self._subject.target.client("iam")

    def _concrete(self, pattern: str, account: str) -> str:
        """An ARN that the stack would have, for a pattern of the policies."""
        if pattern == "*":
            return pattern
        partition = self._subject.target.session.get_partition_for_region(self._subject.region)
        arn = pattern.replace(ROLE_PATH, f"role{self._subject.parameter('RolePath')}{self._subject.name}-x")
        _, _, service, region, owner, resource = arn.replace(NAME, f"{self._subject.name}-x").split(":", 5)
        region = self._subject.region if region == "*" else region
        return ":".join(("arn", partition, service, region, account if owner == "*" else owner, resource.replace("*", "x")))

    def _context(self, conditions: dict[str, dict[str, Any]], account: str) -> list[dict[str, Any]]:
        """A value that fulfils each condition. The boundary is the one that the stack is deployed with."""
        entries = []
        for keys in conditions.values():
            for key, value in keys.items():
                one = value[0] if isinstance(value, list) else value
                boundary = self._subject.parameter("PermissionsBoundary") if key == "iam:PermissionsBoundary" else ""
                concrete = boundary or (self._concrete(one, account) if one.startswith("arn:") else one)
                entries.append({"ContextKeyName": key, "ContextKeyValues": [concrete], "ContextKeyType": "string"})
        return entries


def permissions(subject: Subject) -> Iterator[Verdict]:
    try:
        yield from Simulation(subject).verdicts()
    except ClientError as refusal:
        # A user of IAM Identity Center has a role that is not visible in some accounts.
        if refusal.response["Error"]["Code"] not in ("NoSuchEntity", "NoSuchEntityException"):
            raise
        yield unknown(CHECK, "IAM does not know the caller.", "Compare its permissions with policies/deployer*.json.")
