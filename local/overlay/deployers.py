"""CloudFormation acts with the permissions of its caller (CloudFormation User Guide, controlling access with IAM).

MiniStack lets it do everything. The permissions of each operation are those that AWS publishes (local/stack/handlers.py).
"""

import re
from contextvars import ContextVar

from ministack.core import iam_evaluator
from ministack.core.responses import get_account_id, get_region
from ministack.services import iam

from stack.handlers import known_actions, name_of, needed

GENERATED = "0123456789AB"
ROLE = "AWS::IAM::Role"
caller: ContextVar[str] = ContextVar("caller_of_cloudformation", default="")

# The ARNs of resources by their name (Service Authorization Reference).
ARNS = {
    "AWS::ApiGateway::RestApi": "arn:aws:apigateway:{region}::/restapis/{name}",
    "AWS::ApiGateway::Deployment": "arn:aws:apigateway:{region}::/restapis/{name}",
    "AWS::ApiGateway::Stage": "arn:aws:apigateway:{region}::/restapis/{name}",
    "AWS::CloudWatch::Alarm": "arn:aws:cloudwatch:{region}:{account}:alarm:{name}",
    "AWS::CloudWatch::Dashboard": "arn:aws:cloudwatch::{account}:dashboard/{name}",
    "AWS::DynamoDB::Table": "arn:aws:dynamodb:{region}:{account}:table/{name}",
    "AWS::Events::Rule": "arn:aws:events:{region}:{account}:rule/{name}",
    "AWS::IAM::ManagedPolicy": "arn:aws:iam::{account}:policy/{name}",
    ROLE: "arn:aws:iam::{account}:role{path}{name}",
    "AWS::Lambda::LayerVersion": "arn:aws:lambda:{region}:{account}:layer:{name}",
    "AWS::Lambda::Function": "arn:aws:lambda:{region}:{account}:function:{name}",
    "AWS::Logs::LogGroup": "arn:aws:logs:{region}:{account}:log-group:{name}",
    "AWS::S3::Bucket": "arn:aws:s3:::{name}",
    "AWS::SNS::Topic": "arn:aws:sns:{region}:{account}:{name}",
    "AWS::SQS::Queue": "arn:aws:sqs:{region}:{account}:{name}",
    "AWS::Scheduler::Schedule": "arn:aws:scheduler:{region}:{account}:schedule/{name}",
    "AWS::Scheduler::ScheduleGroup": "arn:aws:scheduler:{region}:{account}:schedule-group/{name}",
    "AWS::StepFunctions::StateMachine": "arn:aws:states:{region}:{account}:stateMachine:{name}",
}
# A function's version, alias and policy count as the function.
OF_FUNCTIONS = {f"AWS::Lambda::{it}" for it in ("Alias", "EventInvokeConfig", "Permission", "Version")}
OF_BUCKETS = {"AWS::S3::BucketPolicy"}
OF_CLOUDFORMATION = {f"AWS::CloudFormation::{it}" for it in ("WaitCondition", "WaitConditionHandle")}
NAMES = ("FunctionName", "LayerName", "Name", "StateMachineName", "QueueName", "Bucket", "RestApiId")
PASSED_TO = {"AWS::Lambda::Function": "lambda", "AWS::StepFunctions::StateMachine": "states", "AWS::Events::Rule": "events"}


def register(corrections):
    corrections.needs(
        "ministack.core.iam_evaluator.enforce", "ministack.core.responses.get_account_id", "ministack.services.iam._roles"
    )

    @corrections.replaces("ministack.services.cloudformation.handle_request", "method", "path", "headers", "body", "query_params")
    async def remember_caller(original, method, path, headers, body, query_params):
        found = re.search(r"Credential=([^/,]+)/", headers.get("authorization", ""))
        caller.set(found[1] if found else "")
        return await original(method, path, headers, body, query_params)

    stacks = "ministack.services.cloudformation.stacks"

    @corrections.replaces(f"{stacks}._provision_resource", "resource_type", "logical_id", "props", "stack_name")
    def create(original, resource_type, logical_id, props, stack_name):
        check(resource_type, props, f"{stack_name}-{logical_id}-{GENERATED}", "create", "read")
        return bounded(resource_type, props, original(resource_type, logical_id, props, stack_name))

    @corrections.replaces(
        f"{stacks}._update_resource",
        *("resource_type", "physical_id", "old_props", "new_props", "stack_name", "logical_id", "old_attrs"),
    )
    def update(original, resource_type, physical_id, old_props, new_props, *more):
        if old_props != new_props:
            check(resource_type, new_props, physical_id, "update", "read")
        updated = original(resource_type, physical_id, old_props, new_props, *more)
        return bounded(resource_type, new_props, updated)

    @corrections.replaces(f"{stacks}._delete_resource", "resource_type", "physical_id", "props", "stack_name", "logical_id")
    def delete(original, resource_type, physical_id, props, stack_name=None, logical_id=None):
        check(resource_type, props, physical_id, "delete")
        return original(resource_type, physical_id, props, stack_name, logical_id)


def bounded(resource_type, props, result):
    """A role has the boundary of its properties (API Reference, CreateRole). MiniStack drops it."""
    if resource_type == ROLE:
        iam._roles[result[0]]["PermissionsBoundary"] = props.get("PermissionsBoundary")
    return result


def check(resource_type, props, generated_name, *operations):
    """Raises what CloudFormation reports if its caller lacks a permission."""
    # CloudFormation creates these itself, without a call of another service.
    if resource_type in OF_CLOUDFORMATION:
        return
    for permission in sorted(needed(resource_type, *operations)):
        for arn, context in uses(permission, resource_type, props, generated_name):
            denial = iam_evaluator.enforce(
                caller.get(), permission, permission.split(":")[0], get_region(), resource_arn=arn, service_context=context
            )
            if denial is not None:
                principal = getattr(denial, "principal_arn", "The caller")
                raise ValueError(f"{principal} is not authorized to perform: {permission} on resource: {arn}")


def uses(permission, resource_type, props, generated_name):
    """The resources on which an operation needs a permission, with the values of the condition keys."""
    if permission == "iam:PassRole":
        service = PASSED_TO.get(resource_type, "scheduler")
        return [(role, {"iam:PassedToService": f"{service}.amazonaws.com"}) for role in roles_in(props)]
    if permission in ("s3:GetObject", "s3:GetObjectVersion") and not resource_type.startswith("AWS::S3::"):
        return [(f"arn:aws:s3:::{bucket}/{key}", {}) for bucket, key in packages_in(props)]
    if resource_type == "AWS::IAM::ManagedPolicy" and known_actions()[permission] == ["role"]:
        # Only for its property Roles. A role of the template names its policies itself.
        return []
    if not known_actions()[permission]:
        return [("*", {})]
    # Without one, a role has no value for the key.
    boundary = props.get("PermissionsBoundary")
    return [(arn_of(resource_type, props, generated_name), {"iam:PermissionsBoundary": boundary} if boundary else {})]


def arn_of(resource_type, props, generated_name):
    kind = "AWS::Lambda::Function" if resource_type in OF_FUNCTIONS else resource_type
    kind = "AWS::S3::Bucket" if resource_type in OF_BUCKETS else kind
    name = name_of(kind, props) or next((props[it] for it in NAMES if isinstance(props.get(it), str)), generated_name)
    if name.startswith("arn:"):
        return name
    name = name.lower() if kind == "AWS::S3::Bucket" else name
    return ARNS[kind].format(region=get_region(), account=get_account_id(), path=props.get("Path", "/"), name=name)


def roles_in(value):
    """The roles that properties pass to a service."""
    if isinstance(value, dict):
        own = [it for key, it in value.items() if key in ("Role", "RoleArn", "RoleARN") and isinstance(it, str)]
        return own + [role for it in value.values() for role in roles_in(it)]
    return [role for it in value for role in roles_in(it)] if isinstance(value, list) else []


def packages_in(props):
    """Bucket and key of the package or the definition in S3."""
    found = [props.get(it) for it in ("Code", "Content", "DefinitionS3Location")]
    places = [(it.get("S3Bucket", it.get("Bucket")), it.get("S3Key", it.get("Key"))) for it in found if isinstance(it, dict)]
    return [it for it in places if all(it)]
