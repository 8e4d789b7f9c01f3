"""Reads of the API, sent again while a failure is temporary, and the notes that stand for those that fail."""

import random
import time
from collections.abc import Callable, Iterable
from typing import Any

from botocore import exceptions as aws

from glueconnector.api import Answer, Api, Refused, path_of
from glueconnector.failures import translated
from glueconnector.report.model import Note

# Less than a tenth of the API's default burst limit, so a report leaves room for the callers that start runs.
AT_ONCE = 8
ATTEMPTS = 4
LONGEST_PAUSE = 20
PAGE = 50
TEMPORARY = {429, 502, 503, 504}
# What becomes a note in the report. Anything else is a fault, which ends the command.
UNREADABLE = (Refused, aws.HTTPClientError, aws.ConnectionError)


class Reads:
    """Reads of the API that are sent again while a failure is temporary."""

    def __init__(self, api: Api, region: str | None, sleep: Callable[[float], None] = time.sleep):
        self._api = api
        self._region = region
        self._sleep = sleep

    def get(self, *segments: str, **query: Any) -> dict[str, Any]:
        path = path_of("connections", *segments, **{"region": self._region} | query)
        return self._patiently(lambda: self._api.ask("GET", path)).content

    def test(self, connection: str) -> dict[str, Any]:
        body = {"region": self._region} if self._region else {}
        return self._patiently(lambda: self._api.ask("POST", path_of("connections", connection, "test"), body)).content

    def pages(self, *segments: str, **query: Any) -> Iterable[dict[str, Any]]:
        """The pages of a list. A page may be empty and still have a marker."""
        marker = None
        while True:
            page = self.get(*segments, marker=marker, **query)
            yield page
            marker = page.get("marker")
            if marker is None:
                return

    def _patiently(self, ask: Callable[[], Answer]) -> Answer:
        for attempt in range(1, ATTEMPTS):
            try:
                return ask()
            except Refused as refusal:
                if refusal.answer.status not in TEMPORARY:
                    raise
                pause = float(refusal.answer.content.get("retryAfterSeconds", attempt))
            except aws.ReadTimeoutError:
                pause = attempt
            # Jitter keeps requests that were throttled together from coming back together.
            self._sleep(min(pause, LONGEST_PAUSE) * random.uniform(1, 1.5))
        return ask()


def note_of(what: str, failure: Exception) -> Note:
    """The note in place of what could not be read."""
    known = translated(failure)
    return Note(what, known.title, known.remedy)
