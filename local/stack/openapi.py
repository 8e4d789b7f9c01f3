"""api/openapi.yaml, as all Python code reads it: its routes, and requests to them."""

from collections.abc import Iterator
from typing import Any

import yaml

from stack.folders import ROOT

CONTRACT: dict = yaml.safe_load((ROOT / "api/openapi.yaml").read_text())


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


def reached(method: str, path: str) -> str | None:
    """The action whose route matches a request, if any; a literal segment takes precedence over a parameter."""
    fitting = [it for it, (of_route, route) in ROUTES.items() if of_route == method and _fits(route.split("/"), path.split("/"))]
    return min(fitting, key=lambda it: ROUTES[it][1].count("{"), default=None)


def _fits(segments, asked):
    pairs = zip(segments, asked, strict=False)
    return len(segments) == len(asked) and all(it.startswith("{") or it == other for it, other in pairs)
