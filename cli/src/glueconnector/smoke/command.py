"""glue smoke: checks a deployed stack and prints a table of verdicts."""

import functools
import json
import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from glueconnector.failures import FAILED
from glueconnector.smoke.evidence import Evidence
from glueconnector.smoke.run import MayStart, run_checks
from glueconnector.smoke.verdicts import Verdicts
from glueconnector.target import Target, target_options

EPILOG = """The caller needs cloudformation:DescribeStacks on the stack, execute-api:Invoke on the connections' routes and, for a
job, states:StartExecution, DescribeExecution and StopExecution on the stack's RunJob and RunFleet. --notify also needs
states:StartSyncExecution on its TellEnds; --evidence needs lambda:GetFunctionConfiguration on the stack's functions and
logs:FilterLogEvents on its log group. Exit code: 0 if all checks passed, 1 if not, 2 for a wrong option."""


def new_file(_: click.Context, __: click.Parameter, file: Path | None) -> Path | None:
    """A file that does not exist yet, so that no evidence of an earlier check is lost."""
    if file and (file.exists() or not file.parent.is_dir()):
        raise click.BadParameter(f"expected a new file in an existing folder, but got {str(file)!r}")
    return file


def loopback(_: click.Context, __: click.Parameter, url: str | None) -> None:
    """Only a local stack serves its API under another endpoint. The SDK and this package read it from the environment."""
    if url is None:
        return
    if not re.fullmatch(r"http://127\.0\.0\.1:\d+", url):
        raise click.BadParameter(f"expected http://127.0.0.1:PORT, the endpoint of a local stack, but got {url!r}")
    os.environ["AWS_ENDPOINT_URL"] = url


def json_of_texts(_: click.Context, __: click.Parameter, text: str) -> dict[str, str]:
    try:
        values = json.loads(text)
    except ValueError as error:
        raise click.BadParameter(f"not JSON: {error}") from error
    if not isinstance(values, dict) or not all(isinstance(value, str) for value in values.values()):
        raise click.BadParameter('expected a JSON object of strings, such as {"--day": "2026-01-31"}')
    return values


def start_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options that name what the check may start. The command receives them as its argument `may_start`."""

    @click.option("--notify", is_flag=True, help="Send a test message to the stack's NotificationTopicArn.")
    @click.option(
        "--job",
        metavar="NAME",
        help="Job to run six times, two of them stopped, and three times over each further connection, one of them stopped.",
    )
    @click.option(
        "--arguments",
        default="{}",
        callback=json_of_texts,
        metavar="JSON",
        help="Arguments of its runs, except the stopped ones. [default: one that the script should ignore]",
    )
    @click.option("--crawler", metavar="NAME", help="Crawler to start and stop.")
    @click.option(
        "--trigger",
        "triggers",
        multiple=True,
        metavar="NAME",
        help="Trigger to start and, if its type allows it, stop; it is inactive afterwards. Repeatable.",
    )
    @click.option(
        "--minutes",
        type=click.IntRange(min=1),
        default=30,
        show_default=True,
        metavar="N",
        help="How long a run or a crawl may take.",
    )
    @functools.wraps(command)
    def with_starts(
        notify: bool,
        job: str | None,
        arguments: dict[str, str],
        crawler: str | None,
        triggers: tuple[str, ...],
        minutes: int,
        **others: Any,
    ) -> Any:
        if arguments and not job:
            raise click.UsageError("--arguments belong to a job: name it with --job.")
        return command(may_start=MayStart(job, arguments, crawler, triggers, minutes * 60, notify), **others)

    return with_starts  # fmt: skip


@click.command(epilog=EPILOG)
@click.argument("more", nargs=-1, metavar="[CONNECTION]...")
@click.option(
    "-c", "--connection", "connections", multiple=True, metavar="NAME", help="Connection to check; repeatable. [default: default]"
)
@click.option(
    "--evidence",
    type=click.Path(path_type=Path),
    callback=new_file,
    metavar="FILE",
    help="New file for versions, cold starts, verdicts and times as JSON, without secrets and account numbers.",
)
@click.option(
    "--endpoint-url",
    callback=loopback,
    is_eager=True,
    expose_value=False,
    metavar="URL",
    help="The emulated AWS of a local stack, such as http://127.0.0.1:4566.",
)
@start_options
@target_options
def smoke(
    target: Target, connections: tuple[str, ...], more: tuple[str, ...], evidence: Path | None, may_start: MayStart
) -> int:  # fmt: skip
    """Check a deployed stack and print a table of verdicts.

    It checks every route of the API, the connections and, if they may be started, a job, a crawler and triggers. It only reads,
    unless options name what it may start.
    """
    print(f"\nStack {target.stack_name} in {target.region}: {target.api_url}\n", flush=True)
    verdicts, began = Verdicts(), time.time()
    verdicts.head()
    run_checks(target, verdicts, (*connections, *more) or ("default",), may_start)
    if evidence:
        Evidence(target, verdicts, began).write(evidence)
    return 0 if verdicts.conclude() else FAILED
