"""The commands of glue, each in its own module, which is imported only if its command runs."""

from importlib import import_module

import click

from glueconnector import __version__

COMMANDS = {
    "api": "glueconnector.api_command:api",
    "completion": "glueconnector.completion:completion",
    "connect": "glueconnector.connect:connect",
    "crawl": "glueconnector.starts:crawl",
    "crawlers": "glueconnector.names:crawlers",
    "crawls": "glueconnector.runs:crawls",
    "doctor": "glueconnector.doctor.command:doctor",
    "fire": "glueconnector.starts:fire",
    "fleet": "glueconnector.fleet:fleet",
    "jobs": "glueconnector.names:jobs",
    "key": "glueconnector.starts:key",
    "logs": "glueconnector.runs:logs",
    "remove": "glueconnector.remove.command:remove",
    "report": "glueconnector.report.command:report",
    "run": "glueconnector.waiting:run",
    "runs": "glueconnector.runs:runs",
    "stack": "glueconnector.stack:stack",
    "start": "glueconnector.starts:start",
    "stop": "glueconnector.starts:stop",
    "test": "glueconnector.starts:test",
    "triggers": "glueconnector.names:triggers",
}


class Commands(click.Group):
    """Finds a command's function by the table above."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, function = COMMANDS[cmd_name].partition(":")
        command = getattr(import_module(module), function)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="glue %(version)s")
def glue() -> None:
    """Starts, watches and stops AWS Glue jobs, crawlers and triggers through a deployed Glue connector."""
