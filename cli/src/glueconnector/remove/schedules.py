"""The schedules in the stack's group. Its deletion deletes them all, those of users too."""

from typing import Any

# GetSchedule returns these, and neither CreateSchedule nor UpdateSchedule takes them.
RETURNED_ONLY = {"Arn", "CreationDate", "LastModificationDate", "ResponseMetadata"}


class Schedules:
    """Reads and changes the schedules of one group; without a group, there are none."""

    def __init__(self, scheduler: Any, group: str | None):
        self._scheduler = scheduler
        self._group = group

    def read(self) -> list[dict[str, Any]]:
        """Each schedule as an input of CreateSchedule."""
        if self._group is None:
            return []
        pages = self._scheduler.get_paginator("list_schedules").paginate(GroupName=self._group)
        found = [
            self._scheduler.get_schedule(GroupName=self._group, Name=it["Name"]) for page in pages for it in page["Schedules"]
        ]
        return [{name: value for name, value in it.items() if name not in RETURNED_ONLY} for it in found]

    def disable(self) -> None:
        for schedule in self.read():
            if schedule["State"] != "DISABLED":
                self._put(schedule | {"State": "DISABLED"})

    def restore(self, schedules: list[dict[str, Any]]) -> None:
        """Sets the states as they were, if the schedules still exist."""
        states = {it["Name"]: it["State"] for it in schedules}
        for schedule in self.read():
            if schedule["Name"] in states:
                self._put(schedule | {"State": states[schedule["Name"]]})

    def _put(self, schedule: dict[str, Any]) -> None:
        """An update sets every field that it does not name to its default, so all fields are sent:
        https://docs.aws.amazon.com/scheduler/latest/APIReference/API_UpdateSchedule.html"""
        self._scheduler.update_schedule(**schedule)
