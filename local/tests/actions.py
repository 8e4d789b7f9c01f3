"""Every action with a valid request, and its effect in Glue afterwards."""

from collections.abc import Callable
from dataclasses import dataclass

from glueconnector.smoke.waiting import poll
from stack.openapi import ROUTES
from stack.releasing import DEVELOPMENT
from tests.sam import RELEASE

STARTS = tuple(it for it in ROUTES if it.startswith("Start"))

# The first Glue operation of an action, if its name differs from the action's.
FIRST_CALLS = {
    "GetJobRunLogs": "GetJobRun",
    "ListJobRuns": "GetJobRuns",
    "StopJobRun": "BatchStopJobRun",
    "StartTrigger": "GetTrigger",
    "StopTrigger": "GetTrigger",
    "TestConnection": "ListJobs",
}


@dataclass(frozen=True)
class Case:
    """A request's fields besides the connection; `holds` checks the response, `took_effect` checks Glue."""

    fields: dict
    holds: Callable[[dict], bool]
    took_effect: Callable[[], bool] = lambda: True


def case(action, things, start):
    """A case with its own resources; `start` starts something over the same connection, for actions that refer to a start."""
    return CASES[action](things, start)


def list_jobs(things, _):
    job = things.job(tags={"case": "list jobs"})
    return Case({"all": True, "tags": {"case": "list jobs"}}, lambda answer: job in answer["names"])


def start_job_run(things, _):
    job = things.job()
    return Case(
        {"name": job, "args": {"--day": "2026-01-31"}, "timeoutMinutes": 90},
        lambda answer: things.runs(job) == [answer["jobRunId"]] and answer["replayed"] is False,
        lambda: len(things.runs(job)) == 1,
    )


def get_job_run(things, _):
    job = things.job()
    run = things.run(job)
    return Case(
        {"name": job, "jobRunId": run},
        lambda answer: (answer["jobRun"]["id"], answer["jobRun"]["jobName"]) == (run, job),
    )


def get_job_run_logs(things, _):
    job = things.job()
    run = things.run(job)
    poll(lambda: things.run_state(job, run), lambda state: state == "RUNNING")
    return Case(
        {"name": job, "jobRunId": run, "stream": "error"},
        lambda answer: [it["text"].startswith(f"Launching {job}") for it in answer["lines"]] == [True] and "marker" in answer,
    )


def list_job_runs(things, _):
    job = things.job()
    runs = [things.run(job) for _ in range(2)]
    return Case(
        {"name": job, "startedAfter": "2026-01-31T00:00:00Z"},
        lambda answer: [it["id"] for it in answer["jobRuns"]] == runs[::-1] and "marker" not in answer,
    )


def stop_job_run(things, _):
    job = things.job()
    run = things.run(job)
    return Case(
        {"name": job, "jobRunIds": [run, "jr_unknown"]},
        lambda answer: (
            [(it["jobRunId"], it["outcome"]) for it in answer["results"]] == [(run, "stopping"), ("jr_unknown", "notFound")]
        ),
        lambda: things.run_state(job, run) in ("STOPPING", "STOPPED"),
    )


def list_crawlers(things, _):
    crawler = things.crawler()
    return Case({"all": True}, lambda answer: crawler in answer["names"])


def list_crawls(things, _):
    crawler = things.crawler()
    things.glue.start_crawler(Name=crawler)
    return Case({"name": crawler, "state": "RUNNING"}, lambda answer: [it["state"] for it in answer["crawls"]] == ["RUNNING"])


def start_crawler(things, _):
    crawler = things.crawler()
    return Case(
        {"name": crawler},
        lambda answer: answer["outcome"] == "started",
        lambda: things.crawler_state(crawler) == "RUNNING",
    )


def stop_crawler(things, _):
    crawler = things.crawler()
    things.glue.start_crawler(Name=crawler)
    return Case(
        {"name": crawler},
        lambda answer: answer == {"outcome": "stopping"},
        lambda: things.crawler_state(crawler) != "RUNNING",
    )


def list_triggers(things, _):
    trigger, job = things.on_demand()
    return Case({"dependentJobName": job}, lambda answer: answer == {"names": [trigger]})


def start_trigger(things, _):
    trigger, job = things.on_demand()
    return Case(
        {"name": trigger},
        lambda answer: (answer["outcome"], answer["type"], answer["jobRunIds"]) == ("fired", "ON_DEMAND", things.runs(job)),
        lambda: len(things.runs(job)) == 1,
    )


def stop_trigger(things, _):
    trigger = things.scheduled()
    return Case(
        {"name": trigger},
        lambda answer: (answer["name"], answer["type"]) == (trigger, "SCHEDULED"),
        lambda: things.trigger_state(trigger) in ("DEACTIVATING", "DEACTIVATED"),
    )


def get_start(things, start):
    job = things.job()
    started = start("StartJobRun", {"name": job, "idempotencyKey": f"key of {job}"})
    return Case(
        {"idempotencyKey": f"key of {job}"},
        lambda answer: (answer["state"], answer["name"], answer["jobRunId"]) == ("started", job, started["jobRunId"]),
    )


def connection_test(things, _):
    allowed = {"ListJobs": True, "ListCrawlers": True, "ListTriggers": True}
    return Case(
        {},
        lambda answer: (answer["allowed"], answer["warnings"]) == (allowed, []) and answer["version"] in (DEVELOPMENT, RELEASE),
    )


CASES = {
    "ListJobs": list_jobs,
    "StartJobRun": start_job_run,
    "GetJobRun": get_job_run,
    "GetJobRunLogs": get_job_run_logs,
    "ListJobRuns": list_job_runs,
    "StopJobRun": stop_job_run,
    "ListCrawlers": list_crawlers,
    "ListCrawls": list_crawls,
    "StartCrawler": start_crawler,
    "StopCrawler": stop_crawler,
    "ListTriggers": list_triggers,
    "StartTrigger": start_trigger,
    "StopTrigger": stop_trigger,
    "GetStart": get_start,
    "TestConnection": connection_test,
}
