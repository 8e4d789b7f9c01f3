"""Writes the permissions of a deployment as documents: policies/boundary.json and policies/deployer*.json.

They fit every stack whose name, ConnectionPrefix and RolePath begin with glue-connector, in every account, Region and partition.
"""

import json
import re
from collections import defaultdict

from intrinsics import texts
from policies import statements
from stack.deployer import BOUNDARY, POLICIES
from stack.handlers import OF_OTHER_SERVICES, OPERATIONS, known_actions, needed
from transforming import transform

COMMAND = "PYTHONPATH=local:checks .local/tools/bin/python -m permissions"
NAME = "glue-connector*"
ROLES = "arn:*:iam::*:role/glue-connector*"
ARTIFACTS = "arn:*:s3:::aws-sam-cli-managed-default*"

# What Lambda's own policies for logs and traces allow and every function uses:
# https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html, services-xray.html
LAMBDA_SERVICE = {
    "arn:*:logs:*:*:log-group:/aws/lambda/glue-connector*": ["logs:CreateLogStream", "logs:PutLogEvents"],
    "*": ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
}

# The ARNs of the stack's resources, by service; CloudFormation's generated names begin with the stack's name too.
RESOURCES = {
    "apigateway": ["arn:*:apigateway:*::/restapis*", "arn:*:apigateway:*::/tags/*"],
    "cloudwatch": [f"arn:*:cloudwatch:*:*:alarm:{NAME}", f"arn:*:cloudwatch::*:dashboard/{NAME}"],
    "dynamodb": [f"arn:*:dynamodb:*:*:table/{NAME}"],
    "events": [f"arn:*:events:*:*:rule/{NAME}"],
    "lambda": [f"arn:*:lambda:*:*:function:{NAME}", f"arn:*:lambda:*:*:layer:{NAME}"],
    "logs": [f"arn:*:logs:*:*:log-group:/aws/lambda/{NAME}", f"arn:*:logs:*:*:log-group:/aws/vendedlogs/*/{NAME}"],
    "s3": [f"arn:*:s3:::{NAME}", ARTIFACTS],
    "scheduler": [f"arn:*:scheduler:*:*:schedule-group/{NAME}", f"arn:*:scheduler:*:*:schedule/{NAME}"],
    "sns": [f"arn:*:sns:*:*:{NAME}"],
    "sqs": [f"arn:*:sqs:*:*:{NAME}"],
    "states": [f"arn:*:states:*:*:stateMachine:{NAME}"],
}

# What a reference to a resource of the template stands for in a role's policy.
REFERENCES = {
    "AWS::DynamoDB::Table": RESOURCES["dynamodb"][0],
    "AWS::Lambda::Alias": RESOURCES["lambda"][0],
    "AWS::Logs::LogGroup": "arn:*:logs:*:*:log-group:/aws/*",
    "AWS::S3::Bucket": NAME,
    "AWS::SNS::Topic": RESOURCES["sns"][0],
    "AWS::SQS::Queue": RESOURCES["sqs"][0],
    "AWS::StepFunctions::StateMachine": RESOURCES["states"][0],
}

# What a statement serves that depends on a condition of the template, as its Sid begins.
OPTIONAL = {
    "HasConnectionKeys": "ConnectionKeys",
    "HasExecutionRoleConnections": "ExecutionRoleConnections",
    "HasNotificationKey": "NotificationKey",
    "HasNotificationTopic": "Notifications",
    "HasWorkflowMetrics": "RunMetrics",
}

# IAM lists iam:PermissionsBoundary for them: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
BOUNDED = [
    *("iam:AttachRolePolicy", "iam:CreateRole", "iam:DeleteRolePolicy", "iam:DetachRolePolicy"),
    *("iam:PutRolePermissionsBoundary", "iam:PutRolePolicy"),
]

# The calls of the SAM CLI: sam deploy, sam delete, and the bucket of packages, which is a stack of its own.
CLOUDFORMATION = [
    *("CreateChangeSet", "DeleteChangeSet", "DeleteStack", "DescribeChangeSet", "DescribeStackEvents"),
    *("DescribeStackResources", "DescribeStacks", "ExecuteChangeSet", "GetTemplate", "GetTemplateSummary", "ListChangeSets"),
    *("ListStackResources", "UpdateStack"),
]
PACKAGES = ["s3:DeleteObject", "s3:GetObject", "s3:GetObjectVersion", "s3:ListBucket", "s3:PutObject"]

# The calls of the project's commands besides those with which CloudFormation deploys. The doctor only looks.
COMMANDS = {
    "Doctor": {
        "*": [
            *("cloudformation:ListStacks", "cloudwatch:DescribeAlarms", "iam:SimulatePrincipalPolicy"),
            *("lambda:GetAccountSettings", "lambda:ListLayers", "sns:ListSubscriptionsByTopic"),
        ],
        "arn:*:apigateway:*::/account": ["apigateway:GET"],
        f"arn:*:iam::*:policy/{BOUNDARY}": ["iam:GetPolicy"],
        RESOURCES["logs"][0]: ["logs:FilterLogEvents"],
    },
    "Remove": {
        "*": ["scheduler:ListSchedules", "secretsmanager:ListSecrets"],
        RESOURCES["dynamodb"][0]: ["dynamodb:Scan"],
        f"arn:*:states:*:*:execution:{NAME}": ["states:DescribeExecution", "states:StopExecution"],
        RESOURCES["states"][0]: ["states:ListExecutions"],
        f"{RESOURCES['states'][0]}-FindAbandoned": ["states:StartExecution"],
    },
}


def documents(template):
    """Every document, by the name of its file."""
    return {
        "boundary.json": _policy(boundary(template)),
        "deployer.json": _policy(deployer(template)),
        "deployer-resources.json": _policy(resources(template)),
    }


def text_of(document):
    return json.dumps(document, indent=2) + "\n"


def boundary(template):
    """The union of what the template's roles may do, by service, on the resources of every stack with such a name."""
    types = {name: it["Type"] for name, it in template["Resources"].items()}
    merged: dict[tuple, tuple[set, set]] = defaultdict(lambda: (set(), set()))
    for resource, actions in LAMBDA_SERVICE.items():
        _merge(merged, (None, _service(actions, [resource]), "{}"), actions, [resource])
    for it in statements(template):
        if not it.denies:
            patterns = [_pattern(resource, types) for resource in it.resources]
            conditions = json.dumps(_conditions(it.body.get("Condition", {})), sort_keys=True)
            _merge(merged, (it.condition, _service(it.actions, patterns), conditions), it.actions, patterns)
    return [
        _statement(_sid(condition, service, conditions), actions, patterns, json.loads(conditions))
        for (condition, service, conditions), (actions, patterns) in sorted(merged.items(), key=lambda it: str(it[0]))
    ]


def _merge(merged, key, actions, patterns):
    merged[key][0].update(actions)
    merged[key][1].update(patterns)


def _service(actions, patterns):
    return "" if patterns == ["*"] else actions[0].split(":")[0]


def _sid(condition, service, conditions):
    """The statements that only some deployments need say so, so that others can remove them."""
    under = "Conditional" if condition is None and conditions != "{}" else ""
    return f"{OPTIONAL.get(condition, '')}{under}{service.title() or 'Anywhere'}"


def _pattern(resource, types):
    """A resource of a role's policy, with wildcards instead of everything that a deployment chooses."""

    def value(found):
        name = found[1].split(".")[0]
        known = {"AWS::StackName": NAME, "ConnectionPrefix": NAME}
        return known.get(name) or (REFERENCES[types[name]] if name in types else "*")

    filled = re.sub(r"\$\{([\w:.]+)}", value, resource)
    # The rest of a name, after the stack's.
    return filled.partition(NAME)[0] + NAME if NAME in filled else filled


def _conditions(conditions):
    """Without the keys of items: the roles' own policies say which items each reaches."""
    kept: dict = {}
    for operator, keys in conditions.items():
        for key, value in keys.items():
            if key != "dynamodb:LeadingKeys":
                values = [_pattern(it, {}) for it in texts(value)]
                like = "StringLike" if operator == "StringEquals" and any("*" in it for it in values) else operator
                kept.setdefault(like, {})[key] = values[0] if len(values) == 1 else values
    return kept


def deployer(template):
    """What the deployer needs for the stack itself, its package, its roles, and the checks before and after."""
    iam = _needed(template, "iam")
    of_roles = [it for it in iam if known_actions()[it] == ["role"] and it != "iam:PassRole"]
    policies = [it for it in iam if known_actions()[it] == ["policy"]]
    with_boundary = {"StringLike": {"iam:PermissionsBoundary": f"arn:*:iam::*:policy/{BOUNDARY}"}}
    passed = {"StringEquals": {"iam:PassedToService": sorted(_services(template))}}
    stacks = [f"arn:*:cloudformation:*:*:stack/{it}" for it in ("aws-sam-cli-managed-default/*", f"{NAME}/*")]
    api_role = "arn:*:iam::*:role/aws-service-role/ops.apigateway.amazonaws.com/*"
    return [
        _statement("Stacks", [f"cloudformation:{it}" for it in CLOUDFORMATION], stacks),
        _statement(
            "Transform", ["cloudformation:CreateChangeSet"], ["arn:*:cloudformation:*:aws:transform/Serverless-2016-10-31"]
        ),
        _statement("Packages", PACKAGES, [ARTIFACTS]),
        _statement("RolesWithTheBoundary", [it for it in of_roles if it in BOUNDED], [ROLES], with_boundary),
        _statement("Roles", [it for it in of_roles if it not in BOUNDED], [ROLES]),
        _statement("RolesOfServices", ["iam:PassRole"], [ROLES], passed),
        _statement("Policies", policies, [f"arn:*:iam::*:policy/{NAME}"]),
        # API Gateway creates it with the first API of an account:
        # https://docs.aws.amazon.com/apigateway/latest/developerguide/using-service-linked-roles.html
        _statement("ApiGatewaysOwnRole", ["iam:CreateServiceLinkedRole"], [api_role]),
        *(
            _statement(f"{command}{number}", actions, [it])
            for command, calls in COMMANDS.items()
            for number, (it, actions) in enumerate(calls.items(), 1)
        ),
    ]


def resources(template):
    """What CloudFormation needs, on behalf of the deployer, for the other resources."""
    services = sorted({it.split(":")[0] for kind in _types(template) for it in needed(kind, *OPERATIONS)} - {"iam"})
    # Step Functions requires them of the caller that creates a workflow with logs: https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
    delivery = {
        action for it in statements(template) if it.role == "RunJobRole" for action in it.actions if "LogDeliver" in action
    }
    anywhere, found = delivery, []
    for service in services:
        actions = [it for it in _needed(template, service) if it not in OF_OTHER_SERVICES]
        anywhere |= {it for it in actions if not known_actions()[it]}
        found.append(_statement(service.title(), [it for it in actions if known_actions()[it]], RESOURCES[service]))
    return [*found, _statement("Anywhere", anywhere, ["*"])]


def _needed(template, service):
    return sorted(it for kind in _types(template) for it in needed(kind, *OPERATIONS) if it.startswith(f"{service}:"))


def _types(template):
    return {it["Type"] for it in template["Resources"].values()}


def _services(template):
    """The services that get a role of the stack."""
    roles = [it["Properties"] for it in template["Resources"].values() if it["Type"] == "AWS::IAM::Role"]
    principals = [statement["Principal"] for it in roles for statement in it["AssumeRolePolicyDocument"]["Statement"]]
    return {service for it in principals for service in texts(it["Service"])}


def _statement(sid, actions, patterns, conditions=None):
    body = {"Sid": sid, "Effect": "Allow", "Action": sorted(set(actions)), "Resource": sorted(set(patterns))}
    return body | ({"Condition": conditions} if conditions else {})


def _policy(found):
    return {"Version": "2012-10-17", "Statement": found}


if __name__ == "__main__":
    POLICIES.mkdir(exist_ok=True)
    for name, document in documents(transform()).items():
        (POLICIES / name).write_text(text_of(document))
