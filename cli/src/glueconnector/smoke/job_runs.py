"""The check of a job that may be started."""

import json
from collections.abc import Iterable
from typing import Any

from glueconnector.smoke.checks import Checks, shortened
from glueconnector.smoke.connection import Connection, refused
from glueconnector.smoke.verdicts import Unexpected, Verdicts
from glueconnector.smoke.waiting import ENDED, poll

RUN_JOB = "RunJob"
START_TOKEN = "--glue-connector-start-token"
MARK = "--glue-connector-smoke"


class JobRuns(Checks):
    """A job's runs: one that ends by itself, one that is stopped, and one by the workflow. They never run in parallel."""

    def __init__(self, connection: Connection, verdicts: Verdicts, job: str, arguments: dict[str, str], seconds: float):
        super().__init__(connection, verdicts)
        self._job = job
        self._seconds = seconds
        self._given = arguments or {MARK: self._id}
        self._first = ""
        self._shown: dict[str, str] = {}
        self._stopped = ""

    def run(self) -> bool:
        """Returns whether all checks passed."""
        return self._verdicts.chain(
            *(self._argument, self._same_key, self._other_request, self._start_is_known, self._until_it_ends),
            *(self._defaults, self._stop, self._until_stopped),
            self._workflow,
        )

    def _argument(self):
        """The start token is sent as an argument: this shows whether Glue merges given arguments with the job's own."""
        with self._check("StartJobRun: a given argument comes back") as note:
            self._first = self._start("first", args=self._given)["jobRunId"]
            self._shown = self._arguments(self._first)
            lost = {name: value for name, value in self._given.items() if self._shown.get(name) not in (value, "***")}
            if lost:
                shown = names(self._shown) or "no arguments"
                raise Unexpected(f"GetJobRun shows {shown}, but not the given values of {names(lost)}")
            note(shortened(self._first))
            note(f"next to the job's own {names(self._own(self._shown)) or 'that Glue does not show'}")

    def _same_key(self) -> None:
        with self._check("StartJobRun: the same key again") as note:
            again = self._start("first", args=self._given)
            if again["jobRunId"] != self._first or not again["replayed"]:
                raise Unexpected(f"expected {self._first} again, but got {again}")
            note("the same run, replayed")

    def _other_request(self) -> None:
        with self._check("StartJobRun: the same key, another request") as note:
            key = self._new_key("first")
            answer = self._connection.send("StartJobRun", name=self._job, timeoutMinutes=7, idempotencyKey=key)
            refused(answer, 422, "IdempotencyConflict")
            note("422 IdempotencyConflict")

    def _start_is_known(self) -> None:
        with self._check("GetStart of the key") as note:
            known = self._connection.ask("GetStart", idempotencyKey=self._new_key("first"))
            if known["state"] != "started" or known["jobRunId"] != self._first:
                raise Unexpected(f"expected the start of {self._first}, but got {known}")
            note("started, the same run")

    def _until_it_ends(self) -> None:
        with self._check("GetJobRun: until the run has ended") as note:
            note(self._succeeds(self._first))

    def _defaults(self) -> None:
        with self._check("StartJobRun: the job's own arguments remain in effect") as note:
            plain = self._start("plain", startToken=False)["jobRunId"]
            self._stopped = plain
            own = self._own(self._arguments(plain))
            lost = {name: value for name, value in own.items() if self._shown.get(name) != value}
            if lost:
                raise Unexpected(f"the run with {names(self._given)} lacks {names(lost)}, which a run without arguments has")
            note(f"{names(own)}, as in a run without arguments" if own else "Glue shows none in a run without arguments either")

    def _stop(self) -> None:
        with self._check("StopJobRun") as note:
            results = self._connection.ask("StopJobRun", name=self._job, jobRunIds=[self._stopped])["results"]
            verdict = results[0]
            if len(results) != 1 or verdict["outcome"] not in ("stopping", "alreadyEnded"):
                raise Unexpected(f"expected stopping or alreadyEnded, but got {results}")
            note(verdict["outcome"])

    def _until_stopped(self) -> None:
        with self._check("GetJobRun: until the run has stopped") as note:
            states = states_until_end(self._connection, self._job, self._stopped, self._seconds)
            if states[-1] not in ("STOPPED", "SUCCEEDED"):
                raise Unexpected(f"the run ended as {states[-1]}")
            note(", ".join(states))

    def _workflow(self) -> None:
        with self._check("RunJob, and GetJobRun until its run has ended", RUN_JOB) as note:
            output = self._execute({"connection": self._connection.name, "name": self._job, "args": self._given})
            note(shortened(output["jobRunId"]))
            note(self._succeeds(output["jobRunId"]))

    def _execute(self, request: dict[str, Any]) -> dict[str, Any]:
        target = self._connection.target
        output = execute(target.client("stepfunctions"), target.output("RunJobStateMachineArn"), request, self._seconds)
        assert isinstance(output, dict)
        return output

    def _start(self, purpose: str, **fields: Any) -> dict[str, Any]:
        key = self._new_key(purpose)
        return self._connection.start("StartJobRun", self._seconds, name=self._job, idempotencyKey=key, **fields)

    def _arguments(self, job_run_id: str) -> dict[str, str]:
        return dict(read(self._connection, self._job, job_run_id).get("arguments") or {})

    def _own(self, arguments: dict[str, str]) -> dict[str, str]:
        """The job's own arguments: neither given here nor added by the connector."""
        return {name: value for name, value in arguments.items() if name not in self._given and name != START_TOKEN}

    def _succeeds(self, job_run_id: str) -> str:
        states = states_until_end(self._connection, self._job, job_run_id, self._seconds)
        if states[-1] != "SUCCEEDED":
            run = read(self._connection, self._job, job_run_id)
            raise Unexpected(f"the run ended as {states[-1]}: {run.get('errorMessage', 'Glue gives no reason')}")
        return ", ".join(states)


def states_until_end(connection: Connection, job: str, job_run_id: str, seconds: float) -> list[str]:
    """The states that GetJobRun returns one after the other, until the run has ended."""
    states: list[str] = []

    def state() -> str:
        now = str(read(connection, job, job_run_id)["jobRunState"])
        if now not in states:
            states.append(now)
        return now

    poll(state, lambda now: now in ENDED, seconds)
    return states


def read(connection: Connection, job: str, job_run_id: str) -> dict[str, Any]:
    return dict(connection.ask("GetJobRun", name=job, jobRunId=job_run_id)["jobRun"])


def execute(machines: Any, machine: str, request: dict[str, Any], seconds: float) -> Any:
    """Runs a state machine to its end and returns its output."""
    execution = start(machines, machine, request)
    ended = poll(lambda: machines.describe_execution(executionArn=execution), lambda now: now["status"] != "RUNNING", seconds)
    if ended["status"] != "SUCCEEDED":
        raise Unexpected(f"the execution ended as {ended['status']}: {ended.get('error')}: {ended.get('cause')}")
    return json.loads(ended["output"])


def start(machines: Any, machine: str, request: dict[str, Any]) -> str:
    return str(machines.start_execution(stateMachineArn=machine, input=json.dumps(request))["executionArn"])


def names(arguments: Iterable[str]) -> str:
    return " ".join(sorted(arguments))
