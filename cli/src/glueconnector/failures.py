"""Failures as people read them: what happened in one line, why and how to fix it in the next. Never a traceback."""

import os
import re
import sys
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import click
from botocore import exceptions as aws

FAILED = 1
NOT_SUCCEEDED = 3
INTERRUPTED = 130
# In most cases, AWS rejects a signature that is more than five minutes away from its own clock:
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
CLOCK = re.compile(r"signature expired|signature not yet current|requestexpired|request has expired", re.IGNORECASE)
EXPIRED = re.compile(r"security token .*expired|expiredtoken|token has expired", re.IGNORECASE)
UNKNOWN_KEY = re.compile(r"security token .*invalid|invalidclienttokenid|unrecognizedclient", re.IGNORECASE)
NOT_ALLOWED = re.compile(r"not authorized to perform: (?P<action>[\w-]+:\w+)(?:.* on resource: (?P<resource>\S+))?")


class Failed(Exception):
    """A command failed. The title says what happened; the remedy says why and how to fix it. Neither holds a secret."""

    def __init__(self, title: str, remedy: str, code: int = FAILED):
        super().__init__(title)
        self.title = title
        self.remedy = remedy
        self.code = code


def run(command: click.Command) -> int:
    """Runs a command line to its end and returns its exit code. Each failure ends as two lines on standard error."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal without UTF-8 shows what it cannot print as escapes.
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        code = command(prog_name="glue", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except click.ClickException as misuse:
        misuse.show()
        return misuse.exit_code
    except BrokenPipeError:
        return broken_pipe()
    except (KeyboardInterrupt, click.Abort):
        return failed(Failed("Interrupted.", "What was started continues.", INTERRUPTED))
    except Exception as failure:
        return failed(translated(failure))


def failed(failure: Failed) -> int:
    print(f"{failure.title}\n{failure.remedy}", file=sys.stderr)
    return failure.code


def broken_pipe() -> int:
    """The reader has closed standard output. Python would flush it once more while it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return FAILED


SIGN_IN = "Sign in again, for example with `aws sso login`, or choose another --profile."
NETWORK = "Check the network and the Region. Behind a proxy, set HTTPS_PROXY."

# The first class that matches wins, so subclasses come first.
OF_THE_SDK: list[tuple[type[Exception], Callable[[Exception], tuple[str, str]]]] = [
    (aws.NoCredentialsError, lambda _: ("There are no AWS credentials.", SIGN_IN.replace(" again", ""))),
    (aws.PartialCredentialsError, lambda it: ("The AWS credentials are incomplete.", f"{it}. Complete them.")),
    (aws.ProfileNotFound, lambda it: (f"{it}.", "`aws configure list-profiles` lists the profiles. Choose one with --profile.")),
    (aws.NoRegionError, lambda _: ("A Region is required.", "Give --region, or set AWS_DEFAULT_REGION.")),
    (aws.InvalidRegionError, lambda it: ("The Region is not a Region's name.", f"{it} Correct --region.")),
    (aws.TokenRetrievalError, lambda _: ("The AWS sign-in has expired.", SIGN_IN)),
    (aws.SSOError, lambda _: ("The AWS sign-in has expired.", SIGN_IN)),
    (aws.CredentialRetrievalError, lambda it: ("The AWS credentials could not be read.", f"{it} {SIGN_IN}")),
    (aws.ProxyConnectionError, lambda it: (
        "The proxy does not respond.", f"{it}. Correct HTTPS_PROXY, or add the host to NO_PROXY.")),
    (aws.SSLError, lambda it: (
        "The server's certificate is not trusted.", f"{it}. Behind an inspecting proxy, set AWS_CA_BUNDLE to its certificate.")),
    (aws.ReadTimeoutError, lambda it: ("No response arrived in time.", f"{it} Try again.")),
    (aws.HTTPClientError, lambda it: ("The connection broke.", f"{it}. {NETWORK}")),
    (aws.ConnectionError, lambda it: (f"The server cannot be reached{reason_of(it)}.", f"{it}. {NETWORK}")),
]  # fmt: skip


def translated(failure: Exception) -> Failed:
    """The failure of a library as one of our own."""
    if isinstance(failure, Failed):
        return failure
    if isinstance(failure, aws.ClientError):
        return of_aws(failure)
    for kind, translate in OF_THE_SDK:
        if isinstance(failure, kind):
            return Failed(*translate(failure))
    if isinstance(failure, (aws.BotoCoreError, OSError)):
        return Failed(f"{type(failure).__name__}.", str(failure))
    return Failed("The command failed because of a fault in it.", f"Report it with this line: {place_of(failure)}")


def reason_of(failure: Exception) -> str:
    """The system's word for it, such as "Connection refused", from the text of the transport's own error."""
    found = re.search(r"\[Errno -?\d+\] ([A-Za-z ]+)", str(getattr(failure, "kwargs", {}).get("error", "")))
    return f": {found[1]}" if found else ""


def of_aws(failure: aws.ClientError) -> Failed:
    error = failure.response.get("Error", {})
    code, message = error.get("Code", ""), error.get("Message", "")
    answered = failure.response.get("ResponseMetadata", {}).get("HTTPHeaders", {}).get("date")
    title, remedy = explained(f"{code}: {message}", answered) or (f"AWS rejected {failure.operation_name}: {code}.", message)
    return Failed(title, remedy)


def explained(message: str, answered: str | None) -> tuple[str, str] | None:
    """Title and remedy of the refusals that callers can fix themselves. The date of the response shows a wrong clock."""
    if CLOCK.search(message):
        return f"This computer's clock is wrong{by(answered)}.", "Set it to the current time, since AWS rejects such signatures."
    if EXPIRED.search(message):
        return "The AWS credentials have expired.", SIGN_IN
    if UNKNOWN_KEY.search(message):
        return "AWS does not know these credentials.", "Check the access key and its session token, or choose another --profile."
    if found := NOT_ALLOWED.search(message):
        resource = f" on {found['resource']}" if found["resource"] else ""
        return f"These credentials may not call {found['action']}.", f"{message} Grant {found['action']}{resource}."
    return None


def by(answered: str | None) -> str:
    if answered is None:
        return ""
    minutes = (datetime.now(UTC) - parsedate_to_datetime(answered)).total_seconds() / 60
    return f" by {abs(minutes):.0f} minutes" if abs(minutes) >= 1 else ""


def place_of(failure: Exception) -> str:
    """Where a fault arose, without its message or its values, which may hold a secret."""
    *_, last = traceback.extract_tb(failure.__traceback__)
    return f"{type(failure).__name__} in {Path(last.filename).name}, line {last.lineno}"
