"""Every action through every door with both kinds of connection returns the right result, and only the connection signs."""

import pytest

from stack.openapi import ROUTES
from stack.testing import POLLS
from stack.waiting import poll
from tests.actions import CASES, STARTS, case

KINDS = ("accessKey", "assumeRole")
SCHEDULED = {"idempotencyKey": "<aws.scheduler.schedule-arn>/<aws.scheduler.scheduled-time>"}
ROOTS = {"test", "000000000000", "333333333333"}


def test_cases_are_all_actions():
    assert CASES.keys() == ROUTES.keys()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("door", ["http", "direct", "machine"])
@pytest.mark.parametrize("action", CASES)
def test_action_throughDoor_returnsTheRightResult(action, door, kind, kinds, doors, things, glue, counts):
    connection = kinds[kind]
    asked = prepared(action, connection, doors, things)
    before = len(glue.requests())
    answer = doors.through(door, action, asked.fields | {"connection": connection.name}).answered()
    assert asked.holds(answer), answer
    assert asked.took_effect()
    others = [it for it in glue.requests()[before:] if it["accessKeyId"] not in ROOTS]
    # Workflows that earlier tests started may still poll, over their own connections.
    requests = [it for it in others if connection.signed(it) or it["operation"] not in POLLS]
    assert all(connection.signed(it) and it["region"] == "eu-west-1" for it in requests)
    assert bool(requests) == (action != "GetStart"), "only GetStart returns without a call to Glue"
    counts["actions x doors x connection kinds"] += 1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("action", STARTS)
def test_start_byASchedule_takesEffect(action, kind, kinds, doors, things, counts):
    connection = kinds[kind]
    asked = prepared(action, connection, doors, things)
    fields = asked.fields | SCHEDULED | {"connection": connection.name}
    doors.schedule(f"{action}-{kind}", doors.function(action), fields)
    poll(asked.took_effect, lambda happened: happened)
    counts["actions x doors x connection kinds"] += 1


def prepared(action, connection, doors, things):
    def start(other, fields):
        return doors.direct(other, fields | {"connection": connection.name}).answered()

    return case(action, things(connection.account), start)
