"""Failures as people read them: what happened in one line, why and how to fix it in the next. Never a traceback."""

import os
import sys
from collections.abc import Callable

import click
from botocore import exceptions as aws

FAILED = 1
INTERRUPTED = 130
BROKEN_PIPE = 141


class Failed(Exception):
    """A command failed. The title says what happened; the remedy says why and how to fix it. Neither holds a secret."""

    def __init__(self, title: str, remedy: str, code: int = FAILED):
        super().__init__(title)
        self.title = title
        self.remedy = remedy
        self.code = code


def run(command: click.Command) -> int:
    """Runs a command line to its end and returns its exit code. Each failure ends as two lines on standard error."""
    try:
        code = command(prog_name="glue", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except click.ClickException as misuse:
        misuse.show()
        return misuse.exit_code
    except (KeyboardInterrupt, click.Abort):
        return failed(Failed("Interrupted.", "What was started goes on.", INTERRUPTED))
    except BrokenPipeError:
        return broken_pipe()
    except Failed as failure:
        return failed(failure)
    except (aws.BotoCoreError, aws.ClientError, OSError) as failure:
        return failed(translated(failure))


def failed(failure: Failed) -> int:
    print(f"{failure.title}\n{failure.remedy}", file=sys.stderr)
    return failure.code


def broken_pipe() -> int:
    """The reader has closed standard output. Python would flush it once more while it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return BROKEN_PIPE


# The first class that matches wins, so subclasses come first.
OF_THE_SDK: list[tuple[type[Exception], Callable[[Exception], Failed]]] = [
    (aws.NoCredentialsError, lambda _: Failed(
        "No AWS credentials found.", "Sign in with the AWS CLI (aws sso login or aws configure), or choose a --profile.")),
    (aws.ProfileNotFound, lambda it: Failed(
        f"{it}.", "Choose another --profile, or unset AWS_PROFILE. `aws configure list-profiles` lists yours.")),
    (aws.NoRegionError, lambda _: Failed("A Region is required.", "Give --region or set AWS_DEFAULT_REGION.")),
]  # fmt: skip


def translated(failure: Exception) -> Failed:
    for kind, translate in OF_THE_SDK:
        if isinstance(failure, kind):
            return translate(failure)
    return Failed(f"{type(failure).__name__}.", str(failure))
