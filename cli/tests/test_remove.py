"""The parts of glue remove, over small substitutes for AWS. test_lifetime.py runs all of it on the local stack."""

import os
import signal
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from botocore.exceptions import ClientError

from glueconnector.failures import Failed
from glueconnector.remove import left
from glueconnector.remove.deployed import Deployed
from glueconnector.remove.doors import Doors
from glueconnector.remove.opened import counted
from glueconnector.remove.permissions import denied
from glueconnector.remove.progress import Progress, console
from glueconnector.remove.record import Record, read, write
from glueconnector.remove.removal import Removal, kept
from glueconnector.remove.schedules import Schedules

USER = "arn:aws:iam::111122223333:user/deployer"
ROLE = "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/deployer"


def refusal(code="AccessDenied"):
    return ClientError({"Error": {"Code": code, "Message": "no"}}, "Any")


class Pages:
    """A paginator of the SDK that returns these pages, or fails."""

    def __init__(self, pages):
        self._pages = pages

    def paginate(self, **_):
        if isinstance(self._pages, ClientError):
            raise self._pages
        return self._pages


class Scheduler:
    def __init__(self, schedules, pages=1):
        self.schedules, self._pages, self.updates, self.refused = schedules, pages, [], set()

    def get_paginator(self, _):
        names = [{"Name": it} for it in self.schedules]
        return Pages([{"Schedules": names[number :: self._pages]} for number in range(self._pages)])

    def get_schedule(self, GroupName, Name):
        return self.schedules[Name] | {"Arn": "a", "CreationDate": 1, "LastModificationDate": 2, "ResponseMetadata": {}}

    def update_schedule(self, **schedule):
        if schedule["Name"] in self.refused:
            raise refusal("ValidationException")
        self.updates.append(schedule)


class Iam:
    def __init__(self, decisions, missing=()):
        self._decisions, self._missing, self.asked = decisions, list(missing), set()

    def simulate_principal_policy(self, PolicySourceArn, ActionNames, ResourceArns):
        self.asked.add(PolicySourceArn)
        decision = self._decisions[ActionNames[0]]
        if isinstance(decision, ClientError):
            raise decision
        return {"EvaluationResults": [{"EvalDecision": decision, "MissingContextValues": self._missing}]}

    def get_role(self, RoleName):
        return {"Role": {"Arn": ROLE}}


class Sts:
    def __init__(self, arn):
        self._arn = arn

    def get_caller_identity(self):
        return {"Arn": self._arn}


class Gateway:
    def __init__(self, **settings):
        self._settings, self.patches = settings, []

    def get_stage(self, **_):
        return {"methodSettings": self._settings["settings"]}

    def update_stage(self, restApiId, stageName, patchOperations):
        self.patches = [(it["path"], it["value"]) for it in patchOperations]


def schedule(name, state="ENABLED"):
    return {
        "Name": name,
        "GroupName": "g",
        "State": state,
        "StartDate": datetime(2999, 1, 31, tzinfo=UTC),
        "Target": {"Arn": "t"},
    }


def test_schedules_areReadFromEveryPage_asInputsOfCreateSchedule():
    scheduler = Scheduler({name: schedule(name) for name in "abcde"}, pages=3)
    found = Schedules(scheduler, "g").read()
    assert sorted(found, key=lambda it: it["Name"]) == [schedule(it) for it in "abcde"]


def test_disable_sendsEveryFieldAndOnlyEnabledSchedules():
    scheduler = Scheduler({"a": schedule("a"), "b": schedule("b", "DISABLED")})
    Schedules(scheduler, "g").disable()
    assert scheduler.updates == [schedule("a", "DISABLED")]


def test_restore_leavesSchedulesAloneThatWereDeletedSince():
    scheduler = Scheduler({"a": schedule("a", "DISABLED")})
    Schedules(scheduler, "g").restore([schedule("a"), schedule("deleted")])
    assert scheduler.updates == [schedule("a")]


def test_schedules_startedInThePast_areReadWithoutTheirStart():
    started = schedule("a") | {"StartDate": datetime(2026, 1, 31, tzinfo=UTC)}
    (found,) = Schedules(Scheduler({"a": started}), "g").read()
    assert "StartDate" not in found


def test_disable_scheduleThatAwsDoesNotUpdate_isNamedAndTheOthersAreDisabled():
    scheduler = Scheduler({name: schedule(name) for name in "abc"})
    scheduler.refused = {"b"}
    assert Schedules(scheduler, "g").disable() == ["b: no"]
    assert [it["Name"] for it in scheduler.updates] == ["a", "c"]
    assert Schedules(scheduler, "g").restore([schedule(it, "DISABLED") for it in "abc"]) == ["b: no"]


def test_schedules_groupIsGone_areNone():
    assert Schedules(None, None).read() == []


def test_kept_afterAnInterruption_hasTheStatesFromBeforeIt():
    earlier = [schedule("a"), schedule("deleted with the group")]
    now = [schedule("a", "DISABLED"), schedule("new")]
    assert kept(earlier, now) == [schedule("a"), schedule("deleted with the group"), schedule("new")]


def test_close_setsTheLimitsOfTheStageAndOfEachMethod():
    limit = {"throttlingRateLimit": 10.0, "throttlingBurstLimit": 20, "metricsEnabled": False}
    gateway = Gateway(settings={"*/*": limit, "~1jobs/POST": limit | {"throttlingRateLimit": 0.5}})
    doors = Doors(gateway, "api", "v1")
    limits = doors.limits()
    doors.close()
    assert gateway.patches == [
        ("/*/*/throttling/rateLimit", "0"),
        ("/*/*/throttling/burstLimit", "0"),
        ("/~1jobs/POST/throttling/rateLimit", "0"),
        ("/~1jobs/POST/throttling/burstLimit", "0"),
    ]
    doors.set(limits)
    assert [value for _, value in gateway.patches] == ["10", "20", "0.5", "20"]


def test_doors_apiIsGone_needNoRequest():
    doors = Doors(None, None, None)
    doors.close()
    assert doors.limits() == {}


@pytest.mark.parametrize(
    ("decisions", "missing", "found"),
    [
        ({"a": "allowed", "b": "implicitDeny"}, [], ["b on r"]),
        ({"a": "explicitDeny", "b": "allowed"}, [], ["a on r"]),
        ({"a": "allowed", "b": "implicitDeny"}, ["aws:MultiFactorAuthPresent"], []),
        ({"a": refusal(), "b": "allowed"}, [], []),
    ],
)
def test_denied_isWhatIamDeniesForCertain(decisions, missing, found):
    assert denied(Sts(USER), Iam(decisions, missing), [("a", "r"), ("b", "r")]) == found


def test_denied_ofASession_asksForItsRoleWithThePath():
    iam = Iam({"a": "allowed"})
    denied(Sts("arn:aws:sts::111122223333:assumed-role/deployer/me"), iam, [("a", "r")])
    assert iam.asked == {ROLE}


def test_denied_ofTheRoot_isNothing():
    assert denied(Sts("arn:aws:iam::111122223333:root"), Iam({}), [("a", "r")]) == []


def test_counted_permissionIsMissing_isUnknown():
    def count():
        raise refusal()

    assert counted(count) == "unknown: AccessDenied"


class Doubly:
    """Doors whose opening is interrupted again."""

    def __init__(self):
        self.limits = {}

    def set(self, limits):
        os.kill(os.getpid(), signal.SIGINT)
        self.limits = limits


def test_giveUp_interruptedAgain_isCompleted(tmp_path):
    path, doors, scheduler = tmp_path / "record.json", Doubly(), Scheduler({"a": schedule("a", "DISABLED")})
    record = Record("id", "table", "bucket", "prefix/", {"*/*": {"rateLimit": "10"}}, [schedule("a")])
    write(path, record)
    deployed = SimpleNamespace(status="CREATE_COMPLETE")
    Removal(deployed, None, doors, Schedules(scheduler, "g"), path, record).give_up(Progress(console()))  # type: ignore[arg-type]
    assert (doors.limits, scheduler.updates, path.exists()) == (record.limits, [schedule("a")], False)


class Secrets:
    def __init__(self, pages):
        self._pages = pages

    def get_paginator(self, _):
        return Pages(self._pages)


RECORD = Record("id", "table", "bucket", "prefix/")


def test_left_namesEachThingWithTheCommandThatDeletesIt(tmp_path):
    secrets = Secrets([{"SecretList": [{"Name": "prefix/a"}]}, {"SecretList": [{"Name": "prefix/b"}]}])
    commands = [command for _, _, command in left.rows(secrets, RECORD, tmp_path / "file")]
    assert commands == [
        "aws dynamodb delete-table --table-name table",
        "aws s3 rb s3://bucket --force",
        "aws secretsmanager delete-secret --secret-id prefix/a",
        "aws secretsmanager delete-secret --secret-id prefix/b",
        f"rm {tmp_path / 'file'}",
    ]


def test_left_secretsMayNotBeListed_namesTheirPrefix(tmp_path):
    rows = left.rows(Secrets(refusal()), RECORD, tmp_path)
    assert rows[2] == ("connections", "prefix/*", "aws secretsmanager list-secrets --filters Key=name,Values=prefix/")


def test_record_isWrittenForThisUserOnly_andReadAgain(tmp_path):
    path = tmp_path / "record.json"
    write(path, RECORD)
    assert (read(path), path.stat().st_mode & 0o777) == (RECORD, 0o600)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("text", ["", "[]", "no JSON", '{"a": 1}'])
def test_record_otherFile_isRejected(tmp_path, text):
    path = tmp_path / "record.json"
    path.write_text(text)
    with pytest.raises(Failed, match="not the record of a removal"):
        read(path)


@pytest.mark.parametrize(
    "status", ["UPDATE_IN_PROGRESS", "CREATE_IN_PROGRESS", "REVIEW_IN_PROGRESS", "UPDATE_ROLLBACK_IN_PROGRESS"]
)
def test_stackThatIsBeingChanged_isRejected(status):
    outputs = [
        {"OutputKey": it, "OutputValue": "x"}
        for it in ("ApiUrl", "RunJobStateMachineArn", "ScheduleGroupName", "ConnectionPrefix")
    ]
    stack = {"StackId": "id", "StackName": "name", "Outputs": outputs}
    with pytest.raises(Failed, match=f"being changed: {status}"):
        Deployed(None, stack | {"StackStatus": status}).require_removable()
    for allowed in ("CREATE_COMPLETE", "UPDATE_ROLLBACK_FAILED", "DELETE_FAILED", "DELETE_IN_PROGRESS"):
        Deployed(None, stack | {"StackStatus": allowed}).require_removable()
