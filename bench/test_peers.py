"""Tests the parts of the benchmark that its peers depend on."""

import re

import pytest

from coldstart import quota
from coldstart.doors import body
from coldstart.quota import NAME, Quota
from stack.folders import ROOT

CHUNKED = {"transfer-encoding": "chunked"}
VERSION_OF_PROJECT = re.compile(r"<artifactId>glue-connector</artifactId>\s*<version>(.+?)</version>")


@pytest.mark.parametrize(
    ("headers", "received", "expected"),
    [
        (CHUNKED, b"3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\n\r\nPOST", (b"abc0123456789", b"POST")),
        (CHUNKED, b"0\r\n\r\n", (b"", b"")),
        ({"content-length": "3"}, b"abcPOST", (b"abc", b"POST")),
        ({}, b"GET", (b"", b"GET")),
    ],
)
def test_body_complete_isSplitFromTheNextRequest(headers, received, expected):
    assert body(headers, received) == expected


@pytest.mark.parametrize("end", range(len(b"3\r\nabc\r\n0\r\n\r\n")))
def test_body_ofIncompleteChunks_isNone(end):
    assert body(CHUNKED, b"3\r\nabc\r\n0\r\n\r\n"[:end]) is None


def test_quota_ofVersion2_isTheShareOfTheMemory(tmp_path):
    (tmp_path / "cpu.max").write_text("")
    limit = Quota(tmp_path)
    assert (tmp_path / "cpu.max").read_text() == "max 20000"
    limit.apply()
    assert (tmp_path / "cpu.max").read_text() == "11577 20000"


def test_quota_ofVersion1_isTheShareOfTheMemory(tmp_path):
    limit = Quota(tmp_path)
    assert (tmp_path / "cpu.cfs_quota_us").read_text() == "-1"
    limit.apply()
    assert [(tmp_path / f"cpu.cfs_{it}_us").read_text() for it in ("quota", "period")] == ["11577", "20000"]


def test_opened_withoutCgroups_leavesNothing(tmp_path):
    assert quota.opened(tmp_path) is None
    assert list(tmp_path.rglob(NAME)) == []


def test_naivePeer_inheritsFromThisVersionOfTheProject():
    """Only bench/run builds it, so nothing else notices that its parent is missing."""
    poms = [ROOT / "pom.xml", ROOT / "bench/peers/java/pom.xml"]
    versions = {version for pom in poms for version in VERSION_OF_PROJECT.findall(pom.read_text())}
    assert versions == {"development"}
