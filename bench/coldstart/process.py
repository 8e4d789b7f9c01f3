"""Runs one function from its start through its first calls, and measures the times."""

import asyncio
import os
import subprocess
import time
from dataclasses import dataclass, field
from itertools import pairwise

from coldstart.doors import RuntimeApi, listen, port
from coldstart.functions import FOLDER, WRAPPER
from coldstart.quota import MEMORY
from stack.environment import for_running

PATIENCE = 60


@dataclass
class Run:
    """Times in milliseconds, memory in KiB. parts are the parts of the first call, warm the times of the calls after it."""

    init: float = 0
    first: float = 0
    processor: float = 0
    memory: int = 0
    parts: list = field(default_factory=list)
    warm: list = field(default_factory=list)
    requests: int = 0

    @property
    def total(self):
        return self.init + self.first


class Lab:
    """The environment of the functions: the servers they call and the certificates they trust."""

    def __init__(self, aws, aws_ports, certificates):
        self.aws, self.aws_ports = aws, aws_ports
        self.certificates = certificates

    def environment(self, make, workload, transport, runtime_port, options):
        endpoint = f"{transport}://127.0.0.1:{self.aws_ports[transport]}"
        return (
            for_running(endpoint)
            | {
                "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{runtime_port}",
                "AWS_LAMBDA_FUNCTION_NAME": "bench",
                "AWS_LAMBDA_FUNCTION_VERSION": "1",
                "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(MEMORY),
                "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
                "AWS_LAMBDA_LOG_FORMAT": "JSON",
                "AWS_ACCESS_KEY_ID": "AKIAFUNCTIONOWNKEY00",
                "AWS_SECRET_ACCESS_KEY": "the-functions-own-secret-access-key-0000",
                "AWS_CA_BUNDLE": str(FOLDER / "trusted.pem"),
                "NODE_EXTRA_CA_CERTS": str(self.certificates.authority),
                "CONNECTION_PREFIX": "bench/",
                # On Lambda, no process can see its quota.
                "GODEBUG": "containermaxprocs=0,updatemaxprocs=0",
                "LAMBDA_TASK_ROOT": str(make.root),
                "REDACTED_ARGUMENTS": "secret",
                "SSL_CERT_FILE": str(self.certificates.authority),
                "STACK_NAME": "bench",
                "_HANDLER": make.handlers[workload],
            }
            | ({"STARTS_TABLE": "starts"} if workload == "start" else {})
            | self.own_runtimes(make, options)
            | make.environment
        )

    def own_runtimes(self, make, options):
        """Passes options to a package with its own command line as an operator would."""
        return {"JAVA_TOOL_OPTIONS": " ".join([*self.of_every_jvm(), *options])} if make.has_own_runtime else {}

    def of_every_jvm(self):
        """The benchmark's certificates, a machine with the function's memory, and no quota, which Lambda hides from processes."""
        return [
            f"-Djavax.net.ssl.trustStore={self.certificates.java_store}",
            f"-XX:MaxRAM={MEMORY}m",
            "-XX:-UseContainerSupport",
        ]

    def command(self, make, workload, options=()):
        """Passes the whole command line to a wrapper script, as Lambda does."""
        if make.has_own_runtime:
            return make.command
        handler = [make.handlers[workload]] if make.is_java or "awslambdaric" in make.command else []
        first, *rest = map(str, make.command)
        java = self.of_every_jvm() if make.is_java else []
        wrapper = [make.environment[WRAPPER]] if WRAPPER in make.environment else []
        return [*wrapper, first, *java, *options, *rest, *handler]

    async def run(self, make, workload, transport, warm_calls=0, quota=None, options=(), on_ready=lambda: None):
        """Starts the function, calls it once, then warm_calls times, and ends it. The calls run within the quota, if any."""
        # A separate server for each run: late messages from an ended function must not reach the next one.
        self.runtime = RuntimeApi()
        server = await listen(self.runtime)
        self.aws.asked.clear()
        command = self.command(make, workload, options)
        with open(FOLDER / "function.log", "wb") as log:
            began = time.perf_counter()
            process = subprocess.Popen(
                command,
                cwd=make.root,
                env=self.environment(make, workload, transport, port(server), options),
                stdout=log,
                stderr=log,
                preexec_fn=lambda: confine(quota),
            )
        try:
            return await self._measured(process, make, workload, began, warm_calls, quota, on_ready)
        except (RuntimeError, TimeoutError) as failure:
            said = (FOLDER / "function.log").read_text(errors="replace")[-2000:]
            raise SystemExit(f"{make.name}, {workload} over {transport}: {failure}\n{said}") from failure
        finally:
            process.terminate()
            process.wait()
            server.close()

    async def _measured(self, process, make, workload, began, warm_calls, quota, on_ready):
        run = Run()
        ready = self.runtime.restorable if make.is_primed else self.runtime.waiting
        await self._unless_it_ends(process, ready.wait())
        run.init = passed(began)
        await self._unless_it_ends(process, self.runtime.waiting.wait())
        on_ready()
        if quota:
            quota.apply()
        before = sum(self.aws.asked.values())
        self.aws.heard.clear()
        began = time.perf_counter()
        run.first = await self._call(process, workload, 0)
        run.requests = sum(self.aws.asked.values()) - before
        run.parts = parts([(what, 1000 * (moment - began)) for what, moment in self.aws.heard], run.first)
        run.processor = processor_time(process.pid)
        run.memory = resident(process.pid)
        run.warm = [await self._call(process, workload, number) for number in range(1, warm_calls + 1)]
        return run

    async def _call(self, process, workload, number):
        event = {"connection": "default"}
        if workload == "start":
            event |= {"name": "measured", "idempotencyKey": f"key-{number}"}
        await self._unless_it_ends(process, self.runtime.waiting.wait())
        began = time.perf_counter()
        answer = await self._unless_it_ends(process, self.runtime.invoke(event))
        duration = passed(began)
        if (b"nightly-load-049" if workload == "list" else b"jr_0123") not in answer and b"connection" not in answer:
            raise RuntimeError(f"unexpected response: {answer[:500]}")
        return duration

    async def _unless_it_ends(self, process, awaited):
        task = asyncio.ensure_future(awaited)
        deadline = time.perf_counter() + PATIENCE
        while not task.done():
            await asyncio.wait([task], timeout=0.5)
            if not task.done() and (process.poll() is not None or time.perf_counter() > deadline):
                task.cancel()
                raise RuntimeError(f"the function ended or hangs: {self.runtime.failures}")
        return task.result()


def confine(quota):
    """Leaves the process to start two processors, as a function of this memory sees on Lambda."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:2])
    if quota:
        quota.lift()
        quota.enter()


def passed(began):
    return (time.perf_counter() - began) * 1000


def parts(heard, whole):
    """Splits a call: until its first connection, its first request, its last request and its response."""
    asked = [moment for what, moment in heard if what == "asked"]
    connected = [moment for what, moment in heard if what == "connected"]
    moments = [0, connected[0] if connected else 0, *(asked[:1] + asked[-1:]), whole]
    return [after - before for before, after in pairwise(moments)]


def processor_time(pid):
    """CPU time of all threads of a process, in milliseconds, accurate to a few hundredths of a second."""
    with open(f"/proc/{pid}/stat") as status:
        user, system = status.read().rsplit(")", 1)[1].split()[11:13]
    return 1000 * (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def resident(pid):
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:"))
