"""bin/doctor: a table of verdicts, a remedy for each, and an exit code."""

import re
from functools import partial

import click
from rich.console import Console

from glueconnector.doctor import account, deployed, packages, parameters, permissions, subject, verdicts
from glueconnector.target import Target, target_options

EPILOG = """Exit code: 0 if nothing failed, 1 if something failed or the stack cannot be examined, 2 for a wrong option,
3 if nothing failed and something could not be checked."""


@click.command(epilog=EPILOG)
@click.option("--before", is_flag=True, help="Check what a deployment needs. The stack may be absent.")
@click.option(
    "--parameter",
    "given",
    multiple=True,
    metavar="NAME=VALUE",
    help="A parameter of the coming deployment; may be repeated. The others are as deployed, or the defaults.",
)
@click.option("--s3-prefix", metavar="PREFIX", help="The S3 prefix of the first deployment. [default: the stack's name]")
@target_options
def doctor(target: Target, before: bool, given: tuple[str, ...], s3_prefix: str | None) -> int:
    """Check an account before a deployment (--before), or a deployed stack.

    It only reads. Its caller needs the permissions in policies/deployer*.json. Without --stack-name, the stack is glue-connector.
    """
    examined = subject.read(target, dict(_pair(it) for it in given), before)
    checks = (_before if before else _after)(examined, s3_prefix or examined.name)
    found = verdicts.run(checks)
    console = Console()
    console.print(f"Stack {examined.name} in {examined.region}\n", style="bold", highlight=False)
    verdicts.show(found, console)
    return verdicts.exit_code(found)


def _pair(text: str) -> tuple[str, str]:
    if not re.match(r"\w+=", text):
        raise click.BadParameter(f"expected NAME=VALUE, such as AccessLogs=true, but got {text!r}", param_hint="--parameter")
    name, _, value = text.partition("=")
    return name, value


def _before(examined: subject.Subject, s3_prefix: str) -> dict[str, verdicts.Check]:
    return {
        "Stack": partial(account.stack, examined),
        "Permissions": partial(permissions.permissions, examined),
        "Runtime": partial(account.runtime, examined),
        **_at_any_time(examined, s3_prefix),
    }


def _after(examined: subject.Subject, s3_prefix: str) -> dict[str, verdicts.Check]:
    stack: dict[str, verdicts.Check] = {"Stack": partial(account.stack, examined)}
    if not examined.outputs:
        # It was never deployed completely, so nothing else would be worth reading.
        return stack
    return {
        **stack,
        "Aliases": partial(deployed.aliases, examined),
        "Rules": partial(deployed.rules, examined),
        "Alarms": partial(deployed.alarms, examined),
        "Subscriptions": partial(deployed.subscriptions, examined),
        "Cold start": partial(deployed.cold_start, examined),
        "Version": partial(deployed.version, examined),
        **_at_any_time(examined, s3_prefix),
    }


def _at_any_time(examined: subject.Subject, s3_prefix: str) -> dict[str, verdicts.Check]:
    return {
        "Concurrency of Lambda": partial(account.concurrency, examined),
        "Access logs": partial(account.access_logs, examined),
        "Parameters": partial(parameters.parameters, examined),
        "S3 prefix": partial(packages.packages, examined, s3_prefix),
    }
