"""Measures a report on a thousand runs of a stack: the seconds to make it, its size, the seconds until Chromium shows it.

Usage: .local/cli/bin/python bench/thousand_runs.py [--start JOB --port PORT] [options of glue report]

With --start, it first starts runs of JOB on the local stack on PORT until there are a thousand of them. It ends with 1 if there
are fewer runs or if a budget is exceeded. Run nothing else on the machine.
"""

import argparse
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from cli.tests.report.browser import Browser  # noqa: E402

RUNS = 1_000
MEGABYTE = 1_000_000
SECONDS_BETWEEN_READS = 2


def budgets(seconds, size, usable):
    """The measured values, each with its name, its unit and its maximum."""
    return [("made in", seconds, "s", 20), ("size", size / MEGABYTE, "MB", 6), ("usable after", usable, "s", 2)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--start", metavar="JOB")
    parser.add_argument("--port", default="4566")
    known, options = parser.parse_known_args()
    if known.start:
        start(known.start, known.port)
        options += ["--port", known.port]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "report.html"
        began = time.monotonic()
        subprocess.run([ROOT / "bin/glue", "report", "--output", file, *options], check=True, stdout=subprocess.DEVNULL)
        seconds = time.monotonic() - began
        runs = len(re.findall(r'<tr id="run-\d+"', file.read_text(encoding="utf-8")))
        usable = shown(file, folder)
        failed = runs < RUNS
        print(f"runs          {runs:8,}   {'at least' if failed else ''} {RUNS if failed else ''}".rstrip())
        for name, value, unit, most in budgets(seconds, file.stat().st_size, usable):
            print(f"{name:<13} {value:8.2f} {unit}, at most {most}")
            failed |= value > most
    return int(failed)


def shown(file, folder):
    """The seconds from the navigation to the first frame with all charts, in a browser that has already started."""
    browser = Browser(folder)
    try:
        return browser.open(file)
    finally:
        browser.close()


def start(job, port):
    """Starts runs in batches, since the job has a maximum of concurrent runs."""
    from botocore.session import Session

    key = "test"
    glue: Any = Session().create_client(
        "glue", "eu-west-1", endpoint_url=f"http://127.0.0.1:{port}", aws_access_key_id=key, aws_secret_access_key=key
    )
    pages = glue.get_paginator("get_job_runs").paginate(JobName=job)
    missing = RUNS - sum(len(it["JobRuns"]) for it in pages)
    while missing > 0:
        try:
            glue.start_job_run(JobName=job, Arguments={"--demo-seconds": "0"})
            missing -= 1
        except glue.exceptions.ConcurrentRunsExceededException:
            time.sleep(SECONDS_BETWEEN_READS)


if __name__ == "__main__":
    sys.exit(main())
