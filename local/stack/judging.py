"""The validators that run in Node, with the packages that local/stack/preparing.py installs for the tests."""

import json
import shutil
import subprocess

from stack.environment import for_running
from stack.folders import ROOT
from stack.preparing import JUDGES


def are_installed():
    return (JUDGES / "stamp").exists() and shutil.which("node") is not None


def judged(script, questions):
    """The results of a script in checks/ for a list of inputs."""
    ended = _node("--max-old-space-size=2048", ROOT / "checks" / script, question=json.dumps(questions))
    if ended.returncode != 0:
        raise AssertionError(f"{script} failed: {ended.stderr}")
    return json.loads(ended.stdout)


def linted(contract):
    """The findings of Redocly's linter in an OpenAPI document, by the rules of redocly.yaml: rules and messages."""
    options = ["--config", ROOT / "redocly.yaml", "--format", "json"]
    ended = _node(JUDGES / "node_modules/@redocly/cli/bin/cli.js", "lint", contract, *options)
    if not ended.stdout:
        raise AssertionError(f"Redocly's linter failed: {ended.stderr}")
    return [(it["ruleId"], it["message"]) for it in json.loads(ended.stdout)["problems"]]


def prose_problems(files, rules):
    """What textlint finds in files by rules: file, line and message of each problem."""
    options = ["--config", rules, "--format", "json"]
    ended = _node(JUDGES / "node_modules/textlint/bin/textlint.js", *options, *files)
    if not ended.stdout:
        raise AssertionError(f"textlint failed: {ended.stderr}")
    found = json.loads(ended.stdout)
    return [f"{it['filePath']}:{problem['line']}: {problem['message']}" for it in found for problem in it["messages"]]


def _node(*command, question=""):
    environment = for_running("http://127.0.0.1:1") | {"NODE_PATH": str(JUDGES / "node_modules")}
    environment |= {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}
    # textlint looks for its rules in the working directory.
    return subprocess.run(["node", *command], input=question, env=environment, cwd=JUDGES, capture_output=True, text=True)
