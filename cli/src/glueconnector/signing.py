"""Signed requests to the HTTP API, through botocore's own signer and transport."""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials, ReadOnlyCredentials
from botocore.exceptions import ResponseStreamingError
from botocore.httpsession import URLLib3Session
from botocore.utils import get_environ_proxies

from glueconnector.target import is_local

# API Gateway answers within 29 seconds:
# https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
SECONDS_TO_ANSWER = 35


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: str

    @property
    def succeeded(self) -> bool:
        return 200 <= self.status < 300

    @property
    def content(self) -> dict[str, Any]:
        """The JSON object of the body; empty if it is none."""
        return object_of(self.body)

    @property
    def content_type(self) -> str:
        """Without parameters. The name of the header may have any case."""
        types = [value for name, value in self.headers.items() if name.lower() == "content-type"]
        return types[0].partition(";")[0].strip() if types else ""


def object_of(text: str) -> dict[str, Any]:
    """The JSON object in a text; empty if it holds anything else."""
    try:
        content = json.loads(text)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


class Http:
    """Sends requests to one host. It uses the user's proxies and certificates, as the SDK's own clients do."""

    def __init__(self, url: str):
        trusted: Any = os.environ.get("AWS_CA_BUNDLE") or os.environ.get("REQUESTS_CA_BUNDLE") or True
        proxies = {} if is_local(url) else get_environ_proxies(url)
        self._session = URLLib3Session(verify=trusted, proxies=proxies, timeout=SECONDS_TO_ANSWER)

    def request(
        self,
        method: str,
        url: str,
        body: str | None,
        headers: Iterable[tuple[str, str]],
        region: str,
        credentials: Credentials | ReadOnlyCredentials | None,
    ) -> Answer:
        """Sends one request, signed with the credentials or, without any, unsigned."""
        content = None if body is None else body.encode()
        request = AWSRequest(method, url, data=content, headers={"Accept": "application/json"} | dict(headers))
        if content is not None and "Content-Type" not in request.headers:
            request.headers["Content-Type"] = "application/json"
        if credentials:
            SigV4Auth(credentials, "execute-api", region).add_auth(request)
        answer = self._session.send(request.prepare())
        # The transport reports no response that ends early.
        if len(answer.content) < int(answer.headers.get("Content-Length", 0)):
            raise ResponseStreamingError(error="the response ended early")
        return Answer(answer.status_code, dict(answer.headers), answer.content.decode(errors="replace"))
