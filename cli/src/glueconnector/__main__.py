"""Starts the command line and turns every failure into a message and an exit code."""

import sys

from glueconnector.commands import glue
from glueconnector.failures import run


def main() -> None:
    sys.exit(run(glue))


if __name__ == "__main__":
    main()
