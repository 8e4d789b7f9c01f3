"""The workflows' definitions: their form, their expressions, and what they call."""

import json
import re

from cfnlint.api import ManualArgs, lint
from conftest import load, of_type, workflows
from intrinsics import text, texts
from jsonata import Jsonata

# Errors with which a start has surely not happened; any other may be repeated only under an idempotency key.
NOTHING_HAPPENED = {
    "Lambda.SnapStartNotReadyException",
    "Lambda.TooManyRequestsException",
    "io.glueconnector.error.Throttled",
    "io.glueconnector.error.Unavailable",
}


def states(definition):
    """Every state with its name, those inside of maps and branches included."""
    for name, state in definition["States"].items():
        yield name, state
        for inner in [*state.get("Branches", []), *filter(None, [state.get("ItemProcessor")])]:
            yield from states(inner)


def machines(definition):
    """The definition itself and those inside of its maps and branches."""
    yield definition
    for state in definition["States"].values():
        for inner in [*state.get("Branches", []), *filter(None, [state.get("ItemProcessor")])]:
            yield from machines(inner)


def successors(state):
    yield from (it["Next"] for it in [state, *state.get("Choices", []), *state.get("Catch", [])] if "Next" in it)
    if "Default" in state:
        yield state["Default"]


def strings(value):
    if isinstance(value, str):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else []:
        yield from strings(item)


def findings_of_cfn_lint(definition):
    machine = {
        "Type": "AWS::StepFunctions::StateMachine",
        "Properties": {"RoleArn": "arn:aws:iam::111122223333:role/workflow", "Definition": definition},
    }
    template = {"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"Machine": machine}}
    return [str(it) for it in lint(json.dumps(template), config=ManualArgs(regions=["eu-west-1"]))]


def unconnected(definition):
    """States that nothing leads to, and successors that do not exist."""
    reached, waiting = set(), [definition["StartAt"]]
    while waiting:
        name = waiting.pop()
        if name not in reached and name in definition["States"]:
            waiting += successors(definition["States"][name])
        reached.add(name)
    return reached ^ definition["States"].keys()


def invalid_expressions(definition):
    """Expressions that JSONata cannot parse, with its complaint."""
    for value in strings(definition):
        if value.startswith("{%"):
            try:
                Jsonata(value.removeprefix("{%").removesuffix("%}"))
            except Exception as problem:  # noqa: BLE001: whatever the parser raises is the finding
                yield value, str(problem)


def test_definition_has_the_form_of_the_states_language(workflow):
    assert findings_of_cfn_lint(load(workflow)) == []


def test_definition_with_a_wrong_member_is_found():
    wrong = {"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "x", "ResultPath": "$"}}}
    assert findings_of_cfn_lint(wrong)


def test_states_are_all_connected(workflow):
    assert [unconnected(it) for it in machines(load(workflow)) if unconnected(it)] == []


def test_dangling_and_unreachable_states_are_found():
    assert unconnected({"StartAt": "A", "States": {"A": {"Next": "B"}, "C": {"End": True}}}) == {"B", "C"}


def test_expressions_are_jsonata(workflow):
    assert list(invalid_expressions(load(workflow))) == []


def test_broken_expression_is_found():
    assert list(invalid_expressions({"Output": "{% $states.( %}"}))


def test_workflow_ends_and_says_its_language(workflow):
    definition = load(workflow)
    assert definition["QueryLanguage"] == "JSONata"
    assert definition["TimeoutSeconds"] > 0
    assert definition["Comment"]


def test_every_invocation_outlives_a_missing_snapshot(workflow):
    for name, state in states(load(workflow)):
        if state.get("Resource", "").startswith("arn:aws:states:::lambda:invoke"):
            retried = {error for it in state["Retry"] for error in it["ErrorEquals"]}
            assert "Lambda.SnapStartNotReadyException" in retried, name


def test_start_without_idempotency_key_repeats_only_what_did_not_happen(workflow):
    for name, state in states(load(workflow)):
        if "StartJobRunFunctionArn" in state.get("Arguments", {}).get("FunctionName", ""):
            retried = {error for it in state["Retry"] for error in it["ErrorEquals"]}
            assert "idempotencyKey" in json.dumps(state["Arguments"]) or retried <= NOTHING_HAPPENED, name


def test_workflow_names_only_errors_of_the_catalogue(workflow, contract):
    catalogue = set(contract["components"]["schemas"]["ErrorCode"]["enum"])
    named = set(re.findall(r"io\.glueconnector\.error\.(\w+)", workflow.read_text()))
    assert named <= catalogue


def test_substitutions_are_those_of_the_template(source):
    for name, machine in of_type(source, "AWS::Serverless::StateMachine").items():
        (path,) = (it for it in workflows() if machine["DefinitionUri"].endswith(it.name))
        used = set(re.findall(r"\$\{(\w+)}", path.read_text()))
        assert used == machine["DefinitionSubstitutions"].keys(), name


def test_workflow_role_may_call_exactly_what_the_workflow_calls(source):
    for name, machine in of_type(source, "AWS::Serverless::StateMachine").items():
        role = source["Resources"][machine["Role"]["Fn::GetAtt"][0]]["Properties"]
        (policy,) = (it["PolicyDocument"] for it in role["Policies"] if it["PolicyName"] == "functions")
        (statement,) = policy["Statement"]
        assert set(texts(statement["Resource"])) == {text(it) for it in machine["DefinitionSubstitutions"].values()}, name
