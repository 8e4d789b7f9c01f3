"""bin/doctor on the deployed stack: it only reads, and sees what a stack lacks."""

import subprocess
import uuid

import pytest

from stack.environment import REGION, for_running
from stack.folders import ROOT
from stack.openapi import path_of
from stack.preparing import TOOLS
from stack.running import STACK_NAME
from stack.seeding import allow, user

# Nothing that changes anything, and no secret.
READS = [
    *("apigateway:GET", "cloudformation:DescribeStacks", "cloudformation:GetTemplate", "cloudformation:ListStackResources"),
    *("cloudformation:ListStacks", "cloudwatch:DescribeAlarms", "events:DescribeRule", "iam:GetPolicy"),
    *("iam:SimulatePrincipalPolicy", "lambda:GetAccountSettings", "lambda:GetFunctionConfiguration"),
    *("lambda:ListLayers", "logs:FilterLogEvents", "sns:ListSubscriptionsByTopic"),
]


@pytest.fixture(scope="module")
def reader(aws):
    return user(aws, "doctor", [allow(READS, "*")])


@pytest.fixture
def doctor(stack):
    """Runs the command with a key pair; returns its exit code, its rows by check, and its messages."""

    def run(key, *options):
        credentials = {"AWS_ACCESS_KEY_ID": key["accessKeyId"], "AWS_SECRET_ACCESS_KEY": key["secretAccessKey"]}
        environment = for_running(stack.endpoint) | credentials | {"PYTHONPATH": str(ROOT / "cli/src"), "COLUMNS": "400"}
        command = [str(TOOLS / "bin/python"), "-B", "-m", "glueconnector", "doctor", "--region", REGION, *options]
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)

    return run


def verdict_of(ended, check):
    """The line of a check, after its name."""
    _, _, rows = ended.stdout.partition("CHECK")
    (row,) = [it for it in rows.splitlines() if it.startswith(f"{check} ")]
    return row.removeprefix(check).strip()


def test_before_asTheDeployer_permissionsSuffice(doctor, stack):
    ended = doctor(stack.deployer.key, "--before", "--parameter", "AccessLogs=true")
    assert verdict_of(ended, "Permissions").startswith("ok"), ended.stdout + ended.stderr
    assert verdict_of(ended, "Runtime").startswith("ok")
    assert verdict_of(ended, "Access logs").startswith("FAILED")
    assert ended.returncode == 1


def test_before_asSomebodyElse_namesWhatIsMissing(doctor, reader):
    ended = doctor(reader, "--before")
    assert "lacks " in verdict_of(ended, "Permissions")
    assert "policies/deployer" in verdict_of(ended, "Permissions")
    assert ended.returncode == 1


def test_after_withReadsOnly_checksEverything(doctor, reader, call):
    assert call("GET", path_of("ListJobs")).status == 200
    ended = doctor(reader)
    assert ", 0 not checked" in ended.stdout, ended.stdout + ended.stderr
    for check in ("Stack", "Aliases", "Rules", "Subscriptions", "Cold start", "Version", "Concurrency of Lambda", "S3 prefix"):
        assert verdict_of(ended, check).startswith("ok"), ended.stdout


def test_after_anotherVersionServes_isBad(doctor, reader, deployed):
    with deployed.altered("StopTrigger", {"CHANGED": "yes"}):
        ended = doctor(reader)
        assert (ended.returncode, "FAILED" in verdict_of(ended, "Aliases")) == (1, True), ended.stdout
        assert f"{STACK_NAME}-StopTrigger serves version" in ended.stdout


def test_stackThatIsNotThere_isAMessage(doctor, reader):
    ended = doctor(reader, "--stack-name", f"x{uuid.uuid4().hex}")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "There is no stack x" in ended.stderr


def test_stackThatIsNotOurs_isAMessage(doctor, reader, aws):
    template = '{"Resources": {"Queue": {"Type": "AWS::SQS::Queue"}}}'
    aws.client("cloudformation").create_stack(StackName="not-ours", TemplateBody=template)
    aws.client("cloudformation").get_waiter("stack_create_complete").wait(StackName="not-ours", WaiterConfig={"Delay": 1})
    ended = doctor(reader, "--stack-name", "not-ours")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "Stack not-ours in eu-west-1 is not a Glue connector." in ended.stderr


def test_withoutPermission_isAMessage(doctor, stack):
    ended = doctor(stack.callers["stranger"])
    assert (ended.returncode, ended.stdout) == (1, "")
    assert f"You may not look at stack {STACK_NAME} in eu-west-1." in ended.stderr
