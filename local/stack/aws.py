"""Clients for the emulated AWS; they know no other endpoint."""

import boto3
from botocore.config import Config

from stack.environment import REGION, ROOT_KEY


class Aws:
    """Clients for one key pair, by default the root's. An account's ID is also the access key of its root."""

    def __init__(self, endpoint, key=ROOT_KEY, secret=ROOT_KEY, region=REGION):
        self._session = boto3.Session(key, secret, region_name=region)
        self._endpoint = endpoint

    def client(self, service):
        settings = Config(retries={"total_max_attempts": 1}, proxies={})
        return self._session.client(service, endpoint_url=self._endpoint, config=settings)


def outputs_of(cloudformation, stack_name):
    """The outputs of a stack, by name."""
    (stack,) = cloudformation.describe_stacks(StackName=stack_name)["Stacks"]
    return {it["OutputKey"]: it["OutputValue"] for it in stack.get("Outputs", [])}
