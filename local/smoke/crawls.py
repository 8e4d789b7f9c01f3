"""The check of a crawler that may be started."""

from smoke.checks import Checks
from smoke.connection import refused
from stack.processes import Failed
from stack.waiting import poll


class Crawls(Checks):
    """A crawl is started once, adopted on request, rejected otherwise, and stopped."""

    def __init__(self, connection, verdicts, may_start):
        super().__init__(connection, verdicts)
        self._crawler = may_start.crawler
        self._seconds = may_start.seconds

    def run(self):
        self._verdicts.chain(self._start, self._same_key, self._fail, self._adopt, self._stop, self._until_stopped)

    def _start(self):
        with self._check("StartCrawler") as came:
            came(self._outcome("started", "first"))

    def _same_key(self):
        with self._check("StartCrawler: the same key again") as came:
            came(self._outcome("started", "first", replayed=True))

    def _fail(self):
        with self._check("StartCrawler: while it runs") as came:
            answer = self._connection.send("StartCrawler", name=self._crawler, idempotencyKey=self._new_key("second"))
            refused(answer, 409, "AlreadyRunning")
            came("409 AlreadyRunning")

    def _adopt(self):
        with self._check("StartCrawler: ifRunning=adopt") as came:
            came(self._outcome("adopted", "third", ifRunning="adopt"))

    def _outcome(self, expected, purpose, replayed=False, **fields):
        key = self._new_key(purpose)
        answer = self._connection.ask("StartCrawler", name=self._crawler, idempotencyKey=key, **fields)
        if (answer["outcome"], answer["replayed"]) != (expected, replayed):
            raise Failed(f"expected {expected}, replayed {replayed}, but got {answer}")
        return f"{expected}{', replayed' if replayed else ''}, crawl {answer.get('crawlId', 'not listed yet')}"

    def _stop(self):
        with self._check("StopCrawler") as came:
            outcome = self._stopped()
            if outcome != "stopping":
                raise Failed(f"expected stopping, but got {outcome}")
            came(outcome)

    def _until_stopped(self):
        with self._check("StopCrawler: until it has stopped") as came:
            came(poll(self._stopped, lambda outcome: outcome == "notRunning", self._seconds))

    def _stopped(self):
        return self._connection.ask("StopCrawler", name=self._crawler)["outcome"]
