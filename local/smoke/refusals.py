"""Requests that never reach Glue."""

from smoke.checks import NOBODY, VALUES, Checks
from smoke.connection import refused
from stack.openapi import ROUTES, required_fields
from stack.processes import Failed


class Refusals(Checks):
    """Requests that never reach Glue are rejected with a problem document, by API Gateway or by the function."""

    def run(self):
        for check in (self._unsigned, self._forged, self._no_route, self._unknown_fields, self._arn):
            self._verdicts.chain(check)

    def _unsigned(self):
        with self._check("an unsigned request") as came:
            refused(self._connection.stack.send(*self._connection.request("ListJobs")), 403, "AccessDenied")
            came("403 AccessDenied")

    def _forged(self):
        with self._check("a request signed with a wrong secret key") as came:
            stack = self._connection.stack
            answer = stack.send(*self._connection.request("ListJobs"), credentials=stack.forged())
            refused(answer, 403, "AccessDenied")
            came("403 AccessDenied")

    def _no_route(self):
        with self._check("a route that does not exist") as came:
            stack, known = self._connection.stack, self._connection.request("ListJobs")
            answer = stack.send(known.method, f"{known.path}/no/such/route", credentials=stack.credentials())
            refused(answer, 403, "AccessDenied")
            came("403 AccessDenied")

    def _unknown_fields(self):
        with self._check("an unknown field, on each route") as came:
            wrong = [text for action in ROUTES if (text := self._wrong_about(action))]
            if wrong:
                raise Failed(f"{len(wrong)} of {len(ROUTES)} failed, the first: {wrong[0]}")
            came(f"400 InvalidRequest that names the field, on all {len(ROUTES)}")

    def _wrong_about(self, action):
        required = {name: VALUES[name] for name in required_fields(action) if name != "connection"}
        try:
            problem = refused(self._connection.send(action, colour="red", **required), 400, "InvalidRequest")
        except Failed as wrong:
            return f"{action} {wrong}"
        return None if "colour" in problem["detail"] else f"{action} does not name the field: {problem['detail']}"

    def _arn(self):
        with self._check("StartJobRun with an ARN as the name") as came:
            answer = self._connection.send("StartJobRun", name=f"arn:aws:glue:eu-west-1:000000000000:job-{NOBODY}")
            came(refused(answer, 400, "InvalidRequest")["detail"])
