"""Runs the example workflow: a list, a start and a stop through a state machine."""

from glueconnector.smoke.checks import shortened
from glueconnector.smoke.connection import Connection
from glueconnector.smoke.job_runs import execute, states_until_end
from glueconnector.smoke.verdicts import Unexpected
from glueconnector.smoke.waiting import SECONDS_TO_END
from stack.seeding import EXAMPLE, EXAMPLE_TAGS, SPARK_JOB, machine_arn

SECONDS_TO_RUN = 1


class TimeBoxedRuns:
    """Starts the jobs with a tag and stops the runs that are still active after a second, as the stack's operator."""

    def __init__(self, target, connection, verdicts):
        self._machines = target.client("stepfunctions")
        self._connection = Connection(target, connection)
        self._verdicts = verdicts
        self._runs = []

    def run(self):
        self._verdicts.chain(self._list, self._start, self._stop)

    def _list(self):
        with self._check("ListJobs by a tag") as note:
            request = {"connection": self._connection.name, "tags": EXAMPLE_TAGS, "seconds": SECONDS_TO_RUN}
            self._runs = execute(self._machines, machine_arn(EXAMPLE), request, SECONDS_TO_END)
            names = [run["name"] for run in self._runs]
            if names != [SPARK_JOB]:
                raise Unexpected(f"expected {SPARK_JOB}, but got {names}")
            note(SPARK_JOB)

    def _start(self):
        with self._check("StartJobRun") as note:
            note(shortened(self._runs[0]["jobRunId"]))

    def _stop(self):
        with self._check("StopJobRun, and GetJobRun until it has stopped") as note:
            run = self._runs[0]
            states = states_until_end(self._connection, run["name"], run["jobRunId"], SECONDS_TO_END)
            if (run["outcome"], states[-1]) != ("stopping", "STOPPED"):
                raise Unexpected(f"expected stopping, then STOPPED, but got {run['outcome']}, then {', '.join(states)}")
            note(f"stopping, {', '.join(states)}")

    def _check(self, title):
        return self._verdicts.check(self._connection.name, title, "workflow")
