"""The workflows of the latest release. An execution keeps its definition while its stack is updated, so the functions of each
version must still serve the workflows of the release before: https://docs.aws.amazon.com/step-functions/latest/apireference/API_UpdateStateMachine.html
"""

import json

from stack.folders import ROOT

RECORD = ROOT / "checks/released.json"


def released():
    """Each file's name and definition; before the first release, those of this working copy."""
    if RECORD.exists():
        return {name: json.dumps(it) for name, it in json.loads(RECORD.read_text())["definitions"].items()}
    return current()


def record(version):
    """Makes the workflows of this working copy those of the latest release."""
    definitions = {name: without_comments(json.loads(it)) for name, it in current().items()}
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(it)}" for name, it in definitions.items())
    RECORD.write_text(f'{{"version": {json.dumps(version)}, "definitions": {{\n{lines}\n}}}}\n')


def current():
    return {it.name: it.read_text() for it in sorted(ROOT.glob("statemachines/*.asl.json"))}


def without_comments(value):
    if isinstance(value, list):
        return [without_comments(it) for it in value]
    if isinstance(value, dict):
        return {name: without_comments(it) for name, it in value.items() if name != "Comment"}
    return value
