"""A model of the world around the workflows: Glue, its events, the table, tokens and the clock.

The workflows run by their own definitions. The functions' results are modeled here, as their own tests check them.
"""

import copy
import heapq
import json
import re
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import count

from interpreter import Execution, TaskFailed, iso
from rendering import ACCOUNT, REGIONS, rendered_workflows

NOT_NOTED = "attribute_not_exists(endedAt) OR endedAt < :since"
ASSIGNMENT = re.compile(r"([#\w]+) = (?:if_not_exists\(([#\w]+), (:\w+)\)|(:\w+))")
SECONDS_TO_STOP = 2
SECONDS_TO_GET_READY = 10
# Errors that a call may get once although nothing is wrong.
DENIALS = ("NotFound", "ConnectionNotFound", "ConnectionInvalid", "AccessDenied", "Internal")
# The pauses that AlreadyRunning asks for: while a crawl runs, and while the crawler is only getting ready after one.
WAIT_FOR_THE_CRAWL, WAIT_FOR_THE_CRAWLER = 60, 10


def deployed(partition="aws"):
    """The definitions as a deployment in a partition renders them."""
    return copy.deepcopy(_rendered(partition))


@cache
def _rendered(partition):
    return rendered_workflows(partition)


@dataclass(frozen=True)
class Attempt:
    began: float
    ended: float
    state: str


@dataclass
class Run:
    """A run with all its attempts, timed from its start; Glue shows changes after a lag."""

    name: str
    attempts: list
    retries: int = 0
    lag: float = 0.0
    events_expected: bool = True
    began: float | None = None
    stops: int = 0

    def id(self, attempt):
        return f"jr_{self.name}_{attempt}"

    def deciding(self, attempt):
        return self.attempts[0] if attempt == "first" else self.attempts[-1]

    def ended(self, attempt):
        """The time at which the deciding attempt ended."""
        return self.began + self.deciding(attempt).ended

    def look(self, place, attempt, now):
        """The response of GetJobRunEnd."""
        now -= self.began
        while True:
            seen = self.attempts[place]
            if now < seen.ended + self.lag:
                return {"progress": "running", "jobRunId": self.id(place)}
            if attempt == "first" or seen.state != "FAILED" or place == self.retries:
                return {"progress": "ended", "jobRunId": self.id(place), "state": seen.state}
            if now < self.attempts[place + 1].began + self.lag:
                return {"progress": "betweenAttempts", "jobRunId": self.id(place)}
            place += 1

    def stop(self, now):
        """Ends the current attempt, and with it the run."""
        self.stops += 1
        now -= self.began
        for place, it in enumerate(self.attempts):
            if it.began <= now < it.ended:
                self.attempts[place:] = [replace(it, ended=min(it.ended, now + SECONDS_TO_STOP), state="STOPPED")]
                return "stopping"
        return "notRunning" if now >= self.attempts[-1].ended else "failed"


@dataclass
class Crawl:
    id: str
    began: float
    ended: float
    state: str
    stops: int = 0


@dataclass
class Crawler:
    """A crawler and its crawls. The lengths and ends of the next ones are given. After each crawl it is STOPPING for a while."""

    name: str
    next_crawls: list
    lag: float = 0.0
    events_expected: bool = True
    gets_ready: float = SECONDS_TO_GET_READY
    crawls: list = field(default_factory=list)

    def start(self, now):
        """Starts a crawl; returns None while the latest one runs or the crawler is getting ready."""
        if self.crawls and now < self.crawls[-1].ended + self.gets_ready:
            return None
        seconds, state = self.next_crawls[len(self.crawls)]
        self.crawls.append(Crawl(f"{self.name}-{len(self.crawls)}", now, now + seconds, state))
        return self.crawls[-1]

    def running(self, now):
        """The crawl that runs and is not being stopped."""
        return self.crawls[-1] if self.crawls and now < self.crawls[-1].ended and not self.crawls[-1].stops else None

    def look(self, crawl, now):
        """The response of GetCrawlEnd."""
        if crawl is None or now < crawl.began + self.lag:
            return {"progress": "notShown"}
        if now < crawl.ended + self.lag:
            return {"progress": "running", "crawlId": crawl.id}
        return {"progress": "ended", "crawlId": crawl.id, "state": crawl.state}

    def stop(self, now):
        crawl = self.running(now)
        if crawl:
            crawl.stops += 1
            crawl.ended, crawl.state = min(crawl.ended, now + SECONDS_TO_STOP), "STOPPED"


class Table:
    """The table of waits; counts its calls and their bytes."""

    def __init__(self):
        self.calls = 0
        self.bytes = 0
        self.latest_update = None
        self._rows = {}

    def put(self, arguments):
        item = dict(arguments["Item"])
        return self._write(item.pop("startId")["S"], item)

    def update(self, arguments):
        self.latest_update = arguments
        key, values = arguments["Key"]["startId"]["S"], arguments["ExpressionAttributeValues"]
        row = self._rows.get(key, {})
        self._hold(arguments.get("ConditionExpression"), row, values)
        changed = dict(row)
        for name, kept, fallback, value in ASSIGNMENT.findall(arguments["UpdateExpression"]):
            attribute = arguments.get("ExpressionAttributeNames", {}).get(name, name)
            changed[attribute] = changed.get(attribute, values[fallback]) if kept else values[value]
        return self._write(key, changed)

    @staticmethod
    def _hold(condition, row, values):
        assert condition in (None, NOT_NOTED), condition
        if condition and "endedAt" in row and int(row["endedAt"]["N"]) >= int(values[":since"]["N"]):
            raise TaskFailed("DynamoDb.ConditionalCheckFailedException")

    def _write(self, key, item):
        before = self._rows.get(key, {})
        self._rows[key] = item
        self.calls += 1
        self.bytes += max(len(json.dumps(it)) for it in (before, item))
        return {"Attributes": before} if before else {}


class World:
    """One history: the things in Glue, the executions that wait for them, and the cost."""

    def __init__(self, expressions, definitions, chance, things=(), trouble=0.02, partition="aws"):
        self.now = 0.0
        self.partition = partition
        self.region = REGIONS[partition]
        self.expressions = expressions
        self.definitions = definitions
        self.chance = chance
        self.things = {it.name: it for it in things}
        self.starts = {}
        self.is_smooth = True
        self.glue_calls = 0
        self.table = Table()
        self.answers = 0
        self.duplicates = 0
        self.executions = {}
        self.when_started = lambda thing, crawl: None
        self.when_ended = lambda execution: None
        self._trouble = trouble
        self._agenda = []
        self._numbers = count()
        self._tokens = {}
        self._answered = {}
        self.searches = False
        self._named = set()

    def at(self, moment, action):
        heapq.heappush(self._agenda, (max(moment, self.now), next(self._numbers), action))

    def play(self, until=float("inf")):
        while self._agenda and self._agenda[0][0] <= until:
            self.now, _, action = heapq.heappop(self._agenda)
            action()

    def start(self, workflow, given, moment=None):
        number = len(self.executions)
        execution = Execution(self, workflow, f"{self._arn('execution', workflow)}:{number}", given)
        self.executions[execution.arn] = execution
        self.at(self.now if moment is None else moment, execution.begin)
        return execution

    def _arn(self, kind, workflow):
        return f"arn:{self.partition}:states:{self.region}:{ACCOUNT}:{kind}:stack-{workflow}"

    def ended(self, execution):
        self.when_ended(execution)

    def event(self, detail, moment, account=ACCOUNT):
        """EventBridge delivers an event to EndWaits."""
        event = {"id": "e", "account": account, "region": self.region, "detail": detail}
        self.at(moment, lambda: self.start("EndWaits", event))

    def do(self, execution, resource, arguments, begin_wait, resume):
        """Does what a task requests after a moment, even if its execution has ended by then."""
        finish = self._begun(execution, resource, arguments)

        def act():
            try:
                answer = finish()
            except TaskFailed as failure:
                answer = failure
            if isinstance(answer, TaskFailed) or not begin_wait:
                resume(answer)
            else:
                begin_wait()

        self.at(self.now + self._seconds_of(arguments), act)

    def _seconds_of(self, arguments):
        """The duration of a call. A start may take as long as its function may run."""
        if ":function:stack-Start" in arguments.get("FunctionName", "") and self.chance.random() < self._trouble:
            self.is_smooth = False
            return self.chance.uniform(1, 26)
        return self.chance.uniform(0.05, 1.0)

    def await_answer(self, execution, token, seconds, resume):
        if execution.outcome:
            return
        self._tokens[token] = resume
        self.at(self.now + seconds, lambda: self._time_out(token))

    def _time_out(self, token):
        resume = self._tokens.pop(token, None)
        if resume:
            resume(TaskFailed("States.Timeout"))

    def _begun(self, execution, resource, arguments):
        match resource.removesuffix(".waitForTaskToken").removeprefix("aws-sdk:"):
            case "lambda:invoke":
                (name,), payload = re.findall(r":function:stack-(\w+):live$", arguments["FunctionName"]), arguments["Payload"]
                if name.startswith("Start"):
                    return self._begin_start(name, payload)
                return lambda: {"Payload": self._call(execution, name, payload)}
            case "dynamodb:putItem":
                return lambda: self._put(execution, arguments)
            case "dynamodb:updateItem":
                return lambda: self._update(arguments)
            case "sfn:sendTaskSuccess":
                return lambda: self._answer(execution, arguments["TaskToken"])
            case "sfn:describeExecution":
                return lambda: self._described(self.executions[arguments["ExecutionArn"]])
            case "sfn:listExecutions":
                return lambda: self._listed(arguments)
            case "states:startExecution":
                return lambda: self._start_nested(arguments)
        raise AssertionError(f"{resource} is not supported")

    def _start_nested(self, arguments):
        """Starts an execution of a given name only once. Only some histories have searches, which take time."""
        workflow, name = arguments["StateMachineArn"].removeprefix(self._arn("stateMachine", "")), arguments.get("Name")
        if workflow == "FindAbandoned" and not self.searches:
            return {}
        if (workflow, name) in self._named:
            raise TaskFailed("StepFunctions.ExecutionAlreadyExistsException")
        if name:
            self._named.add((workflow, name))
        self.start(workflow, arguments["Input"])
        return {}

    def _described(self, execution):
        told = {
            "ExecutionArn": execution.arn,
            "StateMachineArn": self._arn("stateMachine", execution.workflow),
            "Status": execution.status,
        }
        error = {"Error": execution.outcome} if execution.status == "FAILED" else {}
        return told | error | {"Input": json.dumps(execution.given), "RedriveCount": 0}

    def _listed(self, arguments):
        """The newest come first. One page always holds them all."""
        asked = arguments["StateMachineArn"].removeprefix(self._arn("stateMachine", "")), arguments["StatusFilter"]
        found = [it for it in self.executions.values() if it.began_at is not None and (it.workflow, it.status) == asked]
        found = sorted(found, key=lambda it: -it.began_at)[: arguments["MaxResults"]]
        dates = [{"StartDate": iso(it.began_at)} | ({"StopDate": iso(it.ended_at)} if it.outcome else {}) for it in found]
        return {"Executions": [{"ExecutionArn": it.arn} | of for it, of in zip(found, dates, strict=True)]}

    def _begin_start(self, action, payload):
        """The intent is in the table under its key from the first moment on."""
        key = payload["idempotencyKey"]
        taken = key in self.starts
        if not taken:
            facts = {"action": action, "name": payload["name"], "region": self.region, "execution": payload["execution"]}
            self.starts[key] = {"state": "inFlight", "requestedAt": iso(self.now)} | facts

        def finish():
            start = self.starts[key]
            if taken and start["state"] == "inFlight":
                raise self._mishap("io.glueconnector.error.Conflict")
            if start["state"] == "inFlight":
                self._start(key, start, payload)
            if self.chance.random() < self._trouble:
                raise self._mishap("io.glueconnector.error.Throttled")
            return {"Payload": {it: start[it] for it in ("jobRunId", "crawlId", "outcome") if it in start} | {"replayed": taken}}

        return finish

    def _start(self, key, start, payload):
        thing = self.things[payload["name"]]
        self.glue_calls += 1
        if isinstance(thing, Run):
            thing.began = self.now
            start |= {"state": "started", "jobRunId": thing.id(0)}
            self.when_started(thing, None)
            return
        crawl = thing.start(self.now)
        outcome = "started"
        running = thing.running(self.now)
        if not crawl and payload["ifRunning"] == "adopt":
            crawl, outcome = running, "adopted"
        if not crawl:
            del self.starts[key]
            problem = {"retryAfterSeconds": WAIT_FOR_THE_CRAWL if running else WAIT_FOR_THE_CRAWLER}
            raise TaskFailed("io.glueconnector.error.AlreadyRunning", json.dumps({"errorMessage": json.dumps(problem)}))
        # Glue may not list a new crawl yet; it always lists an adopted one.
        told = {"crawlId": crawl.id} if outcome == "adopted" or self.chance.random() < 0.9 else {}
        start |= {"state": "started", "outcome": outcome, "crawl": crawl} | told
        if outcome == "started":
            self.when_started(thing, crawl)

    def _call(self, execution, function, payload):
        if self.chance.random() < self._trouble:
            raise self._mishap("io.glueconnector.error.Throttled")
        match function:
            case "GetWaitPlan":
                plan = {
                    "account": ACCOUNT,
                    "region": self.region,
                    "eventsExpected": self.things[execution.given["name"]].events_expected,
                }
                return plan | {"attempt": payload.get("attempt", "last"), "ifRunning": payload.get("ifRunning", "fail")}
            case "GetStart" | "GetSettledStart":
                if payload["idempotencyKey"] not in self.starts:
                    raise TaskFailed("io.glueconnector.error.NotFound", "{}")
                return {name: it for name, it in self.starts[payload["idempotencyKey"]].items() if name != "crawl"}
        thing = self.things[payload["name"]]
        self.glue_calls += 1
        if self.chance.random() < self._trouble / 2:
            raise self._mishap(f"io.glueconnector.error.{self.chance.choice(DENIALS)}")
        match function:
            case "GetJobRunEnd":
                execution.looked_at.append(self.now)
                return thing.look(int(payload["jobRunId"].rpartition("_")[2]), payload.get("attempt", "last"), self.now)
            case "GetCrawlEnd":
                execution.looked_at.append(self.now)
                return thing.look(self._crawl(thing, payload), self.now)
            case "StopJobRun":
                return {"results": [{"outcome": thing.stop(self.now)}]}
            case "StopCrawler":
                thing.stop(self.now)
                return {"outcome": "stopping"}
        raise AssertionError(f"{function} is not supported")

    def _crawl(self, crawler, payload):
        """Finds a crawl by its ID, by the key of its start, or as the first one after the time of the request."""
        if "crawlId" in payload:
            return next(it for it in crawler.crawls if it.id == payload["crawlId"])
        if "idempotencyKey" in payload:
            return self.starts[payload["idempotencyKey"]]["crawl"]
        return next((it for it in crawler.crawls if iso(it.began) >= payload["begunAfter"]), None)

    def _put(self, execution, arguments):
        before = self.table.put(arguments)
        if self.chance.random() < self._trouble / 2:
            # EndWaits dies between its two steps: the tokens are gone from the item and no execution is woken.
            self.is_smooth = False
            execution.end("TIMED_OUT")
        return before

    def _update(self, arguments):
        before = self.table.update(arguments)
        if self.chance.random() < self._trouble:
            # The update took effect anyway; its retry has another token.
            raise self._mishap("DynamoDb.ThrottlingException")
        return before

    def _answer(self, execution, token):
        """Only one event may wake a wait. A retried call for the same event does not count as a second one."""
        self.answers += 1
        if self._answered.get(token, execution) is not execution:
            self.duplicates += 1
        resume = self._tokens.pop(token, None)
        if resume is None:
            raise TaskFailed("Sfn.TaskTimedOutException")
        self._answered[token] = execution
        self.at(self.now, lambda: resume({}))
        if self.chance.random() < self._trouble:
            # The call succeeded, but the caller does not learn of it.
            raise self._mishap("Sfn.SdkClientException")
        return {}

    def _mishap(self, error):
        self.is_smooth = False
        return TaskFailed(error, "{}")


def mutated(*changes):
    """The definitions with changes to their JSON: a workflow, the text to replace and its replacement."""
    definitions = deployed()
    for workflow, before, after in changes:
        text = json.dumps(definitions[workflow])
        assert before in text, before
        definitions[workflow] = json.loads(text.replace(before, after))
    return definitions


def altered(workflow, alter):
    """The definitions, one of them altered by a function of its states."""
    definitions = deployed()
    alter(definitions[workflow]["States"])
    return definitions
