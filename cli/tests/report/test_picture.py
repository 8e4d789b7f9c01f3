"""The picture in the guide can be taken again."""

from pathlib import Path

from cli.tests.report.picture import HEIGHT, WIDTH, take

GUIDE = Path(__file__).parents[3] / "docs/guide/report.png"


def size(file):
    """https://www.w3.org/TR/png/#11IHDR"""
    head = file.read_bytes()[:24]
    return int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")


def test_picture_ofTheGuide_canBeTakenAgain(tmp_path):
    take(tmp_path / "report.png")
    assert size(tmp_path / "report.png") == size(GUIDE) == (WIDTH, HEIGHT)
