"""Fixtures: glue in this process, as a process of its own or on a pseudo-terminal, over an AWS on 127.0.0.1."""

import os
import sys
from pathlib import Path

import pytest

CLI = Path(__file__).parents[1]
# The packages that bin/glue runs on, before those of the environment that runs pytest.
sys.path[:0] = [str(it) for it in sorted((CLI.parent / ".local/cli").glob("lib/python3.*/site-packages"))]

from cli.tests.aws import Aws  # noqa: E402
from cli.tests.glue import Glue  # noqa: E402

SETTINGS = {
    "AWS_ACCESS_KEY_ID": "AKIATEST",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_DEFAULT_REGION": "eu-west-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_MAX_ATTEMPTS": "1",
    "AWS_SECRET_ACCESS_KEY": "the-secret-key",
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "TZ": "UTC",
}
# What the user's shell may set and a test must not see.
DROPPED = ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy", "API_URL", "GLUE_CONNECTOR_STACK")


@pytest.fixture
def aws():
    with Aws() as server:
        yield server


@pytest.fixture
def glue(aws, monkeypatch, tmp_path, capsys):
    """Runs glue against the server. No setting of the user, no local stack and no other endpoint is visible to it."""
    for name in [name for name in os.environ if name.startswith("AWS_") or name in DROPPED]:
        monkeypatch.delenv(name)
    for name, value in (SETTINGS | {"AWS_ENDPOINT_URL": aws.url}).items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("glueconnector.local_stack.folders", list)
    return Glue(monkeypatch, capsys)


@pytest.fixture
def pauses(monkeypatch):
    """The pauses between requests: recorded instead of waited for."""
    recorded: list[float] = []
    monkeypatch.setattr("time.sleep", recorded.append)
    return recorded
