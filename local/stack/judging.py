"""The validators that run in Node, with the packages that local/stack/preparing.py installs for the tests."""

import json
import shutil
import subprocess
from threading import Lock

from stack.environment import for_running
from stack.folders import ROOT
from stack.preparing import JUDGES


def are_installed():
    return (JUDGES / "stamp").exists() and shutil.which("node") is not None


def judged(script, questions):
    """The results of a script in checks/ for a list of inputs."""
    ended = _node(*_run(script), question=json.dumps(questions))
    if ended.returncode != 0:
        raise AssertionError(f"{script} failed: {ended.stderr}")
    return json.loads(ended.stdout)


class Judge:
    """A script in checks/ that reads a list of inputs per line. It keeps running, because it takes a second to start."""

    def __init__(self, script):
        self._command = ["node", *_run(script)]
        self._process = None
        self._one_at_a_time = Lock()

    def judged(self, questions):
        """The results for a list of inputs."""
        with self._one_at_a_time:
            process = self._running()
            process.stdin.write(json.dumps(questions) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
        if not line:
            raise AssertionError(f"{self._command[-1]} failed; the log of this process has its error.")
        return json.loads(line)

    def _running(self):
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                self._command, env=_environment(), cwd=JUDGES, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
        return self._process


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
    # textlint looks for its rules in the working directory.
    return subprocess.run(["node", *command], input=question, env=_environment(), cwd=JUDGES, capture_output=True, text=True)


def _run(script):
    return "--max-old-space-size=2048", str(ROOT / "checks" / script)


def _environment():
    quiet = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}
    return for_running("http://127.0.0.1:1") | {"NODE_PATH": str(JUDGES / "node_modules")} | quiet
