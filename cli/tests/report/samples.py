"""Recorded answers of the API for a report: jobs and crawlers of two connections, with failures, outliers and open runs."""

import json
import random
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

from glueconnector.api import Answer, Refused
from glueconnector.report.fleets import key_of
from glueconnector.report.gathering import Gathering, Wanted, since_of
from glueconnector.report.model import Report
from glueconnector.report.reads import Reads

NOW = datetime(2026, 11, 30, 9, 30, tzinfo=UTC)
DAYS = 7
PAGE = 50
ARN = "arn:aws:states:eu-west-1:111122223333:execution:glue-connector-RunFleet:nightly"
# Name, connection, runs a day, usual seconds, DPU, share of failures.
JOBS = [
    ("orders-nightly", "default", 1, 2700, 10, 0.0),
    ("orders-hourly", "default", 24, 240, 4, 0.02),
    ("inventory-snapshot", "default", 4, 900, 10, 0.0),
    ("returns-load", "default", 12, 150, 2, 0.08),
    ("customer-dedupe", "default", 2, 5400, 20, 0.1),
    ("clickstream-sessions", "default", 48, 95, 4, 0.01),
    ("prices-import", "team-a", 24, 60, 1, 0.05),
    ("forecast-features", "team-a", 2, 7200, 40, 0.0),
    ("ledger-export", "team-a", 6, 420, 4, 0.0),
    ("orders-hourly", "team-a", 12, 260, 4, 0.03),
]
CRAWLERS = [("sales-files", "default", 4, 75), ("raw-events", "team-a", 6, 130)]
MESSAGES = [
    "FileNotFoundError: s3://sales/{day}.csv",
    "An error occurred while calling o{n}.pyWriteDynamicFrame. Job aborted: Task {m} in stage {k}.0 failed 4 times",
    'Command failed with exit code 1\nTraceback (most recent call last):\n  File "load.py", line {k}',
    "Exceeded maximum concurrent capacity for your account: {n} DPU. Request {id}",
]


def run_id(numbers):
    return f"jr_{numbers.getrandbits(256):064x}"


def iso(time):
    return f"{time:%Y-%m-%dT%H:%M:%S}.{time.microsecond // 1000:03}Z"


def failure(numbers, started):
    text = MESSAGES[min(int(numbers.expovariate(1.1)), len(MESSAGES) - 1)]
    values = {"n": numbers.randint(40, 900), "m": numbers.randint(1, 60), "k": numbers.randint(1, 90)}
    return text.format(day=f"{started:%Y-%m-%d}", id=f"{numbers.getrandbits(128):032x}", **values)


def history(seed, per_day, usual, dpu, failing, days, scale):
    """A job's runs, newest first, as the API shows them."""
    numbers = random.Random(seed)
    count = round(per_day * days * scale)
    runs = []
    for place in range(count):
        started = NOW - timedelta(seconds=300) - timedelta(days=days * 0.98) * (place + numbers.uniform(0.1, 0.9)) / count
        seconds = round(usual * numbers.lognormvariate(0, 0.12) * (2.6 if numbers.random() < 0.012 else 1))
        run = {"id": run_id(numbers), "attempt": 0, "startedOn": iso(started), "arguments": {"--day": f"{started:%Y-%m-%d}"}}
        run |= {"maxCapacity": float(dpu), "workerType": "G.1X", "numberOfWorkers": dpu, "glueVersion": "5.0", "timeout": 120}
        draw = numbers.random()
        if draw < failing:
            seconds = round(seconds * numbers.uniform(0.05, 0.6))
            state = "TIMEOUT" if draw < failing / 6 else "ERROR" if draw < failing / 4 else "FAILED"
            run |= {"jobRunState": state, "executionTime": seconds}
            if state != "TIMEOUT":
                run["errorMessage"] = failure(numbers, started)
        elif draw > 0.995:
            run |= {"jobRunState": "STOPPED", "executionTime": seconds // 3}
        else:
            run |= {"jobRunState": "SUCCEEDED", "executionTime": seconds}
        ended = min(started + timedelta(seconds=run["executionTime"] + 12), NOW)
        runs.append(run | {"completedOn": iso(ended), "lastModifiedOn": iso(ended)})
    return runs


def opened(seconds, state="RUNNING"):
    """A run that started so long ago and has not ended."""
    run = {"id": f"jr_{seconds:064x}", "attempt": 0, "startedOn": iso(NOW - timedelta(seconds=seconds)), "jobRunState": state}
    return run | {"executionTime": 0, "maxCapacity": 10.0, "workerType": "G.1X", "numberOfWorkers": 10}


# What is open in the records: the first one takes longer than usual.
OPENED = [
    ("default", "returns-load", 1500, "RUNNING"),
    ("team-a", "forecast-features", 4000, "RUNNING"),
    ("default", "inventory-snapshot", 20, "WAITING"),
]


def crawls(seed, per_day, usual, days, scale):
    numbers = random.Random(seed)
    count = round(per_day * days * scale)
    found = []
    for place in range(count):
        started = NOW - timedelta(seconds=200) - timedelta(days=days * 0.98) * (place + 0.5) / count
        ended = started + timedelta(seconds=usual * numbers.lognormvariate(0, 0.2))
        crawl = {"crawlId": f"{numbers.getrandbits(32):08x}-2a3e-4b5c-8d7e-9f0a1b2c3d4e", "startTime": iso(started)}
        crawl |= {"state": "COMPLETED", "endTime": iso(ended), "dpuHour": round(numbers.uniform(0.05, 0.2), 3)}
        if numbers.random() < 0.03:
            crawl |= {"state": "FAILED", "errorMessage": "Insufficient Lake Formation permission(s) on raw_events"}
        found.append(crawl)
    return found


def problem(status, code, detail, **more):
    title = re.sub("(?<!^)([A-Z])", lambda it: f" {it[1].lower()}", code)
    body = {"type": f"urn:glue-connector:error:{code}", "title": title, "status": status, "detail": detail, "code": code}
    return Answer(status, {}, json.dumps(body | {"requestId": "2f6d0f0e", "retryable": bool(more)} | more))


def denied(what):
    return problem(
        403, "AccessDenied", f"Connection team-a may not call glue:GetJobRuns on {what}. Grant that action to its key or role."
    )


def gathered(api, *connections, told=lambda *_: None, sleep=lambda _: None, **wanted):
    """The report of what the API shows."""
    report = Report("glue-connector", "eu-west-1", since_of(NOW, DAYS), NOW)
    Gathering(Reads(api, None, sleep), Wanted(connections, **wanted), report, told).gather()
    return report


class RecordedApi:
    """Answers reads like the API, in pages. `refused` has answers by the beginning of a path."""

    def __init__(self, scale=1.0, days=DAYS, fleet=0):
        self.jobs = {(c, n): history(f"{c}{n}", per, usual, dpu, bad, days, scale) for n, c, per, usual, dpu, bad in JOBS}
        self.crawlers = {(c, n): crawls(f"{c}{n}", per, usual, days, scale) for n, c, per, usual in CRAWLERS}
        for connection, name, seconds, state in OPENED:
            found = self.jobs[connection, name]
            found.append(opened(seconds, state))
            found.sort(key=lambda it: it["startedOn"], reverse=True)
        self.starts = dict(self._starts(fleet))
        self.refused = {}
        self.asked = []
        self.exchanges = []

    def _starts(self, items):
        """A fleet of one job; its item 7 was refused."""
        for index in range(items):
            run = self.jobs["default", "returns-load"][2 * index + 1]
            start = {"action": "StartJobRun", "name": "returns-load", "region": "eu-west-1", "requestedAt": run["startedOn"]}
            end = (
                {"state": "refused", "code": "LimitExceeded"}
                if index == 7
                else {"state": "started", "startedAt": run["startedOn"], "jobRunId": run["id"]}
            )
            yield ("default", key_of(ARN, index)), start | end

    def ask(self, method, path, body=None):
        parts = urlsplit(path)
        self.asked.append((method, path))
        for prefix, answers in self.refused.items():
            if parts.path.startswith(prefix):
                answer = (answers.pop(0) if answers else None) if isinstance(answers, list) else answers
                if isinstance(answer, Exception):
                    raise answer
                if answer:
                    raise Refused(answer)
        content = self._content([unquote(it) for it in parts.path.split("/")[2:]], parse_qs(parts.query))
        if isinstance(content, Answer):
            raise Refused(content)
        answer = Answer(200, {}, json.dumps(content))
        self.exchanges.append((method, path, None if body is None else json.dumps(body), answer))
        return answer

    def _content(self, segments, query):
        match segments:
            case [connection, "test"]:
                account = "111122223333" if connection == "default" else "444455556666"
                allowed = dict.fromkeys(("ListJobs", "ListCrawlers", "ListTriggers"), True)
                arn = f"arn:aws:sts::{account}:assumed-role/glue/{connection}"
                return {
                    "account": account,
                    "arn": arn,
                    "region": "eu-west-1",
                    "allowed": allowed,
                    "warnings": [],
                    "version": "1.0.0",
                }
            case [connection, "jobs" | "crawlers" as kind]:
                return {"names": [name for of, name in getattr(self, kind) if of == connection]}
            case [connection, "jobs", name, "runs"]:
                return page("jobRuns", self.jobs.get((connection, name)), query)
            case [connection, "crawlers", name, "crawls"]:
                return page("crawls", self.crawlers.get((connection, name)), query)
            case [connection, "starts"]:
                return self.starts.get((connection, query["idempotencyKey"][0])) or problem(
                    404, "NotFound", "no start is recorded"
                )
            case [connection, "jobs", name, "runs", run]:
                return {"jobRun": next(it for it in self.jobs[connection, name] if it["id"] == run)}
        raise AssertionError(segments)


def page(key, found, query):
    if found is None:
        return problem(
            404, "NotFound", "Glue has no such name for this connection in this Region. Check the name and the Region."
        )
    time = "startedOn" if key == "jobRuns" else "startTime"
    after = query.get("startedAfter", [""])[0]
    kept = [it for it in found if it[time] >= after]
    first, most = int(query.get("marker", ["0"])[0]), int(query["maxItems"][0])
    more = {"marker": str(first + most)} if len(kept) > first + most else {}
    return {key: kept[first : first + most]} | more
