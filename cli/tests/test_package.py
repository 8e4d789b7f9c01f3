"""What glue needs: a small environment, with exact versions, that the requirements and the package agree on."""

import re
import tomllib

from cli.tests.glue import CLI, PYTHON

MEGABYTES = 60


def test_environment_isSmall():
    folder = PYTHON.parents[1]
    size = sum(it.stat().st_size for it in folder.rglob("*") if it.is_file() and not it.is_symlink())
    assert size < MEGABYTES * 1024 * 1024


def test_dependencies_areTheVersionsOfTheRequirements():
    declared = tomllib.loads((CLI / "pyproject.toml").read_text())["project"]["dependencies"]
    pinned = re.findall(r"^(\S+==\S+)", (CLI / "requirements.txt").read_text(), re.MULTILINE)
    assert set(declared) <= set(pinned)
    assert {it.partition("==")[0] for it in declared} == {"botocore", "click", "rich"}
