"""Every end is told once: one event and, for a bad end, one message, whatever happens to Step Functions' own events."""

import json
from random import Random

import pytest

from conftest import ROOT, load
from histories import any_run
from interpreter import Expressions, TaskFailed, iso
from stack.contract import violations
from telling import TellingWorld, telling
from world import Attempt, Run

HISTORIES = 200
NEVER = 20 * 24 * 3600
CANARY = "canary-0123456789"
LONGEST_SUBJECT = 99
SCHEMA = load(ROOT / "api/glue-run-ended.schema.json")
RUN = {"name": "load", "region": "eu-west-1", "jobRunId": "jr_1", "attempt": 0, "consoleUrl": "https://run"}
FAILED = RUN | {"state": "FAILED", "errorMessage": "no disk"}
CRAWL = {"name": "files", "region": "eu-west-1", "crawlId": "c-1", "state": "FAILED", "errorMessage": "no role"}
FLEET = {
    "items": 3,
    "counts": {"SUCCEEDED": 1, "FAILED": 1, "ABORTED": 1},
    "failures": [
        {"index": 1, "connection": "team-a", "name": "load", "state": "FAILED", "jobRunId": "jr_1", "message": "no disk"},
        {"index": 2, "connection": "team-a", "name": "sums", "state": "ABORTED", "message": "canary"},
    ],
}
PROBLEM = {"code": "NotFound", "detail": "Glue has no job load.", "retryable": False}
OURS = json.dumps({"errorType": "x", "errorMessage": json.dumps(PROBLEM)}, separators=(",", ":"))

# Each end: the workflow, the outcome and the cause or output, and what the message says.
ENDS = {
    "failed": (
        "RunJob",
        "JobRun.FAILED",
        json.dumps(RUN | {"state": "FAILED", "errorMessage": "no disk"}),
        "Glue reports: no disk",
    ),
    "timedOut": ("RunJob", "JobRun.TIMEOUT", json.dumps(RUN | {"state": "TIMEOUT"}), "The job load timed out."),
    "expired": ("RunJob", "JobRun.EXPIRED", json.dumps(RUN | {"state": "EXPIRED"}), "The job load expired before it started."),
    "stopped": ("RunJob", "JobRun.STOPPED", json.dumps(RUN | {"state": "STOPPED"}), "The job load was stopped."),
    "erred": ("RunJob", "JobRun.ERROR", json.dumps(RUN | {"state": "ERROR"}), "The job load ended as ERROR."),
    "aborted": ("RunJob", "ABORTED", None, "The job load was aborted: its execution was stopped."),
    "overdue": ("RunJob", "TIMED_OUT", None, "The job load did not end within the time that its workflow allows."),
    "refused": ("RunJob", "io.glueconnector.error.NotFound", OURS, "Message: Glue has no job load."),
    "broken": ("RunJob", "States.Runtime", "canary", "Error: States.Runtime"),
    "failedCrawl": ("RunCrawler", "Crawl.FAILED", json.dumps(CRAWL), "The crawler files failed."),
    "unknownCrawl": (
        "RunCrawler",
        "Crawl.UNKNOWN",
        "The outcome of the crawl is unknown.",
        "Message: The outcome of the crawl is",
    ),
    "failedFleet": ("RunFleet", "Fleet.TooManyFailures", json.dumps(FLEET), "- team-a load FAILED jr_1 no disk"),
}


@pytest.fixture(scope="module")
def expressions():
    return Expressions()


@pytest.fixture
def world(expressions):
    return TellingWorld(expressions, telling())


def sent(world):
    """The numbers of events and messages."""
    return len(world.events), len(world.messages)


@pytest.mark.parametrize("end", ENDS)
def test_bad_end_gives_one_event_and_one_message(world, end):
    workflow, outcome, cause, said = ENDS[end]
    world.has_ended(workflow, outcome, cause)
    world.play()
    assert sent(world) == (1, 1)
    (event,), (message,) = world.events, world.messages
    assert (event["Source"], event["DetailType"]) == ("glue-connector", "Glue Run Ended")
    assert violations(SCHEMA, event["Detail"]) == []
    assert said in message["Message"]
    assert "https://eu-west-1.console.aws.amazon.com/states/home" in message["Message"]
    assert "canary" not in json.dumps([event, message])
    assert world.failures() == []


def test_message_of_a_failed_run_says_what_happened(world):
    report = RUN | {
        "state": "FAILED",
        "errorMessage": "no disk",
        "retryable": True,
        "executionTimeSeconds": 4805,
        "dpuSeconds": 5400,
    }
    report |= {"startedOn": "2026-01-31T02:00:00Z", "completedOn": "2026-01-31T03:20:05Z"}
    report["logs"] = {"output": "/aws-glue/jobs/output", "error": "/aws-glue/jobs/error", "stream": "jr_1"}
    world.has_ended("RunJob", "JobRun.FAILED", json.dumps(report), given={"name": "load", "connection": "team-a"})
    world.play()
    (message,) = world.messages
    assert message["Subject"] == "FAILED: job load (eu-west-1)"
    for line in (
        "Connection: team-a",
        "Region: eu-west-1",
        "Job: load",
        "Run: jr_1",
        "Attempt: 0",
        "Duration: 1 h 20 min 5 s",
        "DPU hours: 1.5",
        "A retry makes sense: the cause was temporary.",
        "Run in the console: https://run",
        "Log: https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1"
        "#logsV2:log-groups/log-group/$252Faws-glue$252Fjobs$252Ferror/log-events/jr_1",
    ):
        assert line in message["Message"].splitlines()


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [({}, (1, 0)), ({"NotifyOn": "all"}, (1, 1)), ({"NotifyOn": "all,unwatched"}, (1, 1)), ({"NotifyOn": "unwatched"}, (1, 0))],
)
def test_success_gives_an_event_and_a_message_only_if_all_are_wanted(expressions, parameters, expected):
    world = TellingWorld(expressions, telling(**parameters))
    world.has_ended("RunJob", "SUCCEEDED", RUN | {"state": "SUCCEEDED", "replayed": False, "warnings": []})
    world.play()
    assert sent(world) == expected
    assert violations(SCHEMA, world.events[0]["Detail"]) == []


@pytest.mark.parametrize("parameters", [{"NotificationTopicArn": ""}, {"NotifyOn": "unwatched"}])
def test_bad_end_gives_only_an_event_if_no_message_is_wanted(expressions, parameters):
    world = TellingWorld(expressions, telling(**parameters))
    world.has_ended("RunJob", "JobRun.FAILED", ENDS["failed"][2])
    world.play()
    assert sent(world) == (1, 0)


def test_redelivered_event_tells_nothing_again(world):
    world.fate = lambda _: [1, 1, 2, 600]
    world.has_ended("RunJob", "JobRun.FAILED", ENDS["failed"][2])
    world.has_ended("RunJob", "ABORTED")
    world.play()
    assert sent(world) == (2, 2)


def test_run_of_several_executions_is_told_once(world):
    for _ in range(3):
        world.has_ended("RunJob", "JobRun.FAILED", ENDS["failed"][2])
    world.has_ended("RunJob", "JobRun.FAILED", json.dumps(RUN | {"jobRunId": "jr_1_attempt_1", "state": "FAILED"}))
    world.play()
    assert sent(world) == (2, 2)


def test_item_of_a_fleet_gives_an_event_only_and_its_run_may_still_give_a_message(world):
    item = f"fleet-{'0a' * 16}-7-0"
    world.has_ended("RunJob", "JobRun.FAILED", ENDS["failed"][2], name=item)
    world.play()
    assert sent(world) == (1, 0)
    assert world.events[0]["Detail"]["isFleetItem"] is True
    world.has_ended("RunJob", "JobRun.FAILED", ENDS["failed"][2])
    world.play()
    assert sent(world) == (1, 1)


def test_fleet_with_an_input_of_256_kib_is_told_like_any_other(world):
    """Input and cause together exceed what a task may receive."""
    items = {"items": [{"name": "x" * 250}] * 970}
    assert 250_000 < len(json.dumps(items)) < 262_144
    world.has_ended("RunFleet", "Fleet.TooManyFailures", json.dumps(FLEET), given=items)
    world.has_ended("RunFleet", "SUCCEEDED", FLEET, given=items)
    world.has_ended("RunFleet", "ABORTED", given=items)
    world.play()
    assert sent(world) == (3, 2)
    assert "- team-a load FAILED jr_1 no disk" in world.messages[0]["Message"]
    assert [it["Detail"]["status"] for it in world.events] == ["FAILED", "SUCCEEDED", "ABORTED"]


def test_execution_that_was_redriven_meanwhile_is_told_at_its_next_end(world):
    execution = world.has_ended("RunJob", "JobRun.FAILED", ENDS["failed"][2])
    execution.outcome = None
    world.play()
    assert sent(world) == (0, 0)
    execution.end("JobRun.FAILED", ENDS["failed"][2])
    world.play()
    assert sent(world) == (1, 1)


def refusing(task, error, until=float("inf")):
    """A mishap that fails every attempt of a task until a time."""

    def mishap(execution, asked):
        if asked == task and execution.began_at < until:
            raise TaskFailed(error, "Refused")

    return mishap


@pytest.mark.parametrize("error", ["SNS.NotFoundException", "SNS.AuthorizationErrorException", "SNS.KMSAccessDeniedException"])
def test_topic_that_refuses_rings_the_alarm_keeps_the_event_and_gets_the_message_once_it_works(world, error):
    world.mishap = refusing("sns:publish", error, until=1000)
    execution = world.has_ended("RunJob", "JobRun.FAILED", ENDS["failed"][2])
    world.play()
    assert sent(world) == (1, 0)
    assert [it.outcome for it in world.failures()] == [error]
    assert world.failures()[0].ended_at - execution.ended_at < 120
    world.at(3600, lambda: world.tell(execution))
    world.play()
    assert sent(world) == (1, 1)


def test_message_that_a_redelivered_event_left_to_another_execution_is_sent_by_the_search_if_that_one_fails(world):
    """The second execution finds the claim of the first one, which fails afterwards."""
    world.fate = lambda _: [1.0, 4.0]
    world.mishap = refusing("sns:publish", "SNS.NotFoundException", until=1000)
    execution = world.has_ended("RunJob", "JobRun.FAILED", ENDS["failed"][2])
    world.play()
    assert sent(world) == (1, 0)
    search = {"executions": [{"execution": execution.arn, "ended": iso(execution.ended_at)}]}
    world.at(3600, lambda: world.start("TellEnds", search))
    world.play()
    assert sent(world) == (1, 1)


def test_bus_that_refuses_delays_no_message(world):
    world.mishap = refusing("events:putEvents", "EventBridge.FailedEntry")
    world.has_ended("RunJob", "JobRun.FAILED", ENDS["failed"][2])
    world.play()
    assert sent(world) == (0, 1)
    assert [it.outcome for it in world.failures()] == ["EventBridge.FailedEntry"]


def test_one_end_that_cannot_be_told_keeps_no_other_from_being_told(world):
    executions = [world.has_ended("RunJob", "ABORTED") for _ in range(5)]
    world.fate = lambda _: []
    gone = "arn:gone"
    world.executions[gone] = world.executions[executions[0].arn]
    world.mishap = lambda execution, task: None
    real = world._described

    def described(execution):
        if execution is executions[0]:
            raise TaskFailed("Sfn.ExecutionDoesNotExistException", "gone")
        return real(execution)

    world._described = described
    world._agenda.clear()
    world.start("TellEnds", {"executions": [{"execution": it.arn} for it in executions]})
    world.play()
    assert sent(world) == (4, 4)
    assert [it.outcome for it in world.failures()] == ["Sfn.ExecutionDoesNotExistException"]


def test_subject_is_short_plain_text(world):
    names = ["n\no\tr\r\x7fm\x9fal", "é€" * 100, "x" * 255, "sales load", "𝄞" * 60]
    for number, name in enumerate(names):
        report = RUN | {"name": name, "jobRunId": f"jr_{number}", "state": "FAILED"}
        world.has_ended("RunJob", "JobRun.FAILED", json.dumps(report))
    world.play()
    assert len(world.messages) == len(names)
    for message in world.messages:
        assert 0 < len(message["Subject"]) <= LONGEST_SUBJECT
        assert message["Subject"].isascii()
        assert message["Subject"].isprintable()
        assert message["Message"].replace("\n", "").isprintable()


def watching(expressions, *runs, **parameters):
    """A world in which Glue reports the ends of runs, each a second late."""
    world = TellingWorld(expressions, telling(**({"NotifyOn": "failures,unwatched"} | parameters)), runs)

    def report(run, _):
        for place, attempt in enumerate(run.attempts):
            detail = {"jobName": run.name, "jobRunId": run.id(place), "state": attempt.state, "message": CANARY}
            world.event(detail, run.began + attempt.ended + 1)

    world.when_started = report
    return world


def unwatched(world, state="FAILED", times=1):
    for _ in range(times):
        world.event({"jobName": "nobody's", "jobRunId": "jr_9", "state": state, "message": CANARY}, world.now + 1)
    world.play()


@pytest.mark.parametrize("state", ["FAILED", "TIMEOUT", "STOPPED"])
def test_failed_run_that_no_workflow_waits_for_gives_one_message_if_asked_for(expressions, state):
    world = watching(expressions)
    unwatched(world, state, times=2)
    assert sent(world) == (0, 1)
    (message,) = world.messages
    assert message["Subject"] == f"{state}: job nobody's (eu-west-1)"
    assert "No workflow of this stack waited for it." in message["Message"]
    assert "Run: jr_9" in message["Message"]
    assert CANARY not in json.dumps(message)


@pytest.mark.parametrize("parameters", [{"NotifyOn": "failures"}, {"NotificationTopicArn": ""}])
def test_failed_run_that_no_workflow_waits_for_gives_nothing_if_not_asked_for(expressions, parameters):
    world = watching(expressions, **parameters)
    unwatched(world)
    assert sent(world) == (0, 0)


def test_succeeded_run_that_no_workflow_waits_for_gives_nothing(expressions):
    world = watching(expressions)
    unwatched(world, "SUCCEEDED")
    assert sent(world) == (0, 0)


def test_failed_run_that_a_workflow_waits_for_gives_only_the_workflows_message(expressions):
    world = watching(expressions, Run("load", [Attempt(0, 60, "FAILED")]))
    world.start("RunJob", {"name": "load"})
    world.play(NEVER)
    assert sent(world) == (1, 1)
    assert "The job load failed." in world.messages[0]["Message"]


def test_failed_run_whose_workflow_does_not_wait_yet_gives_only_the_workflows_message(expressions):
    """The run fails before its workflow has stored a token."""
    world = watching(expressions, Run("load", [Attempt(0, 0.001, "FAILED")]))
    world.when_started = lambda run, _: world.event(
        {"jobName": run.name, "jobRunId": run.id(0), "state": "FAILED"}, run.began + 0.002
    )
    world.start("RunJob", {"name": "load"})
    world.play(NEVER)
    assert sent(world) == (1, 1)
    assert "The job load failed." in world.messages[0]["Message"]


def test_attempt_that_glue_retries_gives_nothing_if_a_workflow_waits(expressions):
    run = Run("load", [Attempt(0, 60, "FAILED"), Attempt(70, 120, "SUCCEEDED")], retries=1)
    world = watching(expressions, run)
    world.start("RunJob", {"name": "load"})
    world.play(NEVER)
    assert sent(world) == (1, 0)


def test_metrics_are_written_once_for_each_end_if_asked_for(expressions):
    world = TellingWorld(expressions, telling(RunMetrics="true"))
    world.fate = lambda _: [1.0, 1.0]
    world.has_ended("RunJob", "JobRun.FAILED", json.dumps(FAILED | {"executionTimeSeconds": 90}), given={"name": "läd"})
    world.has_ended("RunCrawler", "SUCCEEDED", CRAWL | {"state": "COMPLETED"})
    world.has_ended("RunFleet", "Fleet.TooManyFailures", json.dumps(FLEET))
    world.play()
    written = [(it["MetricName"], it["Value"], it["Dimensions"]) for put in world.metrics for it in put["MetricData"]]
    stack = {"Name": "Stack", "Value": "stack"}
    of_job = [stack, {"Name": "Workflow", "Value": "RunJob"}, {"Name": "Job", "Value": "load"}]
    of_crawler = [stack, {"Name": "Workflow", "Value": "RunCrawler"}, {"Name": "Crawler", "Value": "files"}]
    assert sorted(written, key=str) == sorted(
        [("RunsFailed", 1, of_job), ("RunSeconds", 90, of_job), ("RunsSucceeded", 1, of_crawler)], key=str
    )
    assert {put["Namespace"] for put in world.metrics} == {"GlueConnector"}


def test_job_without_an_ascii_name_has_an_ascii_dimension(expressions):
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Dimension.html"""
    world = TellingWorld(expressions, telling(RunMetrics="true"))
    world.has_ended("RunJob", "JobRun.FAILED", json.dumps(FAILED | {"name": "läd"}))
    world.play()
    assert world.metrics[0]["MetricData"][0]["Dimensions"][2]["Value"] == "l?d"


@pytest.mark.parametrize(
    ("outcome", "given", "expected"),
    [
        ("SUCCEEDED", {"name": "load"}, ["ScheduledJobsSucceeded"]),
        ("SUCCEEDED", {"name": "load", "connection": "other"}, []),
        ("JobRun.FAILED", {"name": "load"}, []),
    ],
)
def test_success_of_the_scheduled_job_has_its_own_metric(expressions, outcome, given, expected):
    world = TellingWorld(expressions, telling(ScheduledJobName="load", ScheduledJobSilenceHours="24"))
    world.has_ended(
        "RunJob", outcome, RUN | {"state": "SUCCEEDED"} if outcome == "SUCCEEDED" else json.dumps(FAILED), given=given
    )
    world.play()
    assert [it["MetricName"] for put in world.metrics for it in put["MetricData"]] == expected


def test_no_metric_is_written_by_default(world):
    world.has_ended("RunJob", "SUCCEEDED", RUN | {"state": "SUCCEEDED"})
    world.play()
    assert world.metrics == []


def test_message_of_an_aborted_execution_names_the_run_that_it_waited_for(expressions):
    world = TellingWorld(expressions, telling(), [Run("load", [Attempt(0, 6000, "SUCCEEDED")])])
    execution = world.start("RunJob", {"name": "load"})
    world.at(60, lambda: execution.end("ABORTED", CANARY))
    world.play(120)
    (message,) = world.messages
    assert message["Subject"] == "ABORTED: job load (eu-west-1)"
    assert "Run: jr_load_0" in message["Message"].splitlines()
    assert world.events[0]["Detail"]["jobRunId"] == "jr_load_0"


@pytest.mark.parametrize("error", ["States.DataLimitExceeded", "Sfn.SfnException"])
def test_aborted_execution_whose_run_cannot_be_found_is_still_told(world, error):
    world.mishap = refusing("sfn:getExecutionHistory", error)
    world.has_ended("RunJob", "ABORTED")
    world.play()
    assert sent(world) == (1, 1)


def test_late_run_gives_one_message(world):
    late = {
        "what": "late",
        "account": "111122223333",
        "region": "eu-west-1",
        "jobName": "load",
        "jobRunId": "jr_1",
        "state": "RUNNING",
    }
    for _ in range(2):
        world.start("TellEnds", {"run": late})
    world.has_ended("RunJob", "JobRun.FAILED", ENDS["failed"][2])
    world.play()
    assert [it["Subject"] for it in world.messages] == ["LATE: job load (eu-west-1)", "FAILED: job load (eu-west-1)"]
    assert "runs longer than its notification delay allows" in world.messages[0]["Message"]


def test_test_gives_one_message_each_time(world):
    for _ in range(2):
        world.start("TellEnds", {"test": True})
    world.play()
    assert [it["Subject"] for it in world.messages] == ["TEST: stack (eu-west-1)"] * 2
    assert sent(world) == (0, 2)


def test_canaries_are_in_no_message_no_event_and_no_metric(expressions):
    """What the functions have not masked is not repeated: arguments, causes of other errors, a person's reason for stopping."""
    world = TellingWorld(
        expressions, telling(RunMetrics="true", ScheduledJobName="load", ScheduledJobSilenceHours="24", NotifyOn="all")
    )
    given = {"name": "load", "args": {"--password": CANARY}, "idempotencyKey": CANARY, "executionRoleSessionPolicy": CANARY}
    causes = {
        "ABORTED": CANARY,
        "TIMED_OUT": CANARY,
        "States.Runtime": CANARY,
        "Lambda.Unknown": json.dumps({"errorMessage": CANARY}),
    }
    causes["States.QueryEvaluationError"] = f"The expression returned {CANARY}"
    logs = {"error": "/aws-glue/jobs/error", "stream": "jr_1", "lines": [CANARY]}
    causes["JobRun.FAILED"] = json.dumps(FAILED | {"logs": logs, "lastLines": [CANARY], "args": {"--password": CANARY}})
    for outcome, cause in causes.items():
        world.has_ended("RunJob", outcome, cause, given=given)
    failures = [{"index": 0, "name": "load", "state": it, "message": CANARY} for it in ("States.Runtime", "ABORTED", "TIMED_OUT")]
    fleet = {"items": 3, "counts": {"ABORTED": 3}, "failures": failures}
    world.has_ended("RunFleet", "Fleet.TooManyFailures", json.dumps(fleet), given={"items": [given]})
    world.play()
    world.has_ended("RunJob", "SUCCEEDED", RUN | {"jobRunId": "jr_2", "state": "SUCCEEDED", "args": CANARY}, given=given)
    world.play()
    assert sent(world) == (len(causes) + 2,) * 2
    assert len(world.metrics) == len(causes) + 1
    assert CANARY not in json.dumps([world.messages, world.events, world.metrics])


def bad(execution):
    return execution.status != "SUCCEEDED"


def play(expressions, definitions, number):
    """A run that fails or not, and executions that wait for it; their events are late, lost or repeated, TellEnds may die."""
    chance = Random(number)
    run = any_run("load", chance)
    world = TellingWorld(expressions, definitions, [run], chance, trouble=0.01)
    fates: tuple = ([1.0], [1.0], [1.0, 1.0], [0.5, 4000.0], [3000.0], [])
    dies = chance.random() < 0.3
    world.fate = lambda _: [1.0] if dies else chance.choice(fates)

    def mishap(execution, task):
        nonlocal dies
        if task in ("sns:publish", "events:putEvents") and chance.random() < 0.05:
            raise TaskFailed(f"{task}.Throttled", "Rate exceeded")
        if dies and task in ("sfn:describeExecution", "sns:publish", "events:putEvents") and chance.random() < 0.5:
            dies = False
            execution.end("TIMED_OUT")
            raise TaskFailed("It died", None)

    world.mishap = mishap
    given = {"name": run.name, "idempotencyKey": "shared"}
    waits = [world.start("RunJob", given, chance.uniform(0, 60)) for _ in range(chance.choice((1, 1, 2, 3)))]
    if chance.random() < 0.2:
        world.at(chance.uniform(0, 600), lambda: waits[0].end("ABORTED", "No longer wanted"))
    world.play(NEVER)
    return world, waits


def test_ends_of_random_histories_are_each_told_once(expressions, say, record_testsuite_property):
    definitions, ends, messages, events, lost, twice = telling(), 0, 0, 0, 0, 0
    for number in range(HISTORIES):
        world, waits = play(expressions, definitions, number)
        assert all(it.outcome for it in waits)
        # Executions that learned of one run's end share it; each other end is its own.
        due = {json.loads(it.output)["jobRunId"] if it.outcome.startswith("JobRun.") else it.arn for it in waits if bad(it)}
        good = {it.output["jobRunId"] for it in waits if not bad(it)}
        ends += len(due | good)
        messages += len(world.messages)
        events += len(world.events)
        lost += max(0, len(due) - len(world.messages)) + max(0, len(due | good) - len(world.events))
        twice += max(0, len(world.messages) - len(due)) + max(0, len(world.events) - len(due | good))
    say(f"{HISTORIES} histories: {ends} ends gave {events} events and {messages} messages: lost {lost}, twice {twice}")
    record_testsuite_property("ends of random histories that were told once", ends)
    assert messages > HISTORIES / 4
    assert (lost, twice) == (0, 0)


MISTAKES = {
    "eventsNotSearched": ("FindAbandoned", "$not($areTold) and ", "false and "),
    "keyOfTheExecution": ("TellEnds", "$contains($error, /^JobRun\\\\./) or ", "false or "),
    "claimOfOneForAll": ("TellEnds", " & ' ' & $execution %}", "%}"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_histories_with_a_planted_mistake_show_it(expressions, mistake):
    workflow, before, after = MISTAKES[mistake]
    definitions = telling()
    text = json.dumps(definitions[workflow])
    assert before in text
    definitions[workflow] = json.loads(text.replace(before, after))
    for number in range(HISTORIES):
        world, waits = play(expressions, definitions, number)
        due = {json.loads(it.output)["jobRunId"] if it.outcome.startswith("JobRun.") else it.arn for it in waits if bad(it)}
        if len(world.messages) != len(due):
            return
    pytest.fail("no history shows the mistake")


def test_search_describes_no_end_that_was_told(expressions):
    world = TellingWorld(expressions, telling(), [Run("load", [Attempt(0, 60, "SUCCEEDED")])])
    execution = world.start("RunJob", {"name": "load"})
    world.play(NEVER)
    searches = [it for it in world.executions.values() if it.workflow == "TellEnds"]
    assert len(searches) > 1
    assert world.described == [execution.arn]
    assert sent(world) == (1, 0)


# The smallest quotas of a Region, as buckets of tokens: size and refill per second, and the error beyond them. 1,000 ends a
# minute, with five writes each, are far below others: 750 invocations a second by EventBridge (eb-quota), 6,000 starts a second
# of Express executions (service-quotas), and 4,000 writes a second to a new table on demand:
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html
QUOTAS = {
    # https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html, quotas related to API action throttling
    "sfn:describeExecution": (250, 10, "Sfn.SfnException"),
    "sfn:getExecutionHistory": (400, 20, "Sfn.SfnException"),
    # https://docs.aws.amazon.com/general/latest/gr/sns.html has the quota of each Region. Its table could not be read when this
    # was written, so the value is a third of the 300 that are known for the smallest Regions.
    "sns:publish": (100, 100, "SNS.ThrottledException"),
    # https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html, PutEvents quotas by Region
    "events:putEvents": (400, 400, "EventBridge.FailedEntry"),
}


class Buckets:
    def __init__(self, world):
        self.throttled = 0
        self._world = world
        self._levels = {task: (size, 0.0) for task, (size, *_) in QUOTAS.items()}

    def __call__(self, execution, task):
        if task not in QUOTAS:
            return
        size, refill, error = QUOTAS[task]
        level, since = self._levels[task]
        level = min(size, level + (self._world.now - since) * refill)
        self._levels[task] = (level - 1 if level >= 1 else level), self._world.now
        if level < 1:
            self.throttled += 1
            raise TaskFailed(error, "Rate exceeded")


def test_thousand_ends_within_a_minute_lose_no_message(world, say, record_testsuite_property):
    ends = 1000
    buckets = Buckets(world)
    world.mishap = buckets
    for number in range(ends):
        cause = json.dumps(RUN | {"jobRunId": f"jr_{number}", "state": "FAILED"})
        outcome = "ABORTED" if number % 4 == 0 else "JobRun.FAILED"
        world.at(60 * number / ends, lambda outcome=outcome, cause=cause: world.has_ended("RunJob", outcome, cause))
    world.play()
    told = {it["Message"].rpartition("Execution: ")[2] for it in world.messages}
    say(
        f"{ends} ends within a minute: {len(world.messages)} messages, {buckets.throttled} calls throttled, "
        f"the last after {world.last_sent:.0f} s"
    )
    record_testsuite_property("ends within a minute that were told within the smallest quotas", len(told))
    assert sent(world) == (ends, ends)
    assert len(told) == ends
    assert world.failures() == []
