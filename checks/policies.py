"""A lint for IAM statements, based on AWS's service authorization data, which cfn-lint includes.

cfn-lint itself accepts a service-wide action, "*" where an action takes an ARN, and an ARN where an action takes only "*".
"""

import re
from dataclasses import dataclass

from cfnlint.data import AdditionalSpecs
from cfnlint.helpers import load_resource

from intrinsics import entries, texts

_SERVICES = load_resource(AdditionalSpecs, "Policies.json")

FORBIDDEN = {
    "logs:CreateLogGroup": "it recreates a deleted log group without retention",
    "iam:PassRole": "nothing here passes a role to a service at run time",
}

# Actions that AWS documents with "*", although its authorization data lists resources for them.
STAR_NEEDED = {
    "logs:DescribeLogGroups": "Step Functions searches all log groups for its own",
    "cloudwatch:PutMetricData": "a metric has no ARN; the condition on cloudwatch:namespace limits it",
}

# The services of the ARNs that a parameter holds.
_SERVICE_OF_PARAMETER = {"ConnectionKeyArns": "kms", "NotificationKeyArn": "kms", "NotificationTopicArn": "sns"}
_SERVICE_OF = {
    "AWS::DynamoDB::Table": "dynamodb",
    "AWS::Lambda::Alias": "lambda",
    "AWS::Logs::LogGroup": "logs",
    "AWS::SQS::Queue": "sqs",
    "AWS::StepFunctions::StateMachine": "states",
}


@dataclass(frozen=True)
class Statement:
    """One statement of a role's policies, and the condition of the template under which it exists."""

    role: str
    condition: str | None
    body: dict

    @property
    def actions(self):
        return texts(self.body.get("Action", []))

    @property
    def resources(self):
        """The resources that the statement covers, or those that it excludes."""
        return texts(self.body.get("NotResource", self.body.get("Resource", [])))

    @property
    def denies(self):
        return self.body["Effect"] == "Deny"


def statements(template):
    """Every statement that some role of the template has, except those of AWS's policies, which SAM attaches."""
    resources = template["Resources"]
    for name, resource in resources.items():
        if resource["Type"] == "AWS::IAM::Role":
            for condition, policy in entries(resource["Properties"].get("Policies", [])):
                yield from _of_document(name, condition, policy["PolicyDocument"])
            for policy in attached(resource["Properties"]):
                yield from _of_document(name, None, resources[policy]["Properties"]["PolicyDocument"])


def attached(role):
    """The template's own managed policies that a role has."""
    return [it["Ref"] for it in role.get("ManagedPolicyArns", []) if isinstance(it, dict)]


def _of_document(role, outer, document):
    for condition, body in entries(document["Statement"]):
        yield Statement(role, outer or condition, body)


def findings(statement, types):
    """Returns the problems of a statement; types maps the resources of the template to their CloudFormation types.

    A denial may cover every resource, or every resource except those that it names.
    """
    widening = ("NotAction",) if statement.denies else ("NotAction", "NotResource")
    found = [f"{key} covers more than it names" for key in widening if key in statement.body]
    for action in statement.actions:
        found += [f"{action}: {problem}" for problem in _of_action(action, statement, types)]
    return found


def _of_action(action, statement, types):
    service, _, operation = action.partition(":")
    if "*" in operation or "?" in operation or not operation:
        return ["name each action"]
    if action in FORBIDDEN and not statement.denies:
        return [FORBIDDEN[action]]
    known = _SERVICES.get(service, {"Actions": {}, "Resources": {}})
    if operation.lower() not in known["Actions"]:
        return ["no such action"]
    kinds = known["Actions"][operation.lower()].get("Resources", [])
    formats = [arn for kind in _listed(kinds) for arn in known["Resources"][kind.lower()]["ARNFormats"]]
    everything = statement.resources == ["*"]
    if not formats or action in STAR_NEEDED:
        return [] if everything else ['takes no resource but "*"']
    if statement.denies and everything:
        return []
    return [f"{it} is not one of {formats}" for it in statement.resources if not _fits(it, service, formats, types)]


def _fits(resource, service, formats, types):
    reference = re.fullmatch(r"\$\{(\w+)(\.\w+)?}", resource)
    if reference and reference[1] in types:
        return _SERVICE_OF.get(types[reference[1]]) == service
    if reference:
        return _SERVICE_OF_PARAMETER.get(reference[1]) == service
    return any(re.fullmatch(_pattern(arn), resource) for arn in formats)


def _pattern(arn):
    return ".+".join(re.escape(part) for part in re.split(r"\$\{\w+}|\.?\*", arn))


def _listed(value):
    return value if isinstance(value, list) else [value]
