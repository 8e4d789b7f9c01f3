"""Schemathesis, an independent reader of the contract, sends requests generated from api/openapi.yaml to its own local stack."""

import os
import re
import subprocess
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from stack.environment import REGION, for_running
from stack.folders import LOCAL, ROOT
from stack.preparing import FUZZ

SECONDS = 100
# Another seed generates other requests: FUZZ_SEED=7 bin/test
SEED = os.environ.get("FUZZ_SEED", "20261129")


def schemathesis(api_url, caller, report, seconds=SECONDS):
    environment = for_running("http://127.0.0.1:1") | {
        "AWS_ACCESS_KEY_ID": caller["accessKeyId"],
        "AWS_SECRET_ACCESS_KEY": caller["secretAccessKey"],
        "AWS_REGION": REGION,
        "PYTHONPATH": f"{LOCAL / 'fuzz'}:{LOCAL}",
        "SCHEMATHESIS_HOOKS": "hooks",
    }
    settings = ["--config-file", LOCAL / "fuzz/schemathesis.toml"]
    budget = ["--seed", SEED, "--max-time", str(seconds), "--generation-database", "none", "--report-json-path", report]
    run = ["run", "--url", api_url, "--no-color", "--continue-on-failure", *budget]
    command = [FUZZ / "bin/schemathesis", *settings, *run, ROOT / "api/openapi.yaml"]
    # Schemathesis stores its findings in the current folder.
    return subprocess.run(command, cwd=report.parent, env=environment, capture_output=True, text=True, timeout=3 * SECONDS)


def test_api_fuzzedFromItsContract_conformsToIt(stack, counts, tmp_path):
    answer = schemathesis(stack.api_url, stack.callers["caller"], tmp_path / "report.json")
    print(f"Schemathesis, seed {SEED}\n{answer.stdout}{answer.stderr}")
    assert answer.returncode == 0, f"seed {SEED}:\n{answer.stdout[-20_000:]}"
    (requests,) = re.findall(r"(\d+) generated", answer.stdout)
    assert int(requests) > 100
    counts[f"requests that Schemathesis generated from api/openapi.yaml, seed {SEED}"] += int(requests)


class Careless(BaseHTTPRequestHandler):
    """An API that reports success for every request."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(b"{}")

    do_POST = do_GET

    def log_message(self, *_):
        """Logs nothing."""


def test_fuzz_ofAnApiThatBreaksItsContract_fails(tmp_path):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Careless)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        key = {"accessKeyId": "AKIAEXAMPLE", "secretAccessKey": "secret"}
        answer = schemathesis(f"http://127.0.0.1:{server.server_port}", key, tmp_path / "report.json", seconds=40)
    finally:
        server.shutdown()
    assert answer.returncode == 1
    assert "Schema-violating request accepted" in answer.stdout
    assert "Response violates schema" in answer.stdout
