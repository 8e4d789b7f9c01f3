"""A user's manual steps: the SAM CLI's own commands on the running stack, with the settings of samconfig.toml."""

import subprocess

from stack.environment import for_running
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
    """API Gateway's own response, under the emulator's address of the API, proves that the output was read."""
    command = [str(ROOT / "bin/api"), "--stack-name", STACK_NAME, "GET", "/x"]
    answer = subprocess.run(
        command, env=for_running(stack.endpoint), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120
    )
    assert answer.returncode == 4
    assert "no such route exists" in answer.stdout
