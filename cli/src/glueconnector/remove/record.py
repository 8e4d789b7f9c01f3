"""The file that a removal writes before it changes anything. It outlives an interruption and the stack."""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from glueconnector.failures import Failed


@dataclass(frozen=True)
class Record:
    """What the stack was like: the API's limits, its schedules as inputs of CreateSchedule, and what stays after the removal."""

    stack_id: str
    table: str
    bucket: str
    connection_prefix: str
    limits: dict[str, dict[str, str]] = field(default_factory=dict)
    schedules: list[dict[str, Any]] = field(default_factory=list)


def read(path: Path) -> Record | None:
    """The record of an earlier removal, or None."""
    if not path.exists():
        return None
    try:
        return Record(**json.loads(path.read_text()))
    except (ValueError, TypeError) as error:
        raise Failed(
            f"{path} is not the record of a removal.", "Name another file with --record. Nothing was changed."
        ) from error


def write(path: Path, record: Record) -> None:
    """Replaces the file in one step. Only this user may read it, since schedules may hold the arguments of jobs."""
    written = path.with_name(f"{path.name}.new")
    with open(os.open(written, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(asdict(record), file, indent=2, default=lambda moment: moment.isoformat())
    written.replace(path)
