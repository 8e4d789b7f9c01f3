"""glue connect: asks for a connection's fields, writes its secret and tests it. No value is shown or on a command line."""

import getpass
import json
import re
import sys
from typing import Any

import click
from botocore.exceptions import ClientError

from glueconnector import schema
from glueconnector.calls import Requests, request_options
from glueconnector.failures import Failed
from glueconnector.output import note
from glueconnector.starts import show_test

NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
# What is asked for each type. A field in brackets may stay empty.
QUESTIONS = {
    "accessKey": ("accessKeyId", "secretAccessKey", "[sessionToken]", "[region]"),
    "assumeRole": ("roleArn", "[accessKeyId]", "[secretAccessKey]", "[externalId]", "[region]"),
    "executionRole": ("[region]",),
}


@click.command()
@click.argument("name")
@click.option("--type", "kind", type=click.Choice(list(QUESTIONS)), help="The type of the connection; asked if not given.")
@click.option(
    "--from-file", type=click.File(encoding="utf-8"), metavar="FILE", help="Read the JSON of the secret from FILE; - reads stdin."
)
@click.option("--replace", is_flag=True, help="Replace the connection if it exists.")
@request_options
def connect(requests: Requests, name: str, kind: str | None, from_file: Any, replace: bool) -> None:
    """Create the connection NAME: ask for its fields without showing them, write its secret, and test it."""
    if not NAME.fullmatch(name):
        raise Failed("The connection's name is invalid.", "NAME: expected 1 to 64 letters, digits, hyphens and underscores.")
    connection = read(from_file) if from_file else asked(kind)
    if wrong := schema.problems(connection):
        raise Failed("The connection is invalid. Nothing was written.", " ".join(wrong))
    written(requests, name, json.dumps(connection), replace)
    requests.connection = name
    show_test(requests)


def read(file: Any) -> Any:
    try:
        return json.load(file)
    except ValueError:
        # The parser's own message could repeat a part of the secret.
        raise Failed("The connection cannot be read.", f"{file.name}: expected JSON, but got something else.") from None


def asked(kind: str | None) -> dict[str, str]:
    if not sys.stdin.isatty():
        raise Failed(
            "There is no terminal to ask for the fields.", "Give them as JSON with --from-file FILE, or - for standard input."
        )
    kind = kind or click.prompt("type", type=click.Choice(list(QUESTIONS)), err=True)
    note("The values are not shown while you type. Fields in brackets may stay empty.")
    answers = {question.strip("[]"): getpass.getpass(f"{question}: ").strip() for question in QUESTIONS[kind]}
    return {"type": kind} | {name: value for name, value in answers.items() if value}


def written(requests: Requests, name: str, secret: str, replace: bool) -> None:
    """Creates the secret, or replaces it on request. The SDK's errors repeat names, never the secret."""
    target = requests.target
    client, secret_id = target.client("secretsmanager"), target.output("ConnectionPrefix") + name
    try:
        client.create_secret(Name=secret_id, SecretString=secret)
    except ClientError as refusal:
        # https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
        if refusal.response["Error"]["Code"] != "ResourceExistsException":
            raise
        if not replace:
            title = f"The connection {name} exists already. Nothing was written."
            raise Failed(title, "Replace it with --replace, or choose another name.") from refusal
        client.put_secret_value(SecretId=secret_id, SecretString=secret)
        note(f"Replaced secret {secret_id}. Functions may use the earlier value for up to five minutes.")
        return
    note(f"Created secret {secret_id}.")
