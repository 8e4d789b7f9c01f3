"""The schedules in the stack's group. Its deletion deletes them all, those of users too."""

from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import ClientError

# GetSchedule returns these, and neither CreateSchedule nor UpdateSchedule takes them.
RETURNED_ONLY = {"Arn", "CreationDate", "LastModificationDate", "ResponseMetadata"}


class Schedules:
    """Reads and changes the schedules of one group; without a group, there are none."""

    def __init__(self, scheduler: Any, group: str | None):
        self._scheduler = scheduler
        self._group = group

    def read(self) -> list[dict[str, Any]]:
        """Each schedule as an input of CreateSchedule, which rejects a StartDate of more than five minutes ago, as UpdateSchedule
        does: https://github.com/getmoto/moto/pull/8172"""
        if self._group is None:
            return []
        pages = self._scheduler.get_paginator("list_schedules").paginate(GroupName=self._group)
        names = [it["Name"] for page in pages for it in page["Schedules"]]
        found = [self._scheduler.get_schedule(GroupName=self._group, Name=it) for it in names]
        now = datetime.now(UTC)
        return [{name: it[name] for name in it if name not in RETURNED_ONLY and not is_past(name, it[name], now)} for it in found]

    def disable(self) -> list[str]:
        """Returns why schedules could not be disabled: AWS rejects the update of one that will not run again, for example."""
        return [problem for it in self.read() if it["State"] != "DISABLED" and (problem := self._put(it, "DISABLED"))]

    def restore(self, schedules: list[dict[str, Any]]) -> list[str]:
        """Sets the states as they were, if the schedules still exist; returns why some could not be restored."""
        states = {it["Name"]: it["State"] for it in schedules}
        changed = [it for it in self.read() if it["State"] != states.get(it["Name"], it["State"])]
        return [problem for it in changed if (problem := self._put(it, states[it["Name"]]))]

    def _put(self, schedule: dict[str, Any], state: str) -> str | None:
        """An update sets every field that it does not name to its default, so all fields are sent:
        https://docs.aws.amazon.com/scheduler/latest/APIReference/API_UpdateSchedule.html"""
        try:
            self._scheduler.update_schedule(**schedule | {"State": state})
        except ClientError as error:
            if error.response["Error"]["Code"] != "ValidationException":
                raise
            return f"{schedule['Name']}: {error.response['Error']['Message']}"
        return None


def is_past(name: str, value: Any, now: datetime) -> bool:
    return name == "StartDate" and bool(value < now)
