"""The command line of the Glue connector."""

__version__ = "1.0.0"
