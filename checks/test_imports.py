"""Python imports: no cycles of packages or modules, and only the standard library before anything is installed."""

import ast
import sys
from graphlib import CycleError, TopologicalSorter

import pytest

from conftest import ROOT

# The folders on the path; a module's name begins below its folder.
FOLDERS = [ROOT / name for name in ("local", "checks", "bench")]


def modules():
    """The modules of the project: name to file."""
    return {_name(folder, path): path for folder in FOLDERS for path in folder.rglob("*.py")}


def _name(folder, path):
    return ".".join(path.relative_to(folder).with_suffix("").parts).removesuffix(".__init__")


def imported(path):
    """The imports anywhere in a file: modules, and names that may be modules."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {it.name for it in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{it.name}" for it in node.names)}
    return names


def of_modules():
    """Each module of the project with those that it imports."""
    known = modules()
    return {name: imported(path) & known.keys() - {name} for name, path in known.items()}


def of_packages(graph):
    """The same for packages, without the imports within a package."""
    packages: dict[str, set[str]] = {}
    for name, its in graph.items():
        package = name.partition(".")[0]
        packages.setdefault(package, set()).update({it.partition(".")[0] for it in its} - {package})
    return packages


def circle(graph):
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as found:
        return found.args[1]
    return []


def test_no_import_cycle_between_modules_or_packages(count):
    graph = of_modules()
    count("modules of Python", len(graph))
    assert circle(graph) == []
    assert circle(of_packages(graph)) == []


@pytest.mark.parametrize(
    "graph",
    [
        pytest.param({"a": {"b"}, "b": {"a"}}, id="modules"),
        pytest.param(of_packages({"a.one": {"b.one"}, "b.two": {"a.two"}}), id="packages"),
    ],
)
def test_planted_cycle_is_found(graph):
    assert set(circle(graph)) == {"a", "b"}


@pytest.mark.parametrize("program", ["run", "prepare"])
def test_what_makes_the_environments_needs_only_python(program):
    graph, known = of_modules(), modules()
    seen, waiting = set(), {program}
    while waiting:
        name = waiting.pop()
        seen.add(name)
        waiting |= graph[name] - seen
    packages = {it.partition(".")[0] for name in seen for it in imported(known[name])}
    assert packages - {it.partition(".")[0] for it in known} <= sys.stdlib_module_names
    assert "stack.preparing" in seen
