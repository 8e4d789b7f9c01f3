"""The workflows of the latest release: an update leaves their open executions what they call. test_lifetime.py runs them."""

import json
import re

import pytest

from conftest import of_type, placeholders
from stack import released


@pytest.fixture(params=released.released())
def file(request):
    return request.param


def test_released_workflow_names_only_errors_that_the_functions_still_have(file, contract):
    catalogue = set(contract["components"]["schemas"]["ErrorCode"]["enum"])
    assert set(re.findall(r"io\.glueconnector\.error\.(\w+)", released.released()[file])) - catalogue == set()


def test_released_workflow_calls_only_what_the_stack_still_has(file, source):
    (machine,) = (
        it for it in of_type(source, "AWS::Serverless::StateMachine").values() if it["DefinitionUri"].endswith(f"/{file}")
    )
    assert placeholders(released.released()[file]) - machine["DefinitionSubstitutions"].keys() == set()


def test_record_of_a_release_is_what_runs_as_the_latest_release(monkeypatch, tmp_path):
    monkeypatch.setattr(released, "RECORD", tmp_path / "released.json")
    written = {name: released.without_comments(json.loads(it)) for name, it in released.current().items()}
    released.record("1.0.0")
    assert {name: json.loads(it) for name, it in released.released().items()} == written
    assert '"Comment"' not in released.RECORD.read_text()
    assert json.loads(released.RECORD.read_text())["version"] == "1.0.0"
