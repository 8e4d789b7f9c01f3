"""Payloads, session durations and time zones: the local stack accepts and rejects what AWS does."""

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from botocore.exceptions import ClientError

from glueconnector.smoke.waiting import poll
from stack.aws import Aws


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param(b'{"name": ', id="cut"),
        pytest.param(b"{'name': 'x'}", id="notJson"),
        pytest.param(b'{"name": "\xff"}', id="invalidUtf8"),
        pytest.param(b'{"maxItems": NaN}', id="notANumber"),
    ],
)
def test_payload_notJson_isRejectedByLambda(stack, operator, glue, payload):
    """https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html, InvalidRequestContentException"""
    before = len(glue.requests())
    functions = operator.client("lambda")
    with pytest.raises(functions.exceptions.InvalidRequestContentException):
        functions.invoke(FunctionName=stack.outputs["ListJobsFunctionArn"], Payload=payload)
    assert glue.called_since(before) == []


def test_payload_sameFieldTwice_reachesTheFunctionAsSent(stack, operator, glue):
    before = len(glue.requests())
    payload = b'{"connection": "team-a", "connection": "default"}'
    answer = operator.client("lambda").invoke(FunctionName=stack.outputs["ListJobsFunctionArn"], Payload=payload)
    error = json.loads(answer["Payload"].read())
    assert error["errorType"] == "io.glueconnector.error.InvalidRequest"
    assert glue.called_since(before) == []


def test_payload_nonAsciiText_isCountedInUtf8(stack, operator):
    """Escaped, each of these letters would count three times, and the request would exceed 64 KB."""
    args = {f"--text-{number}": "é" * 10_000 for number in range(3)}
    payload = json.dumps({"name": "no-such-job", "args": args}, ensure_ascii=False).encode()
    answer = operator.client("lambda").invoke(FunctionName=stack.outputs["StartJobRunFunctionArn"], Payload=payload)
    assert json.loads(answer["Payload"].read())["errorType"] == "io.glueconnector.error.NotFound"


def test_assumeRole_longerThanTheRoleAllows_isRejected(stack, connections):
    """https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html, DurationSeconds"""
    connection = connections.assume_role("hour-at-most")
    base = Aws(stack.endpoint, connection.secret["accessKeyId"], connection.secret["secretAccessKey"]).client("sts")
    asked = {"RoleArn": connection.secret["roleArn"], "RoleSessionName": "test", "ExternalId": connection.secret["externalId"]}
    with pytest.raises(ClientError, match="MaxSessionDuration") as refused:
        base.assume_role(**asked, DurationSeconds=3601)
    assert refused.value.response["Error"]["Code"] == "ValidationError"
    assert base.assume_role(**asked, DurationSeconds=3600)["Credentials"]


def test_connection_sessionLongerThanTheRoleAllows_saysWhatToChange(doors, connections):
    connection = connections.assume_role("too-long")
    name = connections.store("two-hours", connection.secret | {"sessionDurationSeconds": 7200})
    problem = doors.http("ListJobs", {"connection": name}).failed()
    assert problem["code"] == "ConnectionInvalid"
    assert "sessionDurationSeconds" in problem["detail"]


def test_schedule_onceInATimeZone_firesOnThatZonesClock(stack, aws, doors, things):
    """https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html, "One-time schedules" and "Time zones" """
    job = things().job()
    here = datetime.now(ZoneInfo("Asia/Kolkata")) + timedelta(seconds=1)
    aws.client("scheduler").create_schedule(
        Name="kolkata",
        GroupName=stack.outputs["ScheduleGroupName"],
        ScheduleExpression=f"at({here:%Y-%m-%dT%H:%M:%S})",
        ScheduleExpressionTimezone="Asia/Kolkata",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={
            "Arn": doors.function("StartJobRun"),
            "RoleArn": stack.outputs["ScheduleRoleArn"],
            "Input": json.dumps({"connection": "default", "name": job, "args": {"--at": "<aws.scheduler.scheduled-time>"}}),
        },
    )
    (started,) = poll(lambda: things().runs(job), lambda runs: runs)
    run = aws.client("glue").get_job_run(JobName=job, RunId=started)["JobRun"]
    assert run["Arguments"]["--at"] == f"{here.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def test_schedule_unknownTimeZone_isRejected(stack, aws, doors):
    with pytest.raises(ClientError, match="timezone is not valid"):
        aws.client("scheduler").create_schedule(
            Name="nowhere",
            GroupName=stack.outputs["ScheduleGroupName"],
            ScheduleExpression="cron(0 3 * * ? *)",
            ScheduleExpressionTimezone="Europe/Nowhere",
            FlexibleTimeWindow={"Mode": "OFF"},
            Target={"Arn": doors.function("StartJobRun"), "RoleArn": stack.outputs["ScheduleRoleArn"], "Input": "{}"},
        )


def test_schedule_thatStartedLongAgo_isRejected(aws):
    """https://github.com/getmoto/moto/pull/8172"""
    scheduler = aws.client("scheduler")
    target = {"Arn": "arn:aws:sqs:eu-west-1:000000000000:x", "RoleArn": "arn:aws:iam::000000000000:role/x"}
    schedule = {"Name": "long-ago", "ScheduleExpression": "rate(1 day)", "FlexibleTimeWindow": {"Mode": "OFF"}, "Target": target}
    with pytest.raises(scheduler.exceptions.ValidationException, match="earlier than 5 minutes ago"):
        scheduler.create_schedule(**schedule, StartDate=datetime.now(UTC) - timedelta(minutes=6))
    scheduler.create_schedule(**schedule, StartDate=datetime.now(UTC) - timedelta(minutes=4))
    scheduler.delete_schedule(Name="long-ago")
