"""A release: complete, the same bytes each time, deployed with the SAM CLI or the AWS CLI alone, with its version in sight."""

import argparse
import json
import os
import re
import shutil
import subprocess
import zipfile

import pytest

from stack.aws import outputs_of
from stack.environment import REGION, for_running
from stack.folders import ROOT
from stack.preparing import TOOLS
from stack.processes import Failed
from stack.releasing import DEVELOPMENT, assemble, changes, version
from stack.running import BUCKET, STACK_NAME
from stack.seeding import allow, user
from tests.sam import RELEASE

COMPONENT = re.compile(r"(?m)^([\w.-]+:[\w.-]+:[\w.-]+) - ")
LOCAL_FILE = re.compile(r"(?:CodeUri|Content|DefinitionUri): (\S+)")


def files_of(folder):
    return {str(it.relative_to(folder)): it.read_bytes() for it in folder.rglob("*") if it.is_file()}


def test_release_itsChecksums_coverEveryFile(release):
    listed = (release / "SHA256SUMS").read_text()
    assert {line.split("  ")[1] for line in listed.splitlines()} == files_of(release).keys() - {"SHA256SUMS"}
    checked = subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=release, check=False)
    assert checked.returncode == 0


def test_release_again_isTheSameBytes(release, tmp_path):
    assemble(RELEASE, tmp_path / "again")
    assert files_of(tmp_path / "again") == files_of(release)


def test_release_otherVersion_differsWhereTheVersionStands(release, tmp_path):
    assemble("1.0.0-rc.2", tmp_path / "other")
    one, other = files_of(release), files_of(tmp_path / "other")
    changed = {name for name in one if one[name] != other[name]}
    assert changed == {"template.yaml", "sbom.cdx.json", "CHANGELOG.md", "SHA256SUMS"}
    for name in changed - {"SHA256SUMS"}:
        assert one[name].replace(b"1.0.0-rc.1", b"1.0.0-rc.2") == other[name]


def test_release_everyFileThatItsTemplateNames_isInIt(release):
    named = set(LOCAL_FILE.findall((release / "template.yaml").read_text()))
    assert "functions.zip" in named
    assert {it for it in named if it.endswith(".asl.json")}
    assert [it for it in named if not (release / it).is_file()] == []


def test_package_files_areReadableForEveryone(release):
    """Lambda requires it, and the umask of the machine must not decide."""
    with zipfile.ZipFile(release / "functions.zip") as packed:
        modes = {it.filename: it.external_attr >> 16 & 0o777 for it in packed.infolist() if not it.is_dir()}
    assert modes == {name: 0o755 if name == "boot-path" else 0o644 for name in modes}


def test_sbom_listsWhatShips_withoutATime(release):
    sbom = json.loads((release / "sbom.cdx.json").read_text())
    found = {(it["group"], it["name"], it["version"]) for it in sbom["components"]}
    noticed = {tuple(it.split(":")) for it in COMPONENT.findall((ROOT / "THIRD-PARTY-NOTICES").read_text())}
    assert found == noticed | {("io.glueconnector", "shared", RELEASE)}
    assert {it["ref"] for it in sbom["dependencies"]} == {
        it["bom-ref"] for it in (*sbom["components"], sbom["metadata"]["component"])
    }
    (crt,) = (it for it in sbom["components"] if it["name"] == "aws-crt")
    assert {"aws-c-auth", "s2n-tls", "aws-lc"} <= {it["name"] for it in crt["components"]}
    assert [it["name"] for it in sbom["components"] if "hashes" not in it] == ["shared"]
    assert sbom["metadata"]["component"]["version"] == RELEASE
    assert "serialNumber" not in sbom
    assert "timestamp" not in sbom["metadata"]
    assert str(ROOT) not in json.dumps(sbom)


def test_deployedRelease_itsVersion_isInTheOutputAndInTestConnection(opted_in, aws, doors, kinds):
    """The first stack is deployed from a checkout."""
    found = {name: outputs_of(aws.client("cloudformation"), name)["Version"] for name in (STACK_NAME, opted_in.name)}
    assert found == {STACK_NAME: DEVELOPMENT, opted_in.name: RELEASE}
    answer = doors.invoke(opted_in.function("TestConnection"), {"connection": kinds["accessKey"].name}).answered()
    assert answer["version"] == RELEASE
    pages = aws.client("logs").get_paginator("filter_log_events").paginate(logGroupName=f"/aws/lambda/{opted_in.name}")
    starts = [it["message"] for page in pages for it in page["events"] if '"cold start"' in it["message"]]
    assert {json.loads(it)["version"] for it in starts} == {RELEASE}


def test_deployedRelease_doctorAndSmoke_findNothing(opted_in, stack, aws, tmp_path):
    """As in docs/guide/first-deployment.md, without a job."""
    # The emulated AWS does not check the root's signatures.
    key = user(aws, "administrator", [allow(["*"], "*")])
    credentials = {"AWS_ACCESS_KEY_ID": key["accessKeyId"], "AWS_SECRET_ACCESS_KEY": key["secretAccessKey"]}
    which = ["--stack-name", opted_in.name, "--region", REGION]
    evidence = tmp_path / "evidence.json"
    for command in (["bin/smoke", *which, "--evidence", evidence], ["bin/doctor", *which]):
        words = [str(it) for it in command]
        ended = subprocess.run(
            words, cwd=ROOT, env=for_running(stack.endpoint) | credentials, capture_output=True, text=True, timeout=200
        )
        failed = [it for it in ended.stdout.splitlines() if " FAILED " in it and not it.startswith("Alarms ")]
        assert (failed, "Traceback" in ended.stderr) == ([], False), ended.stdout + ended.stderr
    found = json.loads(evidence.read_text())
    assert found["versions"]["connector"] == RELEASE
    assert {it["version"] for it in found["coldStarts"]} == {RELEASE}


def test_deployedRelease_itsFolder_isUnchanged(opted_in, release, tmp_path):
    assemble(RELEASE, tmp_path / "again")
    assert files_of(release) == files_of(tmp_path / "again")


def test_release_packagedByTheAwsCli_hasNoLocalFile(stack, release, tmp_path):
    packaged = tmp_path / "packaged.yaml"
    words = ["cloudformation", "package", "--template-file", "template.yaml", "--output-template-file", packaged]
    where = ["--s3-bucket", BUCKET, "--s3-prefix", "packaged", "--endpoint-url", stack.endpoint]
    ended = subprocess.run(
        [str(it) for it in (TOOLS / "bin/aws", *words, *where)],
        cwd=release,
        env=for_running(stack.endpoint),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ended.returncode == 0, ended.stderr
    assert {it for it in LOCAL_FILE.findall(packaged.read_text()) if not it.startswith("s3://")} == set()


@pytest.mark.parametrize("wanted", ["1.0.0", "10.20.30", "1.0.0-rc.12"])
def test_version_semantic_isAccepted(wanted):
    assert version(wanted) == wanted


@pytest.mark.parametrize(
    "wanted", ["", "1.0", "v1.0.0", "1.0.0-beta", "01.0.0", "1.0.0-rc.01", "1.0.0 ", "1.0.0-rc.1000000000000000"]
)
def test_version_other_isRefused(wanted):
    with pytest.raises(argparse.ArgumentTypeError, match=re.escape(f"but got {wanted!r}")):
        version(wanted)


LOG = "# Changelog\n\n## Unreleased\n\nNew.\n\n## 1.1.0-rc.1\n\nNo.\n\n## 1.1.0 - 2027-01-31\n\nYes.\n\n## 1.1.01\n\n- No.\n"


@pytest.mark.parametrize(
    ("wanted", "section"), [("1.1.0", "## 1.1.0 - 2027-01-31\n\nYes."), ("1.2.0-rc.1", "## Unreleased\n\nNew.")]
)
def test_changes_areTheSectionOfTheVersion_orTheUnreleasedOnesOfACandidate(wanted, section):
    assert changes(wanted, LOG) == f"# Release {wanted}\n\n{section}\n"


def test_changes_versionWithoutASection_failsWithAMessage():
    with pytest.raises(Failed, match=r"expected a section with the heading ## 99\.0\.0, but got none"):
        changes("99.0.0")


@pytest.fixture
def clone(tmp_path):
    """A small repository with bin/release, and no source to build."""
    for name in ("bin", "local"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in (".gitignore", "CHANGELOG.md"):
        shutil.copy(ROOT / name, tmp_path)
    git = ["git", "-C", str(tmp_path), "-c", "user.name=x", "-c", "user.email=x@example.com"]
    for words in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "--message=x"]):
        subprocess.run([*git, *words], check=True)
    return tmp_path


def released(clone, wanted):
    return subprocess.run([str(clone / "bin/release"), wanted], env=os.environ, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize(
    ("wanted", "code", "message"),
    [
        pytest.param("v1", 2, "MAJOR.MINOR.PATCH", id="noVersion"),
        pytest.param("99.0.0", 1, "## 99.0.0", id="noSection"),
    ],
)
def test_binRelease_impossible_saysWhyAndWritesNothing(clone, wanted, code, message):
    ended = released(clone, wanted)
    assert (ended.returncode, ended.stdout) == (code, "")
    assert message in ended.stderr
    assert not (clone / ".local").exists()


def test_binRelease_uncommittedFile_isNamed(clone):
    (clone / "CHANGELOG.md").write_text("# Changelog\n\n## Unreleased\n")
    ended = released(clone, RELEASE)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "committed sources only:\n M CHANGELOG.md" in ended.stderr
