"""Drives a definition through what may happen to it: any answer that a task may get, any error, any input."""

import heapq
import json
from datetime import UTC, datetime
from itertools import count
from random import Random

from answers import answers, failures
from interpreter import EPOCH, Execution, Expressions, TaskFailed
from rendering import ACCOUNT, REGIONS

SEED = 20_261_129
# At least so many executions are driven, and more until each expression was met. Too many say that one cannot be.
FEWEST_EXECUTIONS, MOST_EXECUTIONS = 40, 3_000
# An execution that goes round and round is left after so many states.
MOST_STATES = 150
# How often a task begins to fail, and how often it changes its mind.
FAILS, CHANGES = 0.5, 0.1
# How often a task never fails in an execution, so that some get far.
IS_RELIABLE = 0.4
# How often what a Map's items leave is too long.
IS_TOO_LONG = 0.1
NOW = (datetime(2026, 1, 31, 3, 20, tzinfo=UTC) - EPOCH).total_seconds()


def drive(definition, inputs, far=()):
    """Drives executions until every expression was met: what was met, and the executions. Some begin far on, in a state with
    its variables, which takes too long to get to.
    """
    recording, chance, executions = Recording(), Random(SEED), []
    for state, variables in far:
        begun = begun_in(definition, state, variables)
        executions += [AnyWorld(begun, recording, chance).execute({}) for _ in range(FEWEST_EXECUTIONS)]
    wanted = set(places(definition))
    while len(executions) < FEWEST_EXECUTIONS or (wanted - recording.evaluated.keys() and len(executions) < MOST_EXECUTIONS):
        executions.append(AnyWorld(definition, recording, chance).execute(chance.choice(inputs)))
    return recording.evaluated, executions


def begun_in(definition, state, variables):
    first = {"Type": "Pass", "Assign": variables, "Output": {}, "Next": state}
    return definition | {"StartAt": "Begin far on", "States": definition["States"] | {"Begin far on": first}}


class Recording(Expressions):
    """Keeps what each expression of each state was evaluated with, as JSON."""

    def __init__(self):
        super().__init__()
        self.evaluated = {}

    def value(self, template, now, bindings):
        if is_expression(template):
            place = bindings["states"]["context"]["State"]["Name"], template
            self.evaluated.setdefault(place, set()).add(json.dumps(bindings, sort_keys=True))
        return super().value(template, now, bindings)


class AnyExecution(Execution):
    """Its Maps may fail by themselves: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html"""

    def _map(self, state, states, variables):
        results = yield from super()._map(state, states, variables)
        if self._world.is_too_long():
            raise TaskFailed("States.DataLimitExceeded", None)
        return results


class AnyWorld:
    """What surrounds one execution. A task mostly goes on answering, or failing, as it did before."""

    def __init__(self, definition, expressions, chance):
        self.now = NOW
        self.partition = "aws"
        self.expressions = expressions
        self.definitions = {"": definition}
        self._chance = chance
        self._agenda, self._numbers, self._moods, self._reliable = [], count(), {}, {}

    def execute(self, given):
        """Plays an execution, to its end if that comes soon."""
        arn = f"arn:aws:states:{REGIONS['aws']}:{ACCOUNT}:execution:stack-Driven:one"
        execution = AnyExecution(self, "", arn, given)
        execution.begin()
        while self._agenda and execution.outcome is None and execution.states_entered < MOST_STATES:
            self.now, _, action = heapq.heappop(self._agenda)
            action()
        return execution

    def is_too_long(self):
        return self._chance.random() < IS_TOO_LONG

    def at(self, moment, action):
        heapq.heappush(self._agenda, (max(moment, self.now), next(self._numbers), action))

    def ended(self, execution):
        pass

    def do(self, execution, resource, arguments, begin_wait, resume):
        fails, which = self._mood((resource, arguments.get("FunctionName")))
        outcomes = failures(resource, self.definitions[""]) if fails else answers(resource, arguments)
        outcome = outcomes[int(which * len(outcomes))]
        if fails:
            failure = TaskFailed(*self._chance.choice(outcome))
            self.at(self.now + 1, lambda: resume(failure))
        else:
            self.at(self.now + 1, begin_wait or (lambda: resume(outcome)))

    def _mood(self, task):
        """Whether a task fails, and which of its answers or groups of failures it has."""
        if task not in self._moods or self._chance.random() < CHANGES:
            is_reliable = self._reliable.setdefault(task, self._chance.random() < IS_RELIABLE)
            self._moods[task] = not is_reliable and self._chance.random() < FAILS, self._chance.random()
        return self._moods[task]

    def await_answer(self, execution, token, seconds, resume):
        is_answered = self._chance.random() < 0.5
        self.at(self.now + seconds, lambda: resume({} if is_answered else TaskFailed("States.Timeout", None)))


def is_expression(value):
    return isinstance(value, str) and value.startswith("{%")


def places(definition):
    """Each expression of a definition, with the name of its state."""
    for name, state in definition["States"].items():
        yield from ((name, it) for it in _expressions({field: it for field, it in state.items() if field != "ItemProcessor"}))
        if "ItemProcessor" in state:
            yield from places(state["ItemProcessor"])


def _expressions(value):
    if is_expression(value):
        yield value
    elif isinstance(value, (dict, list)):
        for it in value.values() if isinstance(value, dict) else value:
            yield from _expressions(it)
