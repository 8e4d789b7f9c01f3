"""The complete check."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from glueconnector.smoke.connection import Connection
from glueconnector.smoke.crawls import Crawls
from glueconnector.smoke.job_runs import JobRuns
from glueconnector.smoke.notifications import Notifications
from glueconnector.smoke.reads import Reads
from glueconnector.smoke.refusals import Refusals
from glueconnector.smoke.triggers import Firing
from glueconnector.smoke.verdicts import Verdicts
from glueconnector.smoke.workflows import Workflows
from glueconnector.target import Target


@dataclass(frozen=True)
class MayStart:
    """What the check may start, and how long it may wait for one thing to end. By default it may start nothing."""

    job: str | None = None
    arguments: dict[str, str] = field(default_factory=dict)
    crawler: str | None = None
    triggers: tuple[str, ...] = ()
    seconds: int = 180
    message: bool = False


def run_checks(target: Target, verdicts: Verdicts, connections: Sequence[str], may_start: MayStart) -> None:
    """Checks the API and, if asked, the notifications once, then each connection, then workflows over those that ran the job."""
    Refusals(Connection(target, connections[0]), verdicts).run()
    if may_start.message:
        Notifications(target, verdicts).run()
    ran = []
    for name in connections:
        connection = Connection(target, name)
        Reads(connection, verdicts).run()
        if may_start.job and JobRuns(connection, verdicts, may_start.job, may_start.arguments, may_start.seconds).run():
            ran.append(connection)
        if may_start.crawler:
            Crawls(connection, verdicts, may_start.crawler, may_start.seconds).run()
        for trigger in may_start.triggers:
            Firing(connection, verdicts, trigger).run()
    if may_start.job and ran:
        Workflows(ran, verdicts, may_start.job, may_start.arguments, may_start.seconds).run()
