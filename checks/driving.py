"""Runs a definition through everything that may happen to it: any result that a task may get, any error, any input."""

import heapq
import json
from datetime import UTC, datetime
from itertools import count
from random import Random

from answers import answers, failures
from interpreter import EPOCH, Execution, Expressions, TaskFailed
from rendering import ACCOUNT, REGIONS

SEED = 20_261_129
# The minimum number of executions. More run until every expression has been reached; at the maximum, one is unreachable.
FEWEST_EXECUTIONS, MOST_EXECUTIONS = 40, 3_000
# An execution that loops is abandoned after this many states.
MOST_STATES = 150
# The probabilities that a task fails, and that its behavior changes.
FAILS, CHANGES = 0.5, 0.1
# The probability that a task never fails in an execution, so some executions get far.
IS_RELIABLE = 0.4
# The probability that the results of a Map are too long.
IS_TOO_LONG = 0.1
NOW = (datetime(2026, 1, 31, 3, 20, tzinfo=UTC) - EPOCH).total_seconds()


def drive(definition, inputs, far=()):
    """Runs executions until every expression has been reached. Returns the bindings of each expression, and the executions.

    `far` lists late states with their variables: some executions start there, since reaching them takes too long.
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
    return definition | {"StartAt": "Start late", "States": definition["States"] | {"Start late": first}}


class Recording(Expressions):
    """Records the bindings of each expression of each state, as JSON."""

    def __init__(self):
        super().__init__()
        self.evaluated = {}

    def value(self, template, now, bindings):
        if is_expression(template):
            place = bindings["states"]["context"]["State"]["Name"], template
            self.evaluated.setdefault(place, set()).add(json.dumps(bindings, sort_keys=True))
        return super().value(template, now, bindings)


class AnyExecution(Execution):
    """A Map itself may fail: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html"""

    def _map(self, state, states, variables):
        results = yield from super()._map(state, states, variables)
        if self._world.is_too_long():
            raise TaskFailed("States.DataLimitExceeded", None)
        return results


class AnyWorld:
    """The environment of one execution. A task usually keeps succeeding or failing as before."""

    def __init__(self, definition, expressions, chance):
        self.now = NOW
        self.partition = "aws"
        self.expressions = expressions
        self.definitions = {"": definition}
        self._chance = chance
        self._agenda, self._numbers, self._moods, self._reliable = [], count(), {}, {}

    def execute(self, given):
        """Runs an execution until it ends or has entered too many states."""
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
        """Whether a task fails, and which of its results or failure groups it gets."""
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
