"""The base of all checks."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager

from glueconnector.smoke.connection import Connection
from glueconnector.smoke.verdicts import Verdicts

UNKNOWN_NAME = "glue-connector-smoke-no-such"
# A value for each field that some action requires; no resource has these names.
VALUES = {"name": UNKNOWN_NAME, "jobRunId": "jr_0", "jobRunIds": ["jr_0"], "idempotencyKey": UNKNOWN_NAME}

# Records a result of a check.
Note = Callable[[str], None]


class Checks:
    """Checks over one connection; `_new_key` returns an idempotency key for a start of this check only."""

    def __init__(self, connection: Connection, verdicts: Verdicts):
        self._connection = connection
        self._verdicts = verdicts
        self._id = uuid.uuid4().hex

    def _check(self, title: str, door: str = "HTTP") -> AbstractContextManager[Note]:
        return self._verdicts.check(self._connection.name, title, door)

    def _new_key(self, purpose: str) -> str:
        return f"glue-connector-smoke/{self._id}/{purpose}"


def shortened(job_run_id: str) -> str:
    return f"{job_run_id[:11]}…" if len(job_run_id) > 12 else job_run_id
