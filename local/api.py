"""bin/api: sends one signed request to the HTTP API of the local stack or of a deployed one."""

import argparse
import json
import os
import sys
from urllib.parse import quote

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from stack import signing
from stack.aws import outputs_of
from stack.command import locks
from stack.folders import MADE
from stack.processes import Failed

LEFT_AS_IT_IS = "/%?=&:@!$'()*+,;~-._"


def main():
    options = arguments()
    try:
        url, region, credentials = deployed(options) if options.api_url or options.stack_name else local(options)
        answer = signing.request(
            options.method.upper(),
            url.rstrip("/") + quote(options.path, safe=LEFT_AS_IT_IS),
            options.body,
            [header(text) for text in options.header],
            region,
            credentials,
        )
    except (Failed, BotoCoreError, ClientError, OSError) as failure:
        print(f"bin/api: {failure}", file=sys.stderr)
        return 1
    print(f"HTTP {answer.status}", file=sys.stderr)
    print(readable(answer.body))
    return 0 if 200 <= answer.status < 300 else answer.status // 100


def arguments():
    parser = argparse.ArgumentParser(
        prog="bin/api",
        description="Sends one request signed with AWS Signature Version 4 and prints its status and body: to the local stack "
        "as a seeded caller or, with --stack-name or API_URL, to a deployed one with the usual AWS credentials.",
        epilog="Exit code: 0 for 2xx, 4 for 4xx, 5 for 5xx, 1 without a response.",
    )
    parser.add_argument("method", metavar="METHOD", help="GET or POST")
    parser.add_argument("path", metavar="PATH", help="path of a route in api/openapi.yaml, with its query")
    parser.add_argument("body", metavar="BODY", nargs="?", help="JSON body of a POST")
    parser.add_argument("-H", "--header", action="append", default=[], metavar="'NAME: VALUE'", help="additional header")
    parser.add_argument(
        "--as",
        dest="caller",
        default="caller",
        help="seeded caller of the local stack: caller, team-a, operator or stranger (default: caller)",
    )
    parser.add_argument("--port", help="port of the local stack, if several are up")
    parser.add_argument("--stack-name", help="deployed stack, called at its output ApiUrl")
    parser.add_argument("--region", help="Region of the deployed stack")
    parser.add_argument("--api-url", default=os.environ.get("API_URL"), help="address of the deployed API (or set API_URL)")
    return parser.parse_intermixed_args()


def header(text):
    name, colon, value = text.partition(":")
    if not colon:
        raise Failed(f"expected a header as 'Name: value', but got {text!r}")
    return name.strip(), value.strip()


def local(options):
    stacks = [facts for facts in sorted((MADE / "stacks").glob(f"{options.port or '*'}/stack.json")) if is_up(facts)]
    if not stacks:
        raise Failed("No local stack is up. Start one with bin/run, or name a deployed one with --stack-name or API_URL")
    if len(stacks) > 1:
        raise Failed(f"Several local stacks are up. Choose one with --port {' or '.join(s.parent.name for s in stacks)}")
    stack = json.loads(stacks[0].read_text())
    if options.caller not in stack["callers"]:
        raise Failed(f"expected one of the callers {', '.join(stack['callers'])}, but got {options.caller}")
    return stack["apiUrl"], stack["region"], signing.key_pair(stack["callers"][options.caller])


def is_up(facts):
    """A killed stack leaves its facts behind, but not its lock."""
    with open(facts.with_name("lock")) as lock:
        return not locks(lock)


def deployed(options):
    session = boto3.Session(region_name=options.region)
    if session.region_name is None:
        raise Failed("A Region is required. Give --region or set AWS_DEFAULT_REGION")
    credentials = session.get_credentials()
    if credentials is None:
        raise Failed("No AWS credentials found where the AWS CLI looks for them")
    url = options.api_url or api_url(session, options.stack_name)
    return url, session.region_name, credentials.get_frozen_credentials()


def api_url(session, stack_name):
    outputs = outputs_of(session.client("cloudformation"), stack_name)
    if "ApiUrl" not in outputs:
        raise Failed(f"Stack {stack_name} has no output ApiUrl")
    return outputs["ApiUrl"]


def readable(body):
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except ValueError:
        return body


if __name__ == "__main__":
    sys.exit(main())
