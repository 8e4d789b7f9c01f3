"""Differences between MiniStack's events and messages of workflows and those of AWS."""

import json

from ministack.core.responses import get_account_id, get_region
from ministack.services import sns, stepfunctions

from overlay.roles import execution_role, refusal_of
from overlay.workflows import going_on

EVENTS, MESSAGES = "arn:aws:states:::events:putEvents", "arn:aws:states:::sns:publish"
LONGEST_SUBJECT = 99


def register(corrections):
    corrections.needs("ministack.services.sns._topic_by_arn_any_scope", "ministack.services.stepfunctions._state_machines")

    @corrections.replaces("ministack.services.stepfunctions._invoke_resource", "resource", "input_data")
    def invoke(original, resource, input_data):
        if resource == EVENTS:
            return put_events(original, resource, input_data)
        if resource == MESSAGES:
            return publish(original, resource, input_data)
        return original(resource, input_data)

    @corrections.replaces("ministack.services.stepfunctions._emit_execution_status_event", "execution")
    def of_standard_workflows(original, execution):
        """Express workflows emit no events (Step Functions Developer Guide, "Automating event delivery with EventBridge")."""
        machine = stepfunctions._state_machines.get(execution.get("stateMachineArn")) or {}
        return None if machine.get("type") == "EXPRESS" else original(execution)


def put_events(original, resource, input_data):
    """Adds two ARNs to each entry, and fails the task if an entry fails (Developer Guide, "Add EventBridge events")."""
    bus = f"arn:aws:events:{get_region()}:{get_account_id()}:event-bus/default"
    execution: dict = going_on.get() or {}
    entries = []
    for entry in input_data["Entries"]:
        require("events:PutEvents", bus, "EventBridge.EventBridgeException", {"events:source": entry["Source"]})
        resources = [*entry.get("Resources", []), execution["executionArn"], execution["stateMachineArn"]]
        entries.append(entry | {"Detail": json.dumps(entry["Detail"], ensure_ascii=False), "Resources": resources})
    answer = original(resource, {"Entries": entries})
    if answer["FailedEntryCount"]:
        raise stepfunctions._ExecutionError("EventBridge.FailedEntry", json.dumps(answer["Entries"]))
    return answer


def publish(original, resource, input_data):
    """Subjects and the keys of topics (SNS API Reference, Publish; SNS Developer Guide, "Managing encryption keys and costs")."""
    subject, arn = input_data.get("Subject", ""), input_data["TopicArn"]
    if len(subject) > LONGEST_SUBJECT or not subject.isprintable():
        raise stepfunctions._ExecutionError("SNS.InvalidParameterException", "Invalid parameter: Subject")
    require("sns:Publish", arn, "SNS.AuthorizationErrorException")
    topic = sns._topic_by_arn_any_scope(arn)
    if topic is None:
        raise stepfunctions._ExecutionError("SNS.NotFoundException", f"Topic does not exist: {arn}")
    key = topic["attributes"].get("KmsMasterKeyId")
    if key:
        context = {"kms:ViaService": f"sns.{get_region()}.amazonaws.com"}
        for action in ("kms:GenerateDataKey", "kms:Decrypt"):
            require(action, key, "SNS.KMSAccessDeniedException", context)
    return original(resource, input_data)


def require(action, resource, error, context=None):
    refusal = refusal_of(execution_role.get(), action, resource, context)
    if refusal:
        raise stepfunctions._ExecutionError(error, refusal)
