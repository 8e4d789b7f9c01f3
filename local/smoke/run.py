"""The complete check."""

from dataclasses import dataclass, field

from smoke.connection import Connection
from smoke.crawls import Crawls
from smoke.job_runs import JobRuns
from smoke.reads import Reads
from smoke.refusals import Refusals
from smoke.triggers import Firing
from smoke.workflows import Workflows


@dataclass(frozen=True)
class MayStart:
    """What the check may start, and how long it may wait for one thing to end. By default it may start nothing."""

    job: str | None = None
    arguments: dict[str, str] = field(default_factory=dict)
    crawler: str | None = None
    triggers: tuple[str, ...] = ()
    seconds: int = 180


def run_checks(stack, verdicts, connections, may_start):
    """Checks the API once, then each connection, and then workflows over all connections over which the job ran."""
    Refusals(Connection(stack, connections[0]), verdicts).run()
    ran = []
    for name in connections:
        connection = Connection(stack, name)
        Reads(connection, verdicts).run()
        if may_start.job and JobRuns(connection, verdicts, may_start).run():
            ran.append(connection)
        if may_start.crawler:
            Crawls(connection, verdicts, may_start).run()
        for trigger in may_start.triggers:
            Firing(connection, verdicts, trigger).run()
    if ran:
        Workflows(ran, verdicts, may_start).run()
