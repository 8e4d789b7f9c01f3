"""The two servers that a measured function calls: AWS with canned responses, and Lambda's Runtime API."""

import asyncio
import json
import time
from collections import Counter

from stack.folders import ROOT

LINES = (ROOT / "functions/src/main/resources/io/glueconnector/snapshot/answers.properties").read_text().splitlines()
ANSWERS = {target: answer.replace("\\\\", "\\").encode() for target, _, answer in (line.partition("=") for line in LINES)}
ANSWERS["AWSGlue.ListJobs"] = json.dumps({"JobNames": [f"nightly-load-{number:03}" for number in range(50)]}).encode()
JSON = {"Content-Type": "application/x-amz-json-1.1", "x-amzn-RequestId": "00000000-0000-4000-8000-000000000000"}


# The runtime client for Java counts the milliseconds left in an int, so a deadline in decades may have passed.
LIMIT = 900


class Aws:
    """Secrets Manager, Glue and DynamoDB, without state. Counts requests and records when each arrives."""

    def __init__(self):
        self.asked: Counter[str] = Counter()
        self.heard = []

    def connected(self):
        """Called after the handshake over TLS."""
        self.heard.append(("connected", time.perf_counter()))

    async def answer(self, method, path, headers, body):
        target = headers.get("x-amz-target", f"{method} {path}")
        self.asked[target] += 1
        self.heard.append(("asked", time.perf_counter()))
        if target not in ANSWERS or "authorization" not in headers:
            return 400, JSON, b'{"__type":"UnknownOperationException"}'
        return 200, JSON, ANSWERS[target]


class RuntimeApi:
    """Lambda's Runtime API for one function.

    https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
    """

    def __init__(self):
        self.restorable, self.waiting = asyncio.Event(), asyncio.Event()
        self.failures, self.number = [], 0
        self.event: asyncio.Future[bytes]
        self.response: asyncio.Future[bytes] | None = None

    def connected(self):
        """Does nothing here."""

    async def answer(self, method, path, headers, body):
        action = path.removeprefix("/2018-06-01/runtime/")
        if action == "restore/next":
            self.restorable.set()
            return 200, {}, b""
        if action == "invocation/next":
            self.event = asyncio.get_running_loop().create_future()
            self.waiting.set()
            return 200, self._about_event(), await asyncio.shield(self.event)
        if action.endswith("/response") and self.response:
            self.response.set_result(body)
        else:
            self._failed(f"{action}: {body.decode(errors='replace')}")
        return 202, {}, b""

    def _failed(self, what):
        self.failures.append(what)
        if self.response and not self.response.done():
            self.response.set_exception(RuntimeError(what))

    def _about_event(self):
        self.number += 1
        return {
            "Content-Type": "application/json",
            "Lambda-Runtime-Aws-Request-Id": f"00000000-0000-4000-8000-{self.number:012}",
            "Lambda-Runtime-Deadline-Ms": str(1000 * (int(time.time()) + LIMIT)),
            "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:eu-west-1:000000000000:function:bench",
            "Lambda-Runtime-Trace-Id": "Root=1-00000000-000000000000000000000000;Sampled=0",
        }

    async def invoke(self, event):
        """Sends the waiting function an event and returns its response."""
        await self.waiting.wait()
        self.waiting.clear()
        self.response = asyncio.get_running_loop().create_future()
        self.event.set_result(json.dumps(event).encode())
        return await self.response


class Connection(asyncio.Protocol):
    """HTTP/1.1 with keep-alive, as far as these clients need it."""

    def __init__(self, service):
        self.service = service
        self.received = b""
        self.replies = set()

    def connection_made(self, transport):
        self.transport = transport
        self.service.connected()

    def connection_lost(self, error):
        """Ends replies that still wait for an event."""
        for reply in self.replies:
            reply.cancel()

    def data_received(self, data):
        self.received += data
        head, separator, rest = self.received.partition(b"\r\n\r\n")
        if not separator:
            return
        request, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        if (parted := body(headers, rest)) is None:
            if "100-continue" in headers.get("expect", ""):
                self.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            return
        content, self.received = parted
        method, path, _ = request.split(" ")
        reply = asyncio.ensure_future(self.reply(method, path, headers, content))
        # The event loop itself holds only weak references to its tasks.
        self.replies.add(reply)
        reply.add_done_callback(self.replies.discard)

    async def reply(self, method, path, headers, body):
        status, out, answer = await self.service.answer(method, path, headers, body)
        lines = [f"HTTP/1.1 {status} Told", f"Content-Length: {len(answer)}", *(f"{k}: {v}" for k, v in out.items())]
        self.transport.write("\r\n".join([*lines, "", ""]).encode() + answer)


def body(headers, received):
    """Splits what follows a header into its body and the rest, or returns None if the body is incomplete."""
    if headers.get("transfer-encoding") == "chunked":
        return chunks(received)
    length = int(headers.get("content-length", 0))
    return (received[:length], received[length:]) if len(received) >= length else None


def chunks(received):
    """https://www.rfc-editor.org/rfc/rfc9112#section-7.1, without trailers."""
    content = b""
    while True:
        size, separator, received = received.partition(b"\r\n")
        length = int(size.partition(b";")[0] or b"0", 16)
        if not separator or len(received) < length + 2:
            return None
        if length == 0:
            return content, received[2:]
        content += received[:length]
        received = received[length + 2 :]


async def listen(service, tls=None):
    """Serves on a free port of the loopback interface."""
    loop = asyncio.get_running_loop()
    return await loop.create_server(lambda: Connection(service), "127.0.0.1", 0, ssl=tls)


def port(server):
    return server.sockets[0].getsockname()[1]
