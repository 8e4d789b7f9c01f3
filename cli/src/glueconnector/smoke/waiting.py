"""Waits for a condition, never for a fixed time."""

import time
from collections.abc import Callable
from typing import TypeVar

SECONDS_TO_END = 60
FIRST_PAUSE = 0.2
LONGEST_PAUSE = 5
# The states of a job run that has ended.
ENDED = {"SUCCEEDED", "FAILED", "STOPPED", "TIMEOUT", "ERROR", "EXPIRED"}

T = TypeVar("T")


def poll(read: Callable[[], T], is_enough: Callable[[T], object], seconds: float = SECONDS_TO_END) -> T:
    """Reads until the result satisfies the condition, at growing intervals; fails at the deadline."""
    deadline = time.monotonic() + seconds
    pause = FIRST_PAUSE
    while not is_enough(value := read()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"timed out after {seconds} s")
        time.sleep(pause)
        pause = min(pause * 1.1, LONGEST_PAUSE)
    return value
