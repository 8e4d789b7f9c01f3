"""How the overlay changes MiniStack: each correction replaces one named function, after a check of its name and parameters."""

import importlib
import inspect
from functools import wraps


class Moved(Exception):
    """This MiniStack is not the version that the overlay was written for; the message lists the changed names."""


class Corrections:
    def __init__(self):
        self._replacements = []
        self._values = []
        self._needed = []

    def needs(self, *names):
        """Names that the overlay calls but does not replace."""
        self._needed.extend(names)

    def sets(self, name, value):
        """Gives a module's variable another value."""
        self._values.append((name, value))
        self.needs(name)

    def replaces(self, name, *parameters):
        """Registers the decorated function in place of `name`; it gets the original function as its first argument."""

        def register(correction):
            self._replacements.append((name, list(parameters), correction))
            return correction

        return register

    def answers(self, path):
        """Registers the decorated coroutine for POST requests to a path that AWS does not have. It gets the request body."""

        def register(answer):
            @self.replaces(
                "ministack.app._handle_post_body_shortcuts",
                *("method", "path", "headers", "body", "query_params", "request_id"),
            )
            async def shortcut(original, method, requested, headers, body, query_params, request_id):
                if (method, requested) == ("POST", path):
                    return await answer(body)
                return await original(method, requested, headers, body, query_params, request_id)

            return answer

        return register

    def apply(self):
        """Checks all names first: MiniStack is either fully corrected or not started at all."""
        moved = [f"{name} is gone" for name in self._needed if _find(name) is None]
        for name, parameters, _ in self._replacements:
            moved.extend(_difference(name, parameters))
        if moved:
            raise Moved("\n".join(f"  {line}" for line in moved))
        for name, _, correction in self._replacements:
            _set(name, _bind(correction, getattr(*_find(name))))
        for name, value in self._values:
            _set(name, value)


def _set(name, value):
    owner, attribute = _find(name)
    setattr(owner, attribute, value)


def _find(name):
    """The module or class that has the name, and the last part of the name."""
    place, _, attribute = name.rpartition(".")
    owner: object
    try:
        owner = importlib.import_module(place)
    except ImportError:
        found = _find(place) if "." in place else None
        owner = getattr(*found) if found else None
    return (owner, attribute) if hasattr(owner, attribute) else None


def _difference(name, parameters):
    found = _find(name)
    if found is None:
        return [f"{name} is gone"]
    actual = list(inspect.signature(getattr(*found)).parameters)
    if actual != parameters:
        return [f"{name}: expected parameters ({', '.join(parameters)}), but got ({', '.join(actual)})"]
    return []


def _bind(correction, original):
    @wraps(original)
    def corrected(*arguments, **named):
        return correction(original, *arguments, **named)

    return corrected
