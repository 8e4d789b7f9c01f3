"""The doors other than HTTP: the function itself, the workflow, the schedule."""

import datetime
import json

import pytest

from demonstration.doors import run_scheduled_for
from glueconnector.smoke.waiting import poll

JOB = "summarize-orders"
REQUEST = {"connection": "default", "name": JOB, "args": {"--group-by": "product"}}


def invoke(client, stack, payload):
    answer = client.invoke(FunctionName=stack.outputs["StartJobRunFunctionArn"], Payload=json.dumps(payload))
    return answer.get("FunctionError"), json.loads(answer["Payload"].read())


def test_invoke_flatObject_startsRun(operator, stack, ended_run):
    error, answer = invoke(operator.client("lambda"), stack, REQUEST)
    assert error is None
    assert ended_run(JOB, answer["jobRunId"])["JobRunState"] == "SUCCEEDED"


@pytest.mark.parametrize(
    ("change", "error_type", "named"),
    [
        pytest.param({"colour": "red"}, "InvalidRequest", "colour", id="unknownField"),
        pytest.param({"region": "us-east-99"}, "InvalidRequest", "region", id="unknownRegion"),
        pytest.param({"name": "arn:aws:glue:eu-west-1:000000000000:job/x"}, "InvalidRequest", "name", id="arnAsName"),
        pytest.param({"connection": "no-such"}, "ConnectionNotFound", "no-such", id="missingConnection"),
        pytest.param({"name": "no-such-job"}, "NotFound", "no-such-job", id="missingJob"),
    ],
)
def test_invoke_badInput_throwsItsErrorType(operator, stack, change, error_type, named):
    error, answer = invoke(operator.client("lambda"), stack, REQUEST | change)
    assert error == "Unhandled"
    assert answer["errorType"] == f"io.glueconnector.error.{error_type}"
    problem = json.loads(answer["errorMessage"])
    assert problem["code"] == error_type
    assert named in problem["detail"]


def test_workflow_input_startsRun(operator, stack, ended_run):
    ended = execute(operator, stack, REQUEST)
    assert ended["status"] == "SUCCEEDED"
    assert ended_run(JOB, json.loads(ended["output"])["jobRunId"])["JobRunState"] == "SUCCEEDED"


def test_workflow_badInput_failsWithItsErrorType(operator, stack):
    ended = execute(operator, stack, REQUEST | {"colour": "red"})
    assert (ended["status"], ended["error"]) == ("FAILED", "io.glueconnector.error.InvalidRequest")


def test_schedule_atAMoment_startsRunOnce(operator, aws, stack, ended_run):
    moment = schedule(operator, stack, "once", REQUEST | {"args": {"--scheduled-time": "<aws.scheduler.scheduled-time>"}})
    glue = aws.client("glue")
    job_run_id = poll(lambda: run_scheduled_for(glue, moment), lambda found: found)
    run = ended_run(JOB, job_run_id)
    assert run["JobRunState"] == "SUCCEEDED"
    runs = [r for r in glue.get_job_runs(JobName=JOB)["JobRuns"] if r["Arguments"].get("--scheduled-time") == moment]
    assert len(runs) == 1


def test_schedule_startFails_reachesTheQueue(operator, aws, stack):
    schedule(operator, stack, "fails", REQUEST | {"name": "no-such-job", "args": {}})
    queues = aws.client("sqs")
    queue = queues.get_queue_url(QueueName="glue-connector-start-failures")["QueueUrl"]
    message = poll(lambda: queues.receive_message(QueueUrl=queue).get("Messages"), lambda found: found)[0]
    failure = json.loads(message["Body"])
    assert failure["requestPayload"]["name"] == "no-such-job"
    assert failure["responsePayload"]["errorType"] == "io.glueconnector.error.NotFound"


def execute(client, stack, request):
    machines = client.client("stepfunctions")
    machine = stack.outputs["RunJobStateMachineArn"]
    execution = machines.start_execution(stateMachineArn=machine, input=json.dumps(request))["executionArn"]
    return poll(lambda: machines.describe_execution(executionArn=execution), lambda now: now["status"] != "RUNNING")


def schedule(client, stack, name, request):
    """Creates a schedule for two seconds from now and returns that time."""
    moment = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=2)
    at = moment.strftime("%Y-%m-%dT%H:%M:%S")
    client.client("scheduler").create_schedule(
        Name=name,
        GroupName=stack.outputs["ScheduleGroupName"],
        ScheduleExpression=f"at({at})",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={
            "Arn": stack.outputs["StartJobRunFunctionArn"],
            "RoleArn": stack.outputs["ScheduleRoleArn"],
            "Input": json.dumps(request),
        },
    )
    return f"{at}Z"
