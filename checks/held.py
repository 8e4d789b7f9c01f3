"""Each action in each policy that the templates write, and AWS's pages that require what no test can exercise."""

from dataclasses import dataclass

from intrinsics import texts
from policies import attached
from sources import uses_leases
from stack.openapi import ROUTES

_LAMBDA = "https://docs.aws.amazon.com/lambda/latest/dg"
_STATES = "https://docs.aws.amazon.com/step-functions/latest/dg"
_EVENTS = "https://docs.aws.amazon.com/eventbridge/latest/userguide"
_SCHEDULER = "https://docs.aws.amazon.com/scheduler/latest/UserGuide"

# Who holds an action, or may assume the role, by the service; what the emulated AWS does not judge.
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
    # The managed rule by which it learns the end of an execution that it waits for.
    ("states", "events:DescribeRule"): f"{_STATES}/connect-stepfunctions.html",
    ("states", "events:PutRule"): f"{_STATES}/connect-stepfunctions.html",
    ("states", "events:PutTargets"): f"{_STATES}/connect-stepfunctions.html",
    ("states", "may assume the role"): f"{_STATES}/procedure-create-iam-role.html",
    ("events", "events:PutEvents"): f"{_EVENTS}/eb-event-bus-perms.html",
    ("events", "may assume the role"): f"{_EVENTS}/eb-event-bus-perms.html",
    ("scheduler", "sqs:SendMessage"): f"{_SCHEDULER}/configuring-schedule-dlq.html",
    ("scheduler", "may assume the role"): f"{_SCHEDULER}/setting-up.html",
    # A resource's own policy.
    (None, "events:PutEvents"): f"{_EVENTS}/eb-event-bus-perms.html",
}

# What a Distributed Map needs for its children, and a task that waits for an execution, of RunFleet's role only.
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
    "RunFleetRole": {"GetItem": ["fleet:*"], "PutItem": ["fleet:*"]},
}


@dataclass(frozen=True)
class Held:
    """An action of a role, or of the resource that has the policy; the service is the one that the role is for."""

    holder: str
    service: str | None
    action: str

    @property
    def page(self):
        return REQUIRED_OF_ROLES.get((self.holder, self.action)) or REQUIRED.get((self.service, self.action))


def held(template):
    """Every action that the policies of a transformed template allow, who may assume a role included.

    What AWS's policies allow, which SAM adds, is not among them: AWS writes and explains those.
    """
    resources = template["Resources"]
    found = set()
    for name, resource in resources.items():
        properties = dict(resource["Properties"])
        trust = properties.pop("AssumeRolePolicyDocument", None)
        service = _service(trust) if trust else None
        if trust:
            found.add(Held(name, service, "may assume the role"))
        # A managed policy is held by the roles that have it.
        if resource["Type"] != "AWS::IAM::ManagedPolicy":
            policies = [properties, *(resources[it]["Properties"] for it in attached(properties))]
            found |= {Held(name, service, action) for it in _statements(policies) for action in texts(it["Action"])}
    return found


def _service(trust):
    (statement,) = trust["Statement"]
    (service,) = texts(statement["Principal"]["Service"])
    return service.removesuffix(".amazonaws.com")


def _statements(value):
    """Whatever allows something, under whichever condition."""
    if isinstance(value, dict) and "Effect" in value:
        yield from [value] if value["Effect"] == "Allow" else []
    elif isinstance(value, (dict, list)):
        for it in value.values() if isinstance(value, dict) else value:
            yield from _statements(it)


def unexplained(held_actions, exercised):
    """What neither a test exercises nor a page requires; exercised are pairs of holder and action."""
    return sorted((it.holder, it.action) for it in held_actions if (it.holder, it.action) not in exercised and it.page is None)
