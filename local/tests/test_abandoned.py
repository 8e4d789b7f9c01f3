"""An execution that ends before its run leaves no run behind, and stops nobody else's."""

from stack.demonstration import poll
from stack.environment import ACCOUNT
from stack.running import STACK_NAME
from stack.seeding import glue_permissions
from tests.waits import SETTLING_SHORTLY

GOING_ON = {"STARTING", "RUNNING"}
ENDING = {"STOPPING", "STOPPED"}


def request(job, **more):
    return {"connection": "default", "name": job} | more


def test_abort_whileWaiting_stopsTheRunAndNoOther(waits, things, counts):
    own = things()
    job = own.job()
    other = own.run(job)
    kept, aborted = waits.start(request(job)), waits.start(request(job))
    for execution in (kept, aborted):
        waits.waiting(execution)
    waits.stop(aborted)
    (run,) = [it for it in own.runs(job) if aborted in waits.row(it)]
    poll(lambda: own.run_state(job, run), lambda state: state in ENDING, 20)
    assert {own.run_state(job, it) for it in own.runs(job) if it != run} <= GOING_ON
    assert other in own.runs(job) and waits.now(kept)["status"] == "RUNNING"
    waits.stop(kept)
    counts["executions aborted without a run left"] += 1


def test_abort_beforeAndDuringTheStart_leavesNoRun(waits, things, counts):
    """Stopped at moments that lie around the start: whatever had been started by then is stopped."""
    own = things()
    jobs = [own.job() for _ in range(4)]
    executions = []
    for number, job in enumerate(jobs):
        execution = waits.start(request(job))
        poll(lambda: len(waits.entered(execution)), lambda states: states >= min(number, 2), 20)
        waits.stop(execution)
        executions.append(execution)
    for execution, job in zip(executions, jobs, strict=True):
        # What the rule does, without its half minutes.
        assert waits.ended(waits.start({"executionArn": execution}, "StopAbandoned", SETTLING_SHORTLY))["status"] == "SUCCEEDED"
        poll(lambda: {own.run_state(job, it) for it in own.runs(job)}, lambda states: states <= ENDING, 20)
        counts["executions aborted without a run left"] += 1


def test_abort_runOfSomebodyElse_goesOn(waits, things, doors):
    own = things()
    job = own.job()
    run = doors.direct("StartJobRun", request(job, idempotencyKey="somebody else's")).answered()["jobRunId"]
    execution = waits.start(request(job, idempotencyKey="somebody else's"))
    waits.waiting(execution)
    waits.stop(execution)
    ended = waits.ended(waits.start({"executionArn": execution}, "StopAbandoned", SETTLING_SHORTLY))
    assert ended["status"] == "SUCCEEDED"
    assert own.run_state(job, run) in GOING_ON


def test_stopAbandoned_executionThatRuns_stopsNothing(waits, things):
    own = things()
    job = own.job()
    execution = waits.start(request(job))
    waits.waiting(execution)
    stop = waits.start({"executionArn": execution}, "StopAbandoned", SETTLING_SHORTLY)
    poll(lambda: waits.entered(stop).count("Get the execution"), lambda looks: looks > 1, 20)
    assert {own.run_state(job, it) for it in own.runs(job)} <= GOING_ON
    waits.stop(stop)
    waits.stop(execution)


def test_abort_statusEventLost_isFoundByTheWatch(waits, things, aws, counts):
    own = things()
    job = own.job()
    execution = waits.start(request(job))
    waits.waiting(execution)
    watch = waits.start({"executionArn": execution, "watch": True}, "StopAbandoned", SETTLING_SHORTLY)
    events = aws.client("events")
    rule = f"{STACK_NAME}-Abandoned"
    events.disable_rule(Name=rule)
    try:
        waits.stop(execution)
    finally:
        events.enable_rule(Name=rule)
    assert waits.ended(watch)["status"] == "SUCCEEDED"
    assert {own.run_state(job, it) for it in own.runs(job)} <= ENDING
    counts["executions aborted without a run left"] += 1


def test_abort_whileGlueRepeatsTheRun_stopsTheAttemptThatRuns(waits, things):
    own = things()
    job = own.job(retries=1)
    arguments = {"--demo-seconds": "1", "--demo-outcome": "FAILED,SUCCEEDED"}
    execution = waits.start(request(job, args=arguments, idempotencyKey="first attempt fails"))
    poll(lambda: len(own.runs(job)), lambda attempts: attempts == 2, 20)
    waits.stop(execution)
    second = own.runs(job)[0]
    ended = waits.ended(waits.start({"executionArn": execution}, "StopAbandoned", SETTLING_SHORTLY))
    assert ended["status"] == "SUCCEEDED"
    assert own.run_state(job, second) in ENDING | {"SUCCEEDED"}


def test_runJob_connectionMayNotLook_failsWithOurErrorAndLeavesNoRun(waits, things, connections):
    statements = [it | {"Action": [name for name in it["Action"] if name != "glue:GetJobRun"]} for it in glue_permissions(ACCOUNT)]
    connection = connections.access_key("may-not-look", statements=statements)
    own = things()
    job = own.job()
    execution = waits.start(request(job, connection=connection.name))
    waits.waiting(execution)
    (run,) = own.runs(job)
    waits.wake(waits.event(run))
    ended = waits.ended(execution)
    assert (ended["status"], ended["error"]) == ("FAILED", "io.glueconnector.error.AccessDenied")
    # It has asked for this itself; this one does not give it half a minute to end.
    poll(lambda: waits.endings("StopAbandoned"), lambda found: "RUNNING" in found)
    waits.ended(waits.start({"executionArn": execution}, "StopAbandoned", SETTLING_SHORTLY))
    poll(lambda: own.run_state(job, run), lambda state: state in ENDING, 20)
