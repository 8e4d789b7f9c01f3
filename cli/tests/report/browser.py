"""Headless Chromium, driven over its DevTools protocol on a pipe: no driver, no port, no further package.

https://chromedevtools.github.io/devtools-protocol/
"""

import base64
import json
import os
import select
import shutil
import subprocess
import time
from contextlib import suppress

SECONDS_TO_ANSWER = 30
# Debian's name, and that of other distributions.
NAMES = ("chromium", "chromium-browser", "google-chrome")


class Browser:
    """One page. Requests, console messages and exceptions of it are recorded."""

    def __init__(self, profile, width=1360, height=900, zone="UTC"):
        command = next(filter(None, map(shutil.which, [os.environ.get("CHROMIUM", ""), *NAMES])), None)
        assert command, "The report's tests need Chromium: install Debian's package chromium, or set CHROMIUM."
        read_by_it, self._out = os.pipe()
        self._in, written_by_it = os.pipe()
        flags = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            "--remote-debugging-pipe",
            "--no-first-run",
        ]
        flags += [f"--user-data-dir={profile}", "--disable-background-networking", "--disable-component-update"]
        # The protocol's pipes are the descriptors 3 and 4.
        shell = f'exec "$@" 3<&{read_by_it} 4>&{written_by_it}'
        self._process = subprocess.Popen(
            ["bash", "-c", shell, "bash", command, *flags, f"--window-size={width},{height}", "about:blank"],
            pass_fds=[read_by_it, written_by_it],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"TZ": zone},
        )
        os.close(read_by_it)
        os.close(written_by_it)
        self._buffer = b""
        self._number = 0
        self._scripts = True
        self.events: list[dict] = []
        (target,) = (it for it in self._call("Target.getTargets")["targetInfos"] if it["type"] == "page")
        self._session = None
        self._session = self._call("Target.attachToTarget", targetId=target["targetId"], flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log", "Performance"):
            self._call(f"{domain}.enable")
        self.size(width, height)

    def close(self):
        self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(10)
        self._process.kill()
        self._process.wait()
        os.close(self._in)
        os.close(self._out)

    def size(self, width, height):
        self._call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def media(self, scheme):
        self._call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def scripts(self, allowed):
        self._scripts = allowed
        self._call("Emulation.setScriptExecutionDisabled", value=not allowed)

    def open(self, file):
        """Opens a file, and returns the seconds until its scripts have drawn everything and a frame is on the screen."""
        self.events.clear()
        began = time.monotonic()
        self._call("Page.navigate", url=file.resolve().as_uri())
        self._until(lambda: self._fired("Page.loadEventFired"))
        if self._scripts:
            self.run("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        return time.monotonic() - began

    def cpu_seconds(self):
        """The CPU time of the page's main thread since it was opened."""
        metrics = self._call("Performance.getMetrics")["metrics"]
        return next(it["value"] for it in metrics if it["name"] == "ThreadTime")

    def run(self, expression):
        """The value of a JavaScript expression, awaited if it is a promise."""
        result = self._call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in result, result["exceptionDetails"]
        return result["result"].get("value")

    def press(self, key, **more):
        code = {"Enter": 13, "Tab": 9, "Escape": 27, " ": 32}.get(key, 0)
        text = {"Enter": "\r", " ": " "}.get(key)
        fields = {"key": key, "windowsVirtualKeyCode": code} | ({"text": text} if text else {}) | more
        self._call("Input.dispatchKeyEvent", type="keyDown", **fields)
        self._call("Input.dispatchKeyEvent", type="keyUp", key=key, windowsVirtualKeyCode=code)

    def move(self, x, y):
        self._call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)

    def picture(self, file, whole=False):
        taken = self._call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        file.write_bytes(base64.b64decode(taken["data"]))

    @property
    def fetched(self):
        """The addresses that the page requested, other than its own file and what it holds itself."""
        sent = [it["params"]["request"]["url"] for it in self.events if it["method"] == "Network.requestWillBeSent"]
        return [it for it in sent[1:] if not it.startswith("data:")]

    @property
    def complaints(self):
        """Exceptions of the page, and errors and warnings on its console."""
        kinds = {"Runtime.exceptionThrown", "Log.entryAdded", "Runtime.consoleAPICalled"}
        return [it for it in self.events if it["method"] in kinds]

    def _fired(self, method):
        return any(it["method"] == method for it in self.events)

    def _call(self, method, **params):
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        if getattr(self, "_session", None):
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        answer: dict = {}
        self._until(lambda: answer, lambda it: answer.update(it) if it.get("id") == self._number else self.events.append(it))
        assert "error" not in answer, f"{method}: {answer['error']}"
        return answer["result"]

    def _until(self, met, take=None):
        """Takes messages until the condition is met."""
        deadline = time.monotonic() + SECONDS_TO_ANSWER
        while not met():
            ready, _, _ = select.select([self._in], [], [], max(deadline - time.monotonic(), 0))
            assert ready, "Chromium does not respond."
            chunk = os.read(self._in, 1 << 20)
            assert chunk, "Chromium has ended."
            *whole, self._buffer = (self._buffer + chunk).split(b"\0")
            for text in whole:
                (take or self.events.append)(json.loads(text))
