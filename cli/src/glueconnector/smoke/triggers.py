"""The check of a trigger that may be started."""

from typing import Any

from glueconnector.smoke.checks import Checks, shortened
from glueconnector.smoke.connection import Connection, refused, succeeded
from glueconnector.smoke.verdicts import Unexpected, Verdicts


class Firing(Checks):
    """A trigger. The meaning of its start and its stop depends on its type."""

    def __init__(self, connection: Connection, verdicts: Verdicts, trigger: str):
        super().__init__(connection, verdicts)
        self._trigger = trigger
        self._type: str | None = None

    def run(self) -> None:
        self._verdicts.chain(self._start, self._same_key, self._stop)

    def _start(self) -> None:
        with self._check(f"StartTrigger {self._trigger}") as note:
            answer = self._started()
            self._type = answer["type"]
            expected = "fired" if self._type == "ON_DEMAND" else "activated"
            if answer["outcome"] != expected:
                raise Unexpected(f"expected {expected} for type {self._type}, but got {answer}")
            runs = " ".join(shortened(run) for run in answer.get("jobRunIds", []))
            note(f"{self._type}, {expected}" + (f", {runs}" if runs else ""))

    def _same_key(self) -> None:
        with self._check(f"StartTrigger {self._trigger}: the same key again") as note:
            replayed = self._started()["replayed"]
            if replayed != (self._type == "ON_DEMAND"):
                raise Unexpected(f"type {self._type}: expected replayed {not replayed}, but got {replayed}")
            note("fired once, replayed" if replayed else "active as before")

    def _stop(self) -> None:
        with self._check(f"StopTrigger {self._trigger}") as note:
            answer = self._connection.send("StopTrigger", name=self._trigger)
            if self._type == "ON_DEMAND":
                note(f"rejected, since its type has nothing to stop: {refused(answer, 400, 'InvalidRequest')['code']}")
            elif (state := succeeded(answer)["state"]) in ("DEACTIVATING", "DEACTIVATED"):
                note(state)
            else:
                raise Unexpected(f"expected DEACTIVATED, but got {state}")

    def _started(self) -> dict[str, Any]:
        return self._connection.ask("StartTrigger", name=self._trigger, idempotencyKey=self._new_key(self._trigger))
