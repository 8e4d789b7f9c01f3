"""The command line over the deployed stack: what it starts, waits for, stops and connects, found as a person's shell finds it."""

import json
import re
import subprocess

import pytest
from cli.tests.glue import Terminal

from stack.environment import for_running
from stack.folders import ROOT
from stack.openapi import ROUTES
from stack.seeding import JOB, SPARK_JOB
from stack.waiting import ENDED, poll

GLUE = str(ROOT / "bin/glue")
SECONDS_TO_END = 120


@pytest.fixture(scope="module")
def glue(stack):
    """Runs bin/glue with the settings with which the README calls the local stack as its administrator."""

    def run(*words, given=None):
        done = subprocess.run(
            [GLUE, *words],
            env=for_running(stack.endpoint),
            input=given or "",
            capture_output=True,
            text=True,
            timeout=SECONDS_TO_END,
            check=False,
        )
        assert "Traceback" not in done.stderr
        return done

    return run


def test_glue_jobs_areThoseOfTheApi(glue):
    done = glue("jobs", "--all")
    assert (done.returncode, done.stderr) == (0, "")
    assert {JOB, SPARK_JOB} <= set(done.stdout.split())


def test_glue_startTwiceWithOneKey_isOneRun(glue):
    first, second = (json.loads(glue("start", JOB, "--key", "cli/once", "--json").stdout) for _ in range(2))
    assert first["jobRunId"] == second["jobRunId"]
    assert (first["replayed"], second["replayed"]) == (False, True)
    assert first["jobRunId"] in glue("key", "cli/once").stdout


def test_glue_run_waitsForTheEnd(glue):
    done = glue("run", JOB, "--arg", "group-by=country")
    assert done.returncode == 0, done.stderr
    assert re.match(r"state +SUCCEEDED\nrun +jr_", done.stdout)


def test_glue_runThatFails_exitCode3AndMessage(glue):
    done = glue("run", SPARK_JOB, "--arg", "demo-outcome=FAILED", "--arg", "demo-message=no disk", "--arg", "demo-seconds=1")
    assert done.returncode == 3, done.stdout + done.stderr
    assert "no disk" in done.stdout


def test_glue_runUnknownJob_showsTheConnectorsError(glue):
    done = glue("run", "absent")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[-2] == "The execution ended with NotFound."


def test_glue_runInterruptedAndStopped_stopsTheRunInGlue(stack, aws):
    terminal = Terminal(
        [GLUE, "run", SPARK_JOB, "--arg", "demo-seconds=120", "--key", "cli/stopped"], for_running(stack.endpoint)
    )
    terminal.wait_for(f"{SPARK_JOB} RUNNING")
    terminal.interrupt()
    terminal.wait_for("Stop the run, or leave it")
    terminal.type("stop\n")
    assert terminal.end() == 130
    runs = aws.client("glue").get_job_runs
    states = poll(lambda: {it["JobRunState"] for it in runs(JobName=SPARK_JOB)["JobRuns"]}, lambda it: it <= ENDED)
    assert "STOPPED" in states


def test_glue_fleet_showsCountsAndFailures(glue, tmp_path):
    file = tmp_path / "fleet.json"
    file.write_text(json.dumps({"items": [{"name": JOB}, {"name": "absent"}], "toleratedFailures": 1}))
    done = glue("fleet", str(file))
    assert done.returncode == 0, done.stderr
    assert re.search(r"NotFound +1\nSUCCEEDED +1\n", done.stdout)
    assert re.search(r"^1 +absent +NotFound", done.stdout, re.MULTILINE)


@pytest.mark.skipif("ListJobRuns" not in ROUTES, reason="the contract has no history yet")
def test_glue_report_showsRunsAndTheItemsOfAFleet(glue, tmp_path):
    items, report = tmp_path / "fleet.json", tmp_path / "report.html"
    items.write_text(json.dumps([{"name": JOB}, {"name": JOB}]))
    fleet = re.search(r"^fleet (\S+)", glue("fleet", str(items)).stderr, re.MULTILINE)
    assert fleet is not None
    done = glue("report", "--job", JOB, "--fleet", fleet[1], "--output", str(report))
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{report}\n", "")
    assert "2 items: 2 SUCCEEDED." in report.read_text(encoding="utf-8")


def test_glue_connect_createsAWorkingConnection(stack, glue, aws):
    secret = aws.client("secretsmanager").get_secret_value(SecretId=stack.outputs["ConnectionPrefix"] + "default")["SecretString"]
    done = glue("connect", "by-hand", "--from-file", "-", given=secret)
    assert done.returncode == 0, done.stderr
    assert re.search(r"ListJobs +allowed", done.stdout)
    assert json.loads(secret)["secretAccessKey"] not in done.stdout + done.stderr
    assert glue("jobs", "-c", "by-hand").returncode == 0
