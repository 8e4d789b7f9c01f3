"""bin/run, first half: creates what is missing with only the Python standard library, then hands over to up.py."""

import os
import sys

from stack import command
from stack.environment import for_running
from stack.folders import LOCAL
from stack.preparing import TOOLS, prepare
from stack.steps import heading, line


def prepare_and_continue(options):
    heading("Preparing (kept in .local/ for the next start)")
    prepare()
    line("Everything is ready.")
    # The second half needs the AWS SDK. It runs in this same process, under the Python environment created here.
    python = str(TOOLS / "bin/python")
    environment = for_running(f"http://127.0.0.1:{options.port}")
    os.execve(python, [python, "-B", str(LOCAL / "up.py"), *sys.argv[1:]], environment)


if __name__ == "__main__":
    sys.exit(command.guarded(prepare_and_continue, command.arguments()))
