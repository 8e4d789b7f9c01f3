"""The reads that need no knowledge of the account's resources."""

from typing import Any

from glueconnector.routes import ROUTES, required_fields
from glueconnector.signing import Answer
from glueconnector.smoke.checks import VALUES, Checks
from glueconnector.smoke.connection import Connection, refused
from glueconnector.smoke.verdicts import Unexpected, Verdicts

LISTS = ("ListJobs", "ListCrawlers", "ListTriggers")
# Glue's first operation of a read, if its name differs from the action's.
OPERATIONS = {"GetJobRunLogs": "GetJobRun", "ListJobRuns": "GetJobRuns"}
READS_OF_ONE = [action for action, (method, path) in ROUTES.items() if method == "GET" and "{name}" in path]


class Reads(Checks):
    """The identity of the connection, and every read that works without known resources."""

    def __init__(self, connection: Connection, verdicts: Verdicts):
        super().__init__(connection, verdicts)
        self._allowed: dict[str, bool] = {}

    def run(self) -> None:
        lists = [lambda action=action: self._list(action) for action in LISTS]
        reads = [lambda action=action: self._unknown(action) for action in READS_OF_ONE]
        for check in (self._test, *lists, *reads, self._unknown_start):
            self._verdicts.chain(check)

    def _test(self) -> None:
        with self._check("TestConnection") as note:
            answer = self._connection.ask("TestConnection")
            self._allowed = answer["allowed"]
            user_or_role = "/".join(answer["arn"].rpartition(":")[2].split("/")[:2])
            note(f"{user_or_role} of account {answer['account']}")
            note(f"may {' '.join(action for action in self._allowed if self._allowed[action]) or 'list nothing'}")
            for warning in answer["warnings"]:
                note(f"WARNING: {warning}")

    def _list(self, action: str) -> None:
        with self._check(f"{action}, and the next page") as note:
            if not self._allowed.get(action, True):
                refused_by_glue(self._connection.send(action), action)
                note("403 AccessDenied, as TestConnection reported")
                return
            page = self._connection.ask(action, maxItems=1)
            names = page["names"]
            if "marker" in page:
                names = names + self._connection.ask(action, maxItems=1, marker=page["marker"])["names"]
            if len(names) != len(set(names)):
                raise Unexpected(f"the two pages overlap: {names}")
            note(" ".join(names) or "none")

    def _unknown(self, action: str) -> None:
        with self._check(f"{action} of an unknown name") as note:
            fields = {name: VALUES[name] for name in required_fields(action) if name != "connection"}
            answer = self._connection.send(action, **fields)
            # A connection that may read only some things is denied before Glue searches for this one.
            problem = refused_by_glue(answer, action) if answer.status == 403 else refused(answer, 404, "NotFound")
            note(f"{problem['status']} {problem['code']}")

    def _unknown_start(self) -> None:
        with self._check("GetStart of an unknown key") as note:
            refused(self._connection.send("GetStart", idempotencyKey=self._new_key("never-sent")), 404, "NotFound")
            note("404 NotFound")


def refused_by_glue(answer: Answer, action: str) -> dict[str, Any]:
    """The connection may not read it. A caller without permission is denied with the same code, but for another permission."""
    problem = refused(answer, 403, "AccessDenied")
    operation = OPERATIONS.get(action, action)
    if f"glue:{operation}" not in problem["detail"]:
        raise Unexpected(f"expected a denial that names glue:{operation}, but got {problem['detail']}")
    return problem
