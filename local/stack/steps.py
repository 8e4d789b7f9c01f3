"""Progress on the terminal: one line per step, with its duration."""

import time
from contextlib import contextmanager


@contextmanager
def step(title):
    """Prints a step when it starts and its duration when it ends; `note` adds details of the outcome."""
    print(f"  {title:<58}", end="", flush=True)
    began = time.monotonic()
    notes: list[str] = []
    try:
        yield notes.append
    except BaseException:
        print(f"stopped after {time.monotonic() - began:.1f} s", flush=True)
        raise
    print(f"{time.monotonic() - began:6.1f} s  {' '.join(notes)}".rstrip(), flush=True)


@contextmanager
def background_step(title):
    """A step that runs in parallel with others: prints a line when it starts, and one with its duration when it ends."""
    line(f"{title} ...")
    began = time.monotonic()
    yield
    line(f"{title:<58}{time.monotonic() - began:6.1f} s")


def heading(text):
    print(f"\n{text}", flush=True)


def line(text=""):
    print(f"  {text}".rstrip(), flush=True)
