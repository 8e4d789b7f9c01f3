"""Signed requests to the HTTP API, through botocore's own signer."""

import re
import urllib.error
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials, ReadOnlyCredentials

SECONDS_TO_ANSWER = 30


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: str

    @property
    def content_type(self) -> str:
        """Without parameters. The name of the header may have any case."""
        types = [value for name, value in self.headers.items() if name.lower() == "content-type"]
        return types[0].partition(";")[0].strip() if types else ""


def request(
    method: str,
    url: str,
    body: str | None = None,
    headers: Iterable[tuple[str, str]] = (),
    region: str = "eu-west-1",
    credentials: Credentials | ReadOnlyCredentials | None = None,
) -> Answer:
    """Sends one request, signed with the credentials or, without any, unsigned."""
    content = None if body is None else body.encode()
    sent = AWSRequest(method, url, data=content, headers={"Accept": "application/json"} | dict(headers))
    if content is not None and "Content-Type" not in sent.headers:
        sent.headers["Content-Type"] = "application/json"
    if credentials:
        SigV4Auth(credentials, "execute-api", region).add_auth(sent)
    prepared = urllib.request.Request(url, data=content, headers=dict(sent.headers.items()), method=method)
    try:
        with opener(url).open(prepared, timeout=SECONDS_TO_ANSWER) as answer:
            return Answer(answer.status, dict(answer.headers), answer.read().decode())
    except urllib.error.HTTPError as refusal:
        return Answer(refusal.code, dict(refusal.headers), refusal.read().decode())


def key_pair(key):
    return Credentials(key["accessKeyId"], key["secretAccessKey"])


def opener(url):
    """Uses the user's proxies for a deployed API, none for this machine."""
    local = urlsplit(url).hostname == "127.0.0.1"
    return urllib.request.build_opener(*([urllib.request.ProxyHandler({})] if local else []))


def reachable(api_url: str, endpoint: str | None) -> str:
    """ApiUrl holds the API's hostname on AWS; an emulated AWS serves it under its own path."""
    if endpoint is None:
        return api_url
    ((api, stage),) = re.findall(r"^https://(\w+)\.execute-api\.[^/]+/(\w+)$", api_url)
    return f"{endpoint}/_aws/execute-api/{api}/{stage}"
