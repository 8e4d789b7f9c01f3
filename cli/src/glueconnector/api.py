"""The HTTP API of one stack, with failures as people read them."""

import json
import time
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, urlencode

from botocore import exceptions as aws

from glueconnector.failures import FAILED, Failed, explained
from glueconnector.output import note
from glueconnector.signing import Answer, Http
from glueconnector.target import Target

# The pauses before a start whose outcome is unknown is sent again.
PAUSES = (1, 2, 4)
LONGEST_PAUSE = 20
NO_RESPONSE = (aws.HTTPClientError, aws.ConnectionError)
# The connection was refused or never made, so nothing was sent.
NOT_SENT = (aws.EndpointConnectionError, aws.ConnectTimeoutError, aws.ProxyConnectionError)


class Refused(Failed):
    """The API rejected the request. The answer is the problem document of api/openapi.yaml."""

    def __init__(self, answer: Answer):
        problem = answer.content
        detail = str(problem.get("detail") or answer.body[:300] or "The response has no body.")
        answered = answer.headers.get("date") or answer.headers.get("Date")
        own = f"{problem.get('title', 'The response is not of the API of a Glue connector')} (HTTP {answer.status})."
        title, remedy = (answer.status == 403 and explained(detail, answered)) or (own, detail)
        super().__init__(title, remedy, answer.status // 100 if answer.status >= 400 else FAILED)
        self.answer = answer
        self.error_code = problem.get("code")


class Api:
    """The API of one stack. Every request is signed with the target's credentials."""

    def __init__(self, target: Target):
        self._target = target
        self._url = target.api_url
        self._http = Http(self._url)

    def send(self, method: str, path: str, body: str | None = None, headers: Iterable[tuple[str, str]] = ()) -> Answer:
        """Sends one request, whatever its answer."""
        return self._http.request(method, self._url + path, body, headers, self._target.region, self._target.credentials())

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None, headers: Iterable[tuple[str, str]] = ()) -> Answer:
        """Sends one request and returns its successful answer."""
        return succeeded(self.send(method, path, None if body is None else json.dumps(body), headers))

    def start(self, path: str, body: dict[str, Any], key: str) -> Answer:
        """Sends a start under its key, and again under the same key while its outcome is unknown, so it starts once."""
        arrived = False
        for pause in (*PAUSES, None):
            try:
                answer = self.send("POST", path, json.dumps(body), [("Idempotency-Key", key)])
            except NO_RESPONSE as lost:
                arrived = arrived or may_have_arrived(lost)
                if not arrived and (pause is None or is_untrusted(lost)):
                    raise
                reason, wanted = f"No response ({type(lost).__name__}).", 0
            else:
                if not is_unknown(answer):
                    return succeeded(answer)
                arrived, problem = True, answer.content
                reason, wanted = f"{problem.get('title', 'Outcome unknown')}.", int(problem.get("retryAfterSeconds", 0))
                if pause is None:
                    raise Refused(answer)
            if pause is not None:
                note(f"{reason} Sending the start again under the same key.")
                time.sleep(min(max(pause, wanted), LONGEST_PAUSE))
        raise Failed(
            f"It is not known whether the start took effect: {len(PAUSES) + 1} requests got no response.",
            f"Show the start with `glue key {key}`, or send it again with --key {key}: it starts nothing twice.",
        )


def may_have_arrived(lost: Exception) -> bool:
    """Whether a request without a response may have reached the API. TLS may also break while the response arrives."""
    return not isinstance(lost, NOT_SENT) and not is_untrusted(lost)


def is_untrusted(lost: Exception) -> bool:
    """Whether TLS ended before anything was sent, since the server's certificate is not trusted. Waiting does not help."""
    return isinstance(lost, aws.SSLError) and "CERTIFICATE_VERIFY_FAILED" in str(lost)


def succeeded(answer: Answer) -> Answer:
    if not answer.succeeded or not answer.content:
        raise Refused(answer)
    return answer


def is_unknown(answer: Answer) -> bool:
    """Whether a start may have taken effect, or is still in progress under the same key."""
    problem = answer.content
    if problem.get("code") == "Conflict":
        return "in progress" in str(problem.get("detail"))
    # A proxy's page, or API Gateway's own response for a function that failed: template.yaml, GatewayResponses.
    unsettled = "code" not in problem or "may have taken effect" in str(problem.get("detail"))
    return answer.status in (503, 504) or (answer.status >= 500 and unsettled)


def path_of(*segments: str, **query: Any) -> str:
    """A path with its segments and query percent-encoded once. A query field of None is left out."""
    fields = [(name, it) for name, value in query.items() if value is not None for it in several(value)]
    encoded = urlencode(fields, quote_via=quote, safe="")
    return "".join(f"/{quote(it, safe='')}" for it in segments) + (f"?{encoded}" if encoded else "")


def several(value: Any) -> list[str]:
    values = value if isinstance(value, (list, tuple)) else [value]
    return [str(it).lower() if isinstance(it, bool) else str(it) for it in values]
