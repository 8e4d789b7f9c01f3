"""A state of the local stack holds 256 KiB, as on AWS. Only a Catch that names the error catches larger data."""

import json

import pytest

LIMIT = "States.DataLimitExceeded"


@pytest.fixture(scope="module")
def ended(aws, waits):
    """Runs a workflow with a state that returns a given text, inside one that catches a given error."""
    machines = aws.client("stepfunctions")
    role = machines.describe_state_machine(stateMachineArn=waits.machine("RunJob"))["roleArn"]

    def ended(text, caught):
        branch = {"StartAt": "Make", "States": {"Make": {"Type": "Pass", "Output": text, "End": True}}}
        catch = [{"ErrorEquals": [caught], "Output": "caught", "Next": "End"}]
        both = {"Type": "Parallel", "Branches": [branch], "Catch": catch, "Next": "End"}
        states = {"Try": both, "End": {"Type": "Succeed"}}
        definition = json.dumps({"QueryLanguage": "JSONata", "StartAt": "Try", "States": states})
        name = f"limit-{abs(hash((text, caught)))}"
        machine = machines.create_state_machine(name=name, definition=definition, roleArn=role)["stateMachineArn"]
        return waits.ended(machines.start_execution(stateMachineArn=machine)["executionArn"])

    return ended


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        pytest.param("{% $pad('', 262140, 'x') %}", True, id="most"),
        pytest.param("{% $pad('', 262143, 'x') %}", False, id="oneMore"),
        pytest.param("{% $pad('', 131072, 'ж') %}", False, id="bytesNotCharacters"),
    ],
)
def test_state_longerThan256KiB_isCaughtByItsErrorNameOnly(text, fits, ended):
    by_name, by_all = ended(text, LIMIT), ended(text, "States.ALL")
    assert (json.loads(by_name["output"]) == "caught") is not fits
    assert (by_all["status"], by_all.get("error")) == (("SUCCEEDED", None) if fits else ("FAILED", LIMIT))
