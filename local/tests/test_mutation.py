"""The figures of bin/mutation: the changes that each package's tests detected, and the page that shows them."""

import shutil
import subprocess

import pytest

import mutation
from stack.folders import ROOT

LINES = """\
Starts.java,io.glueconnector.ledger.Starts,Mutator,once,12,KILLED,StartsTest
Starts.java,io.glueconnector.ledger.Starts,Mutator,once,13,TIMED_OUT,StartsTest
Starts.java,io.glueconnector.ledger.Starts$Inner,Mutator,once,14,SURVIVED,none
Crawls.java,io.glueconnector.crawlers.Crawls,Mutator,list,9,NO_COVERAGE,none
"""
TABLE = """\
| package | detected | changes | share |
|---|---|---|---|
| crawlers | 0 | 1 | 0% |
| ledger | 2 | 3 | 67% |
| all | 2 | 4 | 50% |
"""


@pytest.fixture
def reports(tmp_path):
    """One report per run, as bin/mutation creates them."""
    lines = LINES.splitlines(keepends=True)
    for name, part in {"engine.csv": lines[:2], "actions.csv": lines[2:]}.items():
        (tmp_path / name).write_text("".join(part))
    return [tmp_path / "engine.csv", tmp_path / "actions.csv"]


def test_packages_ofReports_countNoticedChanges(reports):
    assert mutation.packages(reports) == {"crawlers": (0, 1), "ledger": (2, 3)}


def test_main_withoutAPage_printsTheFigures(reports, capsys):
    mutation.main(list(map(str, reports)))
    assert capsys.readouterr().out == TABLE + "\n"


def test_main_withAPage_replacesItsFiguresOnly(reports, tmp_path):
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- figures -->\nold\n<!-- end of figures -->\nafter\n")
    mutation.main(["--page", str(page), *map(str, reports)])
    assert page.read_text() == f"before\n<!-- figures -->\n{TABLE}<!-- end of figures -->\nafter\n"


def test_mutation_packageInNeitherList_isRefusedByName(tmp_path):
    for file in ("bin/mutation", "local/find.sh"):
        (tmp_path / file).parent.mkdir()
        shutil.copy(ROOT / file, tmp_path / file)
    for package in ("shared/src/main/java/io/glueconnector/quality", "functions/src/main/java/io/glueconnector/workflows"):
        (tmp_path / package).mkdir(parents=True)
    ended = subprocess.run(
        [tmp_path / "bin/mutation"], env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=False
    )
    assert (ended.returncode, "but in neither: quality, workflows." in ended.stderr) == (1, True), ended.stderr
