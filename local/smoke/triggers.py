"""The check of a trigger that may be started."""

from smoke.checks import Checks, shortened
from smoke.connection import refused, succeeded
from stack.processes import Failed


class Firing(Checks):
    """A trigger. The meaning of its start and its stop depends on its type."""

    def __init__(self, connection, verdicts, trigger):
        super().__init__(connection, verdicts)
        self._trigger = trigger
        self._type = None

    def run(self):
        self._verdicts.chain(self._start, self._same_key, self._stop)

    def _start(self):
        with self._check(f"StartTrigger {self._trigger}") as came:
            answer = self._started()
            self._type = answer["type"]
            expected = "fired" if self._type == "ON_DEMAND" else "activated"
            if answer["outcome"] != expected:
                raise Failed(f"expected {expected} for type {self._type}, but got {answer}")
            runs = " ".join(shortened(run) for run in answer.get("jobRunIds", []))
            came(f"{self._type}, {expected}" + (f", {runs}" if runs else ""))

    def _same_key(self):
        with self._check(f"StartTrigger {self._trigger}: the same key again") as came:
            replayed = self._started()["replayed"]
            if replayed != (self._type == "ON_DEMAND"):
                raise Failed(f"type {self._type}: expected replayed {not replayed}, but got {replayed}")
            came("fired once, replayed" if replayed else "active as before")

    def _stop(self):
        with self._check(f"StopTrigger {self._trigger}") as came:
            answer = self._connection.send("StopTrigger", name=self._trigger)
            if self._type == "ON_DEMAND":
                came(f"rejected, since its type has nothing to stop: {refused(answer, 400, 'InvalidRequest')['code']}")
            elif (state := succeeded(answer)["state"]) in ("DEACTIVATING", "DEACTIVATED"):
                came(state)
            else:
                raise Failed(f"expected DEACTIVATED, but got {state}")

    def _started(self):
        return self._connection.ask("StartTrigger", name=self._trigger, idempotencyKey=self._new_key(self._trigger))
