"""Fixtures of several test files: the doors, and a connection of each kind with resources in its account."""

import pytest

from stack.aws import outputs_of
from stack.environment import ACCOUNT, REGION
from tests.canaries import Canaries
from tests.connections import Connections
from tests.deployed import Deployed
from tests.doors import Doors
from tests.sam import build_and_deploy
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
def opted_in(stack, aws, tmp_path_factory):
    """A second stack over the same connections, which allows connections on its functions' own roles and reads log lines."""
    name, built = "second", tmp_path_factory.mktemp("second") / "built"
    allowing = ["--parameter-overrides", "AllowExecutionRoleConnections=true", "FailureLogLines=1"]
    build_and_deploy(stack, built, "--stack-name", name, "--s3-prefix", name, *allowing)
    return Deployed(aws, outputs_of(aws.client("cloudformation"), name), name)


def pytest_collection_modifyitems(items):
    """Runs the test of the exercised policies after all others."""
    items.sort(key=lambda it: it.path.name == "test_policies.py")
