"""Shows that a start happens once: one key is sent five times over a network connection that at first loses Glue's responses."""

from glueconnector.smoke.checks import shortened
from glueconnector.smoke.connection import Connection, refused, succeeded
from glueconnector.smoke.verdicts import Unexpected
from stack.aws import Aws
from stack.seeding import SPARK_JOB

TIMES = 5
TIMES_LOST = 2
MARK = "--demonstration"


class LostAnswers:
    """Sends the starts as the stack's operator and counts the runs in Glue itself."""

    def __init__(self, stack, target, verdicts, key):
        self._stack = stack
        self._connection = Connection(target, "default")
        self._verdicts = verdicts
        self._key = key

    def run(self):
        lost = [lambda time=time: self._lost(time) for time in range(1, TIMES_LOST + 1)]
        heard = [lambda time=time: self._heard(time) for time in range(TIMES_LOST + 1, TIMES + 1)]
        self._verdicts.chain(*lost, *heard, self._one_run)

    def _lost(self, time):
        """Glue has acted, but its response and the response to the search for the run are lost."""
        with self._check(f"one key, {time} of {TIMES}: connection cut after Glue acted") as note:
            with self._stack.line.losing("StartJobRun", "GetJobRuns"):
                refused(self._send(), 503, "OutcomeUnknown")
            note("503 OutcomeUnknown")

    def _heard(self, time):
        with self._check(f"one key, {time} of {TIMES}") as note:
            answer = succeeded(self._send())
            if not answer["replayed"]:
                raise Unexpected(f"expected a replayed response, but got {answer}")
            note(f"{shortened(answer['jobRunId'])}, replayed")

    def _one_run(self):
        with self._check("one key: the runs that Glue has", "Glue") as note:
            runs = Aws(self._stack.endpoint).client("glue").get_job_runs(JobName=SPARK_JOB)["JobRuns"]
            ours = [run["Id"] for run in runs if run.get("Arguments", {}).get(MARK) == self._key]
            if len(ours) != 1:
                raise Unexpected(f"expected 1, but got {len(ours)}: {' '.join(ours)}")
            note(f"1: {shortened(ours[0])}")

    def _send(self):
        arguments = {"--demo-seconds": "1", MARK: self._key}
        return self._connection.send("StartJobRun", name=SPARK_JOB, args=arguments, idempotencyKey=self._key)

    def _check(self, title, door="HTTP"):
        return self._verdicts.check(self._connection.name, title, door)
