"""The routes of the API, as api/openapi.yaml defines them, and requests to them."""

from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

# The actions with their methods and paths. A test compares them with the contract.
ROUTES = {
    "ListJobs": ("GET", "/connections/{connection}/jobs"),
    "ListJobRuns": ("GET", "/connections/{connection}/jobs/{name}/runs"),
    "StartJobRun": ("POST", "/connections/{connection}/jobs/{name}/runs"),
    "GetJobRun": ("GET", "/connections/{connection}/jobs/{name}/runs/{jobRunId}"),
    "GetJobRunLogs": ("GET", "/connections/{connection}/jobs/{name}/runs/{jobRunId}/logs"),
    "StopJobRun": ("POST", "/connections/{connection}/jobs/{name}/runs/stop"),
    "ListCrawlers": ("GET", "/connections/{connection}/crawlers"),
    "ListCrawls": ("GET", "/connections/{connection}/crawlers/{name}/crawls"),
    "StartCrawler": ("POST", "/connections/{connection}/crawlers/{name}/start"),
    "StopCrawler": ("POST", "/connections/{connection}/crawlers/{name}/stop"),
    "ListTriggers": ("GET", "/connections/{connection}/triggers"),
    "StartTrigger": ("POST", "/connections/{connection}/triggers/{name}/start"),
    "StopTrigger": ("POST", "/connections/{connection}/triggers/{name}/stop"),
    "GetStart": ("GET", "/connections/{connection}/starts"),
    "TestConnection": ("POST", "/connections/{connection}/test"),
}
# The required fields that are not in the path.
REQUIRED = {"GetStart": ("idempotencyKey",), "StopJobRun": ("jobRunIds",)}


class Request(NamedTuple):
    """An HTTP request; a GET has no body."""

    method: str
    path: str
    body: dict[str, Any] | None
    headers: list[tuple[str, str]]


def required_fields(action: str) -> set[str]:
    """The names of an action's required fields."""
    segments = ROUTES[action][1].split("/")
    return {it.strip("{}") for it in segments if it.startswith("{")} | set(REQUIRED.get(action, ()))


def request_of(action: str, /, connection: str = "default", **fields: Any) -> Request:
    """The HTTP request that is equivalent to a flat object of fields."""
    method, route = ROUTES[action]
    segments = {name: quote(fields.pop(name), safe="") for name in list(fields) if f"{{{name}}}" in route}
    path = route.format(connection=quote(connection, safe=""), **segments)
    if method == "POST":
        key = fields.pop("idempotencyKey", None)
        return Request(method, path, fields, [("Idempotency-Key", key)] if key else [])
    query = [("tag", f"{name}={value}") for name, value in fields.pop("tags", {}).items()]
    query += [(name, str(value).lower() if isinstance(value, bool) else value) for name, value in fields.items()]
    return Request(method, path + (f"?{urlencode(query, quote_via=quote)}" if query else ""), None, [])
