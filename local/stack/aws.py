"""Clients for the emulated AWS; they know no other endpoint."""

from functools import cache

import boto3
from botocore.config import Config
from botocore.loaders import Loader, create_loader
from botocore.session import Session

from stack.environment import REGION, ROOT_KEY


class Aws:
    """Clients for one key pair, by default the root's. An account's ID is also the access key of its root."""

    def __init__(self, endpoint, key=ROOT_KEY, secret=ROOT_KEY, region=REGION):
        session = Session()
        session.register_component("data_loader", models())
        self._session = boto3.Session(key, secret, region_name=region, botocore_session=session)
        self._endpoint = endpoint
        self._clients = {}

    def client(self, service):
        """The client for a service. It is created once, since that takes much longer than a call."""
        if service not in self._clients:
            settings = Config(retries={"total_max_attempts": 1}, proxies={})
            self._clients[service] = self._session.client(service, endpoint_url=self._endpoint, config=settings)
        return self._clients[service]


@cache
def models() -> Loader:
    """The models of AWS's services. All sessions share them, because parsing one takes up to a second."""
    return create_loader()


def outputs_of(cloudformation, stack_name):
    """The outputs of a stack, by name."""
    (stack,) = cloudformation.describe_stacks(StackName=stack_name)["Stacks"]
    return {it["OutputKey"]: it["OutputValue"] for it in stack.get("Outputs", [])}
