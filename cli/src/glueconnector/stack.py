"""glue stack: shows which stack the other commands work on."""

import click

from glueconnector.output import facts
from glueconnector.target import Target, target_options


@click.command()
@target_options
def stack(target: Target) -> None:
    """Show the stack that the other commands work on, and its outputs."""
    facts([("stack", target.stack_name), ("region", target.region), *sorted(target.outputs.items())])
