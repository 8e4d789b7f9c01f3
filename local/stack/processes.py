"""Child processes that never outlive this one."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path

# Reads until this process is gone, for whatever reason, then ends the group that it leads.
KEEPER = 'trap "" HUP INT TERM; read -r _; kill -TERM 0; sleep 1; kill -KILL 0'


class Failed(Exception):
    """Something failed; the message says what and how to fix it."""


class ProcessGroup:
    """Runs children in their own process group, so Ctrl-C reaches them only through `close`."""

    def __init__(self):
        self._alive: int | None
        reading, self._alive = os.pipe()
        self._keeper = subprocess.Popen(["/bin/sh", "-c", KEEPER], stdin=reading, process_group=0)
        os.close(reading)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    @property
    def pid(self):
        """The id of the process group."""
        return self._keeper.pid

    def start(
        self, command: Sequence[object], environment: Mapping[str, str], log: Path | None = None, folder: Path | None = None
    ) -> subprocess.Popen[bytes]:
        """Starts a process. Its output goes to the file `log` or, without one, to this process's own output."""
        with open(log, "ab") if log else nullcontext() as output:
            return subprocess.Popen(
                [str(word) for word in command],
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT if log else None,
                process_group=self.pid,
            )

    def run(self, command: Sequence[object], environment: Mapping[str, str], log: Path, folder: Path | None = None) -> None:
        """Runs a process to its end; a failure shows the end of its output."""
        process = self.start(command, environment, log, folder)
        if process.wait() != 0:
            name = os.path.basename(str(command[0]))
            raise Failed(f"{name} failed with exit code {process.returncode}:\n{end_of(log)}\nFull log: {log}")

    def close(self):
        """Ends every process of the group, including grandchildren, and waits until none is left."""
        if self._alive is None:
            return
        try:
            os.killpg(self.pid, signal.SIGTERM)
            wait_until(lambda: members(self.pid) <= {self.pid}, seconds=3)
            os.killpg(self.pid, signal.SIGKILL)
        finally:
            os.close(self._alive)
            self._alive = None
        self._keeper.wait()
        wait_until(lambda: not members(self.pid), seconds=5)


def members(group: int) -> set[int]:
    """The processes of a group that still run, without those that only wait to be reaped."""
    found = set()
    for entry in os.scandir("/proc"):
        if not entry.name.isdigit():
            continue
        try:
            with open(f"{entry.path}/stat") as stat:
                state, _, process_group = stat.read().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(process_group) == group and state != "Z":
            found.add(int(entry.name))
    return found


def wait_until(condition: Callable[[], object], seconds: float, every: float = 0.05) -> bool:
    """Polls a condition; returns whether it became true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(every)
    return True


def end_of(log: Path, lines: int = 25) -> str:
    with open(log, errors="replace") as file:
        return "".join(f"  | {line}" for line in file.readlines()[-lines:]).rstrip()
