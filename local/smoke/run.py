"""The complete check."""

from dataclasses import dataclass, field

from smoke.connection import Connection
from smoke.crawls import Crawls
from smoke.job_runs import JobRuns
from smoke.notifications import Notifications
from smoke.reads import Reads
from smoke.refusals import Refusals
from smoke.triggers import Firing


@dataclass(frozen=True)
class MayStart:
    """What the check may start, and how long it may wait for one thing to end. By default it may start nothing."""

    job: str | None = None
    arguments: dict[str, str] = field(default_factory=dict)
    crawler: str | None = None
    triggers: tuple[str, ...] = ()
    seconds: int = 180
    message: bool = False


def run_checks(stack, verdicts, connections, may_start):
    """Checks the API and, if asked to, the notifications once, and then each connection."""
    Refusals(Connection(stack, connections[0]), verdicts).run()
    if may_start.message:
        Notifications(stack, verdicts).run()
    for name in connections:
        connection = Connection(stack, name)
        Reads(connection, verdicts).run()
        if may_start.job:
            JobRuns(connection, verdicts, may_start).run()
        if may_start.crawler:
            Crawls(connection, verdicts, may_start).run()
        for trigger in may_start.triggers:
            Firing(connection, verdicts, trigger).run()
