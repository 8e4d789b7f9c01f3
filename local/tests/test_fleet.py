"""A fleet runs every item once and reports each outcome; an invalid item does not affect the others."""

import json

import pytest
from botocore.exceptions import ClientError

from stack.aws import Aws
from stack.seeding import allow, user
from stack.waiting import poll
from tests.test_abandoned import GOING_ON
from tests.waits import NOT_REPEATING, SETTLING_SHORTLY

REFUSED = "AccessDenied"
ELSEWHERE = "eu-central-1"
GLUE_ANYWHERE = [{"Effect": "Allow", "Action": ["glue:StartJobRun", "glue:GetJobRun", "glue:ListJobs"], "Resource": "*"}]


def item(job, seconds=1, outcome="SUCCEEDED", **more):
    return {"name": job, "args": {"--demo-seconds": str(seconds), "--demo-outcome": outcome, "--demo-message": "no disk"}} | more


def told(ended, status="SUCCEEDED"):
    assert ended["status"] == status, json.dumps(ended, default=str)
    return json.loads(ended["output"] if status == "SUCCEEDED" else ended["cause"])


def problem(ended):
    assert (ended["status"], ended["error"]) == ("FAILED", "io.glueconnector.error.InvalidRequest"), ended
    return json.loads(json.loads(ended["cause"])["errorMessage"])["detail"]


@pytest.fixture(scope="module")
def fleet_of(waits):
    """Runs a fleet to its end, five at once."""
    return lambda fields: waits.ended(waits.start({"maxConcurrency": 5} | fields, "RunFleet"))


def test_runFleet_twentyOverTwoRegions_eachRunsOnceAndHasOneVerdict(waits, things, connections, counts):
    here, there = things(), things(region=ELSEWHERE)
    jobs = [f"fleet {it}" for it in range(10)]
    for job in jobs:
        here.job(job)
        there.job(job)
    connection = connections.access_key("fleet-anywhere", statements=GLUE_ANYWHERE)
    execution = waits.start(
        {
            "jobs": jobs,
            "connections": [connection.name],
            "regions": ["eu-west-1", ELSEWHERE],
            "defaults": {"args": {"--demo-seconds": "1"}},
            "maxConcurrency": 10,
        },
        "RunFleet",
    )
    told_of: set[str] = set()

    def after_forwarding():
        """Without forwarding, no event comes from another Region, and each end would be known only after 15 seconds."""
        for run in {run for job in jobs for run in there.ended_runs(job)} - told_of:
            told_of.add(run)
            waits.forward(waits.event(run, region=ELSEWHERE))
        return waits.now(execution)

    assert told(poll(after_forwarding, lambda now: now["status"] != "RUNNING")) == {
        "items": 20,
        "counts": {"SUCCEEDED": 20},
        "failures": [],
    }
    runs = [run for place in (here, there) for job in jobs for run in place.runs(job)]
    verdicts = [waits.verdict(execution, it) for it in range(20)]
    assert sorted(it["jobRunId"] for it in verdicts) == sorted(runs)
    assert len(runs) == 20
    assert {(it["name"], it["region"]) for it in verdicts} == {
        (job, region) for job in jobs for region in ("eu-west-1", ELSEWHERE)
    }
    assert {it["state"] for it in verdicts} == {"SUCCEEDED"}
    assert waits.verdict(execution, 20) == {}
    counts["items of fleets with one verdict"] += 20


def test_runFleet_itemsFail_othersGoOnAndToleranceDecides(things, fleet_of):
    job = things().job()
    items = [
        item(job),
        item(job, outcome="FAILED"),
        item("no such job"),
        item(job, connection="no-such-connection"),
        item(job, colour="red"),
        "no item",
    ]
    tolerant, strict = {"items": items, "toleratedFailures": "90%"}, {"items": items, "toleratedFailures": 4}
    for fields, status in ((tolerant, "SUCCEEDED"), (strict, "FAILED")):
        ended = fleet_of(fields)
        fleet = told(ended, status)
        assert fleet["counts"] == {"SUCCEEDED": 1, "FAILED": 1, "NotFound": 1, "ConnectionNotFound": 1, "InvalidRequest": 2}
        assert [(it["index"], it["state"]) for it in fleet["failures"]] == [
            (1, "FAILED"),
            (2, "NotFound"),
            (3, "ConnectionNotFound"),
            (4, "InvalidRequest"),
            (5, "InvalidRequest"),
        ]
        failed, missing, _, unknown, _ = fleet["failures"]
        assert (failed["message"], failed["name"], failed["jobRunId"][:3]) == ("no disk", job, "jr_")
        assert "no such job" in missing["message"]
        assert "colour" in unknown["message"]
    assert ended["error"] == "Fleet.TooManyFailures"


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        pytest.param({"jobs": ["a"], "colour": "red"}, "colour", id="unknownField"),
        pytest.param({"tags": {"no": "such tag"}}, "no job has these tags", id="tagOfNoJob"),
        pytest.param({"jobs": ["語" * 255] * 5, "connections": ["c"] * 100}, "256 KiB", id="tooLarge"),
    ],
)
def test_runFleet_wrongInput_isRejectedWithAReason(fields, word, fleet_of):
    assert word in problem(fleet_of(fields))


def test_runFleet_inputIsNoObject_isRejectedWithTheExpectedForm(waits):
    said = problem(waits.ended(waits.start(None, "RunFleet")))
    assert "expected an object with one of items, itemsKey, jobs and tags" in said
    assert "but got null" in said


def test_runFleet_nullInAnItem_meansTheDefaultOfTheFleet(things, waits, fleet_of, connections):
    own, there = things(), things(region=ELSEWHERE)
    job = own.job()
    there.job(job)
    connection = connections.access_key("fleet-defaults", statements=GLUE_ANYWHERE)
    defaults = {"connection": connection.name, "region": ELSEWHERE, "args": {"--demo-seconds": "1", "--mark": "of the fleet"}}
    ended = fleet_of({"items": [{"name": job, "connection": None, "region": None, "args": None}], "defaults": defaults})
    assert told(ended)["counts"] == {"SUCCEEDED": 1}
    row = waits.verdict(ended["executionArn"], 0)
    assert (row["connection"], row["region"]) == (connection.name, ELSEWHERE)
    (run,) = there.runs(job)
    assert own.runs(job) == []
    assert there.glue.get_job_run(JobName=job, RunId=run)["JobRun"]["Arguments"]["--mark"] == "of the fleet"


@pytest.fixture
def put(aws, stack):
    """Puts an object into the bucket of fleets, and returns its key."""

    def put(key, body):
        aws.client("s3").put_object(Bucket=stack.outputs["FleetBucketName"], Key=key, Body=body)
        return key

    return put


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param(None, "The specified key does not exist", id="noSuchKey"),
        pytest.param('{"items": []}', "Attempting to map over non-iterable node", id="noList"),
        pytest.param("- a", "not JSON", id="noJson"),
        pytest.param("", "not JSON", id="empty"),
    ],
)
def test_runFleet_objectThatIsNoList_namesTheKeyAndWhatToDo(body, reason, fleet_of, put):
    key = "fleets/no such key" if body is None else put("fleets/wrong.json", body)
    said = problem(fleet_of({"itemsKey": key}))
    assert said.startswith("itemsKey: expected the key of an object")
    assert f'"{key}"' in said
    assert "Correct the key or upload the list" in said
    assert reason in said


def test_runFleet_emptyList_isRejected(fleet_of, put):
    assert "the object holds an empty list" in problem(fleet_of({"itemsKey": put("fleets/empty.json", "[]")}))


def test_runFleet_missingKeyWithoutListBucket_isForbiddenAsOnAws(fleet_of, deployed, counts):
    with deployed.without_statement("RunFleetRole", "items", 1):
        said = problem(fleet_of({"itemsKey": "fleets/no such key"}))
    assert "is not authorized to perform: s3:ListBucket" in said
    assert "does not exist" not in said
    counts["statements removed from schedules and workflows"] += 1


def test_runFleet_longKey_causeIsCut(fleet_of):
    ended = fleet_of({"itemsKey": '"' * 100_000})
    assert len(ended["cause"]) <= 32_768
    assert problem(ended).startswith("itemsKey: expected the key of an object")


def test_runFleet_eachFleetHasItsOwnList_whichNoOtherFleetReplaces(aws, stack, things, fleet_of):
    bucket, objects = stack.outputs["FleetBucketName"], aws.client("s3")

    def lists():
        return {it["Key"] for it in objects.list_objects_v2(Bucket=bucket, Prefix="executions/").get("Contents", [])}

    job = things().job()
    before = lists()
    items = [[item(job)], [item(job, outcome="FAILED")]]
    for it in items:
        fleet_of({"items": it, "toleratedFailures": 1})
    added = sorted(lists() - before)
    assert [json.loads(objects.get_object(Bucket=bucket, Key=it)["Body"].read()) for it in added] in (items, items[::-1])
    key = user(aws, "puts-lists", [allow(["s3:PutObject"], f"arn:aws:s3:::{bucket}/*")])
    putter = Aws(stack.endpoint, key["accessKeyId"], key["secretAccessKey"]).client("s3")
    putter.put_object(Bucket=bucket, Key="fleets/by-user.json", Body="[]")
    with pytest.raises(ClientError, match="AccessDenied"):
        putter.put_object(Bucket=bucket, Key=added[0], Body="[]")


def test_runFleet_tags_runsEveryJobWithThemAndCountsPlacesThatCannotBeListed(things, fleet_of):
    own = things()
    tagged = [own.job(tags={"fleet": "tagged"}) for _ in range(3)]
    own.job(tags={"fleet": "other"})
    fields = {"tags": {"fleet": "tagged"}, "connections": ["default", "no-such-connection"]}
    fleet = told(fleet_of(fields | {"defaults": {"args": {"--demo-seconds": "1"}}, "toleratedFailures": 1}))
    assert fleet["counts"] == {"SUCCEEDED": 3, "ConnectionNotFound": 1}
    (failure,) = fleet["failures"]
    assert (failure["connection"], failure["state"]) == ("no-such-connection", "ConnectionNotFound")
    assert failure["message"].startswith("Connection no-such-connection")
    assert {len(own.runs(it)) for it in tagged} == {1}


def test_runFleet_itemsOfAnObject_runsEach(aws, stack, things, fleet_of):
    own = things()
    job = own.job()
    items = json.dumps([item(job) for _ in range(6)])
    aws.client("s3").put_object(Bucket=stack.outputs["FleetBucketName"], Key="fleets/six.json", Body=items)
    assert told(fleet_of({"itemsKey": "fleets/six.json"}))["counts"] == {"SUCCEEDED": 6}
    assert len(own.runs(job)) == 6


def test_runFleet_connectionRevokedMidway_itsItemsFailWithOurErrorAndOthersGoOn(aws, waits, things, connections, counts):
    """On AWS a revoked key keeps working for some seconds; here it fails from the next call on."""
    connection = connections.access_key("revoked-midway")
    own = things()
    revoked, good = own.job(), own.job()
    # A poll of a started run is retried for minutes before a denial counts, so the key is revoked before its items start.
    items = (
        [item(good, 4) for _ in range(3)]
        + [item(revoked, connection=connection.name) for _ in range(6)]
        + [item(good) for _ in range(3)]
    )
    fleet = waits.start({"items": items, "maxConcurrency": 3, "toleratedFailures": 6}, "RunFleet")
    poll(lambda: own.runs(good), lambda runs: runs, 20)
    aws.client("iam").delete_access_key(UserName=f"glue-{connection.name}", AccessKeyId=connection.secret["accessKeyId"])
    ended = told(waits.ended(fleet))
    assert ended["counts"] == {"SUCCEEDED": 6, REFUSED: 6}
    assert [it["index"] for it in ended["failures"]] == list(range(3, 9))
    assert all(connection.name in it["message"] for it in ended["failures"])
    assert len(own.runs(good)) == 6
    counts["items of fleets with one verdict"] += 12


# Step Functions runs a fleet's children under this role. AWS requires the other statements, for redrives and for the rule on
# executions, when it creates or redrives the workflow; the emulated AWS does not.
@pytest.mark.parametrize(
    ("policy", "fields", "permission"),
    [
        pytest.param("children", {}, "states:StartExecution", id="children"),
        pytest.param("items", {"itemsKey": "fleets/one.json"}, "s3:GetObject", id="items"),
        pytest.param("lists", {}, "s3:PutObject", id="lists"),
        pytest.param("functions", {"tags": {"fleet": "tagged"}}, "lambda:InvokeFunction", id="functions"),
        pytest.param("workflows", {}, "states:StartExecution", id="workflows"),
    ],
)
def test_runFleet_withoutAStatement_failsAndNamesThePermission(
    policy, fields, permission, aws, stack, waits, things, deployed, counts
):
    job = things().job()
    aws.client("s3").put_object(Bucket=stack.outputs["FleetBucketName"], Key="fleets/one.json", Body=json.dumps([item(job)]))
    with deployed.without_statement("RunFleetRole", policy), waits.altered("RunFleet", NOT_REPEATING):
        ended = waits.ended(waits.start(fields or {"items": [item(job)]}, "RunFleet"))
    assert ended["status"] == "FAILED"
    assert "is not authorized to perform" in ended["cause"], ended
    assert permission in ended["cause"], ended
    assert things().runs(job) == []
    counts["statements removed from schedules and workflows"] += 1


def test_runFleet_roleDoesNotTrustTheChildren_failsAndNamesThem(aws, waits, things, deployed):
    """AWS does not document the form of aws:SourceArn for them, so the trust policy has both."""
    job = things().job()
    for ending in ("-RunFleet", "-RunFleet/Items"):
        with deployed.without_trust("RunFleetRole", ending):
            ended = waits.ended(waits.start({"items": [item(job)]}, "RunFleet"))
        assert (ended["status"], ended["error"]) == ("FAILED", "States.Permissions")
        assert f"{ending} is not authorized to perform: sts:AssumeRole" in ended["cause"]
    assert things().runs(job) == []


def test_runFleet_withoutItsStatementForItems_keepsCountsButHasNoItem(waits, things, deployed, counts):
    job = things().job()
    with deployed.without_statement("RunFleetRole", "verdicts"), waits.altered("RunFleet", NOT_REPEATING):
        fleet = waits.start({"items": [item(job, outcome="FAILED")], "toleratedFailures": 1}, "RunFleet")
        ended = told(waits.ended(fleet))
    assert (ended["counts"], ended["failures"]) == ({"FAILED": 1}, [{"index": 0, "state": "FAILED"}])
    assert waits.verdict(fleet, 0) == {}
    counts["statements removed from schedules and workflows"] += 1


def test_runFleet_withoutItsStatementForExecutions_doesNotKnowWhyOneFailed(waits, things, deployed, counts):
    job = things().job()
    with deployed.without_statement("RunFleetRole", "executions"), waits.altered("RunFleet", NOT_REPEATING):
        ended = told(
            waits.ended(waits.start({"items": [item(job, outcome="FAILED"), item(job)], "toleratedFailures": 1}, "RunFleet"))
        )
    assert ended["counts"] == {"SUCCEEDED": 1, "States.TaskFailed": 1}
    counts["statements removed from schedules and workflows"] += 1


def test_abort_ofAFleet_stopsItsRunsAndNoOther(waits, things, counts):
    own = things()
    job = own.job()
    kept = waits.start({"items": [item(job, 600)]}, "RunFleet")
    (other,) = poll(lambda: own.runs(job), lambda runs: runs)
    aborted = waits.start({"items": [item(job, 600) for _ in range(5)], "maxConcurrency": 3}, "RunFleet")
    poll(lambda: len(own.runs(job)), lambda runs: runs == 4)
    waits.stop(aborted)
    runs = [it for it in own.runs(job) if it != other]
    poll(lambda: {own.run_state(job, it) for it in runs}, lambda states: states == {"STOPPED"}, 20)
    assert len(runs) == 3
    assert len(own.runs(job)) == 4
    assert own.run_state(job, other) in GOING_ON
    assert waits.now(kept)["status"] == "RUNNING"
    waits.stop(kept)
    counts["aborted executions that left no run behind"] += 3


def test_abort_ofAFleet_whatStepFunctionsMissedIsFoundByItsName(waits, things, counts):
    """An execution of RunJob that Step Functions did not stop, as if its best effort had failed."""
    own = things()
    job = own.job()
    fleet = waits.start({"items": [item(job, 600)]}, "RunFleet")
    poll(lambda: own.runs(job), lambda runs: runs)
    (name,) = [it.rpartition(":")[2] for it in waits.running("RunJob") if waits.input_of(it).get("name") == job]
    missed, other = (waits.start(item(job, 600), name=it) for it in (f"{name}-missed", f"x-{name[-30:]}"))
    for execution in (missed, other):
        waits.waiting(execution)
    waits.stop(fleet)
    assert waits.ended(missed)["status"] == "ABORTED"
    # Acts as the rule does, without its pauses of half a minute.
    assert waits.ended(waits.start({"executionArn": fleet}, "StopAbandoned", SETTLING_SHORTLY))["status"] == "SUCCEEDED"
    assert waits.now(other)["status"] == "RUNNING"
    waits.stop(other)
    counts["aborted executions that left no run behind"] += 1
