"""The reads that need no knowledge of the account's resources."""

from smoke.checks import VALUES, Checks
from smoke.connection import refused
from stack.openapi import ROUTES, required_fields
from stack.processes import Failed

LISTS = ("ListJobs", "ListCrawlers", "ListTriggers")
# Glue's first operation of a read, if its name differs from the action's.
OPERATIONS = {"GetJobRunLogs": "GetJobRun", "ListJobRuns": "GetJobRuns"}
READS_OF_ONE = [action for action, (method, path) in ROUTES.items() if method == "GET" and "{name}" in path]


class Reads(Checks):
    """The identity of the connection, and every read that works without known resources."""

    def __init__(self, connection, verdicts):
        super().__init__(connection, verdicts)
        self._allowed = {}

    def run(self):
        lists = [lambda action=action: self._list(action) for action in LISTS]
        reads = [lambda action=action: self._unknown(action) for action in READS_OF_ONE]
        for check in (self._test, *lists, *reads, self._unknown_start):
            self._verdicts.chain(check)

    def _test(self):
        with self._check("TestConnection") as came:
            answer = self._connection.ask("TestConnection")
            self._allowed = answer["allowed"]
            user_or_role = "/".join(answer["arn"].rpartition(":")[2].split("/")[:2])
            came(f"{user_or_role} of account {answer['account']}")
            came(f"may {' '.join(action for action in self._allowed if self._allowed[action]) or 'list nothing'}")
            for warning in answer["warnings"]:
                came(f"WARNING: {warning}")

    def _list(self, action):
        with self._check(f"{action}, and the next page") as came:
            if not self._allowed.get(action, True):
                refused_by_glue(self._connection.send(action), action)
                came("403 AccessDenied, as TestConnection reported")
                return
            page = self._connection.ask(action, maxItems=1)
            names = page["names"]
            if "marker" in page:
                names = names + self._connection.ask(action, maxItems=1, marker=page["marker"])["names"]
            if len(names) != len(set(names)):
                raise Failed(f"the two pages overlap: {names}")
            came(" ".join(names) or "none")

    def _unknown(self, action):
        with self._check(f"{action} of an unknown name") as came:
            fields = {name: VALUES[name] for name in required_fields(action) if name != "connection"}
            answer = self._connection.send(action, **fields)
            # A connection that may read only some things is denied before Glue searches for this one.
            problem = refused_by_glue(answer, action) if answer.status == 403 else refused(answer, 404, "NotFound")
            came(f"{problem['status']} {problem['code']}")

    def _unknown_start(self):
        with self._check("GetStart of an unknown key") as came:
            refused(self._connection.send("GetStart", idempotencyKey=self._new_key("never-sent")), 404, "NotFound")
            came("404 NotFound")


def refused_by_glue(answer, action):
    """The connection may not read it. A caller without permission is denied with the same code, but for another permission."""
    problem = refused(answer, 403, "AccessDenied")
    operation = OPERATIONS.get(action, action)
    if f"glue:{operation}" not in problem["detail"]:
        raise Failed(f"expected a denial that names glue:{operation}, but got {problem['detail']}")
    return problem
