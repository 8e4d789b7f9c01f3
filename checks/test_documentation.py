"""The documentation matches what it describes: links, commands, and the tables that must stay up to date."""

import json
import re
import subprocess

import pytest

from conftest import ROOT

PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")), ROOT / "fake-glue/README.md"]
README = (ROOT / "README.md").read_text()
FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^]]*]\(([^)\s]+)\)")
JAVA = ROOT / "shared/src/main/java/io/glueconnector"


def names(page):
    return str(page.relative_to(ROOT))


def anchors(page):
    """The anchors that GitHub generates for a page's headings."""
    headings = re.findall(r"^#+ +(.+)$", FENCE.sub("", page.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def fenced(page, language):
    return [body for head, body in FENCE.findall(page.read_text()) if head.split()[:1] == [language]]


@pytest.mark.parametrize("page", PAGES, ids=names)
def test_links_have_targets(page):
    for link in LINK.findall(FENCE.sub("", page.read_text())):
        target, _, anchor = link.partition("#")
        if target.startswith("https://"):
            continue
        linked = (page.parent / target).resolve() if target else page
        assert linked.exists(), f"{link}: no such file"
        assert not anchor or anchor in anchors(linked), f"{link}: no such heading"


@pytest.mark.parametrize("page", PAGES, ids=names)
def test_shell_lines_parse(page):
    for block in fenced(page, "bash"):
        done = subprocess.run(["bash", "-n"], input=block, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{done.stderr}\n{block}"


@pytest.mark.parametrize("page", PAGES, ids=names)
def test_json_parses(page):
    for block in fenced(page, "json"):
        whole = block.replace("[…]", "[]")
        json.loads(whole if whole.startswith("{") else f"{{{whole.rstrip().rstrip(',')}}}")


def test_guide_lists_every_parameter(source):
    page = (ROOT / "docs/guide/deployment.md").read_text()
    assert [name for name in source["Parameters"] if f"`{name}`" not in page] == []


def test_readme_is_short():
    assert len(README.splitlines()) <= 200


def test_readme_has_no_shell_function_and_no_loop():
    for block in fenced(ROOT / "README.md", "bash"):
        assert not re.search(r"\(\) *\{|\b(?:for|while|until)\b.*\bdo\b", block.replace("\n", " ")), block


def test_readme_links_every_guide():
    linked = {link.partition("#")[0] for link in LINK.findall(README)}
    guides = {names(page) for page in (ROOT / "docs/guide").glob("*.md")}
    # Other guides lead to the shell settings, which the README's commands do not need.
    assert guides - linked == {"docs/guide/shell.md"}


def test_errors_are_all_in_the_catalogue():
    page = (ROOT / "docs/guide/errors.md").read_text()
    (permitted,) = re.findall(r"permits (.*?)\{", (JAVA / "error/ConnectorException.java").read_text(), re.DOTALL)
    codes = {code.strip() for code in permitted.split(",")}
    assert set(re.findall(r"^\| (\w+) \| \d+ \|", page, re.MULTILINE)) == codes
    assert set(re.findall(r"`io\.glueconnector\.error\.(\w+)` \|$", page, re.MULTILINE)) == codes


def test_metrics_and_alarms_are_all_explained(source):
    page = (ROOT / "docs/guide/operations.md").read_text()
    metrics = re.findall(
        r'counts\.put\("(\w+)"', (ROOT / "functions/src/main/java/io/glueconnector/handler/CallLog.java").read_text()
    )
    alarms = [name for name, it in source["Resources"].items() if it["Type"] == "AWS::CloudWatch::Alarm"]
    assert [name for name in metrics + alarms if f"`{name}`" not in page] == []
