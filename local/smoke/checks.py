"""The base of all checks."""

import uuid

NOBODY = "glue-connector-smoke-no-such"
# A value for each field that some action requires; nothing has these names.
VALUES = {"name": NOBODY, "jobRunId": "jr_0", "jobRunIds": ["jr_0"], "idempotencyKey": NOBODY}


class Checks:
    """Checks over one connection; `_new_key` returns an idempotency key for a start of this check only."""

    def __init__(self, connection, verdicts):
        self._connection = connection
        self._verdicts = verdicts
        self._id = uuid.uuid4().hex

    def _check(self, title, door="HTTP"):
        return self._verdicts.check(self._connection.name, title, door)

    def _new_key(self, purpose):
        return f"glue-connector-smoke/{self._id}/{purpose}"


def shortened(job_run_id):
    return f"{job_run_id[:11]}…" if len(job_run_id) > 12 else job_run_id
