"""glue remove: removes a deployed stack."""

import signal
import sys
from pathlib import Path

import click
from click.core import ParameterSource
from rich.console import Console

from glueconnector.failures import Failed
from glueconnector.remove import left
from glueconnector.remove import record as records
from glueconnector.remove.deployed import DELETED, DELETING, Deployed, described
from glueconnector.remove.parts import Parts
from glueconnector.remove.permissions import denied
from glueconnector.remove.progress import Progress, console, table
from glueconnector.remove.record import Record
from glueconnector.remove.removal import Removal
from glueconnector.target import Target, target_options


@click.command()
@click.option("--wait", is_flag=True, help="Wait for the open executions instead of stopping them.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option(
    "--record", "path", type=click.Path(path_type=Path), metavar="FILE", help="File of the schedules and the API's limits."
)
@target_options
def remove(target: Target, wait: bool, yes: bool, path: Path | None) -> None:
    """Remove a stack without leaving a run unattended or losing a schedule.

    Shows what is open and asks. Keeps the schedules of the stack's group in a file (NAME-removal.json) and disables them,
    closes the HTTP API, stops the open executions and their Glue runs, deletes the stack, and shows what stays. After an
    interruption, run it again: it continues. Ctrl-C before the deletion, or another answer than the name, reopens the stack.
    """
    if click.get_current_context().get_parameter_source("stack_name") != ParameterSource.COMMANDLINE:
        raise click.UsageError("Name the stack to remove with --stack-name. An environment variable does not suffice.")
    interrupt_by_signals()
    path, shown = path or Path(f"{target.stack_name}-removal.json"), console()
    earlier = records.read(path)
    deployed = found(target, earlier)
    if deployed.status != DELETED:
        earlier = removed(target, deployed, path, earlier, wait=wait, yes=yes, shown=shown)
    assert earlier
    shown.print(f"\nStack {target.stack_name} is deleted. These stay, each with the command that deletes it:")
    for what, name, command in left.rows(target.client("secretsmanager"), earlier, path):
        shown.print(f"\n{what} {name}\n  {command}")
    shown.print("\nOther stacks with the same ConnectionPrefix use the same connections.")


def interrupt_by_signals() -> None:
    """SIGTERM and a closed terminal give the removal up, as Ctrl-C does. A process that nohup started goes on."""
    for name in ("SIGHUP", "SIGTERM"):
        ending = getattr(signal, name, None)
        if ending and signal.getsignal(ending) != signal.SIG_IGN:
            signal.signal(ending, signal.default_int_handler)


def found(target: Target, earlier: Record | None) -> Deployed:
    """The stack or, if an interrupted removal has deleted it since, its description after the deletion."""
    cloudformation = target.client("cloudformation")
    try:
        deployed = described(cloudformation, target.stack_name)
    except Failed:
        if earlier is None:
            raise
        return described(cloudformation, earlier.stack_id)
    if earlier and earlier.stack_id != deployed.id:
        remedy = f"Move it away, or name another file with --record. It belongs to {earlier.stack_id}. Nothing was changed."
        raise Failed("The file of the removal belongs to another stack.", remedy)
    deployed.require_removable()
    return deployed


def removed(
    target: Target, deployed: Deployed, path: Path, earlier: Record | None, *, wait: bool, yes: bool, shown: Console
) -> Record:
    """Removes the stack; returns what it was like."""
    parts = Parts(target, deployed)
    removal = Removal(deployed, parts.executions, parts.doors, parts.schedules, path, earlier or parts.record())
    if deployed.status != DELETING:
        shown.print(f"Stack {deployed.name} in {target.region}: {deployed.status}\n")
        shown.print(table(("OPEN", "NUMBER", ""), parts.open()))
        require_permissions(target, parts)
        if not yes and not agrees(deployed.name, wait):
            with Progress(shown) as progress:
                removal.give_up(progress)
            raise Failed(f"Stack {deployed.name} was not removed.", "To remove it, answer with its name.")
    with Progress(shown) as progress:
        return removal.run(wait, progress)


def require_permissions(target: Target, parts: Parts) -> None:
    missing = denied(target.client("sts"), target.client("iam"), parts.needed())
    if missing:
        raise Failed("Permissions are missing.", "Nothing was changed. Allow:\n" + "\n".join(missing))


def agrees(name: str, wait: bool) -> bool:
    """Asks on a terminal only. Ctrl-C is an answer too."""
    if not sys.stdin.isatty():
        raise Failed("The removal needs a confirmation.", "In a script, give --yes. Nothing was changed.")
    what = "waits for the open executions" if wait else "stops the open executions and their Glue runs"
    try:
        answer = click.prompt(f"\nThis {what}, then deletes the stack. To go on, type its name", default="", show_default=False)
    except click.Abort:
        return False
    return bool(answer == name)
