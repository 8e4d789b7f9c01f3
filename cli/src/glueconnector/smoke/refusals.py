"""Requests that never reach Glue."""

from botocore.credentials import Credentials

from glueconnector.routes import ROUTES, required_fields
from glueconnector.smoke.checks import UNKNOWN_NAME, VALUES, Checks
from glueconnector.smoke.connection import refused
from glueconnector.smoke.verdicts import Unexpected


class Refusals(Checks):
    """Requests that never reach Glue are rejected with a problem document, by API Gateway or by the function."""

    def run(self) -> None:
        for check in (self._unsigned, self._wrong_secret_key, self._no_route, self._unknown_fields, self._arn):
            self._verdicts.chain(check)

    def _unsigned(self) -> None:
        with self._check("an unsigned request") as note:
            refused(self._connection.send_request(*self._connection.request("ListJobs")), 403, "AccessDenied")
            note("403 AccessDenied")

    def _wrong_secret_key(self) -> None:
        with self._check("a request signed with a wrong secret key") as note:
            answer = self._connection.send_request(*self._connection.request("ListJobs"), credentials=self._forged())
            refused(answer, 403, "AccessDenied")
            note("403 AccessDenied")

    def _forged(self) -> Credentials:
        """The caller's own access key with a wrong secret key."""
        own = self._connection.target.credentials()
        return Credentials(str(own.access_key), "0" * len(str(own.secret_key)), own.token)

    def _no_route(self) -> None:
        with self._check("a route that does not exist") as note:
            known, credentials = self._connection.request("ListJobs"), self._connection.target.credentials()
            answer = self._connection.send_request(known.method, f"{known.path}/no/such/route", credentials=credentials)
            refused(answer, 403, "AccessDenied")
            note("403 AccessDenied")

    def _unknown_fields(self) -> None:
        with self._check("an unknown field, on each route") as note:
            wrong = [text for action in ROUTES if (text := self._wrong_about(action))]
            if wrong:
                raise Unexpected(f"{len(wrong)} of {len(ROUTES)} failed, the first: {wrong[0]}")
            note(f"400 InvalidRequest that names the field, on all {len(ROUTES)}")

    def _wrong_about(self, action: str) -> str | None:
        required = {name: VALUES[name] for name in required_fields(action) if name != "connection"}
        try:
            problem = refused(self._connection.send(action, colour="red", **required), 400, "InvalidRequest")
        except Unexpected as wrong:
            return f"{action} {wrong}"
        return None if "colour" in problem["detail"] else f"{action} does not name the field: {problem['detail']}"

    def _arn(self) -> None:
        with self._check("StartJobRun with an ARN as the name") as note:
            answer = self._connection.send("StartJobRun", name=f"arn:aws:glue:eu-west-1:000000000000:job-{UNKNOWN_NAME}")
            note(refused(answer, 400, "InvalidRequest")["detail"])
