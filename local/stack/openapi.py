"""api/openapi.yaml, as all Python code reads it: its routes, and requests to them."""

from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

import yaml

from stack.folders import ROOT

CONTRACT: dict = yaml.safe_load((ROOT / "api/openapi.yaml").read_text())


class Request(NamedTuple):
    """An HTTP request; a GET has no body."""

    method: str
    path: str
    body: dict | None
    headers: list[tuple[str, str]]


def resolved(node: dict) -> dict:
    """The node, or the target of its reference."""
    while "$ref" in node:
        reference, node = node["$ref"], CONTRACT
        for step in reference.removeprefix("#/").split("/"):
            node = node[step]
    return node


def _operations():
    for path, item in CONTRACT["paths"].items():
        for method, operation in item.items():
            if method != "parameters":
                yield operation["operationId"], method.upper(), path, operation


# The actions with their routes, (method, path), and with their operations in the contract.
ROUTES: dict[str, tuple[str, str]] = {action: (method, path) for action, method, path, _ in _operations()}
OPERATIONS: dict[str, dict] = {action: operation for action, _, _, operation in _operations()}


def parameters(action: str) -> list[dict]:
    """The parameters of a route in its path, query and headers."""
    of_path = CONTRACT["paths"][ROUTES[action][1]]["parameters"]
    return [resolved(it) for it in of_path + OPERATIONS[action].get("parameters", [])]


def body_schema(action: str) -> dict:
    """The schema of a route's body; without a body, one with no fields."""
    body = OPERATIONS[action].get("requestBody")
    if body is None:
        return {"type": "object", "additionalProperties": False, "properties": {}}
    return resolved(body["content"]["application/json"]["schema"])


def examples(content: dict) -> Iterator[tuple[str, Any]]:
    """The examples of a body: their names and values."""
    for name, example in content.get("examples", {}).items():
        yield name, resolved(example)["value"]


def answers(action: str) -> list:
    """The examples of an action's response."""
    content = resolved(OPERATIONS[action]["responses"]["200"])["content"]
    return [value for _, value in examples(content["application/json"])]


def required_fields(action: str) -> set[str]:
    """The names of an action's required fields."""
    outside = {it["name"] for it in parameters(action) if it.get("required")}
    return outside | set(body_schema(action).get("required", []))


def path_of(action: str, connection: str = "default", **segments: str) -> str:
    """The path of an action's route, with the given segments."""
    return ROUTES[action][1].format(connection=connection, **segments)


def request_of(action: str, /, **fields: Any) -> Request:
    """The HTTP request that is equivalent to a flat object of fields."""
    method, path = ROUTES[action]
    in_path = {name: quote(fields.pop(name), safe="") for name in list(fields) if f"{{{name}}}" in path}
    path = path_of(action, **in_path)
    if method == "POST":
        key = fields.pop("idempotencyKey", None)
        return Request(method, path, fields, [("Idempotency-Key", key)] if key else [])
    query = [("tag", f"{name}={value}") for name, value in fields.pop("tags", {}).items()]
    query += [(name, str(value).lower() if isinstance(value, bool) else value) for name, value in fields.items()]
    return Request(method, path + (f"?{urlencode(query, quote_via=quote)}" if query else ""), None, [])


def reached(method: str, path: str) -> str | None:
    """The action whose route matches a request, if any; a literal segment takes precedence over a parameter."""
    fitting = [it for it, (of_route, route) in ROUTES.items() if of_route == method and _fits(route.split("/"), path.split("/"))]
    return min(fitting, key=lambda it: ROUTES[it][1].count("{"), default=None)


def _fits(segments, asked):
    pairs = zip(segments, asked, strict=False)
    return len(segments) == len(asked) and all(it.startswith("{") or it == other for it, other in pairs)
