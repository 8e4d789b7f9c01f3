"""The README's table of actions matches contract, handlers and sample events."""

import re

import pytest

from conftest import ACTIONS, ROOT, kebab
from sources import glue_calls
from stack.openapi import ROUTES, body_schema, parameters
from stack.readme import COMMAND, with_routes

CELLS = ("action", "route", "input", "answer", "permissions", "events")
README = (ROOT / "README.md").read_text()
IN_EVERY_PATH = {"connection", "region", "name", "jobRunId"}


@pytest.fixture(scope="module")
def rows():
    lines = README.partition("\n## Actions\n")[2].partition("\n## ")[0].splitlines()
    rows = [dict(zip(CELLS, map(str.strip, line.split("|")[1:-1]), strict=True)) for line in lines if line.startswith("|")]
    return {row["action"]: row for row in rows[2:]}


def test_table_has_a_row_for_each_action(rows, count):
    count("rows of the README's table of actions", len(rows))
    assert rows.keys() == ACTIONS


def test_routes_are_those_of_the_contract():
    assert with_routes(README) == README, f"run {COMMAND} to update them"


def test_route_that_differs_is_replaced():
    wrong, count = re.subn(r"\| `(GET|POST) [^`]*` \|", "| `GET /elsewhere` |", README)
    assert count == len(ROUTES)
    assert with_routes(wrong) == README


def test_inputs_are_the_fields_of_the_contract(rows):
    for action in ROUTES:
        said = rows[action]["input"]
        if said.startswith("as ListJobs"):
            said += ", " + rows["ListJobs"]["input"]
        # Whole words only: jobRunIds does not count as jobRunId.
        missing = {it for it in fields(action) if not re.search(rf"(?<![\w-]){it}(?![\w-])", said)}
        assert missing == set(), action


def fields(action):
    return ({it["name"] for it in parameters(action)} | body_schema(action)["properties"].keys()) - IN_EVERY_PATH


def test_permissions_are_the_calls_of_the_handlers(rows):
    for action in ACTIONS:
        named = re.findall(r"`([\w:]+)`", rows[action]["permissions"])
        said = {it if ":" in it else f"glue:{it}" for it in named}
        assert said == glue_calls(action), action
        assert said or rows[action]["permissions"] == "none", action


def test_events_are_all_linked(rows):
    for action in ACTIONS:
        linked = set(re.findall(r"\]\((events/[^)]+)\)", rows[action]["events"]))
        files = {f"events/{path.name}" for path in (ROOT / "events").glob(f"{kebab(action)}.*.json")}
        assert files, action
        assert linked == files, action
