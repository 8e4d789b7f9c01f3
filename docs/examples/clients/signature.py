"""AWS Signature Version 4 for API Gateway, for a client that openapi-python-client made:
Client(base_url=..., httpx_args={"auth": Signature(credentials, region)})
"""

from collections.abc import Generator

import httpx
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials


class Signature(httpx.Auth):
    """Signs each request."""

    requires_request_body = True

    def __init__(self, credentials: Credentials, region: str):
        self._credentials = credentials
        self._region = region

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        # httpx writes a space in the query as a plus sign; AWS expects %20.
        request.url = request.url.copy_with(query=request.url.query.replace(b"+", b"%20") or None)
        unsigned = AWSRequest(request.method, str(request.url), data=request.content)
        SigV4Auth(self._credentials.get_frozen_credentials(), "execute-api", self._region).add_auth(unsigned)
        request.headers.update(dict(unsigned.headers.items()))
        yield request
