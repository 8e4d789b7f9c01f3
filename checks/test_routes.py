"""Routes are defined in api/openapi.yaml and template.yaml. The documentation shows them; nothing else contains one."""

import re
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from conftest import ROOT
from stack.openapi import ROUTES, reached
from test_documentation import PAGES, names

OF_A_CONNECTION = "/connections/C"
SHOWN = re.compile(r"(?:(GET|POST) *['\"]?)?(/connections/[^\s'\"`|?,)]+)")
# The part after the connection, as a separate string.
REST = re.compile(r"['\"](/[^\s'\"?]+)")
CODE = [
    path
    for folder in ("bench", "bin", "checks", "fake-glue", "functions", "local", "packaging", "shared")
    for path in sorted((ROOT / folder).rglob("*"))
    # The tests of bin/run add scripts to local/scripts for a moment.
    if path.suffix in ("", ".java", ".js", ".mjs", ".py")
    and path.is_file()
    and not {"target", ".pytest_cache"} & set(path.parts)
    and ROOT / "local/scripts" not in path.parents
]


def exists(method, path):
    return any(reached(it, path) for it in ([method] if method else ["GET", "POST"]))


def is_shown_rightly(method, path):
    """An asterisk stands for anything, as in a policy."""
    connection = path.split("/")[2]
    routes = [route.replace("{connection}", connection) for of_route, route in ROUTES.values() if method in (of_route, "")]
    return exists(method, path) or any(fnmatchcase(route, path) for route in routes)


def written(text):
    """The routes in code, complete or without their beginning."""
    paths = [path for _, path in SHOWN.findall(text)] + [OF_A_CONNECTION + rest for rest in REST.findall(text)]
    return [path for path in paths if exists(None, path)]


def test_routes_shown_in_the_documentation_exist(count):
    shown = [(names(page), *it) for page in PAGES for it in SHOWN.findall(page.read_text())]
    count("routes that the documentation shows", len(shown))
    assert [it for it in shown if not is_shown_rightly(*it[1:])] == []


def test_code_contains_no_route(count):
    files = [it for it in CODE if it != Path(__file__)]
    count("files of code without a route", len(files))
    assert [(names(file), route) for file in files for route in written(file.read_text())] == []


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("`GET /connections/C/jobs`", True),
        ("bin/api POST '/connections/default/triggers/nightly/stop'", True),
        ("`…/v1/GET/connections/sales/*`", True),
        ("`GET /connections/C/jobs/{name}/start`", False),
        ('"/connections/default/runs"', False),
        ("`…/v1/POST/connections/sales/queues/*`", False),
    ],
)
def test_wrong_route_in_the_documentation_is_found(text, right):
    (shown,) = SHOWN.findall(text)
    assert is_shown_rightly(*shown) == right


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('f"/connections/default/jobs/{JOB}/runs"', 1),
        ('"/connections/{connection}/crawlers"', 1),
        ('"POST", "/jobs/{name}/runs/stop"', 1),
        ('"/aws-glue/jobs"', 0),
        ('"/connections/default/"', 0),
    ],
)
def test_route_in_code_is_found(text, found):
    assert len(written(text)) == found
