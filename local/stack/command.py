"""The parts that both halves of bin/run share: options, the lock of a port, and how they end."""

import argparse
import fcntl
import os
import signal
import socket
import sys
from contextlib import contextmanager

from stack.folders import stack_folder
from stack.processes import Failed

USUAL_PORT = 4566
INTERRUPTED = 130


def arguments():
    parser = argparse.ArgumentParser(
        prog="bin/run",
        description="Builds the connector, deploys it onto an emulated AWS on this machine and starts a Glue job run over "
        "HTTP, from a state machine and on a schedule. No AWS account, no containers; nothing leaves 127.0.0.1.",
    )
    parser.add_argument("--once", action="store_true", help="end after the demonstration; exit code 0 only if all succeeded")
    parser.add_argument("--port", type=port, default=USUAL_PORT, help=f"port of the emulated AWS (default: {USUAL_PORT})")
    return parser.parse_args()


def port(text):
    if not text.isdigit() or not 1024 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"expected a port from 1024 to 65535, but got {text!r}")
    return int(text)


def guarded(work, options):
    """Does the work with the port locked and returns the exit code. Always shuts down cleanly, with a message."""
    interrupt_by_signals()
    try:
        with only_copy(options.port):
            refuse_busy(options.port)
            return work(options)
    except Failed as failure:
        print(f"\nbin/run: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nbin/run: interrupted; everything it started has ended.", file=sys.stderr)
        return INTERRUPTED


def interrupt_by_signals():
    """Shuts down cleanly on every common signal. A process that nohup started continues without its terminal."""
    for ending in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
        if ending != signal.SIGHUP or signal.getsignal(ending) != signal.SIG_IGN:
            signal.signal(ending, signal.default_int_handler)


@contextmanager
def only_copy(number):
    """Holds the lock of the port; the kernel releases it however this process ends."""
    folder = stack_folder(number)
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "a+") as lock:
        if not locks(lock):
            lock.seek(0)
            raise Failed(
                f"A copy of this stack is up on port {number} (process {lock.read()}). End it with Ctrl-C in its terminal, "
                "or start another one in parallel: bin/run --port NUMBER"
            )
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def locks(file):
    """Takes the lock of an open file, unless another process holds it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    except BlockingIOError:
        return False


def refuse_busy(number):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", number))
        except OSError as busy:
            raise Failed(
                f"Port {number} of 127.0.0.1 is in use by another program. End that program or choose another port: "
                "bin/run --port NUMBER"
            ) from busy
