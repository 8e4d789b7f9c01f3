"""The stack that a command works on: deployed on AWS, or the local one."""

import functools
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

import click
from botocore.config import Config
from botocore.credentials import Credentials, ReadOnlyCredentials
from botocore.exceptions import ClientError, NoCredentialsError, NoRegionError
from botocore.session import Session

from glueconnector import local_stack
from glueconnector.failures import Failed, explained
from glueconnector.local_stack import LocalStack

# The outputs by which a stack of template.yaml is known.
KNOWN_BY = {"ApiUrl", "RunJobStateMachineArn", "ConnectionPrefix"}
# The key pair of the emulated account's administrator.
LOCAL_KEY = "test"


@dataclass(frozen=True)
class Target:
    """A stack, in the Region and with the credentials that the AWS SDK finds. It calls AWS only if it is used."""

    given_name: str | None
    session: Session
    given_api_url: str | None = None
    local: LocalStack | None = None
    caller: str = "caller"

    @property
    def region(self) -> str:
        region: str | None = self.session.get_config_variable("region")
        if region is None:
            raise NoRegionError
        return region

    @property
    def endpoint(self) -> str | None:
        """The endpoint of an emulated AWS; None on AWS."""
        endpoint = self.local.endpoint if self.local else os.environ.get("AWS_ENDPOINT_URL") or None
        return endpoint.rstrip("/") if endpoint and is_local(endpoint) else None

    def client(self, service: str, seconds: int = 60) -> Any:
        """A client that waits for a response for the given time. It reads the SDK's endpoint variables."""
        endpoint = self.local.endpoint if self.local else None
        settings = Config(read_timeout=seconds)
        if self.endpoint:
            # This machine needs no proxy, and has no host with the prefix of a synchronous execution.
            settings = settings.merge(Config(proxies={}, inject_host_prefix=False))
        return self.session.create_client(service, region_name=self.region, endpoint_url=endpoint, config=settings)

    @property
    def api_url(self) -> str:
        if self.local:
            return self.local.api_url
        return (self.given_api_url or reachable(self.output("ApiUrl"), self.endpoint)).rstrip("/")

    def credentials(self) -> Credentials | ReadOnlyCredentials:
        """The current credentials for the API; those of a role are renewed while a command waits."""
        if self.local:
            return self._of_local_caller(self.local.callers)
        found = self.session.get_credentials()
        if found is None:
            raise NoCredentialsError
        frozen: ReadOnlyCredentials = found.get_frozen_credentials()
        return frozen

    def _of_local_caller(self, callers: dict[str, dict[str, str]]) -> Credentials:
        if self.caller not in callers:
            raise Failed("The local stack has no such caller.", f"--as: expected {', '.join(callers)}, but got {self.caller}.")
        key = callers[self.caller]
        return Credentials(key["accessKeyId"], key["secretAccessKey"])

    @cached_property
    def stack_name(self) -> str:
        """The given name or, without one, that of the only connector in this account and Region."""
        if self.given_name:
            return self.given_name
        names = [it["StackName"] for it in self._stacks() if {o["OutputKey"] for o in it.get("Outputs", [])} >= KNOWN_BY]
        if not names:
            raise Failed(
                f"There is no stack of the Glue connector in {self.region}.",
                "Choose another --region or --profile, deploy the stack, or start the local one with bin/run.",
            )
        if len(names) > 1:
            raise Failed(f"There are several stacks in {self.region}.", f"Choose one with --stack-name {' or '.join(names)}.")
        return str(names[0])

    def _stacks(self) -> list[dict[str, Any]]:
        try:
            pages = self.client("cloudformation").get_paginator("describe_stacks").paginate()
            return [stack for page in pages for stack in page["Stacks"]]
        except ClientError as refusal:
            error = refusal.response["Error"]
            if error["Code"] != "AccessDenied" or explained(error["Message"], None) is None:
                raise
            title = "These credentials may not search for the stack."
            raise Failed(title, "Name it with --stack-name, or grant cloudformation:DescribeStacks on *.") from refusal

    @cached_property
    def _description(self) -> dict[str, Any]:
        try:
            described: dict[str, Any] = self.client("cloudformation").describe_stacks(StackName=self.stack_name)
        except ClientError as refusal:
            # https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html
            if refusal.response["Error"]["Code"] == "ValidationError":
                remedy = "Check --stack-name, --region and --profile, or deploy the stack."
                raise Failed(f"There is no stack {self.stack_name} in {self.region}.", remedy) from refusal
            raise
        (stack,) = described["Stacks"]
        return dict(stack)

    @cached_property
    def outputs(self) -> dict[str, str]:
        """The outputs of the stack, by name."""
        return {it["OutputKey"]: it["OutputValue"] for it in self._description.get("Outputs", [])}

    @property
    def parameters(self) -> dict[str, str]:
        """The parameters of the stack, by name."""
        return {it["ParameterKey"]: it["ParameterValue"] for it in self._description.get("Parameters", [])}

    def output(self, name: str) -> str:
        """One output of the stack."""
        if name not in self.outputs:
            raise Failed(
                f"Stack {self.stack_name} in {self.region} has no output {name}.",
                "Name a stack of this project's template.yaml with --stack-name, or update the stack.",
            )
        return self.outputs[name]


def is_local(url: str) -> bool:
    return re.match(r"https?://(127\.0\.0\.1|localhost|\[::1])(:|/|$)", url) is not None


def reachable(api_url: str, endpoint: str | None) -> str:
    """ApiUrl holds the API's hostname on AWS; an emulated AWS serves it under its own path."""
    found = re.match(r"https://(?P<api>\w+)\.execute-api\.[^/]+/(?P<stage>\w+)$", api_url)
    return f"{endpoint}/_aws/execute-api/{found['api']}/{found['stage']}" if endpoint and found else api_url


def port_of_endpoint() -> str | None:
    """The port of AWS_ENDPOINT_URL, if that is on this machine."""
    endpoint = os.environ.get("AWS_ENDPOINT_URL", "")
    return str(urlsplit(endpoint).port) if is_local(endpoint) else None


def choose(
    stack_name: str | None, region: str | None, profile: str | None, api_url: str | None, port: str | None, caller: str
) -> Target:
    """The deployed stack if any option names one, otherwise the local one if it is up."""
    options = stack_name or region or profile or api_url
    local = local_stack.find(port or port_of_endpoint()) if port or not options else None
    if local:
        # The SDK would fail on a profile that does not exist, although nothing needs it here.
        os.environ.pop("AWS_PROFILE", None)
        return Target(stack_name, session_of(local.region, (LOCAL_KEY, LOCAL_KEY)), api_url, local, caller)
    if port:
        remedy = f"Start one with bin/run --port {port}, or name a deployed stack with --stack-name."
        raise Failed(f"No local stack is up on port {port}.", remedy)
    return Target(stack_name, session_of(region, profile=profile), api_url)


def session_of(region: str | None = None, key: tuple[str, str] | None = None, profile: str | None = None) -> Session:
    """The SDK's session, with what the arguments choose; it finds everything else where the AWS CLI does."""
    session = Session(profile=profile)
    if region:
        session.set_config_variable("region", region)
    if key:
        session.set_credentials(*key)
    return session


def target_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options that choose a stack. The command receives it as its argument `target`."""

    @click.option("--stack-name", envvar="GLUE_CONNECTOR_STACK", metavar="NAME", help="The deployed stack.")
    @click.option("--region", metavar="REGION", help="The Region of the stack.")
    @click.option("--profile", metavar="NAME", help="The profile of the AWS CLI's configuration.")
    @click.option("--api-url", envvar="API_URL", metavar="URL", help="The address of the API, instead of a stack.")
    @click.option("--port", metavar="PORT", help="The port of the local stack, if several are up.")
    @functools.wraps(command)
    def with_target(
        stack_name: str | None, region: str | None, profile: str | None, api_url: str | None, port: str | None, **others: Any
    ) -> Any:
        caller = others.pop("caller", "caller")
        return command(target=choose(stack_name, region, profile, api_url, port, caller), **others)

    return with_target
