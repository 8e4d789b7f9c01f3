"""bin/smoke: checks a deployed stack and prints a table of verdicts."""

import argparse
import json
import os
import re
import sys

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from smoke.deployed import Deployed
from smoke.run import MayStart, run_checks
from smoke.verdicts import Verdicts
from stack.command import INTERRUPTED
from stack.processes import Failed
from stack.steps import heading

DESCRIPTION = """Checks a deployed stack: every route of its API through signed HTTP, its connections and, if they may be
started, a job, a crawler and triggers. It calls AWS with the AWS CLI's usual credentials, unless --endpoint-url names the
local stack. It only reads, unless options name what it may start."""

EPILOG = """The caller needs cloudformation:DescribeStacks on the stack, execute-api:Invoke on the connections' routes and, for a
job, states:StartExecution and states:DescribeExecution on the stack's RunJob. Exit code: 0 if all checks passed, 1 if not, 2
for a wrong option."""


def main():
    options = arguments()
    try:
        session = boto3.Session(profile_name=options.profile, region_name=options.region)
        stack = Deployed(session, options.stack_name, options.endpoint_url)
    except (Failed, BotoCoreError, ClientError, OSError) as failure:
        print(f"bin/smoke: {failure}", file=sys.stderr)
        return 1
    heading(f"Stack {options.stack_name} in {options.region}: {stack.api_url}\n")
    verdicts = Verdicts()
    verdicts.head()
    run_checks(stack, verdicts, options.connection, may_start(options))
    return 0 if verdicts.conclude() else 1


def arguments():
    parser = argparse.ArgumentParser(prog="bin/smoke", description=DESCRIPTION, epilog=EPILOG)
    parser.add_argument("--stack-name", required=True, metavar="NAME")
    parser.add_argument("--region", required=True, metavar="R")
    parser.add_argument("--connection", nargs="+", default=["default"], metavar="NAME", help="connections (default: default)")
    parser.add_argument("--profile", metavar="NAME", help="profile of the AWS CLI's configuration")
    parser.add_argument(
        "--endpoint-url",
        type=loopback,
        default=os.environ.get("AWS_ENDPOINT_URL"),
        metavar="URL",
        help="emulated AWS of a local stack, such as http://127.0.0.1:4566; without it, every request goes to AWS",
    )
    starts = parser.add_argument_group("resources that may be started, over each connection")
    starts.add_argument("--job", metavar="NAME", help="job to run three times; one run is stopped, and two are billed in full")
    starts.add_argument(
        "--arguments",
        type=json_of_texts,
        default={},
        metavar="JSON",
        help="arguments of its runs, except the stopped one; default: one argument that the script should ignore",
    )
    starts.add_argument("--crawler", metavar="NAME", help="crawler to start and stop")
    starts.add_argument(
        "--trigger",
        action="append",
        default=[],
        metavar="NAME",
        help="trigger to start and, if its type allows it, stop; it is inactive afterwards; may be repeated",
    )
    starts.add_argument("--minutes", type=minutes, default=30, metavar="N", help="how long a run or crawl may take (default: 30)")
    options = parser.parse_args()
    if options.arguments and not options.job:
        parser.error("--arguments belong to a job: name it with --job")
    return options


def may_start(options):
    return MayStart(options.job, options.arguments, options.crawler, tuple(options.trigger), options.minutes * 60)


def loopback(text):
    """Only a local stack serves its API under another endpoint where this program expects it."""
    if not re.fullmatch(r"http://127\.0\.0\.1:\d+", text):
        raise argparse.ArgumentTypeError(f"expected http://127.0.0.1:PORT, the endpoint of a local stack, but got {text!r}")
    return text


def minutes(text):
    if not text.isdigit() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"expected a whole number of 1 or more, but got {text!r}")
    return int(text)


def json_of_texts(text):
    try:
        values = json.loads(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"not JSON: {error}") from error
    if not isinstance(values, dict) or not all(isinstance(value, str) for value in values.values()):
        raise argparse.ArgumentTypeError('expected a JSON object of strings, such as {"--day": "2026-01-31"}')
    return values


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        print("\nbin/smoke: interrupted; everything that it started continues.", file=sys.stderr)
        sys.exit(INTERRUPTED)
