"""What never reaches Glue."""

from smoke.checks import NOBODY, Checks
from smoke.connection import refused
from stack.processes import Failed

# Every route, with a name that nothing has and the fields that it requires.
ROUTES = {
    "ListJobs": ("GET", ["jobs"], {}),
    "StartJobRun": ("POST", ["jobs", NOBODY, "runs"], {}),
    "GetJobRun": ("GET", ["jobs", NOBODY, "runs", "jr_0"], {}),
    "StopJobRun": ("POST", ["jobs", NOBODY, "runs", "stop"], {"jobRunIds": ["jr_0"]}),
    "ListCrawlers": ("GET", ["crawlers"], {}),
    "StartCrawler": ("POST", ["crawlers", NOBODY, "start"], {}),
    "StopCrawler": ("POST", ["crawlers", NOBODY, "stop"], {}),
    "ListTriggers": ("GET", ["triggers"], {}),
    "StartTrigger": ("POST", ["triggers", NOBODY, "start"], {}),
    "StopTrigger": ("POST", ["triggers", NOBODY, "stop"], {}),
    "GetStart": ("GET", ["starts"], {"idempotencyKey": NOBODY}),
    "TestConnection": ("POST", ["test"], {}),
}


class Refusals(Checks):
    """What never reaches Glue is refused as a problem document, by API Gateway or by the function."""

    def run(self):
        for check in (self._unsigned, self._forged, self._no_route, self._unknown_fields, self._arn):
            self._verdicts.chain(check)

    def _unsigned(self):
        with self._check("an unsigned request") as came:
            refused(self._connection.stack.send("GET", self._connection.path("jobs")), 403, "AccessDenied")
            came("403 AccessDenied")

    def _forged(self):
        with self._check("a request signed with a wrong secret key") as came:
            stack = self._connection.stack
            refused(stack.send("GET", self._connection.path("jobs"), credentials=stack.forged()), 403, "AccessDenied")
            came("403 AccessDenied")

    def _no_route(self):
        with self._check("a route that does not exist") as came:
            refused(self._connection.send("GET", self._connection.path("no-such-route")), 403, "AccessDenied")
            came("403 AccessDenied")

    def _unknown_fields(self):
        with self._check("an unknown field, on each route") as came:
            wrong = [text for action in ROUTES if (text := self._wrong_about(action))]
            if wrong:
                raise Failed(f"{len(wrong)} of {len(ROUTES)} went wrong, the first: {wrong[0]}")
            came(f"400 InvalidRequest that names it, on all {len(ROUTES)}")

    def _wrong_about(self, action):
        method, segments, required = ROUTES[action]
        fields = required | {"colour": "red"}
        query, body = (fields, None) if method == "GET" else ({}, fields)
        try:
            problem = refused(
                self._connection.send(method, self._connection.path(*segments, **query), body), 400, "InvalidRequest"
            )
        except Failed as wrong:
            return f"{action} {wrong}"
        return None if "colour" in problem["detail"] else f"{action} does not name the field: {problem['detail']}"

    def _arn(self):
        with self._check("StartJobRun with an ARN as the name") as came:
            path = self._connection.path("jobs", f"arn:aws:glue:eu-west-1:000000000000:job-{NOBODY}", "runs")
            came(refused(self._connection.send("POST", path, {}), 400, "InvalidRequest")["detail"])
