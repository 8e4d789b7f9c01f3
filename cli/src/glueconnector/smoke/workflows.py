"""The checks of the workflows with a job that may be started: a fleet of two runs, and an execution that is aborted."""

from collections.abc import Sequence

from glueconnector.smoke.checks import Checks, shortened
from glueconnector.smoke.connection import Connection, succeeded
from glueconnector.smoke.job_runs import RUN_JOB, execute, read, start, states_until_end
from glueconnector.smoke.verdicts import Unexpected, Verdicts
from glueconnector.smoke.waiting import poll

RUN_FLEET = "RunFleet"
SIZE = 2


class Workflows(Checks):
    """Runs the job over all connections, one run after the other, so that it also works if the job allows only one at a time."""

    def __init__(
        self, connections: Sequence[Connection], verdicts: Verdicts, job: str, arguments: dict[str, str], seconds: float
    ):
        super().__init__(connections[0], verdicts)
        self._connections = connections
        self._job = job
        self._given = arguments
        self._seconds = seconds
        self._machines = self._connection.target.client("stepfunctions")

    def run(self) -> None:
        for check in (self._fleet, self._abort):
            self._verdicts.chain(check)

    def _fleet(self) -> None:
        with self._check(f"RunFleet of {SIZE} runs", RUN_FLEET) as note:
            names = [self._connections[it % len(self._connections)].name for it in range(SIZE)]
            items = [{"connection": name, "name": self._job, "args": self._given} for name in names]
            request = {"items": items, "maxConcurrency": 1}
            fleet = execute(self._machines, self._machine(RUN_FLEET), request, SIZE * self._seconds)
            if fleet["counts"] != {"SUCCEEDED": SIZE}:
                raise Unexpected(f"expected {SIZE} runs that succeed, but got {fleet}")
            note(f"{SIZE} SUCCEEDED, over {' and '.join(dict.fromkeys(names))}")

    def _abort(self) -> None:
        """The run has no arguments, like the one that StopJobRun stops, so that it may take longer."""
        with self._check("RunJob aborted: its run is stopped", RUN_JOB) as note:
            key = self._new_key("aborted")
            request = {"connection": self._connection.name, "name": self._job, "idempotencyKey": key}
            execution = start(self._machines, self._machine(RUN_JOB), request)
            run = str(poll(lambda: self._run_of(key, execution), bool, self._seconds))
            self._machines.stop_execution(executionArn=execution)
            states = states_until_end(self._connection, self._job, run, self._seconds)
            if states[-1] not in ("STOPPED", "SUCCEEDED"):
                raise Unexpected(f"the run ended as {states[-1]}: {read(self._connection, self._job, run).get('errorMessage')}")
            note(shortened(run))
            note(", ".join(states) + ("" if states[-1] == "STOPPED" else ": it ended before the abort"))

    def _run_of(self, key: str, execution: str) -> str | None:
        """The run of an execution's start, as soon as it is known."""
        now = self._machines.describe_execution(executionArn=execution)
        if now["status"] == "FAILED":
            raise Unexpected(f"the execution failed before it was aborted: {now.get('error')}: {now.get('cause')}")
        answer = self._connection.send("GetStart", idempotencyKey=key)
        return None if answer.status == 404 else succeeded(answer).get("jobRunId")

    def _machine(self, workflow: str) -> str:
        return self._connection.target.output(f"{workflow}StateMachineArn")
