"""Requests to Glue go to fake-glue after MiniStack has authorized them, and so do reads of the logs that Glue writes.

Glue's events come back to the event bus.
"""

import asyncio
import contextvars
import json
import os
import urllib.error
import urllib.request

from ministack.core.responses import get_account_id, set_request_account_id, set_request_region
from ministack.services import cloudwatch_logs, eventbridge

EVENTS_PATH = "/_local/glue-events"
SECONDS_TO_ANSWER = 60
LOG_READS = {"GetLogEvents", "FilterLogEvents"}
SENT_ON = ("authorization", "content-type", "x-amz-security-token", "x-amz-target")


def register(corrections):
    corrections.needs(
        "ministack.core.responses.get_account_id",
        "ministack.core.responses.set_request_account_id",
        "ministack.core.responses.set_request_region",
        "ministack.services.cloudwatch_logs._log_groups",
        "ministack.services.eventbridge._put_events",
    )

    @corrections.replaces("ministack.services.glue.handle_request", "method", "path", "headers", "body", "query_params")
    async def forward_to_fake_glue(original, method, path, headers, body, query_params):
        """Glue's state belongs to the account whose credentials signed the request (General Reference, AWS API requests)."""
        return await asyncio.to_thread(forward, headers, body, get_account_id())

    @corrections.replaces(
        "ministack.services.cloudwatch_logs.handle_request", "method", "path", "headers", "body", "query_params"
    )
    async def forward_reads_of_glues_logs(original, method, path, headers, body, query_params):
        """Glue writes the logs of jobs into log groups of the job's account (Glue Developer Guide, Logging for AWS Glue jobs)."""
        operation = headers.get("x-amz-target", "").rpartition(".")[2]
        if operation in LOG_READS and json.loads(body).get("logGroupName") not in cloudwatch_logs._log_groups:
            return await asyncio.to_thread(forward, headers, body, get_account_id())
        return await original(method, path, headers, body, query_params)

    @corrections.answers(EVENTS_PATH)
    async def take_glue_events(body):
        """Glue publishes state changes on the default bus as aws.glue (EventBridge Reference, AWS Glue events)."""
        # This request has no signature. What it causes counts as Glue's own request.
        return await asyncio.to_thread(contextvars.Context().run, publish, json.loads(body))


def forward(headers, body, account):
    kept = {name: headers[name] for name in SENT_ON if name in headers}
    request = urllib.request.Request(
        os.environ["FAKE_GLUE_URL"], data=body, headers=kept | {"X-Fake-Glue-Account": account}, method="POST"
    )
    try:
        with urllib.request.urlopen(request, timeout=SECONDS_TO_ANSWER) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as refusal:
        return refusal.code, dict(refusal.headers), refusal.read()


def publish(events):
    """Puts events onto the default bus of their account and Region, in EventBridge's envelope."""
    for event in events:
        set_request_account_id(event["account"])
        set_request_region(event["region"])
        entry = {
            "Source": event["source"],
            "DetailType": event["detail-type"],
            "Detail": json.dumps(event["detail"]),
            "Resources": event["resources"],
        }
        eventbridge._put_events({"Entries": [entry]}, allow_aws_source=True)
    return 202, {}, b""
