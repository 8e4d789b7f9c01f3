"""The SAM CLI's own commands on the running stack, as the deployer runs them, with the settings of samconfig.toml."""

import subprocess

from stack.environment import for_running
from stack.folders import ROOT
from stack.preparing import TOOLS

RELEASE = "1.0.0-rc.1"


def build_and_deploy(stack, built, *settings):
    sam(stack, "build", "--build-dir", built)
    template = ["--template-file", built / "template.yaml", "--config-file", ROOT / "samconfig.toml"]
    sam(stack, "deploy", *template, *settings)


def deploy_release(stack, folder, *settings):
    """Deploys from a release folder, without Maven, a JDK or this project on the path."""
    sam(stack, "deploy", *settings, folder=folder, environment={"PATH": "/nowhere", "JAVA_HOME": "/nowhere"})


def sam(stack, *arguments, folder=ROOT, environment=None):
    """Runs the SAM CLI as in the project's folder; it must succeed."""
    command = [TOOLS / "bin/sam", *arguments]
    ended = subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        env=for_running(stack.endpoint) | stack.deployer.environment | (environment or {}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
