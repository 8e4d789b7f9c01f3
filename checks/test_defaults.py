"""What the commands assume about the template and the workflows is true."""

import json

from conftest import ROOT
from glueconnector.doctor.account import LARGEST_FLEET, USUAL_FLEET
from glueconnector.doctor.packages import DESCRIPTION
from glueconnector.doctor.parameters import OF_THE_REGION
from glueconnector.doctor.subject import DEFAULTS, OURS


def test_doctor_has_the_defaults_of_the_template(source):
    assert {name: source["Parameters"][name]["Default"] for name in DEFAULTS} == DEFAULTS


def test_doctor_recognizes_the_template(source):
    assert source["Description"].startswith(DESCRIPTION)
    assert source["Outputs"].keys() >= OURS


def test_doctor_checks_every_parameter_that_names_something_in_a_region(source):
    arns = {name for name, it in source["Parameters"].items() if "arn:aws" in it.get("AllowedPattern", "")}
    assert arns - {"PermissionsBoundary"} <= set(OF_THE_REGION)


def test_doctor_has_the_concurrency_of_fleets():
    states = json.loads((ROOT / "statemachines/run-fleet.asl.json").read_text())["States"]
    text = json.dumps(states)
    assert f"$states.input.maxConcurrency : {USUAL_FLEET} " in text
    assert f"maxConcurrency: expected a whole number from 1 to {LARGEST_FLEET}," in text
