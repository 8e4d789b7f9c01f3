"""Enough of Step Functions to drive the stack's own definitions: their states, expressions, retries, catchers and time-outs.

Only the kinds of state that they use are known; anything else stops the test. What a task does is the world's business.
"""

import hashlib
import json
import re
from datetime import UTC, datetime, timedelta
from itertools import count

from jsonata import Jsonata

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class TaskFailed(Exception):
    """A task's error, by its name in the states language."""

    def __init__(self, error, cause=""):
        super().__init__(error)
        self.error, self.cause = error, cause


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
        # What Step Functions adds to JSONata.
        expression.register_lambda("parse", json.loads)
        expression.register_lambda("hash", lambda text, _: hashlib.sha256(text.encode()).hexdigest())
        return expression.evaluate(None, dict(bindings))


def found(name, bindings):
    """The value of a name with dots, or None."""
    for step in name.split("."):
        bindings = (bindings or {}).get(step)
    return bindings


def iso(now):
    return (EPOCH + timedelta(seconds=now)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Execution:
    """One execution of a workflow. How it ended: None as long as it runs, SUCCEEDED, ABORTED, TIMED_OUT or an error's name."""

    def __init__(self, world, workflow, arn, given):
        self.arn = arn
        self.workflow = workflow
        self.given = given
        self.ended_at = None
        self.outcome = None
        self.output = None
        self.began_at = None
        self.looked_at = []
        self.states_entered = 0
        self._world = world
        self._definition = world.definitions[workflow]
        self._steps = self._run()
        self._numbers = count()

    @property
    def status(self):
        if self.outcome in (None, "SUCCEEDED", "ABORTED", "TIMED_OUT"):
            return self.outcome or "RUNNING"
        return "FAILED"

    @property
    def looks(self):
        return len(self.looked_at)

    def begin(self):
        self.began_at = self._world.now
        seconds = self._definition["TimeoutSeconds"]
        self._world.at(self._world.now + seconds, lambda: self.end("TIMED_OUT"))
        self.go_on()

    def go_on(self, *outcome):
        """Continues after what it waited for; one that is over stays where it is."""
        if self.outcome:
            return
        try:
            wish = self._steps.send(outcome[0] if outcome else None)
        except StopIteration:
            return
        wish(self.go_on)

    def end(self, outcome, output=None):
        if self.outcome:
            return
        self.outcome, self.output, self.ended_at = outcome, output, self._world.now
        self._world.ended(self)

    def _run(self):
        try:
            output, _ = yield from self._walk(self._definition, self.given, {})
        except TaskFailed as failure:
            self.end(failure.error, failure.cause)
        else:
            self.end("SUCCEEDED", output)

    def _walk(self, machine, data, variables):
        """Goes through the states of a machine or of a Map's processor; returns the output and the variables."""
        name = machine["StartAt"]
        while name:
            self.states_entered += 1
            state = machine["States"][name]
            context = {
                "Execution": {"Id": self.arn, "RedriveCount": 0},
                "State": {"Name": name, "EnteredTime": iso(self._world.now)},
            }
            states = {"input": data, "context": context}
            left = state
            match state["Type"]:
                case "Choice":
                    chosen = (it for it in state["Choices"] if self._value(it["Condition"], states, variables))
                    name = next(chosen, {"Next": state.get("Default")})["Next"]
                    continue
                case "Wait":
                    until = self._until(state, states, variables)
                    yield lambda resume, until=until: self._world.at(until, resume)
                case "Fail":
                    raise TaskFailed(*(self._value(state[it], states, variables) for it in ("Error", "Cause")))
                case "Task":
                    left, states = yield from self._task(state, states, variables, self._attempt)
                case "Map":
                    left, states = yield from self._task(state, states, variables, self._map)
                case kind:
                    assert kind in ("Pass", "Succeed"), kind
            name, data, variables = self._left(left, states, variables)
        return data, variables

    def _until(self, state, states, variables):
        """The moment at which a Wait is over."""
        if "Timestamp" in state:
            return (datetime.fromisoformat(self._value(state["Timestamp"], states, variables)) - EPOCH).total_seconds()
        return self._world.now + self._value(state["Seconds"], states, variables)

    def _task(self, state, states, variables, attempt):
        """Runs a task with its Retry and Catch; returns what it is left by, the state or a catcher."""
        retried = {}
        while True:
            try:
                result = yield from attempt(state, states, variables)
                return state, states | {"result": result}
            except TaskFailed as failure:
                place, retrier = first_for(failure.error, state.get("Retry", []))
                if retrier and retried.get(place, 0) < retrier["MaxAttempts"]:
                    pause = retrier["IntervalSeconds"] * retrier.get("BackoffRate", 2) ** retried.get(place, 0)
                    retried[place] = retried.get(place, 0) + 1
                    pause = min(pause, retrier.get("MaxDelaySeconds", pause))
                    yield lambda resume, pause=pause: self._world.at(self._world.now + pause, resume)
                    continue
                _, catcher = first_for(failure.error, state.get("Catch", []))
                if not catcher:
                    raise
                return catcher, states | {"errorOutput": {"Error": failure.error, "Cause": failure.cause}}

    def _map(self, state, states, variables):
        """Its items one after another; a failed one ends it."""
        results = []
        for item in self._value(state["Items"], states, variables):
            output, _ = yield from self._walk(state["ItemProcessor"], item, dict(variables))
            results.append(output)
        return results

    def _attempt(self, state, states, variables):
        resource = state["Resource"].removeprefix("arn:${Partition}:states:::")
        token = f"{self.arn}/{next(self._numbers)}"
        states["context"]["Task"] = {"Token": token}
        arguments = self._value(state["Arguments"], states, variables)
        waits = resource.endswith(".waitForTaskToken")
        seconds = self._value(state["TimeoutSeconds"], states, variables) if waits else None

        def ask(resume):
            # The wait for a token's answer begins when the request with the token has succeeded.
            begin_wait = (lambda: self._world.await_answer(self, token, seconds, resume)) if waits else None
            self._world.do(self, resource, arguments, begin_wait, resume)

        answer = yield ask
        if isinstance(answer, TaskFailed):
            raise answer
        return answer

    def _left(self, left, states, variables):
        """Next state, output and variables of a state, or of the catcher that it is left by."""
        assigned = self._value(left.get("Assign", {}), states, variables)
        kept = states.get("result", states["input"])
        output = self._value(left["Output"], states, variables) if "Output" in left else kept
        return left.get("Next"), output, variables | assigned

    def _value(self, template, states, variables):
        return self._world.expressions.value(template, self._world.now, {"states": states} | variables)


def first_for(error, rules):
    """The first retrier or catcher for an error, with its place: (None, None) if there is none."""
    names = {error, "States.ALL"} | ({"States.TaskFailed"} if error != "States.Timeout" else set())
    return next(((place, it) for place, it in enumerate(rules) if names & set(it["ErrorEquals"])), (None, None))
