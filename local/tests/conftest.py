"""Fixtures of several test files: the doors, and a connection of each kind with resources in its account."""

import pytest

from stack.aws import outputs_of
from stack.environment import ACCOUNT, REGION
from stack.releasing import assemble
from stack.running import BUCKET, STACK_NAME
from tests.canaries import Canaries
from tests.connections import Connections
from tests.deployed import SCHEDULED, Deployed
from tests.doors import Doors
from tests.sam import RELEASE, deploy_release
from tests.things import Things
from tests.waits import Waits


@pytest.fixture(scope="session")
def doors(stack, call, aws, heard):
    return Doors(stack, call, aws, heard)


@pytest.fixture(scope="session")
def canaries(counts):
    """The secrets of all connections that the tests create."""
    watched = Canaries()
    yield watched
    counts["canaries searched for"] += len(watched.values)


@pytest.fixture(scope="session")
def connections(stack, canaries):
    return Connections(stack, canaries)


@pytest.fixture(scope="session")
def kinds(connections):
    """Both main kinds: a key pair of this account, a role in a partner's account with an External ID."""
    return {"accessKey": connections.access_key("own-key"), "assumeRole": connections.assume_role("partner-role")}


@pytest.fixture(scope="session")
def things(stack):
    """Creates resources in an account."""
    return lambda account=ACCOUNT, region=REGION: Things(stack, account, region)


@pytest.fixture
def faults(glue):
    """Faults of Glue that end with the test."""
    yield glue.fault
    glue.no_faults()


@pytest.fixture(scope="session")
def waits(stack, aws, glue):
    return Waits(stack, aws, glue)


@pytest.fixture(scope="session")
def deployed(stack, aws):
    return Deployed(aws, stack.outputs)


@pytest.fixture(scope="session")
def release(tmp_path_factory):
    """The folder of a release, outside of the project."""
    folder = tmp_path_factory.mktemp("release") / RELEASE
    assemble(RELEASE, folder)
    return folder


@pytest.fixture(scope="session")
def opted_in(stack, aws, release):
    """A second stack over the same connections, from a release, with what the first one has not: a scheduled job that may fall
    silent, a dashboard, log lines in reports, and the functions' own roles."""
    name = "glue-connector-second"
    allowing = ["--parameter-overrides", stack.deployer.boundary, "AllowExecutionRoleConnections=true", "FailureLogLines=1"]
    allowing += [f"ScheduledJobName={SCHEDULED}", "ScheduledJobExpression=at(2099-12-31T00:00:00)", "ScheduledJobSilenceHours=1"]
    allowing += ["Dashboard=true"]
    # The policy of the bucket that the SAM CLI would create denies requests without TLS.
    bucket = ["--no-resolve-s3", "--s3-bucket", BUCKET, "--s3-prefix", name]
    deploy_release(stack, release, "--stack-name", name, *bucket, *allowing)
    return Deployed(aws, outputs_of(aws.client("cloudformation"), name), name)


@pytest.fixture
def no_events(aws):
    """EventBridge loses the events of ended executions."""
    rules, name = aws.client("events"), f"{STACK_NAME}-ExecutionEnd"
    rules.disable_rule(Name=name)
    yield
    rules.enable_rule(Name=name)


def pytest_collection_modifyitems(items):
    """Runs the test of the exercised policies after all others."""
    items.sort(key=lambda it: it.path.name == "test_policies.py")
