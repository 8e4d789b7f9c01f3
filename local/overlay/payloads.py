"""Payloads reach a function byte for byte, as on AWS; MiniStack parses and rewrites them."""

import json
import re
import types
from contextvars import ContextVar

from ministack.core.responses import error_response_json

INVOCATION = re.compile(r"/functions/[^/]+/invocations/?$")

sent: ContextVar["Payload | None"] = ContextVar("sent", default=None)


class Payload:
    """The text of a payload, as the caller sent it."""

    def __init__(self, text):
        self.text = text


def register(corrections):
    corrections.needs("ministack.core.responses.error_response_json")
    corrections.sets("ministack.core.lambda_runtime.json", json_of_the_runtime_api())

    @corrections.replaces("ministack.services.lambda_svc.handle_request", "method", "path", "headers", "body", "query_params")
    async def keep_payload(original, method, path, headers, body, query_params):
        """A non-JSON payload never reaches the function (API Reference, Invoke: InvalidRequestContentException)."""
        if method == "POST" and INVOCATION.search(path) and body:
            try:
                json.loads(body, parse_constant=refuse)
                sent.set(Payload(body.decode()))
            except (ValueError, RecursionError) as problem:
                message = f"Could not parse request body into json: {problem}"
                return error_response_json("InvalidRequestContentException", message, 400)
        return await original(method, path, headers, body, query_params)

    @corrections.replaces(
        "ministack.core.lambda_runtime.ProvidedWorker.invoke",
        *("self", "event", "request_id", "trace_id", "invoked_function_arn"),
    )
    def hand_over(original, self, event, *arguments, **named):
        return original(self, sent.get() or event, *arguments, **named)


def refuse(constant):
    raise ValueError(f"{constant} is not JSON")


def json_of_the_runtime_api():
    """The json module for the only code that writes events. Lambda escapes no letters, which affects a payload's size."""

    def dumps(value, **named):
        if isinstance(value, Payload):
            return value.text
        text = json.dumps(value, ensure_ascii=False, **named)
        return text if is_encodable(text) else json.dumps(value, **named)

    return types.SimpleNamespace(**vars(json) | {"dumps": dumps})


def is_encodable(text):
    """Half of a surrogate pair has no UTF-8 encoding, so it stays escaped."""
    try:
        text.encode()
        return True
    except UnicodeEncodeError:
        return False
