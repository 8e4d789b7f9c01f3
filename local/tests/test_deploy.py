"""What a user does by hand: the SAM CLI's own commands onto the running stack, with the settings of samconfig.toml."""

import subprocess

from stack.environment import for_running
from stack.folders import ROOT
from stack.preparing import TOOLS
from stack.running import BUCKET, STACK_NAME


def test_sam_buildAndDeploy_secondStackBesideTheFirst(stack, aws, tmp_path):
    """Names carry the stack's name, so two stacks fit one account."""
    build_and_deploy(stack, tmp_path / "built", "--stack-name", "second")
    stacks = aws.client("cloudformation").describe_stacks()["Stacks"]
    status = {found["StackName"]: found["StackStatus"] for found in stacks}
    assert (status[STACK_NAME], status["second"]) == ("CREATE_COMPLETE", "CREATE_COMPLETE")


def test_sam_deployUnchanged_changesNothing(stack, aws, tmp_path):
    build_and_deploy(stack, tmp_path / "built", "--no-resolve-s3", "--s3-bucket", BUCKET)
    functions = aws.client("lambda")
    versions = functions.list_versions_by_function(FunctionName=f"{STACK_NAME}-StartJobRun")["Versions"]
    assert [version["Version"] for version in versions] == ["$LATEST", "1"]


def build_and_deploy(stack, built, *settings):
    sam(stack, "build", "--build-dir", built)
    template = ["--template-file", built / "template.yaml", "--config-file", ROOT / "samconfig.toml"]
    sam(stack, "deploy", *template, *settings)


def sam(stack, *arguments):
    """Runs the SAM CLI as in the project's folder; its answer must be a success."""
    command = [TOOLS / "bin/sam", *arguments]
    ended = subprocess.run(
        [str(word) for word in command],
        cwd=ROOT,
        env=for_running(stack.endpoint),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
