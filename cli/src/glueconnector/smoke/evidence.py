"""What a check shows of a deployed stack, as a file to attach to a report: no secret and no account number is in it."""

import json
import platform
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import botocore
from botocore.credentials import Credentials, ReadOnlyCredentials

from glueconnector.signing import object_of
from glueconnector.smoke.checks import Checks
from glueconnector.smoke.connection import Connection
from glueconnector.smoke.verdicts import EndOfChain, Verdict, Verdicts
from glueconnector.smoke.waiting import poll
from glueconnector.target import Target

# https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/matching-terms-json-log-events.html
# https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html#platform-report
COLD_STARTS = (
    '{ ($.message = "cold start") || ($.record.metrics.initDurationMs > 0) || ($.record.metrics.restoreDurationMs > 0) }'
)
# A stack that was deployed and called shortly before its check may have no cold start during the check.
SECONDS_BEFORE = 3600
# CloudWatch shows a line some seconds after it was written.
SECONDS_TO_SHOW = 60
MOST_LINES = 500
SETTINGS = ("Version", "Runtime", "Architectures", "MemorySize", "CodeSize", "CodeSha256", "SnapStart")
# The first characters say what it identifies:
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
IDENTIFIER = re.compile(r"\b(AKIA|ASIA|AIDA|AROA|ABIA|ACCA)[A-Z0-9]{12,}\b")
ACCOUNT = re.compile(r"(?<![0-9A-Za-z])[0-9]{12}(?![0-9A-Za-z])")


class Evidence(Checks):
    """Reads versions and cold starts as further checks, so that a missing permission gets a verdict too."""

    def __init__(self, target: Target, verdicts: Verdicts, began: float):
        super().__init__(Connection(target, "-"), verdicts)
        self._target = target
        self._began = began

    def write(self, file: Path) -> None:
        functions = self._read("versions of the functions", "Lambda", self._functions)
        lines = self._read("log lines of cold starts", "Logs", self._cold_starts)
        content = {
            "began": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(self._began)),
            "seconds": round(time.time() - self._began, 1),
            "region": self._target.region,
            "versions": {
                "connector": self._target.outputs.get("Version", "unknown"),
                "botocore": botocore.__version__,
                "python": platform.python_version(),
            },
            "functions": functions,
            "coldStarts": lines,
            "checks": [shown(row) for row in self._verdicts.rows],
        }
        file.write_text(harmless(json.dumps(content, indent=1), self._target.credentials()) + "\n")

    def _read(self, title: str, door: str, read: Callable[[], Any]) -> Any:
        """What a check reads; nothing if it fails."""
        try:
            with self._check(title, door) as note:
                found = read()
                note(f"{len(found)}")
                return found
        except EndOfChain:
            return None

    def _functions(self) -> dict[str, dict[str, Any]]:
        """The configuration of each function that has an output, by the alias that callers use."""
        functions = self._target.client("lambda")
        arns = {
            name.removesuffix("FunctionArn"): arn for name, arn in self._target.outputs.items() if name.endswith("FunctionArn")
        }
        found = {name: functions.get_function_configuration(FunctionName=arn) for name, arn in sorted(arns.items())}
        return {name: {key: it[key] for key in SETTINGS if key in it} for name, it in found.items()}

    def _cold_starts(self) -> list[Any]:
        """The connector's lines about cold starts and Lambda's reports of them, from an hour before the check."""
        return poll(self._lines, lambda found: found or time.time() > self._began + SECONDS_TO_SHOW, 2 * SECONDS_TO_SHOW)

    def _lines(self) -> list[Any]:
        pages = self._target.client("logs").get_paginator("filter_log_events")
        found = pages.paginate(
            logGroupName=f"/aws/lambda/{self._target.stack_name}",
            startTime=int((self._began - SECONDS_BEFORE) * 1000),
            filterPattern=COLD_STARTS,
            PaginationConfig={"MaxItems": MOST_LINES},
        )
        return [line for page in found for event in page["events"] if is_cold_start(line := object_of(event["message"]))]


def shown(row: Verdict) -> dict[str, Any]:
    return {
        "connection": row.connection,
        "check": row.check,
        "door": row.door,
        "passed": row.passed,
        "seconds": round(row.seconds, 2),
        "result": row.result,
    }


def harmless(text: str, credentials: Credentials | ReadOnlyCredentials) -> str:
    """Replaces keys and account numbers. Equal accounts stay recognizable: the first is account-1, the next account-2."""
    for secret in filter(None, (credentials.secret_key, credentials.token, credentials.access_key)):
        text = text.replace(secret, "***")
    accounts: dict[str, str] = {}
    text = IDENTIFIER.sub(r"\1***", text)
    return ACCOUNT.sub(lambda found: accounts.setdefault(found[0], f"account-{len(accounts) + 1}"), text)


def is_cold_start(line: dict[str, Any]) -> bool:
    """The same as the pattern, since the local stack does not filter."""
    record = line.get("record")
    metrics = record.get("metrics", {}) if isinstance(record, dict) else {}
    return line.get("message") == "cold start" or "initDurationMs" in metrics or "restoreDurationMs" in metrics
