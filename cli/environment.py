"""Creates the environment of bin/glue from the pinned requirements, with only the Python standard library.

Usage: environment.py FOLDER. The folder appears complete or not at all.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

REQUIREMENTS = Path(__file__).with_name("requirements.txt")
# Pinned by their hashes; without compiling, which takes longer than the first commands.
INSTALL = ["install", "--quiet", "--require-hashes", "--no-deps", "--no-compile", "--only-binary", ":all:"]
# The file itself, not a link such as python3, which another version of Python may replace.
PYTHON = os.path.realpath(sys.executable)


def create(folder: Path) -> None:
    """Creates the environment under another name first, so that commands that start at the same time do not collide."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f"{folder.name}-", dir=folder.parent) as temporary:
        created = Path(temporary) / folder.name
        fill(created)
        shutil.copy(REQUIREMENTS, created / "requirements.txt")
        shutil.rmtree(folder, ignore_errors=True)
        try:
            created.rename(folder)
        except OSError:
            # Another command has just put the same environment there.
            if not (folder / "requirements.txt").exists():
                raise


def fill(folder: Path) -> None:
    """A pip in the environment would take most of the time and a third of the space, so this Python's own one fills it."""
    own = importlib.util.find_spec("pip") is not None
    subprocess.run([PYTHON, "-m", "venv", *(["--without-pip"] if own else []), folder], check=True)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    pip = [PYTHON, "-m", "pip", "--python", str(python)] if own else [str(python), "-m", "pip"]
    settings = os.environ | {"PIP_NO_INPUT": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    subprocess.run([*pip, *INSTALL, "--requirement", REQUIREMENTS], check=True, env=settings)


if __name__ == "__main__":
    print("Preparing the command line's own environment (once)", file=sys.stderr)
    try:
        create(Path(sys.argv[1]))
    except subprocess.CalledProcessError as failure:
        sys.exit(f"The environment could not be created: pip or venv ended with code {failure.returncode}, as shown above.")
