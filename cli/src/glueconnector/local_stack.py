"""The local stack that bin/run starts: found by the file that it writes while it is up."""

import json
from dataclasses import dataclass
from pathlib import Path

from glueconnector.failures import Failed


@dataclass(frozen=True)
class LocalStack:
    """Its port is that of the emulated AWS; its callers are key pairs by name, which may only call the API."""

    port: str
    api_url: str
    region: str
    callers: dict[str, dict[str, str]]

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def find(port: str | None) -> LocalStack | None:
    """The local stack that is up, on the given port if any."""
    up = [facts for folder in folders() for facts in sorted(folder.glob(f"{port or '*'}/stack.json")) if is_up(facts)]
    if len(up) > 1:
        raise Failed("Several local stacks are up.", f"Choose one with --port {' or '.join(it.parent.name for it in up)}.")
    if not up:
        return None
    facts = json.loads(up[0].read_text())
    return LocalStack(up[0].parent.name, facts["apiUrl"], facts["region"], facts["callers"])


def folders() -> list[Path]:
    """This package's own checkout and, if it is installed, the checkout that contains the current folder."""
    places = [Path(__file__).resolve().parents[3], *(it for it in (Path.cwd(), *Path.cwd().parents))]
    return list(dict.fromkeys(it / ".local/stacks" for it in places if (it / ".local/stacks").is_dir()))


def is_up(facts: Path) -> bool:
    """A killed stack leaves its facts behind, but not its lock."""
    try:
        import fcntl
    except ImportError:
        # The local stack runs on Linux only.
        return False
    with open(facts.with_name("lock")) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
