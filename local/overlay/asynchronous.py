"""Asynchronous invocations as in Lambda: with retries and the alias's own destination."""

import json
import logging

from ministack.services import lambda_svc

from overlay.roles import refused

logger = logging.getLogger("overlay")


def register(corrections):
    corrections.needs(
        "ministack.services.lambda_svc._execution_record_for_config",
        "ministack.services.lambda_svc._get_base_func_record_for_ref",
        "ministack.services.lambda_svc._get_func_record_for_ref",
        "ministack.services.lambda_svc._event_invoke_config",
        "ministack.services.lambda_svc._functions",
    )

    @corrections.replaces("ministack.services.eventbridge._dispatch_to_lambda", "arn", "payload")
    def dispatch_asynchronously(original, arn, payload):
        """Rules and schedules invoke asynchronously, with Lambda's retries (Lambda Developer Guide, EventBridge Scheduler)."""
        record, config, _ = lambda_svc._get_func_record_for_ref(arn)
        if record is None:
            return original(arn, payload)
        called = lambda_svc._execution_record_for_config(record, config | {"FunctionArn": arn})
        return lambda_svc.invoke_async_with_retry(called, json.loads(payload))

    @corrections.replaces("ministack.services.lambda_svc.invoke_async_with_retry", "func", "event")
    def invoke_as_configured(original, func, event):
        """The invoked alias's retries and OnFailure destination apply (Lambda API Reference, PutFunctionEventInvokeConfig)."""
        arn = (func.get("config") or func)["FunctionArn"]
        qualifier = arn.split(":")[7] if arn.count(":") == 7 else None
        base, _, _ = lambda_svc._get_base_func_record_for_ref(arn)
        configured = lambda_svc._event_invoke_config(base, qualifier) if base else None
        return original(func | {"event_invoke_config": configured, "event_invoke_configs": {}}, event)

    @corrections.replaces("ministack.services.lambda_svc._route_async_failure", "target_arn", "func_name", "event", "result")
    def deliver_failure_as_role(original, target_arn, func_name, event, result):
        """A destination is written with the function's role (Lambda Developer Guide, "Capturing records of invocations")."""
        refusal = refused(lambda_svc._functions[func_name]["config"].get("Role"), target_arn)
        if refusal:
            logger.error("Not delivered: %s", refusal)
            return None
        return original(target_arn, func_name, event, result)
