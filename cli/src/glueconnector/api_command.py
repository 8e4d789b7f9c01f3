"""glue api: one signed request to any route of the API, for what the other commands do not cover. bin/api runs it."""

import json
import sys
from urllib.parse import quote

import click

from glueconnector.api import Api
from glueconnector.output import note
from glueconnector.target import Target, target_options

LEFT_AS_IT_IS = "/%?=&:@!$'()*+,;~-._"


@click.command(epilog="Exit code: 0 for 2xx, 4 for 4xx, 5 for 5xx, 1 without a response.")
@click.argument("method")
@click.argument("path")
@click.argument("body", required=False)
@click.option("-H", "--header", "headers", multiple=True, metavar="'NAME: VALUE'", help="An additional header; repeatable.")
@click.option(
    "--as",
    "caller",
    default="caller",
    show_default=True,
    metavar="CALLER",
    help="The predefined caller of the local stack: caller, team-a, operator or stranger.",
)
@target_options
def api(target: Target, method: str, path: str, body: str | None, headers: tuple[str, ...]) -> int:
    """Send one signed request, and print its status and body.

    PATH is the path of a route in api/openapi.yaml, with its query. BODY is the JSON body of a POST.
    """
    answer = Api(target).send(method.upper(), quote(path, safe=LEFT_AS_IT_IS), body, [header(it) for it in headers])
    note(f"HTTP {answer.status}")
    print(readable(answer.body))
    sys.stdout.flush()
    return 0 if answer.succeeded else answer.status // 100


def header(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    if not colon:
        raise click.BadParameter(f"expected a header as 'Name: value', but got no colon in {len(text)} characters.")
    return name.strip(), value.strip()


def readable(body: str) -> str:
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except ValueError:
        return body
