"""Progress on the terminal: one line a step, with how long it took."""

import time
from contextlib import contextmanager


@contextmanager
def step(title):
    """Prints a step when it begins and its time when it ends; `note` says more about the outcome."""
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
    """A step that runs beside others: a line when it begins, and one with its time when it has ended."""
    line(f"{title} ...")
    began = time.monotonic()
    yield
    line(f"{title:<58}{time.monotonic() - began:6.1f} s")


def heading(text):
    print(f"\n{text}", flush=True)


def line(text=""):
    print(f"  {text}".rstrip(), flush=True)
