"""bin/release: builds the package and puts a release together, from committed sources only."""

import argparse
import subprocess
import sys

from stack.command import INTERRUPTED
from stack.environment import for_building
from stack.folders import MADE, ROOT
from stack.preparing import BUILD, new_log
from stack.processes import Failed, ProcessGroup
from stack.released import record
from stack.releasing import assemble, changes, version
from stack.steps import line, step


def main():
    wanted = arguments().version
    folder = MADE / "releases" / wanted
    try:
        refuse_uncommitted()
        changes(wanted)
        MADE.mkdir(exist_ok=True)
        with step("Java build: functions.zip and its bill of materials"), ProcessGroup() as group:
            package = ["--projects", "functions", "--also-make", "-DskipTests", "-Dspotless.check.skip", "package"]
            group.run([*BUILD, *package], for_building(), new_log("release"), folder=ROOT)
        assemble(wanted, folder)
        if "-rc." not in wanted:
            record(wanted)
    except Failed as failure:
        print(f"\nbin/release: {failure}", file=sys.stderr)
        return 1
    line(f"Release {wanted} is in {folder}:")
    print((folder / "SHA256SUMS").read_text(), end="")
    return 0


def arguments():
    parser = argparse.ArgumentParser(
        prog="bin/release",
        description="Builds a release from the committed sources of this clone, in .local/releases/VERSION. Deploying it needs "
        "the AWS CLI and the AWS SAM CLI only. Two clones of one commit give the same bytes.",
    )
    parser.add_argument("version", type=version, metavar="VERSION", help="such as 1.0.0 or 1.0.0-rc.1")
    return parser.parse_args()


def refuse_uncommitted():
    """A release must be what a clone of its commit gives."""
    command = ["git", "-C", str(ROOT), "status", "--porcelain"]
    try:
        changed = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    except (OSError, subprocess.CalledProcessError) as error:
        raise Failed(f"{ROOT} must be a clone of the repository, and git must be installed: {error}") from error
    if changed:
        listed = "\n".join(changed)
        raise Failed(f"commit or remove these files first, because a release contains committed sources only:\n{listed}")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        print("\nbin/release: interrupted.", file=sys.stderr)
        sys.exit(INTERRUPTED)
