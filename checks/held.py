"""The actions in the policies of the templates, and the pages of AWS that require those that no test can exercise."""

from dataclasses import dataclass

from intrinsics import texts
from policies import attached
from sources import uses_leases
from stack.openapi import ROUTES

_LAMBDA = "https://docs.aws.amazon.com/lambda/latest/dg"
_STATES = "https://docs.aws.amazon.com/step-functions/latest/dg"
_EVENTS = "https://docs.aws.amazon.com/eventbridge/latest/userguide"
_SCHEDULER = "https://docs.aws.amazon.com/scheduler/latest/UserGuide"

# Permissions that the emulated AWS does not check, by the service that holds them, with the page that requires them.
REQUIRED = {
    ("lambda", "kms:Decrypt"): "https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html",
    ("lambda", "may assume the role"): f"{_LAMBDA}/lambda-intro-execution-role.html",
    ("states", "logs:CreateLogDelivery"): f"{_STATES}/cw-logs.html",
    ("states", "logs:DeleteLogDelivery"): f"{_STATES}/cw-logs.html",
    ("states", "logs:DescribeLogGroups"): f"{_STATES}/cw-logs.html",
    ("states", "logs:DescribeResourcePolicies"): f"{_STATES}/cw-logs.html",
    ("states", "logs:GetLogDelivery"): f"{_STATES}/cw-logs.html",
    ("states", "logs:ListLogDeliveries"): f"{_STATES}/cw-logs.html",
    ("states", "logs:PutResourcePolicy"): f"{_STATES}/cw-logs.html",
    ("states", "logs:UpdateLogDelivery"): f"{_STATES}/cw-logs.html",
    ("states", "xray:GetSamplingRules"): f"{_STATES}/xray-iam.html",
    ("states", "xray:GetSamplingTargets"): f"{_STATES}/xray-iam.html",
    ("states", "xray:PutTelemetryRecords"): f"{_STATES}/xray-iam.html",
    ("states", "xray:PutTraceSegments"): f"{_STATES}/xray-iam.html",
    # The managed rule that reports the end of an execution to the one that waits for it.
    ("states", "events:DescribeRule"): f"{_STATES}/connect-stepfunctions.html",
    ("states", "events:PutRule"): f"{_STATES}/connect-stepfunctions.html",
    ("states", "events:PutTargets"): f"{_STATES}/connect-stepfunctions.html",
    ("states", "may assume the role"): f"{_STATES}/procedure-create-iam-role.html",
    # SNS uses the key of an encrypted topic on behalf of the publisher.
    ("states", "kms:Decrypt"): "https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html",
    ("states", "kms:GenerateDataKey"): "https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html",
    ("events", "events:PutEvents"): f"{_EVENTS}/eb-event-bus-perms.html",
    ("events", "may assume the role"): f"{_EVENTS}/eb-event-bus-perms.html",
    ("scheduler", "sqs:SendMessage"): f"{_SCHEDULER}/configuring-schedule-dlq.html",
    ("scheduler", "may assume the role"): f"{_SCHEDULER}/setting-up.html",
    # A resource-based policy.
    (None, "events:PutEvents"): f"{_EVENTS}/eb-event-bus-perms.html",
}

# Only in RunFleet's role: for the children of a Distributed Map, and for a task that waits for an execution.
REQUIRED_OF_ROLES = {
    ("RunFleetRole", "states:DescribeExecution"): f"{_STATES}/connect-stepfunctions.html",
    ("RunFleetRole", "states:RedriveExecution"): f"{_STATES}/iam-policies-eg-dist-map.html",
    ("RunFleetRole", "states:StopExecution"): f"{_STATES}/connect-stepfunctions.html",
}

# The items that each role reaches, by operation. One transaction writes a start and its lease, so one statement allows both.
_WRITES = ("PutItem", "UpdateItem")
_STARTS = [it for it in ROUTES if it.startswith("Start")]
ITEMS = {f"{it}FunctionRole": {key: ["key:* invocation:*"] for key in _WRITES} for it in _STARTS}
ITEMS |= {
    f"{it}FunctionRole": {key: ["key:* invocation:* lease:*"] for key in _WRITES} | {"GetItem": ["lease:*"]}
    for it in _STARTS
    if uses_leases(it)
}
ITEMS |= {
    "GetStartFunctionRole": {"GetItem": ["key:*"]},
    "GetCrawlEndFunctionRole": {"GetItem": ["key:*", "lease:*"]},
    "GetSettledStartFunctionRole": {"GetItem": ["key:*", "lease:*"], "UpdateItem": ["key:* lease:*"]},
    "RunJobRole": {"UpdateItem": ["wait:*"]},
    "RunCrawlerRole": {"UpdateItem": ["wait:*"]},
    "EndWaitsRole": {"PutItem": ["wait:*"]},
    "TellEndsRole": {it: ["told:*"] for it in ("GetItem", *_WRITES)},
    "RunFleetRole": {"GetItem": ["fleet:*"], "PutItem": ["fleet:*"]},
}


@dataclass(frozen=True)
class Held:
    """An action that a role or a resource's own policy allows. The service is the one that the role is for."""

    holder: str
    service: str | None
    action: str

    @property
    def page(self):
        return REQUIRED_OF_ROLES.get((self.holder, self.action)) or REQUIRED.get((self.service, self.action))


def held(template):
    """Returns every action that the policies of a transformed template allow, assuming a role included.

    Excludes AWS's own policies, which SAM attaches: AWS writes and explains those.
    """
    resources = template["Resources"]
    found = set()
    for name, resource in resources.items():
        properties = dict(resource["Properties"])
        trust = properties.pop("AssumeRolePolicyDocument", None)
        service = _service(trust) if trust else None
        if trust:
            found.add(Held(name, service, "may assume the role"))
        # A managed policy counts for the roles that have it.
        if resource["Type"] != "AWS::IAM::ManagedPolicy":
            policies = [properties, *(resources[it]["Properties"] for it in attached(properties))]
            found |= {Held(name, service, action) for it in _statements(policies) for action in texts(it["Action"])}
    return found


def _service(trust):
    (statement,) = trust["Statement"]
    (service,) = texts(statement["Principal"]["Service"])
    return service.removesuffix(".amazonaws.com")


def _statements(value):
    """Every statement that allows something, under any condition."""
    if isinstance(value, dict) and "Effect" in value:
        yield from [value] if value["Effect"] == "Allow" else []
    elif isinstance(value, (dict, list)):
        for it in value.values() if isinstance(value, dict) else value:
            yield from _statements(it)


def unexplained(held_actions, exercised):
    """Returns the actions that no test exercises and no page requires; exercised holds pairs of holder and action."""
    return sorted((it.holder, it.action) for it in held_actions if (it.holder, it.action) not in exercised and it.page is None)
