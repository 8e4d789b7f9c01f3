"""Ways to run glue: in this process, as a process of its own, and on a pseudo-terminal."""

import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from dataclasses import dataclass
from fcntl import ioctl
from pathlib import Path

from glueconnector.commands import glue
from glueconnector.failures import run

CLI = Path(__file__).parents[1]
PYTHON = CLI.parent / ".local/cli/bin/python"
SECONDS_TO_END = 60
COLORS = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


@dataclass(frozen=True)
class Ended:
    code: int
    output: str
    errors: str


class Glue:
    """Runs glue with the settings of this process's environment."""

    def __init__(self, monkeypatch, capsys):
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def __call__(self, *words):
        """Runs glue in this process."""
        self._monkeypatch.setattr(sys, "argv", ["glue", *words])
        self._capsys.readouterr()
        code = run(glue)
        captured = self._capsys.readouterr()
        return Ended(code, captured.out, captured.err)

    def set(self, **settings):
        for name, value in settings.items():
            self._monkeypatch.setenv(name, value)

    def without(self, *names):
        for name in names:
            self._monkeypatch.delenv(name)

    def process(self, *words, shell=None, **settings):
        """Runs glue as a process of its own; with `shell`, in that command line, in place of {glue}."""
        command = ["bash", "-c", shell.format(glue=" ".join(command_of(words)))] if shell else command_of(words)
        done = subprocess.run(
            command, env=self._environment(settings), stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS_TO_END
        )
        return Ended(done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"))

    def terminal(self, *words, columns=100, **settings):
        return Terminal(command_of(words), self._environment(settings), columns)

    def _environment(self, settings):
        """As cli/launch.sh sets it, on a terminal with colors."""
        compiled = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(CLI.parent / ".local/cli/compiled")}
        return os.environ | {"PYTHONPATH": str(CLI / "src"), "TERM": "xterm-256color"} | compiled | settings


def command_of(words):
    return [str(PYTHON), "-m", "glueconnector", *words]


class Terminal:
    """A process on a pseudo-terminal: what it shows, and keys for it. Its text has no colors; `raw` has them."""

    def __init__(self, command, environment, columns=100):
        self.raw = ""
        self._pid, self._fd = pty.fork()
        if self._pid == 0:
            # A shell's background job ignores this signal, and so would what it starts.
            signal.signal(signal.SIGINT, signal.default_int_handler)
            os.execve(command[0], command, environment)
        ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))

    @property
    def text(self):
        return COLORS.sub("", self.raw)

    def wait_for(self, text):
        """Reads until the terminal shows the text, after what it showed before."""
        seen = len(self.text)
        deadline = time.monotonic() + SECONDS_TO_END
        while text not in self.text[seen:]:
            assert time.monotonic() < deadline, self.text[-500:]
            assert self._read(), f"ended without {text!r}:\n{self.text[-500:]}"

    def type(self, text):
        os.write(self._fd, text.encode())

    def interrupt(self):
        os.kill(self._pid, signal.SIGINT)

    def end(self):
        """Reads to the end and returns the exit code."""
        while self._read():
            pass
        os.close(self._fd)
        return os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])

    def _read(self):
        if not select.select([self._fd], [], [], SECONDS_TO_END)[0]:
            raise TimeoutError(self.text[-500:])
        try:
            got = os.read(self._fd, 65536)
        except OSError:
            # Linux reports the end of a pseudo-terminal as an error.
            return False
        self.raw += got.decode(errors="replace")
        return bool(got)
