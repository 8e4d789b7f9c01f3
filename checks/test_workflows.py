"""The workflows' definitions: their form, their expressions and their calls."""

import json
import re

import pytest
from cfnlint.api import ManualArgs, lint
from jsonata import Jsonata

from conftest import ROOT, WORKFLOWS, example_workflows, load, of_type, placeholders, workflows
from interpreter import evaluated
from intrinsics import entries, text, texts
from policies import attached
from rendering import rendered

# A deployment fills in the partition in the stack's own definitions; the examples contain it.
INVOKES = "arn:${Partition}:states:::lambda:invoke", "arn:aws:states:::lambda:invoke"

STOP_OF_A_CRAWL = "Stop the crawl"

EXECUTIONS = "arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:execution:${AWS::StackName}"

MACHINES = EXECUTIONS.replace(":execution:", ":stateMachine:")

# The longest time until a start in doubt is settled: a function's timeout, the lease's margin, and Glue's delay in listing runs.
SETTLES_IN_SECONDS = 26 + 1 + 60

# A longer expression is split into several steps. A step of an Express workflow is free; a Standard one pays a transition.
LONGEST_EXPRESSION = 800

CONTEXT = {
    "Execution": {"Id": "arn:aws:states:eu-west-1:111122223333:execution:stack-RunJob:one", "RedriveCount": 0},
    "State": {"Name": "Start job run", "RetryCount": 0, "EnteredTime": "2026-01-31T03:00:00Z"},
}


def states(definition):
    """Every state with its name, including those inside maps and branches."""
    for name, state in definition["States"].items():
        yield name, state
        for inner in [*state.get("Branches", []), *filter(None, [state.get("ItemProcessor")])]:
            yield from states(inner)


def machines(definition):
    """The definition itself and those inside its maps and branches."""
    yield definition
    for state in definition["States"].values():
        for inner in [*state.get("Branches", []), *filter(None, [state.get("ItemProcessor")])]:
            yield from machines(inner)


def successors(state):
    yield from (it["Next"] for it in [state, *state.get("Choices", []), *state.get("Catch", [])] if "Next" in it)
    if "Default" in state:
        yield state["Default"]


def starts(definition):
    """The tasks that start something."""
    for name, state in states(definition):
        if state.get("Resource") in INVOKES and re.search(r"\$\{Start\w+FunctionArn}", state["Arguments"]["FunctionName"]):
            yield name, state


def key_of(state, given=None, execution=None, entry=None):
    """The idempotency key of a start, in an execution and at an entry of its state."""
    context = {"Execution": CONTEXT["Execution"] | (execution or {}), "State": CONTEXT["State"] | (entry or {})}
    given = {"connection": "default", "name": "sales load"} if given is None else given
    return evaluated(state["Arguments"]["Payload"], {"input": given, "context": context})["idempotencyKey"]


def strings(value):
    if isinstance(value, str):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else []:
        yield from strings(item)


def expressions_of(state):
    """The expressions of a state without those of the states inside it."""
    return (it for it in strings({k: v for k, v in state.items() if k != "ItemProcessor"}) if it.startswith("{%"))


def findings_of_cfn_lint(definition):
    machine = {
        "Type": "AWS::StepFunctions::StateMachine",
        "Properties": {"RoleArn": "arn:aws:iam::111122223333:role/workflow", "Definition": definition},
    }
    template = {"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"Machine": machine}}
    found = [
        str(it) for it in lint(json.dumps(template).replace("${Partition}", "aws"), config=ManualArgs(regions=["eu-west-1"]))
    ]
    # cfn-lint does not know that an expression may set a task's timeout and a map's concurrency:
    # https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_stepfunctions.Timeout.html
    # https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
    return [it for it in found if not any(known in it for known in ("('{% $looks < 400 ?", "'{% $atOnce %}'"))]


def unconnected(definition):
    """Unreachable states, and successors that do not exist."""
    reached, waiting = set(), [definition["StartAt"]]
    while waiting:
        name = waiting.pop()
        if name not in reached and name in definition["States"]:
            waiting += successors(definition["States"][name])
        reached.add(name)
    return reached ^ definition["States"].keys()


def invalid_expressions(definition):
    """Expressions that JSONata cannot parse, with the parser's message."""
    for value in strings(definition):
        if value.startswith("{%"):
            try:
                Jsonata(value.removeprefix("{%").removesuffix("%}"))
            except Exception as problem:  # Whatever the parser raises is the finding.
                yield value, str(problem)


def test_definition_has_the_form_of_the_states_language(workflow):
    assert findings_of_cfn_lint(rendered(workflow)) == []


def test_definition_with_a_wrong_member_is_found():
    wrong = {"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "x", "ResultPath": "$"}}}
    assert findings_of_cfn_lint(wrong)


def test_states_are_all_connected(workflow):
    assert [unconnected(it) for it in machines(load(workflow)) if unconnected(it)] == []


def test_dangling_and_unreachable_states_are_found():
    assert unconnected({"StartAt": "A", "States": {"A": {"Next": "B"}, "C": {"End": True}}}) == {"B", "C"}


def test_expressions_are_jsonata(workflow):
    assert list(invalid_expressions(load(workflow))) == []


def test_expressions_are_short_enough_to_read(workflow):
    expressions = [(name, it) for name, state in states(load(workflow)) for it in expressions_of(state)]
    assert {name: len(it) for name, it in expressions if len(it) > LONGEST_EXPRESSION} == {}


def test_broken_expression_is_found():
    assert list(invalid_expressions({"Output": "{% $states.( %}"}))


def test_workflow_ends_and_declares_its_language(workflow):
    definition = load(workflow)
    assert definition["QueryLanguage"] == "JSONata"
    assert definition["TimeoutSeconds"] > 0
    assert definition["Comment"]


def retried(state):
    return {error for it in state["Retry"] for error in it["ErrorEquals"]}


def invocations(definition):
    return [(name, state) for name, state in states(definition) if state.get("Resource", "").startswith(INVOKES)]


def test_every_invocation_is_retried_after_transient_errors(workflow, count):
    found = invocations(load(workflow))
    if workflow.name not in ("end-waits.asl.json", "find-abandoned.asl.json", "tell-ends.asl.json"):
        count(f"invocations in {workflow.name}", len(found))
    for name, state in found:
        if name == STOP_OF_A_CRAWL:
            continue
        assert retried(state) >= {
            "Lambda.SnapStartNotReadyException",
            "Lambda.SnapStartTimeoutException",
            "Lambda.SnapStartRegenerationFailureException",
            "Lambda.TooManyRequestsException",
            "Lambda.ServiceException",
            "Lambda.Unknown",
            "io.glueconnector.error.Throttled",
            "io.glueconnector.error.Unavailable",
        }, name


def test_stop_of_a_crawl_is_repeated_only_within_seconds_and_if_it_did_nothing():
    """Glue stops whichever crawl is running; after a pause, or a stop that may have taken effect, that may be another crawl."""
    inner = dict(states(load(ROOT / "statemachines/stop-abandoned.asl.json")))
    stop = inner[STOP_OF_A_CRAWL]
    assert retried(stop) == {
        "Lambda.SnapStartNotReadyException",
        "Lambda.SnapStartTimeoutException",
        "Lambda.SnapStartRegenerationFailureException",
        "Lambda.TooManyRequestsException",
        "io.glueconnector.error.Throttled",
        "io.glueconnector.error.Unavailable",
    }
    assert all(it["IntervalSeconds"] * it["MaxAttempts"] * it.get("BackoffRate", 1) <= 2 for it in stop["Retry"])
    ((caught, follows),) = ((it["ErrorEquals"], it["Next"]) for it in stop["Catch"])
    assert (caught, follows) == (["States.ALL"], "Look again?")
    assert inner["Look again?"]["Choices"][0]["Next"] == "Let the start settle"
    assert (inner["Let the start settle"]["Next"], inner["Is the crawl active?"]["Choices"][0]["Next"]) == (
        "Get the start",
        STOP_OF_A_CRAWL,
    )


def followed(choice, **bindings):
    """The state that a Choice leads to."""
    led = (it["Next"] for it in choice["Choices"] if evaluated(it["Condition"], **bindings))
    return next(led, choice["Default"])


def test_start_of_an_ended_execution_is_stopped_settled_or_left_alone():
    inner = dict(states(load(ROOT / "statemachines/stop-abandoned.asl.json")))
    run = {"state": "started", "action": "StartJobRun", "execution": "own"}
    crawl = {"state": "started", "action": "StartCrawler", "execution": "own", "outcome": "started"}
    leads = {
        "Look at the run": run,
        "Look at the crawl": crawl,
        "Look again?": {"state": "inFlight", "execution": "own"},
        "Look for the start in Glue": {"state": "unknown", "execution": "own"},
        "Let the start settle": {"state": "none"},
    }
    for following, start in leads.items():
        assert followed(inner["Did the execution start it?"], states={"input": start}, execution="own", looks=1) == following
    for start in (
        run | {"execution": "other"},
        crawl | {"outcome": "adopted"},
        {"state": "refused"},
        {"state": "notStarted", "execution": "own"},
    ):
        assert (
            followed(inner["Did the execution start it?"], states={"input": start}, execution="own", looks=1)
            == "Nothing left to stop"
        )
    assert (
        followed(inner["Did the execution start it?"], states={"input": {"state": "none"}}, execution="own", looks=2)
        == "Nothing left to stop"
    )
    assert followed(inner["Is the start settled?"], states={"input": {"state": "unknown"}}) == "Look again?"
    for state in ("started", "notStarted"):
        assert followed(inner["Is the start settled?"], states={"input": {"state": state}}) == "Did the execution start it?"


@pytest.mark.parametrize(("given", "carried"), [({}, True), ({"startToken": True}, True), ({"startToken": False}, False)])
def test_start_in_doubt_is_searched_for_by_its_token_if_its_run_carries_one(given, carried):
    sought = load(ROOT / "statemachines/stop-abandoned.asl.json")["States"]["Get the execution's input"]["Assign"]["startToken"]
    result = {"Input": json.dumps({"name": "sales load"} | given)}
    assert evaluated(sought, {"result": result}) is carried


def test_start_in_doubt_is_searched_for_until_it_is_settled():
    inner = dict(states(load(ROOT / "statemachines/stop-abandoned.asl.json")))
    looks = sum(followed(inner["Look again?"], looks=it) == "Let the start settle" for it in range(1, 100))
    assert looks * inner["Let the start settle"]["Seconds"] > 2 * SETTLES_IN_SECONDS


# Errors that Glue, IAM or a newly rotated secret may cause once, at a poll of a healthy run or at its stop.
DENIALS = {
    f"io.glueconnector.error.{it}" for it in ("NotFound", "ConnectionNotFound", "ConnectionInvalid", "AccessDenied", "Internal")
}
LOOKS = {
    "run-job.asl.json": {"Look up the outcome"},
    "run-crawler.asl.json": {"Look up the outcome"},
    "stop-abandoned.asl.json": {"Look at the run", "Stop the run", "Look at the crawl"},
}


def test_only_errors_that_waiting_helps_are_retried(workflow, contract):
    examples = [it["value"] for it in contract["components"]["examples"].values()]
    helps = {f"io.glueconnector.error.{it['code']}" for it in examples if it["retryable"]}
    for name, state in invocations(load(workflow)):
        ours = {error for error in retried(state) if error.startswith("io.glueconnector.")}
        assert ours <= helps | (DENIALS if name in LOOKS.get(workflow.name, ()) else set()), name


@pytest.mark.parametrize(("machine", "name"), [(it, name) for it, names in LOOKS.items() for name in sorted(names)])
def test_denial_at_a_poll_counts_only_after_some_minutes(machine, name):
    look = dict(states(load(ROOT / "statemachines" / machine)))[name]
    (rule,) = (it for it in look["Retry"] if set(it["ErrorEquals"]) & DENIALS)
    assert set(rule["ErrorEquals"]) == DENIALS
    waits = [
        min(rule["IntervalSeconds"] * rule["BackoffRate"] ** it, rule["MaxDelaySeconds"]) for it in range(rule["MaxAttempts"])
    ]
    assert 180 <= sum(waits) <= 600


def test_denied_search_for_a_start_in_doubt_is_repeated():
    look = dict(states(load(ROOT / "statemachines/stop-abandoned.asl.json")))["Look for the start in Glue"]
    assert [(it["ErrorEquals"], it["Next"]) for it in look["Catch"]] == [(["States.ALL"], "Look again?")]


INPUTS = {
    "[]": "a list",
    '["a"]': "a list",
    '[{"name": "a"}]': "a list",
    '"a"': "a string",
    '""': "a string",
    "5": "a number",
    "true": "a boolean",
    "null": "null",
}


@pytest.mark.parametrize("machine", ["run-job", "run-crawler"])
@pytest.mark.parametrize("given", INPUTS)
def test_input_that_is_no_object_is_rejected_in_our_words(machine, given):
    own = load(ROOT / f"statemachines/{machine}.asl.json")
    entered = {"input": json.loads(given)}
    refusing = own["States"][followed(own["States"][own["StartAt"]], states=entered)]
    assert refusing["Error"] == "io.glueconnector.error.InvalidRequest"
    cause = json.loads(evaluated(refusing["Cause"], entered))
    problem = json.loads(cause["errorMessage"])
    assert (cause["errorType"], problem["code"], problem["retryable"]) == (refusing["Error"], "InvalidRequest", False)
    assert "expected an object with the fields of Start" in problem["detail"]
    assert problem["detail"].endswith(f"but got {INPUTS[given]}.")


@pytest.mark.parametrize("machine", ["run-job", "run-crawler"])
def test_input_that_is_an_object_is_accepted_as_it_is(machine):
    """Null values reach the functions, which reject them by name. If they were dropped here, the default would apply."""
    own = load(ROOT / f"statemachines/{machine}.asl.json")["States"]
    given = {"connection": None, "region": None, "name": "a", "idempotencyKey": None}
    assert followed(own["Check the input"], states={"input": {}}) == "Plan the wait"
    asked = evaluated(own["Plan the wait"]["Arguments"]["Payload"], {"input": given})
    assert asked == {"connection": None, "region": None}
    (start,) = (it for _, it in starts({"States": own}))
    asked = evaluated(start["Arguments"]["Payload"], {"input": given, "context": CONTEXT}, plan={})
    assert (asked["connection"], asked["region"]) == (None, None)
    assert asked["idempotencyKey"]


OWN = ("run-job", "run-crawler", "end-waits", "stop-abandoned", "find-abandoned", "tell-ends")
LONGEST_CAUSE = 32_768
PROBLEM = {"code": "GlueFailure", "detail": "d" * 60_000, "retryable": True}
LONG_CAUSES = {
    "text": "t" * 60_000,
    "lambda": json.dumps({"errorType": "Lambda.Unknown", "errorMessage": "m" * 60_000}),
    "ours": json.dumps({"errorType": "io.glueconnector.error.GlueFailure", "errorMessage": json.dumps(PROBLEM)}),
}


def failing(*names):
    """The Fail states of workflows."""
    return [
        (it, name, state)
        for it in names
        for name, state in states(load(ROOT / f"statemachines/{it}.asl.json"))
        if state["Type"] == "Fail"
    ]


@pytest.mark.parametrize("kind", LONG_CAUSES)
@pytest.mark.parametrize("message", ["x" * 60_000, '"\\' * 30_000, "\x01" * 60_000, "é€𝄞" * 20_000])
def test_cause_that_is_too_long_is_cut(kind, message):
    """https://docs.aws.amazon.com/step-functions/latest/apireference/API_ExecutionFailedEventDetails.html"""
    error = "io.glueconnector.error.GlueFailure" if kind == "ours" else "Lambda.Unknown"
    report = {
        "progress": "ended",
        "state": "FAILED",
        "name": "sales load",
        "errorMessage": message,
        "summary": message,
        "logs": {"group": "g"},
    }
    failure = {"Error": error, "Cause": LONG_CAUSES[kind]}
    variables = {"failure": failure, "execution": "arn:" + "e" * 300, "key": "k" * 512}
    found = failing(*OWN)
    assert len(found) == 9
    for workflow, name, state in found:
        cause = evaluated(state["Cause"], {"input": report}, **variables)
        assert 0 < len(cause) <= LONGEST_CAUSE, (workflow, name)
        if name in ("Failed", "Give up", "Search failed"):
            assert "... (cut)" in cause, (workflow, name)
        if name == "Failed":
            told = json.loads(cause)
            assert told.items() >= {"state": "FAILED", "name": "sales load", "logs": {"group": "g"}}.items()
            assert len(told["errorMessage"]) > 1000
            assert message.startswith(told["errorMessage"].removesuffix("... (cut)"))


def test_cause_that_is_cut_stays_json_if_it_was():
    for workflow, name, state in failing("run-job", "run-crawler"):
        if name == "Give up":
            failure = {"Error": "io.glueconnector.error.GlueFailure", "Cause": LONG_CAUSES["ours"]}
            ours = evaluated(state["Cause"], failure=failure)
            problem = json.loads(json.loads(ours)["errorMessage"])
            assert (problem["code"], problem["retryable"], problem["detail"][-9:]) == ("GlueFailure", True, "... (cut)"), workflow
            others = evaluated(state["Cause"], failure={"Error": "Lambda.Unknown", "Cause": LONG_CAUSES["lambda"]})
            assert json.loads(others)["errorMessage"].endswith("... (cut)"), workflow


@pytest.mark.parametrize("cause", ["", "short", "x" * LONGEST_CAUSE, json.dumps({"errorMessage": "m" * 20_000})])
def test_cause_that_fits_stays_as_it_is(cause):
    for workflow, name, state in failing(*OWN):
        if "$failure.Cause" in state["Cause"]:
            assert evaluated(state["Cause"], failure={"Error": "E", "Cause": cause}) == cause, (workflow, name)
        if name == "Failed":
            report = {"state": "FAILED", "errorMessage": cause[:32_000]}
            assert json.loads(evaluated(state["Cause"], {"input": report | {"progress": "ended"}})) == report, workflow


def test_failure_without_a_cause_still_fails():
    for workflow, name, state in failing(*OWN):
        if "$failure.Cause" in state["Cause"]:
            assert evaluated(state["Cause"], failure={"Error": "E"}) == "", (workflow, name)


@pytest.mark.parametrize(("machine", "key"), [("run-job", "Start job run"), ("run-crawler", "Start crawler")])
def test_name_that_is_part_of_keys_never_changes(machine, key):
    """An execution that is redriven after an update, and a search for its starts, find the start by this name."""
    ((name, start),) = starts(load(ROOT / f"statemachines/{machine}.asl.json"))
    made = key_of(start, execution={"Id": "arn"}, entry={"Name": name})
    assert made == f"arn/0/{key}"
    stack_name = {"run-job": "RunJob", "run-crawler": "RunCrawler"}[machine]
    assert keys_sought({"name": "a"}, 0, stack_name) == [f"{CONTEXT['Execution']['Id']}/0/{key}"]


@pytest.mark.parametrize("machine", OWN)
def test_state_names_are_unique_over_the_whole_machine(machine):
    """https://states-language.net/spec.html: names of states must be unique within the scope of the whole state machine."""
    names = [name for name, _ in states(load(ROOT / f"statemachines/{machine}.asl.json"))]
    assert len(names) == len(set(names))


def already_running(seconds):
    return {
        "Error": "io.glueconnector.error.AlreadyRunning",
        "Cause": json.dumps({"errorMessage": json.dumps({"retryAfterSeconds": seconds})}),
    }


@pytest.mark.parametrize("if_running", ["fail", "adopt", "queueNext"])
def test_crawler_that_gets_ready_is_awaited_for_every_value_of_if_running(if_running):
    crawler = load(ROOT / "statemachines/run-crawler.asl.json")["States"]
    choice, pause = crawler["Queue behind the other crawl?"], crawler["Let the crawler get ready"]

    def follows(seconds, pauses=0, noticed=False):
        return followed(choice, failure=already_running(seconds), plan={"ifRunning": if_running}, pauses=pauses, noticed=noticed)

    assert follows(10) == "Let the crawler get ready"
    assert pause["Next"] == "Start crawler"
    awaited = sum(follows(10, pauses=it) == "Let the crawler get ready" for it in range(1000)) * pause["Seconds"]
    # About as long as the retries for a job that has reached its maximum concurrent runs.
    assert 1200 <= awaited <= 2400
    for seconds in (60, 10):
        decided = follows(seconds, pauses=0 if seconds == 60 else 1000)
        assert decided == ("Wait for the other crawl" if if_running == "queueNext" else "Stop the crawl")
    assert (follows(60, noticed=True) == "Let the crawler get ready") == (if_running == "queueNext")


def test_crawl_that_is_queued_for_a_stopped_one_begins_within_a_minute():
    """No event reports a crawl that was stopped: https://docs.aws.amazon.com/glue/latest/dg/automating-awsglue-with-cloudwatch-events.html"""
    wait = load(ROOT / "statemachines/run-crawler.asl.json")["States"]["Wait for the other crawl"]
    assert [evaluated(wait["TimeoutSeconds"], looks=it) for it in (0, 9, 10, 399, 400)] == [60, 60, 300, 300, 900]


def test_start_is_retried_until_its_outcome_can_be_known(workflow):
    for name, state in starts(load(workflow)):
        for error in ("io.glueconnector.error.OutcomeUnknown", "io.glueconnector.error.Conflict"):
            (rule,) = (it for it in state["Retry"] if error in it["ErrorEquals"])
            waits = [rule["IntervalSeconds"] * rule["BackoffRate"] ** it for it in range(rule["MaxAttempts"])]
            assert "JitterStrategy" not in rule, name
            assert sum(min(wait, rule["MaxDelaySeconds"]) for wait in waits) > 2 * SETTLES_IN_SECONDS, name


def test_start_keeps_its_key_over_retries(workflow):
    for name, state in starts(load(workflow)):
        again = key_of(state, entry={"RetryCount": 3, "EnteredTime": "2026-01-31T03:05:00Z"})
        assert again == key_of(state), name
        assert len(again) <= 512, name


def test_start_has_a_new_key_in_each_execution_redrive_and_state(workflow):
    for name, state in starts(load(workflow)):
        keys = [
            key_of(state),
            key_of(state, execution={"Id": "arn:aws:states:eu-west-1:111122223333:execution:stack-RunJob:two"}),
            key_of(state, execution={"RedriveCount": 1}),
            key_of(state, entry={"Name": "Start it again"}),
        ]
        assert len(set(keys)) == len(keys), name


def test_start_in_a_map_has_a_key_for_each_item():
    for path in example_workflows():
        for name, state in starts(load(path)):
            assert key_of(state, {"name": "sales load"}) != key_of(state, {"name": "stock load"}), name


def test_key_of_the_input_outranks_the_key_of_the_execution():
    for path in workflows():
        for name, state in starts(load(path)):
            assert key_of(state, {"name": "a", "idempotencyKey": "own"}) == "own", name
            # Null counts as absent, as in a request.
            assert key_of(state, {"name": "a", "idempotencyKey": None}) == key_of(state, {"name": "a"}), name
            # The action rejects an invalid key; it is not replaced here.
            assert key_of(state, {"name": "a", "idempotencyKey": ""}) == "", name


def test_workflow_passes_its_input_on():
    (state,) = (it for _, it in starts(load(ROOT / "statemachines/run-job.asl.json")))
    given = {"connection": "team-a", "name": "sales load", "args": {"--input": "a"}, "numberOfWorkers": 2}
    context = {"input": given, "context": CONTEXT}
    assert given.items() <= evaluated(state["Arguments"]["Payload"], context).items()


def test_examples_use_outputs_of_the_stack_and_call_more_than_one_action(source, count):
    count("example workflows", len(example_workflows()))
    for path in example_workflows():
        used = placeholders(path.read_text())
        assert used <= source["Outputs"].keys(), path.name
        assert len(used) > 1, path.name


def test_example_passes_lists_of_any_length_on():
    listing = load(ROOT / "docs/examples/time-boxed-runs.asl.json")["States"]["List jobs"]
    for names in ([], ["sales load"], ["sales load", "stock load"]):
        assert evaluated(listing["Output"], {"result": {"Payload": {"names": names}}}) == names


def test_workflow_names_only_errors_of_the_catalogue(workflow, contract):
    catalogue = set(contract["components"]["schemas"]["ErrorCode"]["enum"])
    named = set(re.findall(r"io\.glueconnector\.error\.(\w+)", workflow.read_text()))
    assert named <= catalogue


def test_substitutions_are_those_of_the_template(source):
    for name, machine in of_type(source, "AWS::Serverless::StateMachine").items():
        (path,) = (it for it in workflows() if machine["DefinitionUri"].endswith(it.name))
        used = placeholders(path.read_text())
        assert used == machine["DefinitionSubstitutions"].keys(), name
        assert "arn:aws" not in path.read_text(), f"{path.name} names a partition"


def test_workflow_role_may_call_exactly_what_the_workflow_calls(source):
    for name, machine in of_type(source, "AWS::Serverless::StateMachine").items():
        role = source["Resources"][machine["Role"]["Fn::GetAtt"][0]]["Properties"]
        policies = {it["PolicyName"]: it["PolicyDocument"]["Statement"] for it in role["Policies"]}
        policies |= {it: source["Resources"][it]["Properties"]["PolicyDocument"]["Statement"] for it in attached(role)}
        judged = ("functions", "waits", "workflows", "executions", "verdicts", "lists", "letters", "WaitPolicy")
        allowed = {it for policy in judged for _, statement in entries(policies.get(policy, [])) for it in held(statement)}
        # SNS uses the key of an encrypted topic on behalf of the workflow.
        allowed = {(action, resource) for action, resource in allowed if not action.startswith("kms:")}
        (path,) = (it for it in workflows() if machine["DefinitionUri"].endswith(it.name))
        given = {key: text(it) for key, it in machine["DefinitionSubstitutions"].items()}
        reads = ("states:DescribeExecution", "states:GetExecutionHistory")
        allowed -= {(read, f"{EXECUTIONS}-{it}:*") for read in reads for it in WORKFLOWS - {"RunJob"}}
        allowed -= {("states:ListExecutions", f"{MACHINES}-{it}") for it in WORKFLOWS - {"RunJob"}}
        assert allowed == {called(state, given) for _, state in states(load(path)) if state["Type"] == "Task"}, name


def held(statement):
    """The pairs of action and resource that a statement allows."""
    return {(action, resource) for action in texts(statement["Action"]) for resource in texts(statement["Resource"])}


def called(state, given):
    """The permission that a task needs: its action and resource."""
    arguments = state["Arguments"]
    match state["Resource"].removeprefix("arn:${Partition}:states:::").removesuffix(".waitForTaskToken"):
        case "lambda:invoke":
            return "lambda:InvokeFunction", given[arguments["FunctionName"][2:-1]]
        case "aws-sdk:dynamodb:updateItem" | "aws-sdk:dynamodb:putItem" | "aws-sdk:dynamodb:getItem" as access:
            return f"dynamodb:{access.rpartition(':')[2].capitalize().replace('item', 'Item')}", given[
                arguments["TableName"][2:-1]
            ].replace("}", ".Arn}")
        case "aws-sdk:s3:putObject":
            # The key starts with a folder for the fleets.
            folder = re.findall(r"'(\w+/)'", arguments["Key"])[0]
            return "s3:PutObject", f"arn:${{AWS::Partition}}:s3:::{given[arguments['Bucket'][2:-1]]}/{folder}*"
        case "aws-sdk:sfn:sendTaskSuccess" | "aws-sdk:cloudwatch:putMetricData" as call:
            return {"sfn": "states:SendTaskSuccess", "cloudwatch": "cloudwatch:PutMetricData"}[call.split(":")[1]], "*"
        case "states:startExecution" | "states:startExecution.sync:2":
            return "states:StartExecution", given[arguments["StateMachineArn"][2:-1]]
        case "aws-sdk:sfn:listExecutions":
            return "states:ListExecutions", given["RunJobStateMachineArn"]
        case "events:putEvents":
            return "events:PutEvents", "arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:event-bus/default"
        case "sns:publish":
            return "sns:Publish", given[arguments["TopicArn"][6:-5]]
        case task if task.startswith("aws-sdk:sfn:") and "ExecutionArn" in arguments:
            call = task.rpartition(":")[2]
            return f"states:{call[0].upper()}{call[1:]}", f"{EXECUTIONS}-RunJob:*"
    raise ValueError(f"{state['Resource']} is not supported: add it to called")


def test_early_end_and_time_out_both_lead_to_a_poll():
    definition = load(ROOT / "statemachines/run-job.asl.json")
    wait = definition["States"]["Wait for the end"]
    caught = {error: it["Next"] for it in wait["Catch"] for error in it["ErrorEquals"]}
    assert caught["DynamoDb.ConditionalCheckFailedException"] == caught["States.Timeout"] == wait["Next"] == "Look up the outcome"
    assert "States.Timeout" not in retried(wait)


def test_waits_and_their_ends_use_the_same_item():
    plan = {"account": "111122223333", "region": "eu-west-1"}
    end = load(ROOT / "statemachines/end-waits.asl.json")["States"]["Record the end"]["Arguments"]["Item"]["startId"]
    waits = {
        ("run-job", "Wait for the end"): {"jobRunId": "jr_1"},
        ("run-crawler", "Wait for the end"): {"crawlerName": "sales files"},
        ("run-crawler", "Wait for the other crawl"): {"crawlerName": "sales files"},
    }
    for (workflow, state), detail in waits.items():
        wait = load(ROOT / f"statemachines/{workflow}.asl.json")["States"][state]["Arguments"]["Key"]["startId"]
        bindings = {"plan": plan, "jobRunId": "jr_1", "request": {"name": "sales files"}}
        name = evaluated(wait, **bindings)["S"]
        assert name == evaluated(end, {"input": plan | {"detail": detail}})["S"], (workflow, state)
        assert name.startswith("wait:111122223333/eu-west-1/")


@pytest.mark.parametrize(("expected", "calls"), [(True, 2), (False, 20)])
def test_polls_of_an_hour_are_few(expected, calls):
    """Step Functions' own integration polls about 20 times an hour. With its event, a run needs only one more poll at its end."""
    plan, wait = (load(ROOT / "statemachines/run-job.asl.json")["States"][it] for it in ("Plan the wait", "Wait for the end"))
    after = evaluated(plan["Assign"]["looksAfter"], {"result": {"Payload": {"eventsExpected": expected}}})
    seconds, looks = 0, 0
    while seconds < 3600:
        looks += 1
        seconds += evaluated(wait["TimeoutSeconds"], looksAfter=after, looks=looks - 1)
    assert looks - (seconds > 3600) == calls


def keys_sought(given, redrives, workflow="RunJob"):
    """The keys under which StopAbandoned searches for the starts of an execution."""
    stop = load(ROOT / "statemachines/stop-abandoned.asl.json")["States"]
    machine = f"${{{workflow}StateMachineArn}}"
    execution = {"ExecutionArn": CONTEXT["Execution"]["Id"], "StateMachineArn": machine, "RedriveCount": redrives}
    known = {name: stop["Describe the execution"]["Assign"][name] for name in ("execution", "step", "redrives")}
    known = evaluated(known, {"result": execution})
    result = execution | {"Input": json.dumps(given)}
    return evaluated(stop["Get the execution's input"]["Assign"]["keys"], {"result": result}, **known)


def test_abandoned_starts_are_searched_for_under_their_own_keys():
    (start,) = (it for _, it in starts(load(ROOT / "statemachines/run-job.asl.json")))
    given = {"connection": "default", "name": "sales load"}
    assert keys_sought(given, 0) == [key_of(start, given)]
    assert keys_sought(given, 2) == [key_of(start, given, execution={"RedriveCount": it}) for it in range(3)]
    assert keys_sought(given | {"idempotencyKey": "own"}, 2) == ["own"]
    (crawl,) = (it for _, it in starts(load(ROOT / "statemachines/run-crawler.asl.json")))
    sought = key_of(crawl, given, entry={"Name": "Start crawler"})
    assert keys_sought(given, 0, "RunCrawler") == [sought]


@pytest.mark.parametrize("expected", [True, False])
def test_polls_of_two_weeks_fit_into_an_execution_history(expected):
    """A poll adds 13 events; a history holds 25,000: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html"""
    states = load(ROOT / "statemachines/run-job.asl.json")["States"]
    after = evaluated(states["Plan the wait"]["Assign"]["looksAfter"], {"result": {"Payload": {"eventsExpected": expected}}})
    seconds, looks = 0, 0
    while seconds < 14 * 24 * 3600:
        seconds += evaluated(states["Wait for the end"]["TimeoutSeconds"], looksAfter=after, looks=looks)
        looks += 1
    assert looks * 13 < 25_000
