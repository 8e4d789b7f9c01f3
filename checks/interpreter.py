"""Enough of Step Functions to run the stack's own definitions: their states, expressions, retries, catchers and timeouts.

It supports only the kinds of states that they use and fails on any other. The world carries out the tasks.
"""

import hashlib
import json
import re
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count

from jsonata import Jsonata
from jsonata.utils import Utils

from overlay import expressions
from overlay.corrections import Corrections
from overlay.expressions import with_nulls

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# The type that a field requires; an expression that returns another type is an error.
TYPES: dict[str, type | tuple[type, ...]] = {
    "Condition": bool,
    "Error": str,
    "Cause": str,
    "Items": (list, dict),
    "MaxConcurrency": (int, float),
    "Seconds": (int, float),
    "TimeoutSeconds": (int, float),
    "Timestamp": str,
    "ToleratedFailureCount": (int, float),
    "ToleratedFailurePercentage": (int, float),
}


_corrections = Corrections()
expressions.register(_corrections)
_corrections.apply()


class TaskFailed(Exception):
    """A task's error, by its name in the states language."""

    def __init__(self, error, cause=""):
        super().__init__(error)
        self.error, self.cause = error, cause


class OfAnotherPartition(Exception):
    """Step Functions cannot find the resource in its partition. No Catch handles this."""


class Expressions:
    """JSONata as Step Functions evaluates it. Results are cached, since histories are similar.

    An expression that fails or returns nothing is an error:
    https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
    """

    def __init__(self):
        self._parsed = {}
        self._answers = {}

    def value(self, template, now, bindings):
        if isinstance(template, dict):
            return {name: self.value(it, now, bindings) for name, it in template.items()}
        if isinstance(template, list):
            return [self.value(it, now, bindings) for it in template]
        if not (isinstance(template, str) and template.startswith("{%")):
            return template
        if "$millis" in template or "EnteredTime" in template:
            return self._evaluate(template, now, bindings)
        question = template, json.dumps([found(name, bindings) for name in names(template)])
        if question not in self._answers:
            self._answers[question] = self._evaluate(template, now, bindings)
        return self._answers[question]

    def _evaluate(self, template, now, bindings):
        if template not in self._parsed:
            self._parsed[template] = parsed(template)
        expression = self._parsed[template]
        expression.register_lambda("millis", lambda: round(now * 1000))
        try:
            value = expression.evaluate(None, bindings)
        except Exception as problem:
            raise TaskFailed("States.QueryEvaluationError", f"{template}: {problem}") from problem
        if value is None or isinstance(value, Jsonata.JFunction):
            raise TaskFailed("States.QueryEvaluationError", f"{template} returns nothing")
        return Utils.convert_nulls(value)


@cache
def names(template):
    """The names that an expression refers to, such as $states.input or a variable."""
    return sorted(set(re.findall(r"\$(states\.(?:context\.\w+\.\w+|\w+)|\w+)", template)))


def parsed(template):
    """An expression, with the functions that Step Functions adds to JSONata, and without $eval, which it removes."""
    expression = Jsonata(template.removeprefix("{%").removesuffix("%}"))
    expression.set_output_convert_nulls(False)
    expression.register_lambda("eval", None)
    expression.register_lambda("parse", lambda text: with_nulls(json.loads(text)))
    expression.register_lambda("hash", lambda text, _: hashlib.sha256(text.encode()).hexdigest())
    return expression


_reused = cache(parsed)


def evaluated(template, states=None, **variables):
    """A template with its expressions evaluated, as Step Functions does; None if an expression yields nothing."""
    if isinstance(template, dict):
        return {name: evaluated(it, states, **variables) for name, it in template.items()}
    if isinstance(template, list):
        return [evaluated(it, states, **variables) for it in template]
    if not (isinstance(template, str) and template.startswith("{%")):
        return template
    return Utils.convert_nulls(_reused(template).evaluate(None, {"states": states or {}, **variables}))


def found(name, bindings):
    """The value of a dotted name in a list; the list is empty if there is none."""
    for step in name.split("."):
        if not isinstance(bindings, dict) or step not in bindings:
            return []
        bindings = bindings[step]
    return [bindings]


def iso(now):
    return (EPOCH + timedelta(seconds=now)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Execution:
    """One execution of a workflow. Its outcome is None while it runs, then SUCCEEDED, ABORTED, TIMED_OUT or an error's name."""

    def __init__(self, world, workflow, arn, given):
        self.arn = arn
        self.workflow = workflow
        self.given = given
        self.ended_at = None
        self.outcome = None
        self.output = None
        self.began_at = None
        self.looked_at = []
        self.waited_for = []
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
        """Continues after a wait. An ended execution does not continue."""
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
            place = {"Execution": {"Id": self.arn, "RedriveCount": 0}}
            output, _ = yield from self._walk(self._definition, self.given, {}, place)
        except TaskFailed as failure:
            self.end(failure.error, failure.cause)
        except OfAnotherPartition as failure:
            self.end("States.Runtime", str(failure))
        else:
            self.end("SUCCEEDED", output)

    def _walk(self, machine, data, variables, place):
        """Runs the states of a machine or of a Map's processor; returns the output and the variables.

        The place holds the context object's entries for the execution and a Map's item.
        """
        name = machine["StartAt"]
        while name:
            self.states_entered += 1
            state = machine["States"][name]
            context = place | {"State": {"Name": name, "EnteredTime": iso(self._world.now)}}
            states = {"input": data, "context": context}
            left = state
            match state["Type"]:
                case "Choice":
                    chosen = (it for it in state["Choices"] if self._field(it, "Condition", states, variables))
                    name = next(chosen, {"Next": state.get("Default")})["Next"]
                    continue
                case "Wait":
                    seconds = self._seconds_of(state, states, variables)
                    yield lambda resume, seconds=seconds: self._world.at(self._world.now + seconds, resume)
                case "Fail":
                    raise TaskFailed(*(self._field(state, it, states, variables) for it in ("Error", "Cause")))
                case "Task":
                    left, states = yield from self._task(state, states, variables, self._attempt)
                case "Map":
                    left, states = yield from self._task(state, states, variables, self._map)
                case kind:
                    assert kind in ("Pass", "Succeed"), kind
            name, data, variables = self._left(left, states, variables)
        return data, variables

    def _task(self, state, states, variables, attempt):
        """Runs a task with its Retry and Catch. Returns the state, or the catcher of its failure, with the data for it."""
        retried: dict[int, int] = {}
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
                    pause = self._world.jitter(pause) if "JitterStrategy" in retrier else pause
                    yield lambda resume, pause=pause: self._world.at(self._world.now + pause, resume)
                    continue
                _, catcher = first_for(failure.error, state.get("Catch", []))
                if not catcher:
                    raise
                cause = {} if failure.cause is None else {"Cause": failure.cause}
                return catcher, states | {"errorOutput": {"Error": failure.error} | cause}

    def _seconds_of(self, wait, states, variables):
        if "Seconds" in wait:
            return self._field(wait, "Seconds", states, variables)
        moment = datetime.fromisoformat(self._field(wait, "Timestamp", states, variables))
        return (moment - EPOCH).total_seconds() - self._world.now

    def _map(self, state, states, variables):
        """Runs the items one after another; a failed item ends the Map. A child of a Distributed Map sees no variables."""
        items = yield from self._items(state, states, variables)
        for field in {"MaxConcurrency", "ToleratedFailurePercentage", "ToleratedFailureCount"} & state.keys():
            self._field(state, field, states, variables)
        processor, results = state["ItemProcessor"], []
        is_distributed = processor.get("ProcessorConfig", {}).get("Mode") == "DISTRIBUTED"
        for index, item in enumerate(items):
            place = {"Execution": states["context"]["Execution"], "Map": {"Item": {"Index": index, "Value": item}}}
            selecting = states | {"context": states["context"] | place}
            given = self._value(state["ItemSelector"], selecting, variables) if "ItemSelector" in state else item
            if is_distributed:
                place = {"Execution": {"Id": f"{self.arn.rpartition(':')[0]}/{state['Label']}:{index}", "RedriveCount": 0}}
            output, _ = yield from self._walk(processor, given, {} if is_distributed else dict(variables), place)
            results.append(output)
        return results

    def _items(self, state, states, variables):
        if "ItemReader" not in state:
            return self._field(state, "Items", states, variables)
        items = yield from self._attempt(state["ItemReader"], states, variables)
        most = state["ItemReader"].get("ReaderConfig", {}).get("MaxItems", len(items))
        return items[: self._value(most, states, variables)]

    def _attempt(self, state, states, variables):
        resource = self._resource(state["Resource"])
        token = f"{self.arn}/{next(self._numbers)}"
        states["context"]["Task"] = {"Token": token}
        arguments = self._value(state["Arguments"], states, variables)
        waits = resource.endswith(".waitForTaskToken")
        seconds = self._field(state, "TimeoutSeconds", states, variables) if waits else None

        def ask(resume):
            # The timeout of a token starts when the request with the token has succeeded.
            begin_wait = (lambda: self._world.await_answer(self, token, seconds, resume)) if waits else None
            self._world.do(self, resource, arguments, begin_wait, resume)

        answer = yield ask
        if isinstance(answer, TaskFailed):
            raise answer
        return answer

    def _resource(self, arn):
        """The task or reader that an ARN names. An ARN of another partition ends the execution, according to public reports:
        https://github.com/aws/aws-cdk/issues/4597"""
        own = f"arn:{self._world.partition}:states:::"
        if not arn.startswith(own):
            raise OfAnotherPartition(f"{arn} belongs to a different partition, expected {self._world.partition}")
        return arn.removeprefix(own)

    def _left(self, left, states, variables):
        """The next state, the output and the variables after a state or a catcher."""
        assigned = self._value(left.get("Assign", {}), states, variables)
        kept = states.get("result", states["input"])
        output = self._value(left["Output"], states, variables) if "Output" in left else kept
        return left.get("Next"), output, variables | assigned

    def _field(self, state, name, states, variables):
        """https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html, "Handling expression errors"."""
        value = self._value(state[name], states, variables)
        if not isinstance(value, TYPES[name]) or isinstance(value, bool) is not (TYPES[name] is bool):
            raise TaskFailed("States.QueryEvaluationError", f"{name}: expected {TYPES[name]}, but got {value!r}: {state[name]}")
        return value

    def _value(self, template, states, variables):
        return self._world.expressions.value(template, self._world.now, {"states": states} | variables)


def first_for(error, rules):
    """The first retrier or catcher for an error, with its index: (None, None) if there is none."""
    names = {error, "States.ALL"} | ({"States.TaskFailed"} if error != "States.Timeout" else set())
    return next(((place, it) for place, it in enumerate(rules) if names & set(it["ErrorEquals"])), (None, None))
