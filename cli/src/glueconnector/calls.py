"""What the commands that call one action share: its connection and Region, and how its answer is shown."""

import functools
import re
import secrets
import sys
from collections.abc import Callable
from typing import Any

import click

from glueconnector.api import NO_RESPONSE, Api, Refused, path_of
from glueconnector.output import note
from glueconnector.signing import Answer
from glueconnector.target import Target, target_options

# The key's characters reach the API in a header, which carries ASCII only.
KEY = re.compile(r"[ -~]{1,512}")


class Requests:
    """Requests over one connection. With --json it prints each answer as it is, errors included."""

    def __init__(self, target: Target, connection: str, glue_region: str | None, as_json: bool):
        self.target = target
        self.connection = connection
        self.as_json = as_json
        self._region = glue_region

    @functools.cached_property
    def api(self) -> Api:
        return Api(self.target)

    def get(self, *segments: str, **query: Any) -> Answer:
        return self._heard(lambda: self.api.ask("GET", self.path(*segments, region=self._region, **query)))

    def quietly(self, *segments: str, **query: Any) -> dict[str, Any]:
        """What a read shows, for progress only: empty if the caller may not read it or if no response arrives."""
        try:
            return self.api.ask("GET", self.path(*segments, region=self._region, **query)).content
        except (Refused, *NO_RESPONSE):
            return {}

    def post(self, *segments: str, **fields: Any) -> Answer:
        return self._heard(lambda: self.api.ask("POST", self.path(*segments), self.fields(**fields)))

    def start(self, *segments: str, key: str, **fields: Any) -> Answer:
        return self._heard(lambda: self.api.start(self.path(*segments), self.fields(**fields), key))

    def fields(self, **fields: Any) -> dict[str, Any]:
        """The fields that have a value, the Region among them."""
        return {name: value for name, value in {"region": self._region, **fields}.items() if value not in (None, {}, ())}

    def show(self, answer: Answer, in_words: Callable[[dict[str, Any]], object]) -> None:
        """Prints an answer: as it is with --json, otherwise in words, with its warnings."""
        if self.as_json:
            print(answer.body)
            return
        in_words(answer.content)
        for warning in answer.content.get("warnings", []):
            note(f"Warning: {warning}")

    def path(self, *segments: str, **query: Any) -> str:
        return path_of("connections", self.connection, *segments, **query)

    def _heard(self, ask: Callable[[], Answer]) -> Answer:
        try:
            return ask()
        except Refused as refusal:
            if self.as_json:
                print(refusal.answer.body)
                sys.stdout.flush()
            raise


def request_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options of a command that calls an action. The command receives its argument `requests`."""

    @click.option("-c", "--connection", default="default", show_default=True, metavar="NAME", help="The connection to use.")
    @click.option("--glue-region", metavar="REGION", help="The Region in which to call Glue, if not the connection's own.")
    @click.option("--json", "as_json", is_flag=True, help="Print the API's answer as it is.")
    @target_options
    @functools.wraps(command)
    def with_requests(target: Target, connection: str, glue_region: str | None, as_json: bool, **others: Any) -> Any:
        return command(requests=Requests(target, connection, glue_region, as_json), **others)

    return with_requests


def key_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--key", callback=checked_key, metavar="KEY", help="The idempotency key. Without one, the command makes one and shows it."
    )(command)


def checked_key(_: click.Context, __: click.Parameter, key: str | None) -> str:
    """The given key, or a new one. It is shown before the start, so an interrupted start can be found."""
    if key is None:
        key = f"glue-{secrets.token_hex(10)}"
        note(f"key {key}")
    if not KEY.fullmatch(key):
        raise click.BadParameter(f"expected 1 to 512 printable ASCII characters, but got {len(key)} characters.")
    return key


def pairs(option: str) -> Callable[[click.Context, click.Parameter, tuple[str, ...]], dict[str, str]]:
    """Reads a repeatable option whose values are NAME=VALUE. Values may be secrets, so no message repeats them."""

    def read(_: click.Context, __: click.Parameter, texts: tuple[str, ...]) -> dict[str, str]:
        found: dict[str, str] = {}
        for text in texts:
            name, equals, value = text.partition("=")
            if not equals or not name:
                raise click.BadParameter(f"expected {option} as NAME=VALUE, but got no equals sign after a name.")
            if name in found:
                raise click.BadParameter(f"{name} is given twice. Give each name once.")
            found[name] = value
        return found

    return read
