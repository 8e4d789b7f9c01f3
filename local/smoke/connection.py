"""The HTTP API over one connection: what is answered is returned, and anything else than what was expected is a failure."""

import json
import time

from stack.openapi import request_of
from stack.processes import Failed

PROBLEM = "application/problem+json"
MEMBERS = {"type", "title", "status", "detail", "code", "requestId", "retryable"}


class Connection:
    def __init__(self, stack, name):
        self.stack = stack
        self.name = name

    def ask(self, action, **fields):
        """What an action answers to its fields."""
        return succeeded(self.send(action, **fields))

    def send(self, action, **fields):
        """One request as it is, signed by the stack's user."""
        return self.stack.send(*self.request(action, **fields), credentials=self.stack.credentials())

    def request(self, action, **fields):
        return request_of(action, connection=self.name, **fields)

    def start(self, action, seconds, **fields):
        """Sends a start until it is not told to come back later; its key sees to it that it happens once."""
        deadline = time.monotonic() + seconds
        while True:
            answer = self.send(action, **fields)
            wait = seconds_to_wait(answer)
            if wait is None or time.monotonic() + wait > deadline:
                return succeeded(answer)
            time.sleep(wait)


def succeeded(answer):
    """The body of a 200."""
    if answer.status != 200 or answer.content_type != "application/json":
        raise Failed(f"expected 200 as application/json, came {told(answer)}")
    return json.loads(answer.body)


def refused(answer, status, code):
    """The problem document of a refusal, which must be one through and through."""
    if answer.status != status or answer.content_type != PROBLEM:
        raise Failed(f"expected {status} {code} as {PROBLEM}, came {told(answer)}")
    problem = json.loads(answer.body)
    if problem.get("code") != code or problem.get("status") != status or not problem.keys() >= MEMBERS:
        raise Failed(f"expected a problem document of {status} {code}, came {answer.body}")
    return problem


def seconds_to_wait(answer):
    """How long an answer asks to wait before the same request is sent again; None where that would not help."""
    problem = json.loads(answer.body) if answer.content_type == PROBLEM else {}
    return problem.get("retryAfterSeconds") if problem.get("retryable") else None


def told(answer):
    """What an answer says, in a line."""
    try:
        problem = json.loads(answer.body)
        return f"{answer.status} {problem['code']} as {answer.content_type}: {problem['detail']}"
    except (ValueError, KeyError, TypeError):
        return f"{answer.status} as {answer.content_type or 'nothing'}: {answer.body[:200]}"
