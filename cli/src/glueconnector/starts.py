"""glue start, glue crawl, glue fire, glue stop and glue key: starts that happen once, and what became of them."""

from typing import Any

import click

from glueconnector.calls import Requests, key_option, pairs, request_options
from glueconnector.failures import NOT_SUCCEEDED
from glueconnector.output import facts, moment, state, table


def job_options(command: Any) -> Any:
    """The fields of StartJobRun that people set by hand; `glue api` sends any other."""
    for option in reversed(
        [
            click.option("--arg", "args", multiple=True, callback=pairs("--arg"), metavar="NAME=VALUE",
                         help="An argument of the run, such as --day=2026-01-31; repeatable."),
            click.option("--worker-type", metavar="TYPE", help="The worker type, such as G.1X."),
            click.option("--workers", type=int, metavar="N", help="The number of workers."),
            click.option("--timeout-minutes", type=int, metavar="N", help="When Glue ends the run."),
        ]
    ):  # fmt: skip
        command = option(command)
    return command


def run_fields(args: dict[str, str], worker_type: str | None, workers: int | None, timeout_minutes: int | None) -> dict[str, Any]:
    named = {name if name.startswith("--") else f"--{name}": value for name, value in args.items()}
    return {"args": named, "workerType": worker_type, "numberOfWorkers": workers, "timeoutMinutes": timeout_minutes}


@click.command()
@click.argument("job")
@job_options
@key_option
@request_options
def start(requests: Requests, job: str, key: str, **options: Any) -> None:
    """Start a run of JOB, and do not wait for it."""
    answer = requests.start("jobs", job, "runs", key=key, **run_fields(**options))
    requests.show(answer, lambda it: facts([("run", it["jobRunId"]), ("start", again(it)), ("key", key)]))


@click.command()
@click.argument("crawler")
@click.option("--adopt", is_flag=True, help="Accept a crawl that is already running.")
@key_option
@request_options
def crawl(requests: Requests, crawler: str, adopt: bool, key: str) -> None:
    """Start CRAWLER, and do not wait for its crawl."""
    answer = requests.start("crawlers", crawler, "start", key=key, ifRunning="adopt" if adopt else None)
    requests.show(
        answer,
        lambda it: facts([("crawl", it.get("crawlId")), ("outcome", state(it["outcome"])), ("start", again(it)), ("key", key)]),
    )


@click.command()
@click.argument("trigger")
@key_option
@request_options
def fire(requests: Requests, trigger: str, key: str) -> None:
    """Fire TRIGGER if it is of type ON_DEMAND; otherwise activate it."""
    answer = requests.start("triggers", trigger, "start", key=key)
    requests.show(
        answer,
        lambda it: facts(
            [
                ("outcome", state(it["outcome"])),
                ("type", it["type"]),
                ("state", it["state"]),
                ("runs", " ".join(it.get("jobRunIds", []))),
                ("start", again(it)),
                ("key", key),
            ]
        ),
    )


def again(content: dict[str, Any]) -> str:
    return "an earlier request with this key started it" if content["replayed"] else "new"


@click.command()
@click.argument("job")
@click.argument("runs", nargs=-1, required=True)
@request_options
def stop(requests: Requests, job: str, runs: tuple[str, ...]) -> int:
    """Stop RUNS of JOB."""
    answer = requests.post("jobs", job, "runs", "stop", jobRunIds=list(runs))
    results = answer.content["results"]
    rows = [(it["jobRunId"], state(it["outcome"]), it.get("state") or it.get("code") or "") for it in results]
    requests.show(answer, lambda _: table(["RUN", "OUTCOME", "STATE"], rows))
    return NOT_SUCCEEDED if any(it["outcome"] in ("failed", "notFound") for it in results) else 0


@click.command()
@click.argument("key")
@request_options
def key(requests: Requests, key: str) -> None:
    """Show what became of the start with KEY."""
    requests.show(requests.get("starts", idempotencyKey=key), show_start)


def show_start(content: dict[str, Any]) -> None:
    facts(
        [
            ("state", state(content["state"])),
            ("action", content["action"]),
            ("name", content["name"]),
            ("region", content["region"]),
            ("run", content.get("jobRunId") or " ".join(content.get("jobRunIds", [])) or content.get("crawlId")),
            ("error", content.get("code")),
            ("requested", moment(content["requestedAt"])),
            ("started", moment(content.get("startedAt"))),
        ]
    )


@click.command()
@click.argument("connection_to_test", metavar="[CONNECTION]", default="")
@request_options
def test(requests: Requests, connection_to_test: str) -> None:
    """Test CONNECTION: its AWS identity, and what it may read."""
    if connection_to_test:
        requests.connection = connection_to_test
    show_test(requests)


def show_test(requests: Requests) -> None:
    requests.show(requests.post("test"), lambda content: facts(
        [("connection", requests.connection), *((name, content.get(name)) for name in ("account", "arn", "region", "version")),
         *((name, state("allowed") if allowed else state("denied")) for name, allowed in content["allowed"].items())]
    ))  # fmt: skip
