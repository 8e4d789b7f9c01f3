"""Runs the documentation: each fenced block marked `bash local`, in order, page by page, against one stack."""

import os
import re
import subprocess

import pytest

from stack.command import only_copy
from stack.environment import for_running
from stack.folders import ROOT
from stack.preparing import TOOLS
from stack.seeding import CUSTOMER

README = ROOT / "README.md"
SHELL = ROOT / "docs/guide/shell.md"
PAGES = [README, *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```bash local( customer)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SECONDS_FOR_A_PAGE = 600


def blocks(page):
    """Each marked block with its line and whether the customer runs it."""
    text = page.read_text()
    return [(text.count("\n", 0, it.start()) + 2, bool(it[1]), it[2]) for it in BLOCK.finditer(text)]


RUNNABLE = [page for page in PAGES if blocks(page)]


@pytest.fixture(scope="module")
def shell(stack, glue):
    """Runs a script with the settings and functions that the guides require; checks Glue's requests by the published model."""
    settings = for_running(stack.endpoint) | {"PATH": f"{TOOLS}/bin:{os.environ['PATH']}"}
    prelude = 'set -euo pipefail\naws() { command aws --endpoint-url "$AWS_ENDPOINT_URL" "$@"; }\n'
    functions = next(block for _, _, block in blocks(SHELL) if block.startswith("output()"))

    def run(script):
        script = re.sub(r"\bbin/api\b", f"bin/api --port {stack.port}", prelude + functions + script)
        return subprocess.run(
            ["bash", "-c", script],
            cwd=ROOT,
            env=settings,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=SECONDS_FOR_A_PAGE,
            check=False,
        )

    with only_copy(stack.port):
        stack.write_down(stack.callers)
        yield run


@pytest.mark.parametrize("page", RUNNABLE, ids=lambda page: str(page.relative_to(ROOT)))
def test_page_everyMarkedBlock_runs(page, shell):
    done = shell("".join(traced(*block) for block in blocks(page)))
    assert done.returncode == 0, f"{page.name}, a block at or before the last line shown:\n{done.stdout}\n{done.stderr}"
    assert "Unhandled" not in done.stdout, f"{page.name}: a function failed:\n{done.stdout}"


def traced(line, customers, block):
    key = CUSTOMER if customers else "test"
    return f"AWS_ACCESS_KEY_ID={key}\necho 'line {line}' >&2\n{block}"
