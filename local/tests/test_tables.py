"""Tables as they are printed on a terminal and into a log."""

import io

import pytest

from glueconnector.output import Columns

CELLS = "a [bold]", "x" * 300


def printed(monkeypatch, output):
    monkeypatch.setattr("sys.stdout", output)
    Columns({"min_width": 10}, {"min_width": 5, "justify": "right"}, {}).row("check", "1", " ".join(CELLS), style="red")
    return output.getvalue()


def test_row_inALog_isOneLineOfPlainText(monkeypatch):
    assert printed(monkeypatch, io.StringIO()) == f"  check          1 {' '.join(CELLS)}\n"


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize("columns", [60, 200])
def test_row_onATerminal_isColouredAndBrokenInItsColumn(monkeypatch, columns):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.delenv("NO_COLOR", raising=False)
    lines = printed(monkeypatch, Terminal()).replace("\x1b[31m", "").replace("\x1b[0m", "").splitlines()
    assert len(lines) > 1
    assert all(len(it) <= columns for it in lines)
    assert "\x1b[31m" in printed(monkeypatch, Terminal())
