"""Differences between the package jsonata-python and JSONata 2.0.6, which Step Functions runs: a null is a value, not nothing.

The checks correct the package in the same way and compare it with the reference implementation.
"""

from jsonata.utils import Utils

SECONDS_FOR_AN_EXPRESSION = 20


def register(corrections):
    @corrections.replaces("jsonata.jsonata.Jsonata.evaluate", "self", "input", "bindings")
    def keep_nulls(original, self, input, bindings=None):
        """Functions such as $each pass the package's null for a null, and None for nothing."""
        return original(self, input, bindings and with_nulls(bindings))

    @corrections.replaces("jsonata.timebox.Timebox.__init__", "self", "expr", "timeout", "max_depth")
    def wait_longer(original, self, expr, timeout, max_depth):
        """The emulator gives an expression one second of wall-clock time, too little for a correct one on a busy machine."""
        original(self, expr, timeout and SECONDS_FOR_AN_EXPRESSION * 1000, max_depth)

    @corrections.replaces("jsonata.signature.Signature.get_symbol", "self", "value")
    def tell_null_from_nothing(original, self, value):
        """A null argument has its own type, which few functions accept: https://docs.jsonata.org/embedding-extending"""
        return "l" if value is Utils.NULL_VALUE else original(self, value)


def with_nulls(value):
    """A value with the package's null in place of each None."""
    if isinstance(value, dict):
        return {name: with_nulls(it) for name, it in value.items()}
    if isinstance(value, list):
        return [with_nulls(it) for it in value]
    return Utils.NULL_VALUE if value is None else value
