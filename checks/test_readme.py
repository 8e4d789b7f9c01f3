"""The README's table of actions says what contract, handlers and sample events say."""

import re

import pytest
from conftest import ACTIONS, ROOT, kebab
from sources import glue_calls
from test_contract import operations, resolved

CELLS = ("action", "route", "input", "answer", "permissions", "events")
IN_EVERY_PATH = {"connection", "region", "name", "jobRunId"}


@pytest.fixture(scope="module")
def rows():
    lines = (ROOT / "README.md").read_text().partition("\n## Actions\n")[2].partition("\n## ")[0].splitlines()
    rows = [dict(zip(CELLS, (cell.strip() for cell in line.split("|")[1:-1]))) for line in lines if line.startswith("|")]
    return {row["action"]: row for row in rows[2:]}


@pytest.fixture(scope="module")
def promised(contract):
    return {it["operationId"]: (method, path, it) for method, path, it in operations(contract)}


def test_table_has_a_row_for_each_action(rows, count):
    count("rows of the README's table of actions", len(rows))
    assert rows.keys() == ACTIONS


def test_routes_are_those_of_the_contract(rows, promised):
    for action, (method, path, _) in promised.items():
        assert rows[action]["route"] == f"`{method.upper()} {path.replace('{connection}', 'C')}`", action


def test_inputs_are_the_fields_of_the_contract(rows, contract, promised):
    for action, (_, path, operation) in promised.items():
        said = rows[action]["input"]
        if said.startswith("as ListJobs"):
            said += ", " + rows["ListJobs"]["input"]
        # A field of a path that is also asked for elsewhere, such as jobRunIds, is another word.
        missing = {it for it in fields(contract, path, operation) if not re.search(rf"(?<![\w-]){it}(?![\w-])", said)}
        assert missing == set(), action


def fields(contract, path, operation):
    declared = [resolved(contract, it) for it in contract["paths"][path]["parameters"] + operation.get("parameters", [])]
    body = operation.get("requestBody", {"content": {"application/json": {"schema": {"properties": {}}}}})
    schema = resolved(contract, body["content"]["application/json"]["schema"])
    return ({it["name"] for it in declared} | schema["properties"].keys()) - IN_EVERY_PATH


def test_permissions_are_the_calls_of_the_handlers(rows):
    for action in ACTIONS:
        said = {f"glue:{it}" for it in re.findall(r"`(\w+)`", rows[action]["permissions"])}
        assert said == glue_calls(action), action
        assert said or rows[action]["permissions"] == "none", action


def test_events_are_all_linked(rows):
    for action in ACTIONS:
        linked = set(re.findall(r"\]\((events/[^)]+)\)", rows[action]["events"]))
        files = {f"events/{path.name}" for path in (ROOT / "events").glob(f"{kebab(action)}.*.json")}
        assert linked == files and files, action
