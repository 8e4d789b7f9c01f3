"""Every expression of every definition: the reference implementation of JSONata and the tests' own agree on its value."""

import json
from itertools import islice
from random import Random

import pytest

from conftest import example_workflows, workflows
from driving import NOW, AnyWorld, Recording, drive, places
from inputs import FAR, INPUTS
from interpreter import Expressions, TaskFailed, parsed
from rendering import rendered
from stack.judging import judged
from telling import TOPIC
from varying import grown, relevant, variations

# The number of recorded bindings that an expression is evaluated with, and the number of those that are also varied.
AS_THEY_ARE, VARIED = 8, 3
# The items of a fleet. An expression may take a second: https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
LARGEST, MILLISECONDS = 5_000, 1_000


WITH_ALL = {"NotificationTopicArn": TOPIC, "NotifyOn": "all,unwatched", "RunMetrics": "true", "ScheduledJobSilenceHours": "24"}


@pytest.fixture(scope="module")
def driven():
    """The definitions by filename, with the recorded bindings of their expressions and the executions."""
    paths = workflows() + example_workflows()
    definitions = {path.name.removesuffix(".asl.json"): rendered(path, **WITH_ALL) for path in paths}
    return {name: (it, *drive(it, INPUTS[name], FAR.get(name, ()))) for name, it in definitions.items()}


@pytest.fixture(scope="module")
def questions(driven):
    """Each expression with its bindings, recorded and varied; bindings that it cannot tell apart appear once."""
    asked: dict[str, dict] = {}
    for _, evaluated, _ in driven.values():
        for (_, template), texts in evaluated.items():
            bindings = [json.loads(it) for it in sorted(texts)]
            met = list({key(template, it): it for it in bindings}.values())[:AS_THEY_ARE]
            varied = [it for one in met[:VARIED] for it in variations(template, one)]
            asked.setdefault(template, {}).update({key(template, it): it for it in met + varied})
    return {template: list(it.values()) for template, it in asked.items()}


def key(template, bindings):
    return json.dumps(relevant(template, bindings), sort_keys=True)


def by_reference(questions):
    """The outcomes of the reference, and the milliseconds of its longest evaluation."""
    asked = [[template.removeprefix("{%").removesuffix("%}"), bindings] for template, bindings in questions.items()]
    return dict(zip(questions, judged("expressions.js", asked), strict=True))


def disagreements(questions):
    """The outcomes that differ. A failure has no value on either side, whatever its message."""
    expressions, answers = Expressions(), by_reference(questions)
    for template, inputs in questions.items():
        for bindings, expected in zip(inputs, answers[template]["outcomes"], strict=True):
            got = outcome(expressions, template, bindings)
            if comparable(got) != comparable(expected):
                yield template, relevant(template, bindings), got, expected


def outcome(expressions, template, bindings):
    try:
        return {"value": expressions.value(template, NOW, bindings)}
    except TaskFailed as failure:
        return {"error": failure.cause}


def comparable(outcome):
    return json.dumps(outcome["value"], sort_keys=True) if "value" in outcome else None


def test_every_expression_is_evaluated(driven, record_testsuite_property):
    expressions = {name: set(places(definition)) for name, (definition, _, _) in driven.items()}
    never = {(name, *it) for name, (_, evaluated, _) in driven.items() for it in expressions[name] - evaluated.keys()}
    met = sum(map(len, expressions.values())) - len(never)
    record_testsuite_property("expressions of workflows evaluated by the reference JSONata", met)
    record_testsuite_property("expressions of workflows never evaluated", len(never))
    assert never == set()


def test_reference_agrees_with_the_tests_interpreter(questions, record_testsuite_property):
    assert list(disagreements(questions)) == []
    record_testsuite_property("evaluations in which both implementations of JSONata agree", sum(map(len, questions.values())))


def test_every_expression_has_a_value_whatever_happens(driven):
    """Without a value the execution fails, which hides what happened."""
    ours = ("States.QueryEvaluationError", "States.Runtime")
    ends = ((name, it) for name, (_, _, executions) in driven.items() for it in executions)
    assert {(name, it.outcome, it.output) for name, it in ends if it.outcome in ours} == set()


def test_every_expression_is_quick_with_the_largest_lists(questions):
    largest = {}
    for template, bindings in questions.items():
        largest[template] = list(islice((it for one in bindings for it in grown(template, one, LARGEST)), 1))
    answers = by_reference({template: it for template, it in largest.items() if it})
    assert len(answers) > 50
    assert {template: it["longest"] for template, it in answers.items() if it["longest"] >= MILLISECONDS} == {}


def machine(**state):
    return {"StartAt": "A", "TimeoutSeconds": 60, "States": {"A": state, "B": {"Type": "Pass", "Output": "{% 1 %}", "End": True}}}


def test_unreachable_expression_is_found(monkeypatch):
    monkeypatch.setattr("driving.MOST_EXECUTIONS", 5)
    definition = machine(Type="Pass", Output="{% 2 %}", End=True)
    evaluated, _ = drive(definition, [{}])
    assert set(places(definition)) - evaluated.keys() == {("B", "{% 1 %}")}


@pytest.mark.parametrize(
    "state",
    [
        {"Type": "Pass", "Output": "{% $states.input.nothing %}", "End": True},
        {"Type": "Pass", "Assign": {"a": "{% $unknown %}"}, "Next": "B"},
        {"Type": "Wait", "Seconds": "{% '5' %}", "Next": "B"},
        {"Type": "Choice", "Choices": [{"Condition": "{% 1 %}", "Next": "B"}], "Default": "B"},
        {"Type": "Pass", "Output": "{% $eval('1') %}", "End": True},
    ],
)
def test_expression_without_a_valid_value_fails_the_execution(state):
    assert AnyWorld(machine(**state), Recording(), Random(1)).execute({}).outcome == "States.QueryEvaluationError"


@pytest.mark.parametrize(
    "template",
    [
        # The package accepts a timestamp with a space; the reference does not.
        "{% $toMillis('2026-01-31 03:00:00') %}",
        "{% $eval('1') %}",
    ],
)
def test_disagreement_is_found(template, monkeypatch):
    monkeypatch.setattr("interpreter.parsed", lambda it: parsed("{% 1 %}") if "$eval" in it else parsed(it))
    assert [it[0] for it in disagreements({template: [{}]})] == [template]


def test_longest_evaluation_grows_with_the_work():
    short, long = "{% $sum([1..10].($ * 2)) %}", "{% $sum([1..100000].($ * 2)) %}"
    answers = by_reference({short: [{}], long: [{}, {}]})
    assert answers[long]["longest"] > 10 * answers[short]["longest"]
