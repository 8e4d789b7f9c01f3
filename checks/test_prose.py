"""The terms and the length of sentences in pages, comments, messages and descriptions, as a linter sees them."""

import pytest

from conftest import ROOT
from prose import pages, prose, texts
from stack.judging import prose_problems

RULES = ROOT / "checks/textlint.json"


def problems_of(texts, folder):
    for name, text in texts.items():
        file = folder / f"{name}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return [it.replace(f"{folder}/", "") for it in prose_problems([folder / f"{name}.txt" for name in texts], RULES)]


def test_pages_keep_to_the_terms(count):
    count("pages whose prose was linted", len(pages()))
    assert prose_problems(pages(), RULES) == []


def test_sources_keep_to_the_terms(tmp_path, count):
    found = {str(path.relative_to(ROOT)): text for path, text in texts().items()}
    count("source files with linted prose", sum(any(text.split()) for text in found.values()))
    assert problems_of(found, tmp_path) == []


WRONG_TERM = [
    ("A.java", "/** Nobody knows the marker. */"),
    ("A.java", "class A {\n  // Nobody knows it.\n}"),
    ("A.java", 'class A {\n  String message = "Nobody knows the marker";\n}'),
    ("a.py", '"""Nobody knows the marker."""'),
    ("a.py", 'A = "#"  # Nobody knows it.'),
    ("a.yaml", "Description: Nobody knows the marker."),
    ("a.yaml", "# Nobody knows the marker."),
    ("a.json", '{"Comment": "Nobody knows the marker."}'),
]
NAMES_AND_CODE = [
    ("A.java", '/** Calls {@code nobody} and `nobody`. */ class A { boolean nobody = "nobody".isEmpty(); }'),
    ("a.py", 'nobody = "nobody knows the marker"'),
    ("a.json", '{"Default": "Nobody knows the marker."}'),
]


@pytest.mark.parametrize(
    ("name", "source", "found"),
    [*((*it, 1) for it in WRONG_TERM), *((*it, 0) for it in NAMES_AND_CODE)],
)
def test_wrong_term_is_found_in_prose_only(tmp_path, name, source, found):
    file = tmp_path / name
    file.write_text(source)
    assert len(problems_of({name: prose(file)}, tmp_path)) == found
