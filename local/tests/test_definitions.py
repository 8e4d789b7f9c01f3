"""The local stack rejects the definitions that Step Functions rejects."""

import json

import pytest

from faulty import DANGLING, PASS, PATH_IN_JSONATA, TWICE, definition
from glueconnector.smoke.waiting import poll

INVALID = "Invalid State Machine Definition: "
DUPLICATE = f"{INVALID}'DUPLICATE_STATE_NAME: Duplicate State name: A"
WRONG = {
    "twice": (TWICE, DUPLICATE),
    "dangling": (DANGLING, f"{INVALID}''MISSING_TRANSITION_TARGET: "),
    "pathInJsonata": (PATH_IN_JSONATA, f"{INVALID}'SCHEMA_VALIDATION_FAILED: "),
}


@pytest.fixture(scope="module")
def role(aws):
    trust = {"Statement": [{"Effect": "Allow", "Principal": {"Service": "states.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
    return aws.client("iam").create_role(RoleName="judged", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]


@pytest.mark.parametrize("fault", WRONG)
def test_create_wrongDefinition_isRejectedAndCreatesNothing(fault, aws, role):
    machines, (wrong, message) = aws.client("stepfunctions"), WRONG[fault]
    with pytest.raises(machines.exceptions.InvalidDefinition) as refused:
        machines.create_state_machine(name=f"judged-{fault}", definition=json.dumps(wrong), roleArn=role)
    assert message in str(refused.value)
    assert f"judged-{fault}" not in [it["name"] for it in machines.list_state_machines()["stateMachines"]]


def test_update_wrongDefinition_isRejectedAndChangesNothing(aws, role):
    machines, right = aws.client("stepfunctions"), json.dumps(definition({"A": PASS}))
    arn = machines.create_state_machine(name="judged-update", definition=right, roleArn=role)["stateMachineArn"]
    with pytest.raises(machines.exceptions.InvalidDefinition, match="DUPLICATE_STATE_NAME"):
        machines.update_state_machine(stateMachineArn=arn, definition=json.dumps(TWICE))
    assert machines.describe_state_machine(stateMachineArn=arn)["definition"] == right


def test_stack_wrongDefinition_rollsBackWithTheReason(aws, role):
    properties = {"StateMachineName": "judged-stack", "RoleArn": role, "Definition": TWICE}
    resources = {
        "Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "judged-stack"}},
        "Machine": {"Type": "AWS::StepFunctions::StateMachine", "DependsOn": "Queue", "Properties": properties},
    }
    stacks = aws.client("cloudformation")
    stacks.create_stack(StackName="judged", TemplateBody=json.dumps({"Resources": resources}))
    ended = poll(
        lambda: stacks.describe_stacks(StackName="judged")["Stacks"][0]["StackStatus"],
        lambda status: not status.endswith("_IN_PROGRESS"),
    )
    assert ended == "ROLLBACK_COMPLETE"
    reasons = [it.get("ResourceStatusReason", "") for it in stacks.describe_stack_events(StackName="judged")["StackEvents"]]
    assert any(DUPLICATE in it for it in reasons), reasons
    assert "judged-stack" not in [it["name"] for it in aws.client("stepfunctions").list_state_machines()["stateMachines"]]
    queues = aws.client("sqs").list_queues(QueueNamePrefix="judged-stack")
    assert queues.get("QueueUrls", []) == []
