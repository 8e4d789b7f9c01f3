"""Writes the routes of api/openapi.yaml into the README's table of actions."""

import re

from stack.folders import ROOT
from stack.openapi import ROUTES

README = ROOT / "README.md"
COMMAND = "PYTHONPATH=local .local/tools/bin/python -m stack.readme"


def with_routes(text):
    """The text, with each action's route from the contract in the second cell of its row."""
    for action, (method, path) in ROUTES.items():
        route = f"| {action} | `{method} {path.replace('{connection}', 'C')}` |"
        text = re.sub(rf"^\| {action} \|[^|]*\|", route, text, flags=re.MULTILINE)
    return text


if __name__ == "__main__":
    README.write_text(with_routes(README.read_text()))
