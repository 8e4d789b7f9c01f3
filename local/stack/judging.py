"""The judges that run in Node, with the packages that local/stack/preparing.py installs for the tests."""

import json
import shutil
import subprocess

from stack.environment import for_running
from stack.folders import ROOT
from stack.preparing import JUDGES


def are_installed():
    return (JUDGES / "stamp").exists() and shutil.which("node") is not None


def judged(script, questions):
    """What a script of checks/ answers to a list."""
    environment = for_running("http://127.0.0.1:1") | {"NODE_PATH": str(JUDGES / "node_modules")}
    command = ["node", "--max-old-space-size=2048", ROOT / "checks" / script]
    ended = subprocess.run(command, input=json.dumps(questions), env=environment, capture_output=True, text=True)
    if ended.returncode != 0:
        raise AssertionError(f"{script} failed: {ended.stderr}")
    return json.loads(ended.stdout)
