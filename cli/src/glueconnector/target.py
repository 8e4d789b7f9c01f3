"""The stack that a command works on: deployed on AWS, or the local one."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import boto3
import click
from botocore.config import Config
from botocore.exceptions import ClientError, NoRegionError

from glueconnector.failures import Failed

DEFAULT_STACK = "glue-connector"


@dataclass(frozen=True)
class Target:
    """A stack by name, in the Region and with the credentials that the AWS SDK finds. It calls AWS only if it is used."""

    stack_name: str
    # A boto3.Session, whose stubs accept only literal names of services.
    session: Any

    @property
    def region(self) -> str:
        region: str | None = self.session.region_name
        if region is None:
            raise NoRegionError
        return region

    def client(self, service: str) -> Any:
        """A client for an AWS service. It honours AWS_ENDPOINT_URL and uses no proxy for an endpoint on this machine."""
        client = self.session.client(service, region_name=self.region)
        if not is_local(client.meta.endpoint_url):
            return client
        return self.session.client(service, region_name=self.region, config=Config(proxies={}))

    @cached_property
    def outputs(self) -> dict[str, str]:
        """The outputs of the stack, by name."""
        try:
            (stack,) = self.client("cloudformation").describe_stacks(StackName=self.stack_name)["Stacks"]
        except ClientError as refusal:
            if refusal.response["Error"]["Code"] == "ValidationError":
                raise self._missing() from refusal
            raise
        return {it["OutputKey"]: it["OutputValue"] for it in stack.get("Outputs", [])}

    def output(self, name: str) -> str:
        """One output of the stack."""
        if name not in self.outputs:
            raise Failed(
                f"Stack {self.stack_name} in {self.region} has no output {name}.",
                "Name a stack of this project's template.yaml with --stack-name, or update the stack.",
            )
        return self.outputs[name]

    def _missing(self) -> Failed:
        return Failed(
            f"There is no stack {self.stack_name} in {self.region}.", "Give --stack-name and --region, or deploy the stack."
        )


def is_local(url: str) -> bool:
    return re.match(r"https?://(127\.0\.0\.1|localhost|\[::1])(:|/|$)", url) is not None


def target_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options that choose a stack. The command receives it as its argument `target`."""

    @click.option("--stack-name", default=DEFAULT_STACK, show_default=True, metavar="NAME", help="The deployed stack.")
    @click.option("--region", metavar="REGION", help="The Region of the stack.")
    @click.option("--profile", metavar="NAME", help="The profile of the AWS CLI's configuration.")
    def with_target(stack_name: str, region: str | None, profile: str | None, **arguments: Any) -> Any:
        session = boto3.Session(profile_name=profile, region_name=region)
        return command(target=Target(stack_name, session), **arguments)

    with_target.__doc__ = command.__doc__
    with_target.__name__ = command.__name__
    # click collects the options of an inner function in this attribute.
    with_target.__click_params__ = getattr(command, "__click_params__", []) + with_target.__click_params__  # type: ignore[attr-defined]
    return with_target
