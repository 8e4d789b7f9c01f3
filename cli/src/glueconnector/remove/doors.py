"""The HTTP API's limits. With a limit of 0, API Gateway refuses every request."""

from typing import Any

FIELDS = {"throttlingRateLimit": "rateLimit", "throttlingBurstLimit": "burstLimit"}
# The settings of all methods that have none of their own.
ALL_METHODS = "*/*"
CLOSED = {"rateLimit": "0", "burstLimit": "0"}


class Doors:
    """One stage of a REST API; without an API, there is no door."""

    def __init__(self, gateway: Any, api: str | None, stage: str | None):
        self._gateway = gateway
        self._stage = {"restApiId": api, "stageName": stage} if api and stage else None

    def limits(self) -> dict[str, dict[str, str]]:
        """The limits of each method that has its own and, under */*, of all others. The template sets both."""
        if self._stage is None:
            return {}
        settings = self._gateway.get_stage(**self._stage)["methodSettings"]
        return {key: {FIELDS[name]: text(it[name]) for name in FIELDS if name in it} for key, it in settings.items()}

    def close(self) -> None:
        """A method's own limits take precedence over those of the stage, so all are set."""
        self.set(dict.fromkeys([ALL_METHODS, *self.limits()], CLOSED))

    def set(self, limits: dict[str, dict[str, str]]) -> None:
        """The key of a method, such as ~1jobs/GET, is encoded as the path of a patch must be:
        https://docs.aws.amazon.com/cli/latest/reference/apigateway/get-stages.html"""
        changes = [
            {"op": "replace", "path": f"/{key}/throttling/{name}", "value": value}
            for key, limit in limits.items()
            for name, value in limit.items()
        ]
        if self._stage and changes:
            self._gateway.update_stage(**self._stage, patchOperations=changes)


def text(number: float) -> str:
    return f"{number:g}"
