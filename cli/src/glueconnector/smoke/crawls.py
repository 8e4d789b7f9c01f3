"""The check of a crawler that may be started."""

from glueconnector.smoke.checks import Checks
from glueconnector.smoke.connection import Connection, refused
from glueconnector.smoke.verdicts import Unexpected, Verdicts
from glueconnector.smoke.waiting import poll


class Crawls(Checks):
    """A crawl is started once, adopted on request, rejected otherwise, and stopped."""

    def __init__(self, connection: Connection, verdicts: Verdicts, crawler: str, seconds: float):
        super().__init__(connection, verdicts)
        self._crawler = crawler
        self._seconds = seconds

    def run(self) -> None:
        self._verdicts.chain(self._start, self._same_key, self._fail, self._adopt, self._stop, self._until_stopped)

    def _start(self) -> None:
        with self._check("StartCrawler") as note:
            note(self._outcome("started", "first"))

    def _same_key(self) -> None:
        with self._check("StartCrawler: the same key again") as note:
            note(self._outcome("started", "first", replayed=True))

    def _fail(self) -> None:
        with self._check("StartCrawler: while it runs") as note:
            answer = self._connection.send("StartCrawler", name=self._crawler, idempotencyKey=self._new_key("second"))
            refused(answer, 409, "AlreadyRunning")
            note("409 AlreadyRunning")

    def _adopt(self) -> None:
        with self._check("StartCrawler: ifRunning=adopt") as note:
            note(self._outcome("adopted", "third", ifRunning="adopt"))

    def _outcome(self, expected: str, purpose: str, replayed: bool = False, **fields: str) -> str:
        key = self._new_key(purpose)
        answer = self._connection.ask("StartCrawler", name=self._crawler, idempotencyKey=key, **fields)
        if (answer["outcome"], answer["replayed"]) != (expected, replayed):
            raise Unexpected(f"expected {expected}, replayed {replayed}, but got {answer}")
        return f"{expected}{', replayed' if replayed else ''}, crawl {answer.get('crawlId', 'not listed yet')}"

    def _stop(self) -> None:
        with self._check("StopCrawler") as note:
            outcome = self._stopped()
            if outcome != "stopping":
                raise Unexpected(f"expected stopping, but got {outcome}")
            note(outcome)

    def _until_stopped(self) -> None:
        with self._check("StopCrawler: until it has stopped") as note:
            note(poll(self._stopped, lambda outcome: outcome == "notRunning", self._seconds))

    def _stopped(self) -> str:
        return str(self._connection.ask("StopCrawler", name=self._crawler)["outcome"])
