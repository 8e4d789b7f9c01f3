"""glue stack: shows which stack the other commands work on."""

import click

from glueconnector.target import Target, target_options


@click.command()
@target_options
def stack(target: Target) -> None:
    """Show the stack that the other commands work on, and its outputs."""
    for name, value in sorted(target.outputs.items()):
        click.echo(f"{name}  {value}")
