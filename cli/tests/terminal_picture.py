"""Takes the picture of a terminal for the README, docs/guide/terminal.svg.

Usage: PYTHONPATH=cli/src:local:. .local/tools/bin/python -m cli.tests.terminal_picture FILE
"""

import io
import json
import os
import re
import sys
from pathlib import Path

from cli.tests.conftest import SETTINGS

COLUMNS = 104
JOB = "nightly-load"
EXECUTION = {"executionArn": "x", "stateMachineArn": "x", "name": "x", "startDate": 1}
SUCCESS = {
    "state": "SUCCEEDED",
    "jobRunId": "jr_83c188f530ca",
    "startedOn": "2026-11-29T02:00:04Z",
    "completedOn": "2026-11-29T02:30:11Z",
    "executionTimeSeconds": 1795,
}
FAILURE = {
    "state": "FAILED",
    "jobRunId": "jr_5c1e2f8a90b7",
    "startedOn": "2026-11-30T02:00:04Z",
    "completedOn": "2026-11-30T02:31:10Z",
    "executionTimeSeconds": 1858,
    "errorMessage": "KeyError: 'price'",
}
# What moves the cursor or erases; colors stay.
CONTROLS = re.compile(r"\x1b\[[0-9;?]*[A-Za-ln-z]")
# The picture fetches nothing when it is opened.
FONTS = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


def shown(report):
    """What the terminal shows of one run, line by line, with colors."""
    from cli.tests.aws import Aws
    from cli.tests.glue import CLI, Terminal, command_of

    day = report["startedOn"].partition("T")[0]
    words = ["run", JOB, "--arg", f"day={day}", "--key", f"load-of-{day}"]
    with Aws() as aws:
        aws.answers = progress(report["jobRunId"])
        aws.of_services |= {
            "StartExecution": [{"executionArn": "x", "startDate": 1}],
            "DescribeExecution": [EXECUTION | {"status": "RUNNING"}, ended(report)],
        }
        own = {"PATH": os.environ["PATH"], "PYTHONPATH": str(CLI / "src"), "TERM": "xterm-256color", "AWS_ENDPOINT_URL": aws.url}
        # Without the local stack that may be up.
        target = ["--stack-name", "glue-connector"]
        terminal = Terminal(command_of([*words, *target]), SETTINGS | own, COLUMNS)
        terminal.end()
    return [f"$ glue {' '.join(words)}", *lines(terminal.raw), ""]


def ended(report):
    content = json.dumps(report | {"name": JOB, "region": "eu-west-1"})
    if report["state"] == "SUCCEEDED":
        return EXECUTION | {"status": "SUCCEEDED", "output": content}
    return EXECUTION | {"status": "FAILED", "error": f"JobRun.{report['state']}", "cause": content}


def progress(run_id):
    """The API's answers while a run is awaited: earlier runs, the start and the run."""
    from stack.openapi import answers

    earlier = answers("ListJobRuns")[0]["jobRuns"][0] | {"jobName": JOB, "jobRunState": "SUCCEEDED", "executionTime": 1795}
    run = answers("GetJobRun")[0]["jobRun"] | {"id": run_id, "jobName": JOB, "jobRunState": "RUNNING"}
    start = answers("GetStart")[0] | {"name": JOB, "jobRunId": run_id}
    return [(200, {"jobRuns": [earlier]}), (200, start), (200, {"jobRun": run})]


def lines(raw):
    """The lines that the terminal showed, and of the line that shows the run live, its last form."""
    found = [it for it in re.split(r"[\r\n]+", CONTROLS.sub("", raw)) if it.strip()]
    live = [it for it in found if it.startswith(JOB)]
    return live[-1:] + [it for it in found if it not in live]


def take(file):
    from rich.console import Console
    from rich.text import Text

    console = Console(file=io.StringIO(), record=True, width=COLUMNS, force_terminal=True, color_system="standard")
    for line in (line for report in (SUCCESS, FAILURE) for line in shown(report)):
        console.print(Text.from_ansi(line), soft_wrap=True)
    file.write_text(FONTS.sub("", console.export_svg(title="glue", unique_id="terminal")), encoding="utf-8")


if __name__ == "__main__":
    take(Path(sys.argv[1]))
