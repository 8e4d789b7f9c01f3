"""The end of a run reaches the waiting execution: at once by Glue's event, otherwise at the next poll. It is never wrong.

The emulated AWS keeps the token of a stopped execution, and returns TaskDoesNotExist instead of AWS's TaskTimedOut:
https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html
"""

import json

import pytest

from glueconnector.smoke.waiting import poll
from stack.seeding import CUSTOMER
from tests.waits import DENIED_SHORTLY, LOOKING_OFTEN, PAUSING_SHORTLY, failure_of, output_of

END_BY_EVENT = {"SUCCEEDED": "SUCCEEDED", "FAILED": "FAILED", "TIMEOUT": "FAILED", "STOPPED": "FAILED"}
SECONDS_TO_LEARN = 3


@pytest.fixture(scope="module")
def job(things):
    return things().job("awaited")


@pytest.fixture
def event_faults(glue):
    """Faults of Glue's events that end with the test."""
    yield glue.event_fault
    glue.no_faults()


def request(job, outcome="SUCCEEDED", seconds=1, **more):
    arguments = {"--demo-seconds": str(seconds), "--demo-outcome": outcome, "--demo-message": f"because of {outcome}"}
    return {"connection": "default", "name": job, "args": arguments} | more


def test_runJob_eventDelivered_learnsEachEndAtOnceByOnePoll(waits, job, aws, counts):
    executions = {outcome: waits.start(request(job, outcome)) for outcome in END_BY_EVENT}
    for outcome, execution in executions.items():
        ended = waits.ended(execution)
        assert ended["status"] == END_BY_EVENT[outcome], ended
        report = output_of(ended) if outcome == "SUCCEEDED" else failure_of(ended)[1]
        run = aws.client("glue").get_job_run(JobName=job, RunId=report["jobRunId"])["JobRun"]
        assert report["state"] == run["JobRunState"] == outcome
        # The only step left is one call of a function; its cold start takes time on the two cores here.
        assert (waits.entered_at(execution, "Look up the outcome") - run["CompletedOn"]).total_seconds() < SECONDS_TO_LEARN
        assert waits.reads(report["jobRunId"]) == ["GetJobRun"]
        assert "Let Glue catch up" not in waits.entered(execution)
        counts["ends of runs that reached the waiting execution"] += 1


def test_runJob_failedRun_failsWithItsDiagnosis(waits, job):
    error, report = failure_of(waits.ended(waits.start(request(job, "FAILED"))))
    assert error == "JobRun.FAILED"
    assert "because of FAILED" in report["errorMessage"]
    assert report["logs"]["stream"] == report["jobRunId"]
    assert report["consoleUrl"].endswith(f"#/job/{job}/run/{report['jobRunId']}")
    assert report["retryable"] is False


def test_runJob_failedRunWithSecrets_masksThemInItsCause(waits, job):
    secret = "canary-of-a-run-0123"
    asked = request(job, "FAILED")
    asked["args"] |= {"--pwd": secret, "--demo-message": f"no user {secret}; token={secret}"}
    ended = waits.ended(waits.start(asked))
    assert secret not in ended["cause"]
    assert "no user ***; token=***" in failure_of(ended)[1]["errorMessage"]


def test_runJob_argumentWithoutHyphens_warnsInItsResult(waits, job):
    asked = request(job)
    asked["args"]["day"] = "1"
    (warning,) = output_of(waits.ended(waits.start(asked)))["warnings"]
    assert warning.startswith("args: the script does not see day.")


def test_runJob_noEvent_learnsEachEndAtTheNextPoll(waits, job, event_faults, counts):
    """Glue sends no event for ERROR and EXPIRED; every other event is lost here."""
    outcomes = (*END_BY_EVENT, "ERROR", "EXPIRED")
    event_faults("lost", times=len(END_BY_EVENT))
    executions = {outcome: waits.start(request(job, outcome), changes=LOOKING_OFTEN) for outcome in outcomes}
    for outcome, execution in executions.items():
        ended = waits.ended(execution)
        report = output_of(ended) if outcome == "SUCCEEDED" else failure_of(ended)[1]
        assert report["state"] == outcome
        counts["ends of runs that reached the waiting execution"] += 1


def test_runJob_otherAccount_pollsWithoutExpectingEvents(waits, things):
    job = things(CUSTOMER).job("awaited")
    execution = waits.start(request(job, connection="team-a"), changes=LOOKING_OFTEN)
    assert output_of(waits.ended(execution))["state"] == "SUCCEEDED"


def test_runJob_eventBeforeTheWait_endsAtOnce(waits, job, doors):
    key = "ended before the wait"
    started = doors.direct("StartJobRun", request(job, idempotencyKey=key)).answered()
    run = started["jobRunId"]
    poll(lambda: waits.row(run), lambda found: "endedAt" in found)
    execution = waits.start(request(job, idempotencyKey=key))
    output = output_of(waits.ended(execution))
    assert (output["jobRunId"], output["replayed"], output["state"]) == (run, True, "SUCCEEDED")
    assert waits.reads(run) == ["GetJobRun"]


def test_runJob_eventTwice_learnsOnceAndReportsNoError(waits, job, event_faults):
    event_faults("duplicated", times=1)
    execution = waits.start(request(job))
    assert output_of(waits.ended(execution))["state"] == "SUCCEEDED"
    assert waits.entered(execution).count("Look up the outcome") == 1
    endings = poll(lambda: waits.endings("EndWaits"), lambda found: "RUNNING" not in found)
    assert set(endings) == {"SUCCEEDED"}


def test_runJob_twoExecutionsOfOneRun_bothLearn(waits, job):
    executions = []
    for _ in range(2):
        executions.append(waits.start(request(job, seconds=4, idempotencyKey="one run for two")))
        waits.waiting(executions[-1])
    outputs = [output_of(waits.ended(execution)) for execution in executions]
    assert len({it["jobRunId"] for it in outputs}) == 1
    assert [waits.entered(it).count("Look up the outcome") for it in executions] == [1, 1]


def test_runJob_eventOfAnotherAccountOrRegion_wakesNoWait_andAnEarlyOneIsNoEnd(waits, job):
    """Whatever an event says, Glue decides: a poll that does not show the end yet is repeated."""
    execution = waits.start(request(job, seconds=4), changes=PAUSING_SHORTLY)
    waits.waiting(execution)
    run = waits.run_of(execution)
    for account, region in ((CUSTOMER, "eu-west-1"), ("000000000000", "eu-central-1")):
        assert waits.wake(waits.event(run, account, region))["status"] == "SUCCEEDED"
    assert "Look up the outcome" not in waits.entered(execution)
    waits.wake(waits.event(run))
    output = output_of(waits.ended(execution))
    assert (output["jobRunId"], output["state"]) == (run, "SUCCEEDED")
    assert "Let Glue catch up" in waits.entered(execution)


def test_runJob_glueRetriesTheRun_lastAttemptCountsUnlessFirstIsRequested(waits, things):
    own = things()
    repeated = own.job("repeated", retries=1)
    last = waits.start(request(repeated, "FAILED,SUCCEEDED"), changes=PAUSING_SHORTLY)
    first = waits.start(request(repeated, "FAILED,SUCCEEDED", attempt="first"))
    output = output_of(waits.ended(last))
    assert (output["state"], output["attempt"]) == ("SUCCEEDED", 1)
    error, report = failure_of(waits.ended(first))
    assert (error, report["attempt"]) == ("JobRun.FAILED", 0)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param({"attempt": "second"}, "InvalidRequest", id="attempt"),
        pytest.param({"colour": "red"}, "InvalidRequest", id="unknownField"),
        pytest.param({"name": "no such job"}, "NotFound", id="missingJob"),
        pytest.param({"connection": "no-such"}, "ConnectionNotFound", id="missingConnection"),
        pytest.param({"region": "us-east-99"}, "InvalidRequest", id="unknownRegion"),
    ],
)
def test_runJob_badInput_failsWithOurError(waits, job, change, code):
    ended = waits.ended(waits.start(request(job) | change))
    assert (ended["status"], ended["error"]) == ("FAILED", f"io.glueconnector.error.{code}")


def test_runJob_inputThatIsNoObject_failsWithOurError(waits):
    error, cause = failure_of(waits.ended(waits.start([{"name": "a"}])))
    assert error == cause["errorType"] == "io.glueconnector.error.InvalidRequest"
    assert "expected an object" in json.loads(cause["errorMessage"])["detail"]


@pytest.mark.parametrize("code", ["EntityNotFoundException", "AccessDeniedException"])
def test_runJob_pollDeniedBriefly_stillLearnsTheEnd(waits, job, faults, code):
    # A late look at the run of an earlier test may take one of the two, and a third attempt is allowed.
    faults("GetJobRun", "errorBefore", status=400, code=code, message="denied", times=2)
    execution = waits.start(request(job), changes=DENIED_SHORTLY)
    assert output_of(waits.ended(execution))["state"] == "SUCCEEDED"
    assert len(waits.failures(execution)) in (1, 2)


def test_runJob_longMessageOfGlue_failsWithACauseThatIsCut(waits, things):
    message = "because " * 7500
    job = things().job(seconds="1")
    arguments = {"--demo-seconds": "1", "--demo-outcome": "FAILED", "--demo-message": message}
    ended = waits.ended(waits.start({"connection": "default", "name": job, "args": arguments}))
    error, report = failure_of(ended)
    assert (error, report["state"]) == ("JobRun.FAILED", "FAILED")
    assert len(ended["cause"]) <= 32_768
    assert report["errorMessage"].endswith("... (cut)")
    assert len(report["errorMessage"]) > 10_000


@pytest.mark.parametrize(
    ("role", "action"),
    [
        ("RunJobRole", "dynamodb:UpdateItem"),
        ("EndWaitsRole", "dynamodb:PutItem"),
        ("EndWaitsRole", "states:SendTaskSuccess"),
    ],
)
def test_workflow_withoutAStatement_wakesNoWait(role, action, waits, job, deployed, stack, aws, counts):
    with deployed.without(role, action):
        execution = waits.start(request(job))
        machine = waits.machine("RunJob" if role == "RunJobRole" else "EndWaits")
        failure = poll(lambda: failure_in(aws, machine, execution if role == "RunJobRole" else None), lambda found: found)
        assert "is not authorized to perform" in failure["cause"]
        waits.stop(execution)
    counts["statements removed from schedules and workflows"] += 1


def failure_in(aws, machine, execution):
    """The first failed task of an execution, or of the machine's latest execution."""
    machines = aws.client("stepfunctions")
    if execution is None:
        newest = machines.list_executions(stateMachineArn=machine)["executions"]
        execution = newest[0]["executionArn"] if newest else None
    events = machines.get_execution_history(executionArn=execution)["events"] if execution else []
    return next((it["taskFailedEventDetails"] for it in events if it["type"] == "TaskFailed"), None)
