"""Each error of the catalogue arrives through each door with its code, its status and its name for Step Functions.

The client checks each HTTP response against the contract, including media type and Retry-After. The state machine catches
errors only by the name of their Java class.
"""

from contextlib import ExitStack

import pytest

from tests.causes import Causes
from tests.doors import CODES

# By status, with the most seconds that a caller is asked to wait if waiting helps.
EXPECTED = {
    "InvalidRequest": (400, None),
    "PayloadTooLarge": (413, None),
    "ConnectionNotFound": (404, None),
    "ConnectionInvalid": (422, None),
    "AccessDenied": (403, None),
    "NotFound": (404, None),
    "AlreadyRunning": (409, 60),
    "ConcurrentRunsExceeded": (409, 60),
    "Conflict": (409, 60),
    "IdempotencyConflict": (422, None),
    "Throttled": (429, 60),
    "LimitExceeded": (429, 60),
    "GlueFailure": (502, None),
    "OutcomeUnknown": (503, 120),
    "Unavailable": (503, 60),
    "DeadlineExceeded": (504, None),
    "Internal": (500, None),
}
RETRYABLE = {code for code, (_, wait) in EXPECTED.items() if wait} | {"GlueFailure", "DeadlineExceeded"}


@pytest.fixture
def during():
    """Keeps changes until the test ends."""
    with ExitStack() as changes:
        yield changes.enter_context


def test_errors_areAllOfTheCatalogue():
    assert EXPECTED.keys() == set(CODES)


@pytest.mark.parametrize("door", ["http", "direct", "machine"])
@pytest.mark.parametrize("code", EXPECTED)
def test_error_throughDoor_arrives(code, door, doors, kinds, connections, things, faults, deployed, during, counts):
    def start(fields):
        return doors.direct("StartJobRun", fields).answered()

    connection = kinds["accessKey"]
    causes = Causes(door, connection, connections, things(connection.account), faults, deployed, start, during)
    action, fields = causes.request(code)
    problem = doors.through(door, action, fields).failed()
    status, longest_wait = EXPECTED[code]
    assert (problem["code"], problem["status"]) == (code, status), problem
    assert problem["type"] == f"urn:glue-connector:error:{code}"
    assert problem["retryable"] == (code in RETRYABLE)
    assert problem["requestId"]
    assert "in Glue's words" not in problem["detail"]
    if longest_wait is None:
        assert "retryAfterSeconds" not in problem
    else:
        assert 0 < problem["retryAfterSeconds"] <= longest_wait
    counts["errors of the catalogue x doors"] += 1
