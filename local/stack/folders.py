"""The folders. Everything created locally is under .local/, which git ignores."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCAL = ROOT / "local"
MADE = ROOT / ".local"
FUNCTIONS_ZIP = ROOT / "functions/target/functions.zip"
# The package's classes, on which the functions' tests run.
SHRUNK_JAR = ROOT / "functions/target/shrunk.jar"
FAKE_GLUE_JAR = ROOT / "fake-glue/target/fake-glue.jar"


def stack_folder(port: int) -> Path:
    """Logs and state of the stack on a port, so several stacks of one working copy do not collide."""
    return MADE / "stacks" / str(port)
