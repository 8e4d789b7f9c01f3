"""The processors of a function on Lambda: all of them while it initializes, then the share that its memory buys.

https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
"""

import os
from pathlib import Path

MEMORY = 1024
MEMORY_OF_ONE_PROCESSOR = 1769
PERIOD = 20_000
SHARE = MEMORY / MEMORY_OF_ONE_PROCESSOR
CGROUPS = Path("/sys/fs/cgroup")
NAME = "glue-connector-bench"


class Quota:
    """A cgroup for one function at a time, which its owner removes.

    https://docs.kernel.org/admin-guide/cgroup-v2.html#cpu and, for version 1, https://docs.kernel.org/scheduler/sched-bwc.html
    """

    def __init__(self, group):
        self.group = group
        self.lift()

    def enter(self):
        """Moves the calling process into the cgroup. Its children follow."""
        (self.group / "cgroup.procs").write_text(str(os.getpid()))

    def lift(self):
        self._set(None)

    def apply(self):
        self._set(round(PERIOD * SHARE))

    def remove(self):
        self.group.rmdir()

    def _set(self, quota):
        if (self.group / "cpu.max").exists():
            (self.group / "cpu.max").write_text(f"{quota or 'max'} {PERIOD}")
        else:
            (self.group / "cpu.cfs_period_us").write_text(str(PERIOD))
            (self.group / "cpu.cfs_quota_us").write_text(str(quota or -1))


def opened(cgroups=CGROUPS):
    """Returns a quota, or None if this user may create no cgroup for processors here."""
    for parent, limit in ((cgroups, "cpu.max"), (cgroups / "cpu", "cpu.cfs_quota_us")):
        group = parent / NAME
        try:
            group.mkdir(exist_ok=True)
        except OSError:
            continue
        if (group / limit).exists():
            return Quota(group)
        group.rmdir()
    return None
