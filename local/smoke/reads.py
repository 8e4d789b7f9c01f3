"""What can be asked without knowing of anything."""

from smoke.checks import NOBODY, Checks
from smoke.connection import refused
from stack.processes import Failed


class Reads(Checks):
    """Who the connection is, and every read that needs to know of nothing."""

    def __init__(self, connection, verdicts):
        super().__init__(connection, verdicts)
        self._allowed = {}

    def run(self):
        lists = [lambda action=action: self._list(action) for action in ("ListJobs", "ListCrawlers", "ListTriggers")]
        for check in (self._test, *lists, self._unknown_run, self._unknown_start):
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
        with self._check(f"{action}, and the page after") as came:
            if not self._allowed.get(action, True):
                refused_by_glue(self._connection.send(action), action)
                came("403 AccessDenied, as TestConnection told")
                return
            page = self._connection.ask(action, maxItems=1)
            names = page["names"]
            if "marker" in page:
                names = names + self._connection.ask(action, maxItems=1, marker=page["marker"])["names"]
            if len(names) != len(set(names)):
                raise Failed(f"both pages hold {names}")
            came(" ".join(names) or "none")

    def _unknown_run(self):
        with self._check("GetJobRun of an unknown run") as came:
            answer = self._connection.send("GetJobRun", name=NOBODY, jobRunId="jr_0")
            # A connection that may read some jobs only is refused before Glue looks for the job.
            problem = refused_by_glue(answer, "GetJobRun") if answer.status == 403 else refused(answer, 404, "NotFound")
            came(f"{problem['status']} {problem['code']}")

    def _unknown_start(self):
        with self._check("GetStart of an unknown key") as came:
            refused(self._connection.send("GetStart", idempotencyKey=self._new_key("never-sent")), 404, "NotFound")
            came("404 NotFound")


def refused_by_glue(answer, action):
    """The connection may not do it. A caller who may not ask is refused with the same code, but by another permission."""
    problem = refused(answer, 403, "AccessDenied")
    if f"glue:{action}" not in problem["detail"]:
        raise Failed(f"expected a refusal that names glue:{action}, came {problem['detail']}")
    return problem
