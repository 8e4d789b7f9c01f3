"""Signed requests to the HTTP API, through botocore's own signer and transport."""

import json
import os
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from botocore import exceptions as aws
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.httpsession import URLLib3Session
from botocore.utils import get_environ_proxies

from glueconnector.failures import FAILED, Failed, explained
from glueconnector.output import note
from glueconnector.target import Target, is_local

# API Gateway answers within 29 seconds:
# https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
SECONDS_TO_ANSWER = 35
# The pauses before a start whose outcome is unknown is sent again.
PAUSES = (1, 2, 4)
LONGEST_PAUSE = 20
NO_RESPONSE = (aws.HTTPClientError, aws.ConnectionError)
# The connection was refused or never made, so nothing was sent.
NOT_SENT = (aws.EndpointConnectionError, aws.ConnectTimeoutError, aws.ProxyConnectionError, aws.SSLError)
GATEWAY_TIMED_OUT = 504
UNAVAILABLE = 503


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def succeeded(self) -> bool:
        return 200 <= self.status < 300

    @property
    def content(self) -> dict[str, Any]:
        """The JSON object of the body; empty if it is none."""
        return object_of(self.text)


def object_of(text: str) -> dict[str, Any]:
    """The JSON object in a text; empty if it holds anything else."""
    try:
        content = json.loads(text)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


class Refused(Failed):
    """The API rejected the request. The answer is the problem document of api/openapi.yaml."""

    def __init__(self, answer: Answer):
        problem = answer.content
        detail = str(problem.get("detail") or answer.text[:300] or "The response has no body.")
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
        proxies = {} if is_local(self._url) else get_environ_proxies(self._url)
        # As the SDK's own clients do.
        trusted: Any = os.environ.get("AWS_CA_BUNDLE") or os.environ.get("REQUESTS_CA_BUNDLE") or True
        self._http = URLLib3Session(verify=trusted, proxies=proxies, timeout=SECONDS_TO_ANSWER)

    def send(self, method: str, path: str, body: str | None = None, headers: Iterable[tuple[str, str]] = ()) -> Answer:
        """Sends one request, whatever its answer."""
        content = None if body is None else body.encode()
        request = AWSRequest(method, self._url + path, data=content, headers={"Accept": "application/json"} | dict(headers))
        if content is not None and "Content-Type" not in request.headers:
            request.headers["Content-Type"] = "application/json"
        SigV4Auth(self._target.credentials(), "execute-api", self._target.region).add_auth(request)
        answer = self._http.send(request.prepare())
        return Answer(answer.status_code, answer.headers, answer.content.decode(errors="replace"))

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None, headers: Iterable[tuple[str, str]] = ()) -> Answer:
        """Sends one request and returns its successful answer."""
        return succeeded(self.send(method, path, None if body is None else json.dumps(body), headers))

    def start(self, path: str, body: dict[str, Any], key: str) -> Answer:
        """Sends a start under its key, and again under the same key while its outcome is unknown, so it starts once."""
        for attempt, pause in enumerate((*PAUSES, 0)):
            try:
                answer = self.send("POST", path, json.dumps(body), [("Idempotency-Key", key)])
            except NO_RESPONSE as lost:
                if attempt == 0 and isinstance(lost, NOT_SENT):
                    raise
                reason = f"No response ({type(lost).__name__})."
            else:
                if not is_unknown(answer) or attempt == len(PAUSES):
                    return succeeded(answer)
                reason = f"{answer.content.get('title', 'Outcome unknown')}."
                pause = min(max(pause, int(answer.content.get("retryAfterSeconds", 0))), LONGEST_PAUSE)
            if attempt < len(PAUSES):
                note(f"{reason} Sending the start again under the same key.")
                time.sleep(pause)
        raise Failed(
            f"It is not known whether the start took effect: {attempt + 1} requests got no response.",
            f"Show the start with `glue key {key}`, or send it again with --key {key}: it starts nothing twice.",
        )


def succeeded(answer: Answer) -> Answer:
    if not answer.succeeded or not answer.content:
        raise Refused(answer)
    return answer


def is_unknown(answer: Answer) -> bool:
    """Whether a start may have taken effect, or is still in progress under the same key."""
    return answer.status in (UNAVAILABLE, GATEWAY_TIMED_OUT) or (
        answer.content.get("code") == "Conflict" and "in progress" in str(answer.content.get("detail"))
    )


def path_of(*segments: str, **query: Any) -> str:
    """A path with its segments and query percent-encoded once. A query field of None is left out."""
    fields = [(name, it) for name, value in query.items() if value is not None for it in several(value)]
    encoded = urlencode(fields, quote_via=quote, safe="")
    return "".join(f"/{quote(it, safe='')}" for it in segments) + (f"?{encoded}" if encoded else "")


def several(value: Any) -> list[str]:
    values = value if isinstance(value, (list, tuple)) else [value]
    return [str(it).lower() if isinstance(it, bool) else str(it) for it in values]
