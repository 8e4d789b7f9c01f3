"""All that the stack can do, as one table: bin/smoke's checks over both kinds of connections, workflows, lost responses."""

import uuid

from demonstration.awaited import Awaited
from demonstration.lost_answers import LostAnswers
from demonstration.time_boxed_runs import TimeBoxedRuns
from glueconnector.local_stack import LocalStack
from glueconnector.smoke.run import MayStart, run_checks
from glueconnector.smoke.verdicts import Verdicts
from glueconnector.target import Target, session_of
from stack.environment import REGION
from stack.running import STACK_NAME
from stack.seeding import CONNECTIONS, CRAWLER, ON_DEMAND_TRIGGER, SCHEDULED_TRIGGER, SPARK_JOB
from stack.steps import heading, line

MAY_START = MayStart(SPARK_JOB, {"--demo-seconds": "1"}, CRAWLER, (ON_DEMAND_TRIGGER, SCHEDULED_TRIGGER))


def succeed(stack, callers):
    """Prints the table and returns whether everything passed."""
    heading("All actions, as bin/smoke checks them on a deployed stack; workflows that start, wait and stop; lost responses:")
    for name, kind in CONNECTIONS.items():
        line(f"connection {name:<8} {kind}")
    line()
    target = as_caller(stack, callers["operator"])
    verdicts = Verdicts()
    verdicts.head()
    run_checks(target, verdicts, list(CONNECTIONS), MAY_START)
    for name in CONNECTIONS:
        TimeBoxedRuns(target, name, verdicts).run()
    Awaited(stack, target, verdicts).run()
    LostAnswers(stack, target, verdicts, f"demonstration/{uuid.uuid4()}").run()
    return verdicts.conclude()


def as_caller(stack, key):
    session = session_of(REGION, (key["accessKeyId"], key["secretAccessKey"]))
    local = LocalStack(str(stack.port), stack.api_url, REGION, {"caller": key})
    return Target(STACK_NAME, session, local=local)
