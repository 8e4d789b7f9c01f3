"""Puts a release together: a folder with everything to deploy, in the same bytes for the same sources and version."""

import argparse
import hashlib
import json
import re
import shutil

from stack.folders import FUNCTIONS_ZIP, ROOT
from stack.preparing import NOTICES
from stack.processes import Failed

# The version of a checkout.
DEVELOPMENT = "development"
# The description of the layer Revision in template.yaml has room for this many characters.
LONGEST_VERSION = 24
SBOM = FUNCTIONS_ZIP.with_name("sbom.json")
# Lambda's Java runtime has this library; the package does not.
PROVIDED = "aws-lambda-java-core"
COPIED = ("samconfig.toml", "api", "forwarding", "policies", "statemachines", *NOTICES)


def version(text):
    number = "(0|[1-9][0-9]*)"
    if not re.fullmatch(rf"{number}\.{number}\.{number}(-rc\.{number})?", text) or len(text) > LONGEST_VERSION:
        raise argparse.ArgumentTypeError(
            f"expected MAJOR.MINOR.PATCH, optionally followed by -rc.N, of at most {LONGEST_VERSION} characters, "
            f"such as 1.0.0 or 1.0.0-rc.1, but got {text!r}"
        )
    return text


def assemble(wanted, folder):
    """Creates the folder from the built package, and removes an earlier one."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in COPIED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, folder / name)
    shutil.copy(FUNCTIONS_ZIP, folder)
    (folder / "template.yaml").write_text(template(wanted))
    (folder / "sbom.cdx.json").write_text(bill_of_materials(wanted))
    (folder / "CHANGELOG.md").write_text(changes(wanted))
    (folder / "SHA256SUMS").write_text(checksums(folder))


def template(wanted):
    """The template with the version, next to its package."""
    text = (ROOT / "template.yaml").read_text().replace("functions/target/functions.zip", "functions.zip")
    return replaced(text, f"Version: {DEVELOPMENT} }}", f"Version: {wanted} }}")


def bill_of_materials(wanted):
    """Maven's list of components, without what Lambda's runtime provides, and with the native libraries in the CRT's jar."""
    own = rf'(?<=@){DEVELOPMENT}(?=\?type=jar")|(?<="version" : "){DEVELOPMENT}(?=")'
    sbom = json.loads(re.sub(own, wanted, SBOM.read_text()))
    sbom["components"] = [it for it in sbom["components"] if it["name"] != PROVIDED]
    sbom["dependencies"] = [without_provided(it) for it in sbom["dependencies"] if f"/{PROVIDED}@" not in it["ref"]]
    # Our own jar is not shipped as it is, and its bytes depend on the modes of its sources.
    (shared,) = (it for it in sbom["components"] if it["group"] == "io.glueconnector")
    shared.pop("hashes", None)
    (crt,) = (it for it in sbom["components"] if it["name"] == "aws-crt")
    crt["components"] = native_libraries()
    return json.dumps(sbom, indent=2) + "\n"


def without_provided(dependency):
    return dependency | {"dependsOn": [it for it in dependency.get("dependsOn", []) if f"/{PROVIDED}@" not in it]}


def native_libraries():
    """A test of the package compares the names in the notices with those in the binaries."""
    notices = (ROOT / "THIRD-PARTY-NOTICES").read_text()
    names = set(re.findall(r"\b(aws-c-[a-z0-9-]+|aws-checksums|s2n-tls)\b", notices))
    (version_of_lc,) = set(re.findall(r"\bAWS-LC (\d+\.\d+\.\d+)\b", notices))
    found = [{"type": "library", "name": name} for name in sorted(names)]
    return [*found, {"type": "library", "name": "aws-lc", "version": version_of_lc}]


def changes(wanted, log=None):
    """The changelog's section of a version. A release candidate has the unreleased changes."""
    heading = "Unreleased" if "-rc." in wanted else wanted
    text = log or (ROOT / "CHANGELOG.md").read_text()
    section = re.search(rf"^## {re.escape(heading)}(?![.\w-]).*?(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
    if section is None:
        raise Failed(f"CHANGELOG.md: expected a section with the heading ## {heading}, but got none: add it, and commit it")
    return f"# Release {wanted}\n\n{section[0].rstrip()}\n"


def checksums(folder):
    """As sha256sum writes and checks them."""
    files = sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())
    return "".join(f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in files)


def replaced(text, before, after):
    if text.count(before) != 1:
        raise Failed(f"template.yaml: expected {before!r} once, but got it {text.count(before)} times")
    return text.replace(before, after)
