"""The picture in the README can be taken again."""

import re
from pathlib import Path

from cli.tests.terminal_picture import take

PICTURE = Path(__file__).parents[2] / "docs/guide/terminal.svg"
# A busy machine needs longer.
ELAPSED = re.compile(r"\d+&#160;s,")


def texts(file):
    return [ELAPSED.sub("", it) for it in re.findall(r">([^<]+)</text>", file.read_text(encoding="utf-8"))]


def test_picture_ofTheReadme_canBeTakenAgain(tmp_path):
    take(tmp_path / "terminal.svg")
    assert texts(tmp_path / "terminal.svg") == texts(PICTURE)


def test_picture_ofTheReadme_fetchesNothing():
    addresses = set(re.findall(r"https?://[^\s\"')]+", PICTURE.read_text(encoding="utf-8")))
    assert addresses <= {"http://www.w3.org/2000/svg", "https://www.textualize.io"}
