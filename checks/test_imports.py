"""No import circle in the Python: neither between packages nor between modules."""

import ast
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


def imported(path, known):
    """The project's own modules that a file imports, wherever in it."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {it.name for it in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{it.name}" for it in node.names)}
    return names & known


def of_packages(graph):
    """The same between the packages, without what each imports of its own."""
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


def test_no_import_circle_between_modules_or_packages(count):
    known = modules()
    graph = {name: imported(path, known.keys()) - {name} for name, path in known.items()}
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
def test_planted_circle_is_found(graph):
    assert set(circle(graph)) == {"a", "b"}
