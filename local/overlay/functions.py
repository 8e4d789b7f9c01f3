"""Lambda's checks of a function, and its rules for publishing a version."""

import json

from ministack.core.responses import error_response_json
from ministack.services import lambda_svc

NAME = 64
DESCRIPTION = 256
ENVIRONMENT = 4_096
# The properties that an update changes even if configuration and code stay the same.
NOT_PUBLISHED = {
    *("Description", "FunctionArn", "LastModified", "LastUpdateStatus", "LastUpdateStatusReason"),
    *("LastUpdateStatusReasonCode", "RevisionId", "State", "StateReason", "StateReasonCode", "Version"),
}


class Refused(Exception):
    """A request that Lambda rejects."""


def register(corrections):
    corrections.needs("ministack.core.responses.error_response_json", "ministack.services.lambda_svc._functions")

    @corrections.replaces("ministack.services.lambda_svc._create_function", "data")
    def create_function(original, data):
        return answered(data, lambda: original(data))

    @corrections.replaces("ministack.services.lambda_svc._update_config", "name", "data")
    def update_config(original, name, data):
        return answered(data, lambda: original(name, data))

    @corrections.replaces("ministack.services.lambda_svc._publish_version", "name", "data")
    def publish_version(original, name, data):
        function = lambda_svc._functions.get(name)
        compare(function)
        answer = answered(data, lambda: original(name, data))
        if function and (version := latest(function)):
            version.setdefault("described", function["config"].get("Description"))
        return answer

    @corrections.replaces(
        "ministack.services.cloudformation.stacks._provision_resource",
        *("resource_type", "logical_id", "props", "stack_name"),
    )
    def provision(original, resource_type, logical_id, props, stack_name):
        """CloudFormation passes on Lambda's error, and the stack rolls back."""
        if resource_type in ("AWS::Lambda::Function", "AWS::Lambda::Version"):
            refuse_or_pass(props)
        return original(resource_type, logical_id, props, stack_name)

    @corrections.replaces("ministack.services.cloudformation.provisioners._lambda_version_function", "props")
    def version_function(original, props):
        """A version is neither created nor replaced while its function equals the published one."""
        refuse_or_pass(props)
        function, name = original(props)
        compare(function)
        return function, name


def compare(function):
    """Lambda publishes nothing if code and configuration equal the last version (API Reference, PublishVersion).

    MiniStack treats each update as a change. The description counts: it is part of what UpdateFunctionConfiguration changes.
    """
    version, config = latest(function) if function else None, function and function["config"]
    if version and version.get("described") == config.get("Description") and published(version["config"]) == published(config):
        version["function_revision"] = config["RevisionId"]


def latest(function):
    return function["versions"][max(function["versions"], key=int)] if function["versions"] else None


def published(config):
    """The stored configuration of a version, without empty values; of SnapStart only the requested setting."""
    kept = {name: value for name, value in config.items() if name not in NOT_PUBLISHED and value}
    return kept | {"SnapStart": (config.get("SnapStart") or {}).get("ApplyOn")}


def answered(request, call):
    try:
        refuse_or_pass(request)
    except Refused as refused:
        return error_response_json("InvalidParameterValueException", str(refused), 400)
    return call()


def refuse_or_pass(request):
    """Lambda's limits for a name, a description and an environment (API Reference, CreateFunction; Developer Guide, quotas)."""
    name = request.get("FunctionName") or ""
    if not name.startswith("arn:"):
        at_most(name, NAME, "functionName")
    at_most(request.get("Description") or "", DESCRIPTION, "description")
    variables = (request.get("Environment") or {}).get("Variables")
    measured = json.dumps(variables or {}, separators=(",", ":"))
    if len(measured.encode()) > ENVIRONMENT:
        raise Refused(
            "Lambda was unable to configure your environment variables because the environment variables you have provided "
            f"exceeded the 4KB limit. String measured: {measured}"
        )


def at_most(value, length, member):
    if len(value) > length:
        raise Refused(
            f"1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: "
            f"Member must have length less than or equal to {length}"
        )
