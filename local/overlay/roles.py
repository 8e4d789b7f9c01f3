"""Enforces the roles of state machines, rules and schedules, as AWS does; MiniStack allows them everything."""

import json
import logging
from contextvars import ContextVar

from ministack.core import iam_evaluator, lambda_runtime
from ministack.core.responses import get_region
from ministack.services import stepfunctions

ACTIONS = {"lambda": "lambda:InvokeFunction", "states": "states:StartExecution", "sqs": "sqs:SendMessage"}

logger = logging.getLogger("overlay")
execution_role = ContextVar("execution_role", default=None)


def register(corrections):
    corrections.needs(
        "ministack.core.iam_evaluator.enforce",
        "ministack.core.lambda_runtime.execution_credentials",
        "ministack.services.stepfunctions._ExecutionError",
        "ministack.services.stepfunctions._executions",
        "ministack.services.stepfunctions._state_machines",
    )

    @corrections.replaces("ministack.services.stepfunctions._run_execution", "exec_arn")
    def run_with_role(original, exec_arn):
        """An execution acts with its state machine's role (Step Functions Developer Guide, identity-based policies)."""
        execution = stepfunctions._executions.get(exec_arn) or {}
        machine = stepfunctions._state_machines.get(execution.get("stateMachineArn")) or {}
        execution_role.set(machine.get("roleArn"))
        return original(exec_arn)

    @corrections.replaces("ministack.services.stepfunctions._call_lambda", "func_ref", "event")
    def call_lambda_as_role(original, func_ref, event):
        """A denied invocation is Lambda.AWSLambdaException (Step Functions Developer Guide, handling error conditions)."""
        refusal = refused(execution_role.get(), func_ref)
        if refusal:
            raise stepfunctions._ExecutionError("Lambda.AWSLambdaException", refusal)
        return original(func_ref, event)

    @corrections.replaces("ministack.services.eventbridge._invoke_target", "target", "event", "rule", "view")
    def invoke_target_as_role(original, target, event, rule, view=None):
        """A rule's or schedule's target is invoked with its RoleArn (EventBridge User Guide, execution role)."""
        refusal = refused(target.get("RoleArn"), target.get("Arn", ""))
        if refusal:
            logger.error("Not delivered: %s", refusal)
            return None
        return original(target, event, rule, view)


def refused(role_arn, target_arn):
    """The reason why the role may not use the target, or None if it may or no role is involved."""
    action = ACTIONS.get(target_arn.split(":")[2]) if target_arn.startswith("arn:") else None
    return refusal_of(role_arn, action, target_arn) if action else None


def refusal_of(role_arn, action, resource_arn, context=None):
    """The reason why the role may not perform the action, or None if it may or no role is involved."""
    if not role_arn:
        return None
    # MiniStack gives sessions to functions only, and here only the role counts.
    function = f"arn:aws:lambda:{get_region()}:{role_arn.split(':')[4]}:function:local"
    session = lambda_runtime.execution_credentials({"FunctionArn": function, "Role": role_arn, "FunctionName": "local"})
    denial = iam_evaluator.enforce(
        session["AWS_ACCESS_KEY_ID"],
        action,
        action.split(":")[0],
        get_region(),
        resource_arn=resource_arn,
        service_context=context,
    )
    if denial is None:
        return None
    return json.dumps({"errorMessage": f"{role_arn} is not authorized to perform: {action} on resource: {resource_arn}"})
