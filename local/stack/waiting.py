"""Waits for a condition, never for a fixed time."""

import time

from stack.processes import Failed

SECONDS_TO_END = 60
FIRST_PAUSE = 0.2
LONGEST_PAUSE = 5


def poll(read, is_enough, seconds=SECONDS_TO_END):
    """Reads until the result satisfies the condition, at growing intervals; fails at the deadline."""
    deadline = time.monotonic() + seconds
    pause = FIRST_PAUSE
    while not is_enough(value := read()):
        if time.monotonic() > deadline:
            raise Failed(f"timed out after {seconds} s")
        time.sleep(pause)
        pause = min(pause * 1.1, LONGEST_PAUSE)
    return value
