"""Every end of a workflow is told once on the deployed stack: one event and, for a bad end, one message."""

import json
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from urllib.request import Request, urlopen

import pytest

from glueconnector.smoke.waiting import poll
from stack.contract import violations
from stack.environment import ACCOUNT, REGION
from stack.folders import ROOT
from stack.running import INBOX, STACK_NAME
from tests.deployed import SCHEDULED
from tests.inbox import Inbox, text_of
from tests.test_runs_awaited import request
from tests.waits import AT_ONCE, LOOKING_OFTEN, TELLING_ONCE, failure_of, output_of

SCHEMA = json.loads((ROOT / "api/glue-run-ended.schema.json").read_text())
GLUE_EVENTS = "/_local/glue-events"
OUTCOMES = {"FAILED": "failed", "TIMEOUT": "timed out", "STOPPED": "was stopped", "EXPIRED": "expired", "ERROR": "ended as ERROR"}


@pytest.fixture(scope="module")
def inbox(aws):
    return Inbox(aws)


@pytest.fixture(scope="module")
def job(things):
    return things().job("told")


@pytest.fixture(scope="module")
def ended(waits, things, job, inbox):
    """Executions of every kind of end, by the words of their messages; one of them succeeds."""
    own = things()
    crawler = own.crawler(seconds="1", outcome="FAILED")
    with waits.altered("RunJob", LOOKING_OFTEN):
        executions = {words: waits.start(request(job, outcome)) for outcome, words in OUTCOMES.items()}
        executions["was aborted"] = waits.start(request(job, seconds=600))
        executions["succeeded"] = waits.start(request(job))
        executions["The crawler"] = waits.start({"connection": "default", "name": crawler}, "RunCrawler")
        fleet = {"items": [request(job, "FAILED"), request(job)], "maxConcurrency": 2}
        executions["First failures"] = waits.start(fleet, "RunFleet")
        waits.waiting(executions["was aborted"])
        waits.stop(executions["was aborted"])
        for execution in executions.values():
            waits.ended(execution)
    return executions


@pytest.mark.parametrize("words", [*OUTCOMES.values(), "was aborted", "The crawler", "First failures"])
def test_badEnd_isOneEventAndOneMessage(words, ended, inbox, counts):
    inbox.await_both(ended[words])
    (message,), (event,) = inbox.messages(ended[words]), inbox.events(ended[words])
    assert words in message["Message"]
    assert words == "First failures" or "\nRun: jr_" in message["Message"] or "\nCrawl: " in message["Message"]
    assert "Connection: default" in message["Message"] or words == "First failures"
    assert event["detail-type"] == "Glue Run Ended"
    assert violations(SCHEMA, event["detail"]) == []
    assert ":glue-connector-TellEnds:" in event["resources"][0]
    counts["ends of workflows that were told on the deployed stack"] += 1


def test_success_isOneEventAndNoMessage(ended, inbox):
    inbox.await_both(ended["succeeded"], messages=0)
    assert violations(SCHEMA, inbox.events(ended["succeeded"])[0]["detail"]) == []


def test_itemsOfAFleet_areEventsOnly(ended, inbox, waits):
    inbox.await_both(ended["First failures"])
    for item in waits.executions_of(ended["First failures"], range(2)):
        inbox.await_both(item, messages=0)
        assert inbox.events(item)[0]["detail"]["isFleetItem"] is True


def test_eventAgain_tellsNothingAgain(ended, inbox, waits):
    for execution in ended.values():
        inbox.await_events(execution)
    before = {it: inbox.of(it) for it in ended.values()}
    again = waits.start({"executions": [{"execution": it} for it in ended.values()]}, "TellEnds")
    assert waits.ended(again)["status"] == "SUCCEEDED"
    assert {it: inbox.of(it) for it in ended.values()} == before


def test_end_isWrittenAsMetrics(ended, aws, job):
    def numbers():
        metrics = aws.client("cloudwatch")
        dimensions = {"Stack": STACK_NAME, "Workflow": "RunJob", "Job": job}
        asked = {
            "Namespace": "GlueConnector",
            "Dimensions": [{"Name": name, "Value": value} for name, value in dimensions.items()],
            "StartTime": datetime.now(UTC) - timedelta(hours=1),
            "EndTime": datetime.now(UTC) + timedelta(hours=1),
            "Period": 86_400,
            "Statistics": ["Sum"],
        }
        of = {it: metrics.get_metric_statistics(MetricName=it, **asked)["Datapoints"] for it in ("RunsFailed", "RunsSucceeded")}
        return {name: sum(it["Sum"] for it in points) for name, points in of.items()}

    # The items of the fleet count too; the aborted execution counts as a failure.
    poll(numbers, lambda found: found["RunsFailed"] >= len(OUTCOMES) + 2 and found["RunsSucceeded"] >= 2)


def test_failedRunThatNobodyWaitsFor_isOneMessage(waits, job, doors, inbox):
    with waits.altered("TellEnds", {'"Seconds": 150': '"Seconds": 1'}):
        run = doors.direct("StartJobRun", request(job, "FAILED")).answered()["jobRunId"]
        poll(lambda: inbox.messages(run), lambda found: found)
        again = waits.event(run) | {"detail": {"jobName": job, "jobRunId": run, "state": "FAILED"}}
        assert waits.wake(again)["status"] == "SUCCEEDED"
    (message,) = inbox.messages(run)
    assert "No workflow of this stack waited for it." in message["Message"]


def test_runThatTakesTooLong_isOneMessage(stack, waits, job, inbox):
    """The event is made here: fake-glue sends none, and Glue's own delay is at least a minute.

    https://docs.aws.amazon.com/glue/latest/dg/automating-awsglue-with-cloudwatch-events.html
    """
    run = "jr_that_takes_too_long"
    detail = {"jobName": job, "severity": "INFO", "notificationCondition": {"NotifyDelayAfter": 1.0}, "state": "RUNNING"}
    detail |= {"jobRunId": run, "message": "Job is in RUNNING state", "startedOn": "2026-01-31T02:00:00Z"}
    late = {"account": ACCOUNT, "region": REGION, "source": "aws.glue", "detail-type": "Glue Job Run Status"}
    request = Request(f"{stack.endpoint}{GLUE_EVENTS}", json.dumps([late | {"resources": [], "detail": detail}] * 2).encode())
    urlopen(request, timeout=10).close()

    def told():
        return [it["status"] for it in waits.latest("TellEnds") if run in it["input"]]

    poll(told, lambda found: found == ["SUCCEEDED"] * 2)
    (message,) = poll(lambda: inbox.messages(run), lambda found: found)
    assert message["Subject"] == f"LATE: job {job} ({REGION})"
    assert "runs longer than its notification delay allows." in message["Message"]


def test_successOfTheScheduledJob_silencesTheAlarm(opted_in, aws, things):
    """The second stack has no metrics of runs, only those of the alarm.

    The emulated alarm rings for no missing data, unlike CloudWatch, so only its way to OK can be shown here:
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
    """
    alarms, machines = aws.client("cloudwatch"), aws.client("stepfunctions")
    things().job(SCHEDULED, seconds="1")

    def alarm():
        (found,) = [it for it in alarms.describe_alarms()["MetricAlarms"] if "SilenceAlarm" in it["AlarmName"]]
        return found

    assert (alarm()["StateValue"], alarm()["TreatMissingData"]) == ("INSUFFICIENT_DATA", "breaching")
    machine = f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:{opted_in.name}-RunJob"
    machines.start_execution(stateMachineArn=machine, input=json.dumps({"connection": "default", "name": SCHEDULED}))
    poll(lambda: alarm()["StateValue"], lambda state: state == "OK")
    written = alarms.list_metrics(Namespace="GlueConnector", Dimensions=[{"Name": "Stack", "Value": opted_in.name}])["Metrics"]
    assert "ScheduledJobsSucceeded" in {it["MetricName"] for it in written}
    assert {it["MetricName"] for it in written}.isdisjoint({"RunsSucceeded", "RunsFailed", "RunSeconds"})


def test_eventLost_isToldByTheHourlySearch(no_events, waits, job, inbox):
    failed, good = waits.start(request(job, "FAILED")), waits.start(request(job))
    output_of(waits.ended(good))
    failure_of(waits.ended(failed))
    assert inbox.of(failed) == inbox.of(good) == (0, 0)
    waits.start({"hour": datetime.now(UTC).strftime("%Y-%m-%dT%H")}, "FindAbandoned", changes=AT_ONCE)
    inbox.await_both(failed)
    inbox.await_both(good, messages=0)


def test_fleetWithTheLongestInput_isToldLikeAnyOther(waits, inbox):
    fields = {"items": ["x" * 261_000]}
    execution = waits.start(fields, "RunFleet")
    assert waits.ended(execution)["status"] == "FAILED"
    inbox.await_both(execution)
    assert "items: expected at most 250,000 characters" in inbox.messages(execution)[0]["Message"]


def test_secretsOfARun_areInNoMessageNoEventAndNoMetric(waits, job, inbox, aws):
    secret = "canary-of-a-told-run-0123"
    asked = request(job, "FAILED")
    asked["args"] |= {"--pwd": secret, "--demo-message": f"no user {secret}; token={secret}"}
    execution = waits.start(asked)
    waits.ended(execution)
    inbox.await_both(execution)
    assert "no user ***; token=***" in inbox.messages(execution)[0]["Message"]
    metrics = poll(lambda: aws.client("cloudwatch").list_metrics(Namespace="GlueConnector")["Metrics"], lambda found: found)
    assert secret not in text_of(inbox.messages(), [*inbox.events(), *metrics])


def missing(aws, deployed):
    """Deletes the topic until the end of the test."""
    topics, queues = aws.client("sns"), aws.client("sqs")
    (topic,) = [it["TopicArn"] for it in topics.list_topics()["Topics"] if it["TopicArn"].endswith(INBOX)]
    endpoint = topics.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"][0]["Endpoint"]
    assert queues.get_queue_url(QueueName=INBOX)
    topics.delete_topic(TopicArn=topic)
    restoring = ExitStack()
    restoring.callback(lambda: topics.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=endpoint))
    restoring.callback(lambda: topics.create_topic(Name=INBOX))
    return restoring


def denied(_, deployed):
    return deployed.without("TellEndsRole", "sns:Publish")


def encrypted(aws, deployed):
    """Encrypts the topic with a key that the workflow may not use."""
    topics, key = aws.client("sns"), aws.client("kms").create_key()["KeyMetadata"]["Arn"]
    (topic,) = [it["TopicArn"] for it in topics.list_topics()["Topics"] if it["TopicArn"].endswith(INBOX)]
    topics.set_topic_attributes(TopicArn=topic, AttributeName="KmsMasterKeyId", AttributeValue=key)
    restoring = ExitStack()
    restoring.callback(lambda: topics.set_topic_attributes(TopicArn=topic, AttributeName="KmsMasterKeyId", AttributeValue=""))
    return restoring


@pytest.mark.parametrize("trouble", [missing, denied, encrypted])
def test_topicThatRefuses_failsTheTellingOnly(trouble, waits, job, inbox, aws, deployed, counts):
    with waits.altered("TellEnds", TELLING_ONCE), trouble(aws, deployed):
        execution = waits.start(request(job, "FAILED"))
        error, _ = failure_of(waits.ended(execution))
        assert error == "JobRun.FAILED"
        failed = poll(lambda: telling_of(execution, waits), lambda found: found and found["status"] != "RUNNING")
        assert (failed["status"], failed["error"].startswith("SNS.")) == ("FAILED", True)
        inbox.await_both(execution, messages=0)
    if trouble is denied:
        counts["statements removed from schedules and workflows"] += 1


def telling_of(execution, waits):
    """The execution of TellEnds for an execution."""
    found = waits.latest("TellEnds")
    return next((it for it in found if execution in it["input"]), None)


@pytest.mark.parametrize(
    "action", ["events:PutEvents", "dynamodb:UpdateItem", "states:DescribeExecution", "cloudwatch:PutMetricData"]
)
def test_withoutAStatement_tellingFails(action, waits, job, deployed, inbox, counts):
    with waits.altered("TellEnds", TELLING_ONCE), deployed.without("TellEndsRole", action):
        execution = waits.start(request(job, "FAILED"))
        waits.ended(execution)
        failed = poll(lambda: telling_of(execution, waits), lambda found: found and found["status"] != "RUNNING")
        assert failed["status"] == "FAILED"
        assert action in failed["cause"]
        assert action == "cloudwatch:PutMetricData" or inbox.events(execution) == []
    counts["statements removed from schedules and workflows"] += 1
