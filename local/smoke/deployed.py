"""A deployed stack as its users access it: its outputs, its API through signed HTTP, and clients for its account."""

import json

from botocore.config import Config
from botocore.credentials import Credentials

from stack import signing
from stack.aws import outputs_of
from stack.processes import Failed


class Deployed:
    """A stack in AWS or, with an endpoint, on the emulated AWS there. The session's credentials sign everything."""

    def __init__(self, session, name, endpoint=None):
        self._session = session
        self._endpoint = endpoint
        self.name = name
        self.region = session.region_name
        self.outputs = outputs_of(self.client("cloudformation"), name)
        (described,) = self.client("cloudformation").describe_stacks(StackName=name)["Stacks"]
        self.parameters = {it["ParameterKey"]: it["ParameterValue"] for it in described.get("Parameters", [])}
        if "ApiUrl" not in self.outputs:
            raise Failed(f"stack {name} has no output ApiUrl: name a stack of this project's template.yaml")
        self.api_url = signing.reachable(self.outputs["ApiUrl"], endpoint)

    def client(self, service, seconds=60):
        """A client that waits for a response for the given time."""
        settings = Config(read_timeout=seconds)
        if self._endpoint:
            # boto3 would put the prefix of a synchronous execution's host before the local address.
            local = Config(proxies={}, retries={"total_max_attempts": 1}, inject_host_prefix=False)
            settings = settings.merge(local)
        return self._session.client(service, endpoint_url=self._endpoint, config=settings)

    def credentials(self):
        """The current credentials: those of a role are renewed while a long job runs."""
        found = self._session.get_credentials()
        if found is None:
            raise Failed("no AWS credentials were found where the AWS CLI looks for them")
        return found.get_frozen_credentials()

    def forged(self):
        """The session's own access key with a wrong secret key."""
        own = self.credentials()
        return Credentials(own.access_key, "0" * len(own.secret_key), own.token)

    def send(self, method, path, body=None, headers=(), credentials=None):
        """Sends one request to the API, unsigned if there are no credentials."""
        content = None if body is None else json.dumps(body)
        return signing.request(method, self.api_url + path, content, headers, self.region, credentials)
