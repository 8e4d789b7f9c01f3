"""Updates of a deployed stack: what publishes a version, what must not fail, and what a deletion leaves to other stacks."""

import re
from collections import namedtuple
from contextlib import suppress

import pytest

from glueconnector.smoke.waiting import poll
from stack.aws import outputs_of
from stack.folders import ROOT
from stack.running import BUCKET
from tests.sam import sam

NAME = "glue-connector-third"
FORWARDED = ",".join(f"1111222233{number:02}/ap-southeast-1" for number in range(11))

Alias = namedtuple("Alias", "version environment description")


class Updated:
    """A separate stack; each test updates one thing in it."""

    def __init__(self, stack, aws, built):
        self._stack, self._aws, self._built = stack, aws, built
        sam(stack, "build", "--build-dir", built)

    def deploy(self, *parameters, prefix=NAME):
        template = ["--template-file", self._built / "template.yaml", "--config-file", ROOT / "samconfig.toml"]
        settings = ["--stack-name", NAME, "--no-resolve-s3", "--s3-bucket", BUCKET, "--s3-prefix", prefix, "--no-progressbar"]
        overrides = ["--parameter-overrides", *parameters] if parameters else []
        sam(self._stack, "deploy", *template, *settings, *overrides)

    def delete(self):
        sam(self._stack, "delete", "--stack-name", NAME, "--no-prompts", "--region", "eu-west-1")

    def rewrite(self, pattern, replacement):
        template = self._built / "template.yaml"
        written, number = re.subn(pattern, replacement, template.read_text())
        assert number == 1
        template.write_text(written)

    def alias(self, action):
        functions, name = self._aws.client("lambda"), f"{NAME}-{action}"
        version = functions.get_alias(FunctionName=name, Name="live")["FunctionVersion"]
        served = functions.get_function_configuration(FunctionName=name, Qualifier=version)
        return Alias(int(version), served["Environment"]["Variables"], served["Description"])

    def keys(self, prefix):
        return {it["Key"] for it in self._aws.client("s3").list_objects_v2(Bucket=BUCKET, Prefix=prefix).get("Contents", [])}


@pytest.fixture(scope="module")
def updated(stack, aws, tmp_path_factory):
    third = Updated(stack, aws, tmp_path_factory.mktemp(NAME) / "built")
    # With this runtime, BootPath alone changes no configuration. No function is called here.
    third.deploy(stack.deployer.boundary, "ConnectionPrefix=glue-connector-third/", "Runtime=provided.al2023")
    return third


def test_update_parametersOnly_aliasServesThem(updated):
    before = updated.alias("GetWaitPlan")
    updated.deploy("AllowedRegions=eu-west-1", f"ForwardedEventSources={FORWARDED}")
    after = updated.alias("GetWaitPlan")
    assert (before.environment["ALLOWED_REGIONS"], after.environment["ALLOWED_REGIONS"]) == ("", "eu-west-1")
    assert after.environment["EVENT_SOURCES"].endswith(f",{FORWARDED}")
    assert after.version > before.version


def test_update_versionOnly_aliasServesItEverywhere(updated, aws):
    """Two releases with the same package differ in their version only."""
    before = [updated.alias(action) for action in ("ListJobs", "GetWaitPlan")]
    updated.rewrite("Version: development", "Version: 1.0.0-rc.1")
    updated.deploy()
    for earlier, action in zip(before, ("ListJobs", "GetWaitPlan"), strict=True):
        after = updated.alias(action)
        assert after.version > earlier.version
        assert (earlier.environment["VERSION"], after.environment["VERSION"]) == ("development", "1.0.0-rc.1")
    assert outputs_of(aws.client("cloudformation"), NAME)["Version"] == "1.0.0-rc.1"


def test_update_parameterThatChangesNoConfigurationByItself_succeeds(updated):
    before = updated.alias("ListJobs")
    updated.deploy("BootPath=false")
    assert updated.alias("ListJobs").version > before.version


def test_update_rolePathOnly_aliasHasARoleThatExists(updated, aws):
    updated.deploy("RolePath=/glue-connector-moved/")
    function = aws.client("lambda").get_function_configuration(FunctionName=f"{NAME}-ListJobs", Qualifier="live")
    role = aws.client("iam").get_role(RoleName=function["Role"].rpartition("/")[2])["Role"]
    assert (role["Path"], role["Arn"]) == ("/glue-connector-moved/", function["Role"])


def test_update_keyOfTheSameZip_succeeds(updated):
    before = updated.alias("ListJobs")
    updated.deploy(prefix=f"{NAME}/moved")
    assert updated.alias("ListJobs").version > before.version


def test_update_descriptionOnly_succeeds(updated):
    updated.rewrite("Description: Lists the names of jobs.", "Description: Lists jobs.")
    untouched = updated.alias("ListCrawlers")
    updated.deploy(prefix=f"{NAME}/moved")
    assert updated.alias("ListCrawlers") == untouched


def test_delete_whileAnExecutionIsOpen_keepsItsWorkflow(updated, aws):
    """As on AWS, where the deletion waits for it instead."""
    stacks, states = aws.client("cloudformation"), aws.client("stepfunctions")
    machine = outputs_of(stacks, NAME)["RunJobStateMachineArn"].replace("-RunJob", "-FindAbandoned")
    execution = states.start_execution(stateMachineArn=machine, input='{"hour": "2999-01-31T03"}')["executionArn"]
    stacks.delete_stack(StackName=NAME)
    ended = poll(
        lambda: stacks.describe_stacks(StackName=NAME)["Stacks"][0], lambda it: it["StackStatus"] != "DELETE_IN_PROGRESS"
    )
    assert (ended["StackStatus"], "FindAbandonedStateMachine" in ended["StackStatusReason"]) == ("DELETE_FAILED", True)
    # It may have ended by itself, since its function is gone.
    with suppress(states.exceptions.ClientError):
        states.stop_execution(executionArn=execution)


def test_delete_anotherStack_leavesArtifactsOfTheFirst(updated):
    others = updated.keys("") - updated.keys(f"{NAME}/")
    assert updated.keys(f"{NAME}/")
    assert others
    updated.delete()
    assert updated.keys("") - updated.keys(f"{NAME}/") == others
