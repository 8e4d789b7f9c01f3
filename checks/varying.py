"""Varies the bindings of an expression: each member that it may refer to becomes null, missing, empty, or a list of one."""

import copy

from interpreter import found, names

MISSING = object()


def variations(template, bindings):
    """The bindings with one member changed, among those that the expression names and one step below them."""
    for path in _paths(template, bindings):
        for other in _others(_at(path, bindings)):
            yield _with(bindings, path, other)


def relevant(template, bindings):
    """The part of the bindings that affects the expression."""
    return [found(name, bindings) for name in names(template)]


def _paths(template, bindings):
    for name in names(template):
        if name == "states" or name.startswith("states.context") or not found(name, bindings):
            continue
        yield name.split(".")
        (value,) = found(name, bindings)
        if isinstance(value, dict):
            yield from ([*name.split("."), member] for member in value)


def _others(value):
    yield from (None, MISSING)
    yield type(value)() if isinstance(value, (dict, list, str)) else []
    if not isinstance(value, list):
        yield [value]
        return
    # Only one member, as it is and with each of its own members missing or null.
    yield value[:1]
    for member in value[0] if value and isinstance(value[0], dict) else ():
        yield [{name: it for name, it in value[0].items() if name != member}, *value[1:]]
        yield [value[0] | {member: None}, *value[1:]]


def _at(path, bindings):
    for step in path:
        bindings = bindings[step]
    return bindings


def _with(bindings, path, value):
    changed = copy.deepcopy(bindings)
    place = _at(path[:-1], changed)
    if value is MISSING:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return changed


def grown(template, bindings, size):
    """The bindings with one list grown to a size, among those that the expression names, at most two steps down."""
    for name in names(template):
        if not name.startswith("states.context") and name != "states" and found(name, bindings):
            path = name.split(".")
            for value in _grown(_at(path, bindings), size, 2):
                yield _with(bindings, path, value)


def _grown(value, size, steps):
    if isinstance(value, list) and value:
        yield (value * (size // len(value) + 1))[:size]
    if isinstance(value, dict) and steps:
        for name, it in value.items():
            yield from (value | {name: other} for other in _grown(it, size, steps - 1))
