"""moto, an independent implementation of AWS's documentation, as a server for the contract tests."""

from contextlib import contextmanager

from stack.environment import for_running
from stack.preparing import MOTO, new_log
from stack.processes import wait_until
from stack.running import SECONDS_TO_START, answers
from stack.steps import line
from stack.testing import free_port


@contextmanager
def moto(group):
    """A server on its own port. If it does not start, this prints a line, and the tests that need it fail."""
    port = free_port()
    endpoint, log = f"http://127.0.0.1:{port}", new_log("moto-server")
    server = [MOTO / "bin/moto_server", "--host", "127.0.0.1", "--port", port]
    process = group.start(server, for_running(endpoint), log)
    wait_until(lambda: process.poll() is not None or answers(f"{endpoint}/moto-api/"), SECONDS_TO_START)
    if not answers(f"{endpoint}/moto-api/"):
        line(f"moto did not start, so its tests will fail. Log: {log}")
    try:
        yield endpoint
    finally:
        process.terminate()
        process.wait()
