"""Each action in each policy that the templates write, and AWS's pages that require what no test can exercise."""

from dataclasses import dataclass

from intrinsics import texts

_LAMBDA = "https://docs.aws.amazon.com/lambda/latest/dg"
_STATES = "https://docs.aws.amazon.com/step-functions/latest/dg"
_EVENTS = "https://docs.aws.amazon.com/eventbridge/latest/userguide"
_SCHEDULER = "https://docs.aws.amazon.com/scheduler/latest/UserGuide"

# Who holds an action, or may assume the role, by the service; what the emulated AWS does not judge.
REQUIRED = {
    ("lambda", "logs:CreateLogStream"): f"{_LAMBDA}/monitoring-cloudwatchlogs.html",
    ("lambda", "logs:PutLogEvents"): f"{_LAMBDA}/monitoring-cloudwatchlogs.html",
    ("lambda", "xray:PutTelemetryRecords"): f"{_LAMBDA}/services-xray.html",
    ("lambda", "xray:PutTraceSegments"): f"{_LAMBDA}/services-xray.html",
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
    """Every action that the template's policies allow, who may assume a role included."""
    resources = template["Resources"].items()
    services = {name: _service(it["Properties"]) for name, it in resources if it["Type"] == "AWS::IAM::Role"}
    found = {Held(name, service, "may assume the role") for name, service in services.items()}
    for name, resource in resources:
        properties = {field: it for field, it in resource["Properties"].items() if field != "AssumeRolePolicyDocument"}
        holders = [it["Ref"] for it in properties["Roles"]] if "Roles" in properties else [name]
        actions = [action for it in _statements(properties) for action in texts(it["Action"])]
        found |= {Held(it, services.get(it), action) for it in holders for action in actions}
    return found


def _service(role):
    (statement,) = role["AssumeRolePolicyDocument"]["Statement"]
    return statement["Principal"]["Service"].removesuffix(".amazonaws.com")


def _statements(value):
    """Whatever has an effect, under whichever condition."""
    if isinstance(value, dict) and "Effect" in value:
        yield value
    elif isinstance(value, (dict, list)):
        for it in value.values() if isinstance(value, dict) else value:
            yield from _statements(it)


def unexplained(held_actions, exercised):
    """What neither a test exercises nor a page requires; exercised are pairs of holder and action."""
    return sorted((it.holder, it.action) for it in held_actions if (it.holder, it.action) not in exercised and it.page is None)
