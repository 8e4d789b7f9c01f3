"""Checks a connection against the published schema. No message repeats a value, since it may be a secret."""

import json
import re
from importlib.resources import files
from typing import Any

SCHEMA: dict[str, Any] = json.loads((files("glueconnector") / "connection.schema.json").read_text())
KINDS: dict[str, Any] = SCHEMA["$defs"]
TYPES = {"string": str, "integer": int, "array": list, "object": dict}
BRANCHES = {"accessKey": "accessKeyConnection", "executionRole": "executionRoleConnection"}


def problems(connection: Any) -> list[str]:
    """What is wrong with a connection, one sentence a field; empty if it fits."""
    if not isinstance(connection, dict):
        return ["expected an object with the fields of a connection."]
    branch = branch_of(connection)
    if branch is None:
        return [f"type: expected {', '.join(SCHEMA['properties']['type']['enum'])}."]
    known = branch["properties"]
    missing = [f"{name}: is required." for name in branch["required"] if name not in connection]
    unknown = [f"{name[:64]}: is not a field of type {connection['type']}." for name in connection if name not in known]
    wrong = [
        f"{name}: does not have the form {form(known[name])}."
        for name, value in connection.items()
        if name in known and not fits(known[name], value)
    ]
    # The one rule between fields: a temporary key needs its session token.
    if not (missing or unknown or wrong or fits(branch, connection)):
        return ["sessionToken: is required, since accessKeyId is a temporary key (ASIA...)."]
    return missing + unknown + wrong


def branch_of(connection: dict[str, Any]) -> dict[str, Any] | None:
    """The part of the schema for the connection's type; a role needs an own key pair or the functions' role."""
    kind = connection.get("type")
    if kind == "assumeRole":
        keyed = "accessKeyId" in connection or "secretAccessKey" in connection
        branch: dict[str, Any] = KINDS["assumeRoleConnection" if keyed else "assumeRoleOnOwnRoleConnection"]
        return branch
    return KINDS[BRANCHES[kind]] if isinstance(kind, str) and kind in BRANCHES else None


def form(schema: dict[str, Any]) -> str:
    resolved = KINDS[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    if "minimum" in resolved:
        return f"of a whole number from {resolved['minimum']} to {resolved['maximum']}"
    return str(resolved.get("pattern", resolved.get("const", "that the schema requires")))


def fits(schema: dict[str, Any], value: Any) -> bool:
    """Whether a value fits a schema that uses only the keywords of connection.schema.json."""
    return all(RULES[keyword](rule, value) for keyword, rule in schema.items() if keyword in RULES) and closed(schema, value)


def closed(schema: dict[str, Any], value: Any) -> bool:
    return schema.get("additionalProperties", True) or not isinstance(value, dict) or set(value) <= set(schema["properties"])


def of_type(names: str | list[str], value: Any) -> bool:
    wanted = [names] if isinstance(names, str) else names
    return any(isinstance(value, TYPES[it]) and not (it == "integer" and isinstance(value, bool)) for it in wanted)


def if_of(kind: type, check: Any) -> Any:
    """A rule that binds only values of one type, as in JSON Schema."""
    return lambda rule, value: not isinstance(value, kind) or check(rule, value)


RULES: dict[str, Any] = {
    "$ref": lambda rule, value: fits(KINDS[rule.rpartition("/")[2]], value),
    "type": of_type,
    "const": lambda rule, value: value == rule,
    "enum": lambda rule, value: value in rule,
    # In Python, $ would also match before a line break at the end.
    "pattern": if_of(str, lambda rule, value: re.search(re.sub(r"\$$", r"\\Z", rule), value) is not None),
    "minimum": if_of(int, lambda rule, value: value >= rule),
    "maximum": if_of(int, lambda rule, value: value <= rule),
    "minItems": if_of(list, lambda rule, value: len(value) >= rule),
    "maxItems": if_of(list, lambda rule, value: len(value) <= rule),
    "uniqueItems": if_of(list, lambda _, value: len({json.dumps(it) for it in value}) == len(value)),
    "items": if_of(list, lambda rule, value: all(fits(rule, it) for it in value)),
    "required": if_of(dict, lambda rule, value: set(rule) <= set(value)),
    "properties": if_of(dict, lambda rule, value: all(fits(rule[it], value[it]) for it in value if it in rule)),
    "not": lambda rule, value: not fits(rule, value),
    "anyOf": lambda rule, value: any(fits(it, value) for it in rule),
    "oneOf": lambda rule, value: sum(fits(it, value) for it in rule) == 1,
}
