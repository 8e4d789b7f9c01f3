"""glue jobs, glue crawlers, glue triggers: the names of what a connection can start."""

from typing import Any

import click

from glueconnector.calls import Requests, pairs, request_options
from glueconnector.output import clean, note


def command_for(kind: str) -> click.Command:
    @click.command(kind, help=f"List the names of {kind}.")
    @click.option("--all", "whole", is_flag=True, help="List all names, up to 10,000; otherwise one page of 50.")
    @click.option(
        "--tag", "tags", multiple=True, callback=pairs("--tag"), metavar="KEY=VALUE", help="Filter by a tag; repeatable."
    )
    @click.option("--marker", metavar="MARKER", help="Continue where an earlier page ended.")
    @request_options
    def names(requests: Requests, whole: bool, tags: dict[str, str], marker: str | None) -> None:
        tag = [f"{name}={value}" for name, value in tags.items()]
        answer = requests.get(kind, all=whole or None, tag=tag, marker=marker)
        requests.show(answer, lambda content: show(kind, content))

    return names


def show(kind: str, content: dict[str, Any]) -> None:
    for name in content["names"]:
        print(clean(name))
    if not content["names"]:
        note(f"No {kind}.")
    if "marker" in content:
        note(f"There are more {kind}. List them with --all, or continue with --marker {content['marker']}")


jobs = command_for("jobs")
crawlers = command_for("crawlers")
triggers = command_for("triggers")
