"""A model of what happens around RunJob and EndWaits: Glue, its events, the table, task tokens and the clock.

It drives the two definitions as they are deployed: each state that they enter, each choice, time-out, row and answer is what
their own expressions say. Only the kinds of state that they use are known here; anything else stops the test.
"""

import heapq
import json
import re
from datetime import UTC, datetime
from itertools import count

from conftest import ROOT, load
from jsonata import Jsonata

RUN_JOB = load(ROOT / "statemachines/run-job.asl.json")["States"]
END_WAITS = load(ROOT / "statemachines/end-waits.asl.json")["States"]
ACCOUNT, REGION = "111122223333", "eu-west-1"
NOT_NOTED = "attribute_not_exists(endedAt) OR endedAt < :since"
HAVE_EVENTS = {"SUCCEEDED", "FAILED", "TIMEOUT", "STOPPED"}


class TaskFailed(Exception):
    """A task's error, by its name in the states language."""


class Expressions:
    """JSONata as Step Functions evaluates it. The same question is asked once: histories are alike."""

    def __init__(self):
        self._parsed = {}
        self._answers = {}
        self._spoken_of = {}

    def value(self, template, now, bindings):
        if isinstance(template, dict):
            return {name: self.value(it, now, bindings) for name, it in template.items()}
        if isinstance(template, list):
            return [self.value(it, now, bindings) for it in template]
        if not (isinstance(template, str) and template.startswith("{%")):
            return template
        if "$millis" in template or "EnteredTime" in template:
            return self._evaluate(template, now, bindings)
        question = template, json.dumps([found(name, bindings) for name in self._names(template)])
        if question not in self._answers:
            self._answers[question] = self._evaluate(template, now, bindings)
        return self._answers[question]

    def _names(self, template):
        """What an expression speaks of, such as $states.input or a variable."""
        if template not in self._spoken_of:
            names = re.findall(r"\$(states\.(?:context\.\w+\.\w+|\w+)|\w+)", template)
            self._spoken_of[template] = sorted(set(names))
        return self._spoken_of[template]

    def _evaluate(self, template, now, bindings):
        if template not in self._parsed:
            self._parsed[template] = Jsonata(template.removeprefix("{%").removesuffix("%}"))
        expression = self._parsed[template]
        expression.register_lambda("millis", lambda: round(now * 1000))
        return expression.evaluate(None, dict(bindings))


class World:
    """One history: a run with its attempts, and everybody who waits for it."""

    def __init__(self, expressions, run, chance):
        self.now = 0.0
        self.run = run
        self.chance = chance
        self.looks = 0
        self.is_smooth = True
        self._expressions = expressions
        self._agenda = []
        self._numbers = count()
        self._rows = {}
        self._tokens = {}

    def at(self, moment, action):
        heapq.heappush(self._agenda, (max(moment, self.now), next(self._numbers), action))

    def play(self):
        while self._agenda:
            self.now, _, action = heapq.heappop(self._agenda)
            action()

    def publish(self, attempt, moment, account=ACCOUNT):
        """EventBridge hands an event to EndWaits."""
        detail = {"jobRunId": self.run.id(attempt), "state": self.run.attempts[attempt].state}
        event = {"id": "e", "account": account, "region": REGION, "detail": detail}
        self.at(moment, lambda: self._end_waits(event))

    def _end_waits(self, event):
        note, wake = END_WAITS["Note the end"], END_WAITS["Wake every wait"]["ItemProcessor"]["States"]["Wake it"]
        item = self._value(note["Arguments"], {"input": event})["Item"]
        before = self._rows.get(item["startId"]["S"], {})
        self._rows[item["startId"]["S"]] = {name: it for name, it in item.items() if name != "startId"}
        if self.chance.random() < 0.01:
            # It fails between its two steps: the tokens are gone from the row and nobody is woken.
            self.is_smooth = False
            return
        result = {"Attributes": before} if before else {}
        for token in self._value(note["Output"], {"input": event, "result": result}):
            arguments = self._value(wake["Arguments"], {"input": token}, {"notice": "{}"})
            try:
                self._answer(arguments["TaskToken"])
            except TaskFailed as error:
                assert str(error) in {it for rule in wake["Catch"] for it in rule["ErrorEquals"]}

    def _answer(self, token):
        resume = self._tokens.pop(token, None)
        if resume is None:
            raise TaskFailed("Sfn.TaskTimedOutException")
        self.at(self.now, lambda: resume(None))

    def leave_token(self, arguments, token, seconds, resume):
        """The update of a row with a token in it, and the wait that begins with it."""
        assert arguments["ConditionExpression"] == NOT_NOTED
        assert arguments["UpdateExpression"] == "SET #execution = :token, expiresAt = :expires"
        row = self._rows.setdefault(arguments["Key"]["startId"]["S"], {})
        values = arguments["ExpressionAttributeValues"]
        if "endedAt" in row and int(row["endedAt"]["N"]) >= int(values[":since"]["N"]):
            raise TaskFailed("DynamoDb.ConditionalCheckFailedException")
        row[arguments["ExpressionAttributeNames"]["#execution"]] = values[":token"]
        if self.chance.random() < 0.02:
            # It took effect all the same; the repetition has another token.
            raise self._trouble("DynamoDb.ThrottlingException")
        self._tokens[token] = resume
        self.at(self.now + seconds, lambda: self._time_out(token))

    def _time_out(self, token):
        resume = self._tokens.pop(token, None)
        if resume:
            resume("States.Timeout")

    def call(self, function, payload):
        """What the stack's functions answer, as their own tests hold them to it."""
        if self.chance.random() < 0.02:
            raise self._trouble("io.glueconnector.error.Throttled")
        match function:
            case "${GetWaitPlanFunctionArn}":
                plan = {"account": ACCOUNT, "region": REGION, "eventsExpected": self.run.events_expected}
                return plan | {"attempt": payload.get("attempt", "last")}
            case "${StartJobRunFunctionArn}":
                return {"jobRunId": self.run.id(0), "replayed": False, "protected": True}
            case "${GetJobRunEndFunctionArn}":
                self.looks += 1
                return self.run.look(payload["jobRunId"], payload["attempt"], self.now)
        raise AssertionError(f"{function} is not known here")

    def _trouble(self, error):
        self.is_smooth = False
        return TaskFailed(error)

    def _value(self, template, states, variables=None):
        return self._expressions.value(template, self.now, {"states": states} | (variables or {}))

    def value(self, template, states, variables):
        return self._value(template, states, variables)


def found(name, bindings):
    """The value of a name with dots, or None."""
    for step in name.split("."):
        bindings = (bindings or {}).get(step)
    return bindings


def iso(now):
    return datetime.fromtimestamp(now, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Execution:
    """One execution of RunJob."""

    def __init__(self, world, number, given):
        self.ended_at = None
        self.outcome = None
        self.endings = 0
        self.looks = 0
        self._world = world
        self._arn = f"arn:aws:states:{REGION}:{ACCOUNT}:execution:stack-RunJob:{number}"
        self._steps = self._walk(given)
        self._tokens = count()

    def go_on(self, outcome=None):
        try:
            wish = self._steps.send(outcome)
        except StopIteration:
            return
        wish(self.go_on)

    def _walk(self, given):
        name, data, variables = "Plan the wait", given, {}
        while name:
            state = RUN_JOB[name]
            context = {
                "Execution": {"Id": self._arn, "RedriveCount": 0},
                "State": {"Name": name, "EnteredTime": iso(self._world.now)},
            }
            states = {"input": data, "context": context}
            match state["Type"]:
                case "Choice":
                    chosen = (it for it in state["Choices"] if self._world.value(it["Condition"], states, variables))
                    name = next(chosen, {"Next": state["Default"]})["Next"]
                case "Wait":
                    yield lambda resume, seconds=state["Seconds"]: self._world.at(self._world.now + seconds, resume)
                    name, data, variables = self._left(state, states, variables)
                case "Pass":
                    self._end(self._world.value(state["Output"], states, variables)["state"])
                    return
                case "Fail":
                    self._end(self._world.value(state["Error"], states, variables))
                    return
                case "Task":
                    left, states = yield from self._task(state, states, variables)
                    name, data, variables = self._left(left, states, variables)

    def _task(self, state, states, variables):
        """Runs a task with its Retry and Catch; returns what is left by, the state or a catcher."""
        retried = 0
        while True:
            try:
                result = yield from self._attempt(state, states, variables)
                return state, states | {"result": result}
            except TaskFailed as error:
                retriers = [it for it in state.get("Retry", []) if str(error) in it["ErrorEquals"]]
                if retriers and retried < retriers[0]["MaxAttempts"]:
                    retried += 1
                    yield lambda resume, pause=retriers[0]["IntervalSeconds"]: self._world.at(self._world.now + pause, resume)
                    continue
                (catcher,) = [it for it in state["Catch"] if str(error) in it["ErrorEquals"]]
                return catcher, states | {"errorOutput": {"Error": str(error)}}

    def _attempt(self, state, states, variables):
        pause = self._world.chance.uniform(0.05, 1.0)
        yield lambda resume: self._world.at(self._world.now + pause, resume)
        match state["Resource"].removeprefix("arn:aws:states:::"):
            case "lambda:invoke":
                arguments = self._world.value(state["Arguments"], states, variables)
                before = self._world.looks
                answer = self._world.call(arguments["FunctionName"], arguments["Payload"])
                self.looks += self._world.looks - before
                return {"Payload": answer}
            case "aws-sdk:dynamodb:updateItem.waitForTaskToken":
                token = f"{self._arn}/{next(self._tokens)}"
                states["context"]["Task"] = {"Token": token}
                arguments = self._world.value(state["Arguments"], states, variables)
                seconds = self._world.value(state["TimeoutSeconds"], states, variables)
                failure = yield from self._waited(arguments, token, seconds)
                if failure:
                    raise TaskFailed(failure)
                return {}
            case "states:startExecution":
                return {}
        raise AssertionError(f"{state['Resource']} is not known here")

    def _waited(self, arguments, token, seconds):
        refusal = []

        def leave(resume):
            try:
                self._world.leave_token(arguments, token, seconds, resume)
            except TaskFailed as error:
                refusal.append(str(error))
                self._world.at(self._world.now, lambda: resume(refusal[0]))

        return (yield leave)

    def _left(self, left, states, variables):
        """Output, variables and next state of a state, or of the catcher that it is left by."""
        assigned = self._world.value(left.get("Assign", {}), states, variables)
        kept = states.get("result", states["input"])
        output = self._world.value(left["Output"], states, variables) if "Output" in left else kept
        return left["Next"], output, variables | assigned

    def _end(self, outcome):
        self.endings += 1
        self.outcome = outcome
        self.ended_at = self._world.now
