"""A stack from one release to the next, and to its removal: nothing is lost, started twice or left unattended.

The tests run in this order. First the stack is updated, then an update fails, then bin/remove is refused, then it is interrupted.
"""

import json
import os
import pty
import signal

import pytest

from glueconnector.smoke.waiting import poll
from stack.seeding import allow, user
from tests.lifetime import NAME, Lifetime, Load
from tests.test_abandoned import GOING_ON, state_at_last

# Each step in which the removal is killed before the deletion, by the start of its line.
STEPS = ("Kept", "Disabling", "Closing", "Stopping the open", "Stopping the runs", "Ending")
# Long enough for the removal to see the run, which then ends by itself.
SECONDS_TO_RUN = "12"
READS = [
    "apigateway:GET",
    "cloudformation:DescribeStacks",
    "cloudformation:ListStackResources",
    "scheduler:GetSchedule",
    "scheduler:ListSchedules",
    "states:ListExecutions",
]


@pytest.fixture(scope="module")
def lifetime(stack, aws, glue, tmp_path_factory):
    return Lifetime(stack, aws, glue, tmp_path_factory.mktemp(NAME))


@pytest.fixture(scope="module", autouse=True)
def counted(counts):
    """What the updates did to what was open; the tests fail unless all but the first are 0."""
    totals = dict.fromkeys(("open", "lost", "twice", "unattended"), 0)
    yield totals
    for what, number in totals.items():
        counts[f"runs and crawls {what} during an update and a failed update"] += number


@pytest.fixture(scope="module")
def load(lifetime, things, glue, connections, aws):
    """What is open during both updates."""
    return Load(lifetime.waits, things(), glue, connections, aws.client("iam"))


def count(load, counted):
    tally = vars(load.still_open())
    for what, number in tally.items():
        counted[what] += number
    return tally


def test_update_whileRunsOfTheReleaseBeforeAreOpen_losesNothing(lifetime, load, counted):
    """New code, a changed parameter and a changed definition. What is open keeps its definition and calls the new functions."""
    before = lifetime.served("GetJobRunEnd")
    lifetime.build_current(run_job=('"Comment": "Starts a job run', '"Comment": "Now starts a job run'))
    lifetime.deploy("AllowedRegions=eu-west-1")
    after = lifetime.served("GetJobRunEnd")
    assert (before[0] != after[0], before[1], after[1]) == (True, "", "eu-west-1")
    assert '"Now starts a job run' in lifetime.waits.definition("RunJob")
    assert count(load, counted) == {"open": 6, "lost": 0, "twice": 0, "unattended": 0}


def test_updateThatFails_whileRunsAreOpen_losesNothing(lifetime, load, counted):
    """The last workflow is invalid, so CloudFormation has replaced all functions before it rolls back."""
    before = lifetime.served("GetJobRunEnd"), lifetime.waits.definition("RunJob")
    lifetime.build_current(run_fleet=('"Type": "Succeed"', '"Type": "Success"'))
    with pytest.raises(AssertionError, match="UPDATE_ROLLBACK_COMPLETE"):
        lifetime.deploy("AllowedRegions=eu-west-1,eu-central-1")
    assert (lifetime.served("GetJobRunEnd"), lifetime.waits.definition("RunJob")) == before
    assert count(load, counted) == {"open": 6, "lost": 0, "twice": 0, "unattended": 0}


def test_runs_openDuringBothUpdates_endWithTheirExecutions(load):
    load.settle()
    assert vars(load.still_open()) == {"open": 6, "lost": 0, "twice": 0, "unattended": 0}
    *runs, crawl, fleet = load.outcomes()
    assert (set(runs), crawl, fleet["counts"]) == ({"JobRun.STOPPED"}, "Crawl.STOPPED", {"STOPPED": 2})


@pytest.fixture(scope="module")
def removable(lifetime):
    """With schedules that its users have created."""
    lifetime.schedule("of-a-user", "ENABLED")
    lifetime.schedule("switched-off", "DISABLED")
    return lifetime


@pytest.fixture
def unchanged(removable):
    before = removable.facts()
    yield
    assert (removable.facts(), removable.status()) == (before, "UPDATE_ROLLBACK_COMPLETE")
    assert list(removable.folder.iterdir()) == []


def failed(ended, *words):
    assert (ended.returncode, "Traceback" in ended.stderr) == (1, False), ended.stdout + ended.stderr
    assert [it for it in words if it not in ended.stderr] == [], ended.stderr


@pytest.mark.usefixtures("unchanged")
class TestRefused:
    def test_remove_stackDoesNotExist_saysSo(self, removable):
        failed(
            removable.remove("--yes", name="no-such-stack"),
            "There is no stack no-such-stack in eu-west-1.",
            "Nothing was changed.",
        )

    def test_remove_nameIsNotGiven_isRejected(self, removable):
        ended = removable.remove("--yes", name=None)
        assert (ended.returncode, "--stack-name" in ended.stderr) == (2, True)

    def test_remove_stackOfSomebodyElse_isRejected(self, removable, aws):
        aws.client("cloudformation").create_stack(StackName="other", TemplateBody=template({"Type": "AWS::SNS::Topic"}))
        ended = removable.remove("--yes", name="other")
        failed(ended, "Stack other is not a stack of this project.", "ApiUrl", "Nothing was changed.")

    def test_remove_stackIsBeingChanged_isRejected(self, removable, aws):
        waiting = {"Type": "AWS::CloudFormation::WaitCondition", "Properties": {"Handle": {"Ref": "Handle"}, "Timeout": "60"}}
        handle = {"Handle": {"Type": "AWS::CloudFormation::WaitConditionHandle"}}
        aws.client("cloudformation").create_stack(StackName="waiting", TemplateBody=template(waiting, **handle))
        failed(
            removable.remove("--yes", name="waiting"),
            "Stack waiting is being changed: CREATE_IN_PROGRESS.",
            "Nothing was changed.",
        )

    def test_remove_protectedStack_saysHowToUnprotectIt(self, removable, aws):
        protect = aws.client("cloudformation").update_termination_protection
        protect(StackName=NAME, EnableTerminationProtection=True)
        try:
            failed(removable.remove("--yes"), "protected against deletion", "--no-enable-termination-protection")
        finally:
            protect(StackName=NAME, EnableTerminationProtection=False)

    def test_remove_fileOfAnotherStack_isRejected(self, removable):
        record = removable.folder / f"{NAME}-removal.json"
        record.write_text(json.dumps({"stack_id": "other", "table": "", "bucket": "", "connection_prefix": ""}))
        failed(removable.remove("--yes"), "belongs to another stack", "--record")
        record.unlink()

    def test_remove_nobodyToAsk_isRejected(self, removable):
        failed(removable.remove(), "needs a confirmation", "--yes", "Nothing was changed.")

    def test_remove_otherAnswerThanTheName_removesNothing(self, removable):
        ours, theirs = pty.openpty()
        os.write(ours, b"y\n")
        ended = removable.remove(stdin=theirs)
        os.close(theirs)
        failed(ended, f"Stack {NAME} was not removed.")
        assert "type its name" in ended.stdout

    def test_remove_mayNotRead_namesThePermission(self, removable, stack):
        failed(removable.remove("--yes", key=stack.callers["stranger"]), "cloudformation:DescribeStacks")

    def test_remove_permissionMissingThatIamCanTell_changesNothing(self, removable, aws):
        caller = user(aws, "may-ask", [allow([*READS, "iam:SimulatePrincipalPolicy", "scheduler:UpdateSchedule"], "*")])
        ended = removable.remove("--yes", key=caller)
        failed(ended, "Permissions are missing.", "cloudformation:DeleteStack on arn:", "states:StopExecution on arn:")
        assert "scheduler:UpdateSchedule" not in ended.stderr

    def test_remove_permissionMissingUnexpectedly_isGivenUp(self, removable, aws):
        changes = ["scheduler:UpdateSchedule", "apigateway:PATCH", "apigateway:UpdateStage", "iam:PassRole"]
        ended = removable.remove("--yes", key=user(aws, "may-not-ask", [allow([*READS, *changes], "*")]))
        failed(ended, "states:")
        assert "Giving up" in ended.stdout

    def test_remove_interruptedWhileItWaits_isGivenUp(self, removable, things):
        own = things()
        job = own.job()
        execution = removable.waits.start({"name": job})
        removable.waits.waiting(execution)
        shown, code = removable.interrupted("Waiting", signal.SIGINT, "--wait")
        (run,) = own.runs(job)
        assert (code, "Giving up" in shown, "Interrupted." in shown) == (130, True, True), shown
        assert (removable.waits.now(execution)["status"], own.run_state(job, run) in GOING_ON) == ("RUNNING", True)
        removable.waits.stop(execution)
        removable.waits.stopped(execution)


def template(resource, **others):
    return json.dumps({"Resources": {"Only": resource, **others}})


def test_remove_killedInEachStep_continuesAndLosesNothing(removable, things, aws, counts):
    own, waits = things(), removable.waits
    before, limits = removable.facts()
    job, crawler = own.job(), own.crawler()
    executions = [waits.start({"name": job}), waits.start({"name": crawler}, "RunCrawler")]
    waits.start({"jobs": [job], "connections": ["default"]}, "RunFleet")
    for execution in executions:
        waits.waiting(execution)
    poll(lambda: own.runs(job), lambda runs: len(runs) == 2)
    aws.client("events").disable_rule(Name=f"{NAME}-Abandoned")
    for step in STEPS:
        shown, code = removable.interrupted(step, signal.SIGKILL)
        assert code == -signal.SIGKILL, shown
        states = {it["Name"]: it["State"] for it in removable.record()["schedules"]}
        assert states == {it["Name"]: it["State"] for it in before}
        assert removable.record()["limits"] == {
            key: {"rateLimit": f"{it['throttlingRateLimit']:g}", "burstLimit": str(it["throttlingBurstLimit"])}
            for key, it in limits.items()
        }
    awaited = waits_for_a_run(removable, own)
    ended = removable.remove("--yes")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert removable.status() == "gone"
    assert own.run_state(*awaited) == "SUCCEEDED"
    assert [state_at_last(own, job, it) for it in own.runs(job)] == ["STOPPED"] * 2
    assert own.crawls(crawler)[0]["State"] == "STOPPED"
    stays = stays_of(aws)
    assert [it for it in stays if it not in ended.stdout] == []
    counts["steps in which a removal was interrupted"] += len(STEPS) + 1


def waits_for_a_run(removable, own):
    """A removal with --wait goes on to the deletion when the run has ended by itself; there it is killed."""
    job = own.job(seconds=SECONDS_TO_RUN)
    removable.waits.waiting(removable.waits.start({"name": job}))
    shown, code = removable.interrupted("Deleting", signal.SIGKILL, "--wait")
    assert ("Waiting for the open executions" in shown, code) == (True, -signal.SIGKILL), shown
    (run,) = own.runs(job)
    return job, run


def stays_of(aws):
    tables = [it for it in aws.client("dynamodb").list_tables()["TableNames"] if it.startswith(f"{NAME}-StartsTable")]
    buckets = [it["Name"] for it in aws.client("s3").list_buckets()["Buckets"] if it["Name"].startswith(f"{NAME}-fleetbucket")]
    assert (len(tables), len(buckets)) == (1, 1)
    return [
        f"aws dynamodb delete-table --table-name {tables[0]}",
        f"aws s3 rb s3://{buckets[0]} --force",
        "aws secretsmanager delete-secret --secret-id glue-connector/default",
    ]
