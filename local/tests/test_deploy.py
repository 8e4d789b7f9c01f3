"""A user's manual steps: the SAM CLI's own commands on the running stack, with the settings of samconfig.toml."""

import os
import re
import subprocess

from stack.folders import ROOT
from stack.running import BUCKET, STACK_NAME
from tests.sam import build_and_deploy


def test_sam_buildAndDeploy_secondStackNextToTheFirst(opted_in, aws):
    """Names start with the stack's name, so two stacks fit one account."""
    stacks = aws.client("cloudformation").describe_stacks()["Stacks"]
    status = {found["StackName"]: found["StackStatus"] for found in stacks}
    assert (status[STACK_NAME], status[opted_in.name]) == ("CREATE_COMPLETE", "CREATE_COMPLETE")


def test_sam_deployUnchanged_changesNothing(stack, aws, tmp_path):
    build_and_deploy(stack, tmp_path / "built", "--no-resolve-s3", "--s3-bucket", BUCKET)
    functions = aws.client("lambda")
    versions = functions.list_versions_by_function(FunctionName=f"{STACK_NAME}-StartJobRun")["Versions"]
    assert [version["Version"] for version in versions] == ["$LATEST", "1"]


def test_api_deployedStack_isFoundByItsOutput(stack):
    """The host of a deployed stack is not reachable from here. The request to it proves that the output was read."""
    command = [str(ROOT / "bin/api"), "--stack-name", STACK_NAME, "GET", "/x"]
    environment = os.environ | {"AWS_ENDPOINT_URL": stack.endpoint}
    answer = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
    assert answer.returncode == 1
    assert re.search(r"bin/api: .*(resolve|resolution|not known|unreachable|refused)", answer.stderr)
