"""bin/doctor against prepared answers of AWS, which botocore checks against AWS's models, as it checks the requests."""

import json
from datetime import UTC, datetime

import pytest
from botocore.stub import Stubber
from click.testing import CliRunner

from glueconnector.commands import glue
from glueconnector.doctor import account, deployed, packages, parameters, permissions, verdicts
from glueconnector.doctor.subject import OURS, Subject, read
from glueconnector.doctor.verdicts import State
from glueconnector.failures import Failed
from glueconnector.target import Target, session_of

REGION = "eu-west-1"
# One for all tests, since it keeps AWS's models in memory.
SESSION = session_of(REGION, ("key", "secret"))
SINCE = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
TOPIC = "arn:aws:sns:eu-west-1:111122223333:alarms"


class Answering(Target):
    """A target whose clients give prepared answers, in order."""

    prepared: dict

    def __init__(self, name="glue-connector"):
        super().__init__(name, SESSION)
        object.__setattr__(self, "prepared", {})

    def client(self, service, _=60):
        if service not in self.prepared:
            client = self.session.create_client(service, endpoint_url="http://127.0.0.1:1")
            stub = Stubber(client)
            stub.activate()
            self.prepared[service] = (client, stub)
        return self.prepared[service][0]

    def answer(self, service, operation, answer, expected=None):
        self.client(service)
        self.prepared[service][1].add_response(operation, answer, expected)

    def refuse(self, service, operation, code, message=""):
        self.client(service)
        self.prepared[service][1].add_client_error(operation, code, message)


@pytest.fixture
def target():
    asked = Answering()
    yield asked
    for _, stub in asked.prepared.values():
        stub.assert_no_pending_responses()


def described(status="CREATE_COMPLETE", outputs=OURS, **given):
    return {
        "StackName": "glue-connector",
        "CreationTime": SINCE,
        "StackStatus": status,
        "Outputs": [{"OutputKey": it, "OutputValue": "x"} for it in outputs],
        "Parameters": [{"ParameterKey": name, "ParameterValue": value} for name, value in given.items()],
    }


def with_resources(target, **by_type):
    found = [
        {"ResourceType": kind.replace("_", "::"), "LogicalResourceId": "x", "PhysicalResourceId": it}
        | {"LastUpdatedTimestamp": SINCE, "ResourceStatus": "CREATE_COMPLETE"}
        for kind, ids in by_type.items()
        for it in ids
    ]
    target.answer("cloudformation", "list_stack_resources", {"StackResourceSummaries": found}, {"StackName": "glue-connector"})
    return Subject(target, described())


def states(found):
    return [it.state for it in found]


# ---- The stack ------------------------------------------------------------------------------------------------------


def test_read_noStack_says_so(target):
    target.refuse("cloudformation", "describe_stacks", "ValidationError", "Stack with id glue-connector does not exist")
    with pytest.raises(Failed, match="There is no stack glue-connector in eu-west-1") as failure:
        read(target, {}, before=False)
    assert "--before" in failure.value.remedy


def test_read_noStackBeforeADeployment_isNoFailure(target):
    target.refuse("cloudformation", "describe_stacks", "ValidationError", "Stack with id glue-connector does not exist")
    subject = read(target, {"AccessLogs": "true"}, before=True)
    assert (subject.description, subject.parameter("AccessLogs"), subject.parameter("Runtime")) == (None, "true", "java25")
    assert states(account.stack(subject)) == [State.GOOD]


@pytest.mark.parametrize("status", ["CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE"])
def test_read_anotherStack_saysWhatItLacks(target, status):
    target.answer("cloudformation", "describe_stacks", {"Stacks": [described(status, outputs={"ApiUrl"})]})
    with pytest.raises(Failed, match="is not a Glue connector") as failure:
        read(target, {}, before=False)
    assert "ConnectionPrefix, ScheduleGroupName" in failure.value.remedy


def test_read_stackIsBeingUpdated_asksToWait(target):
    target.answer("cloudformation", "describe_stacks", {"Stacks": [described("UPDATE_IN_PROGRESS")]})
    with pytest.raises(Failed, match=r"is being changed \(UPDATE_IN_PROGRESS\)") as failure:
        read(target, {}, before=False)
    assert "Nothing was changed" in failure.value.remedy


def test_read_mayNotLook_namesThePermission(target):
    target.refuse("cloudformation", "describe_stacks", "AccessDenied", "not authorized to perform: cloudformation:DescribeStacks")
    with pytest.raises(Failed, match="You may not look at stack glue-connector") as failure:
        read(target, {}, before=False)
    assert "cloudformation:DescribeStacks" in failure.value.remedy


def test_read_changeSetNeverExecuted_isNoStack(target):
    target.answer("cloudformation", "describe_stacks", {"Stacks": [described("REVIEW_IN_PROGRESS", outputs=())]})
    assert read(target, {}, before=True).description is None


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("CREATE_COMPLETE", State.GOOD),
        ("UPDATE_COMPLETE", State.GOOD),
        ("UPDATE_ROLLBACK_COMPLETE", State.WARNING),
        ("ROLLBACK_COMPLETE", State.BAD),
        ("UPDATE_ROLLBACK_FAILED", State.BAD),
        ("CREATE_FAILED", State.BAD),
    ],
)
def test_stack_status(target, status, state):
    assert states(account.stack(Subject(target, described(status)))) == [state]


def test_stack_nameIsTooLong(target):
    assert states(account.stack(Subject(Answering("x" * 41), None))) == [State.BAD]


# ---- Account and Region ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("free", "state"), [(10, State.BAD), (20, State.WARNING), (199, State.WARNING), (200, State.GOOD)])
def test_concurrency_againstWhatFleetsUse(target, free, state):
    limits = {"ConcurrentExecutions": 1000, "UnreservedConcurrentExecutions": free}
    target.answer("lambda", "get_account_settings", {"AccountLimit": limits})
    (found,) = account.concurrency(Subject(target, described()))
    assert found.state is state
    assert str(free) in found.found


def test_runtime_isKnown(target):
    asked = {"MaxItems": 1, "CompatibleRuntime": "java25", "CompatibleArchitecture": "arm64"}
    target.answer("lambda", "list_layers", {"Layers": []}, asked)
    assert states(account.runtime(Subject(target, None))) == [State.GOOD]


def test_runtime_isUnknownToTheRegion(target):
    target.refuse("lambda", "list_layers", "InvalidParameterValueException")
    (found,) = account.runtime(Subject(target, None, {"Architecture": "x86_64"}))
    assert (found.state, "java25 on x86_64" in found.found) == (State.BAD, True)


@pytest.mark.parametrize(("answer", "state"), [({}, State.BAD), ({"cloudwatchRoleArn": "arn:aws:iam::1:role/x"}, State.GOOD)])
def test_accessLogs_wanted(target, answer, state):
    target.answer("apigateway", "get_account", answer)
    assert states(account.access_logs(Subject(target, described(AccessLogs="true")))) == [state]


def test_accessLogs_notWanted_asksNothing(target):
    assert states(account.access_logs(Subject(target, described()))) == [State.GOOD]


# ---- Parameters -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "state", "named"),
    [
        ({"AlarmTopicArn": "arn:aws:sns:eu-central-1:111122223333:x"}, State.BAD, "AlarmTopicArn is in eu-central-1"),
        ({"ConnectionKeyArns": "arn:aws:kms:us-east-1:111122223333:key/x"}, State.BAD, "ConnectionKeyArns is in us-east-1"),
        ({"ScheduleTimezone": "Europe/Berlinn"}, State.BAD, "Europe/Berlinn"),
        ({"AllowedRegions": "eu-west-1,eu-wset-3"}, State.WARNING, "eu-wset-3"),
        ({"AllowedRegions": "eu-central-1"}, State.WARNING, "lacks the stack's own Region"),
        ({"AlarmTopicArn": TOPIC, "AllowedRegions": "eu-west-1"}, State.GOOD, "fit together"),
    ],
)
def test_parameters_thatDoNotFit(target, given, state, named):
    (found,) = parameters.parameters(Subject(target, described(), given))
    assert (found.state, named in found.found) == (state, True), found


def test_parameters_boundaryDoesNotExist(target):
    target.refuse("iam", "get_policy", "NoSuchEntity")
    (found,) = parameters.parameters(Subject(target, None, {"PermissionsBoundary": "arn:aws:iam::111122223333:policy/X"}))
    assert (found.state, "policies/boundary.json" in found.remedy) == (State.BAD, True)


# ---- Permissions ----------------------------------------------------------------------------------------------------


@pytest.fixture
def policies(tmp_path):
    statements = [
        {"Action": ["sqs:CreateQueue", "sqs:DeleteQueue"], "Resource": ["arn:*:sqs:*:*:glue-connector*"]},
        {
            "Action": ["iam:CreateRole"],
            "Resource": ["arn:*:iam::*:role/glue-connector*"],
            "Condition": {"StringLike": {"iam:PermissionsBoundary": "arn:*:iam::*:policy/Boundary"}},
        },
    ]
    (tmp_path / "deployer.json").write_text(json.dumps({"Statement": statements}))
    return tmp_path


def simulated(target, principal, actions, resource, decision, context=()):
    entries = [{"ContextKeyName": key, "ContextKeyValues": [value], "ContextKeyType": "string"} for key, value in context]
    asked = {"PolicySourceArn": principal, "ActionNames": actions, "ResourceArns": [resource], "ContextEntries": entries}
    results = [{"EvalActionName": it, "EvalDecision": decision} for it in actions]
    target.answer("iam", "simulate_principal_policy", {"EvaluationResults": results}, asked)


@pytest.mark.parametrize(
    ("decision", "state"), [("allowed", State.GOOD), ("implicitDeny", State.BAD), ("explicitDeny", State.BAD)]
)
def test_permissions_ofASession_areThoseOfItsRole(target, policies, decision, state):
    role = "arn:aws:iam::111122223333:role/path/Deployer"
    caller = "arn:aws:sts::111122223333:assumed-role/Deployer/me"
    target.answer("sts", "get_caller_identity", {"Arn": caller, "Account": "111122223333"})
    shown = {"RoleName": "Deployer", "RoleId": "A" * 16, "Arn": role, "Path": "/path/", "CreateDate": SINCE}
    target.answer("iam", "get_role", {"Role": shown}, {"RoleName": "Deployer"})
    queue = "arn:aws:sqs:eu-west-1:111122223333:glue-connector-x"
    simulated(target, role, ["sqs:CreateQueue", "sqs:DeleteQueue"], queue, decision)
    boundary = [("iam:PermissionsBoundary", "arn:aws:iam::111122223333:policy/Boundary")]
    simulated(
        target, role, ["iam:CreateRole"], "arn:aws:iam::111122223333:role/glue-connector/glue-connector-x", "allowed", boundary
    )
    (found,) = permissions.Simulation(Subject(target, None), policies).verdicts()
    assert found.state is state
    assert state is State.GOOD or "lacks sqs:CreateQueue, sqs:DeleteQueue." in found.found


def test_permissions_ofTheRoot(target, policies):
    target.answer("sts", "get_caller_identity", {"Arn": "arn:aws:iam::111122223333:root", "Account": "111122223333"})
    assert states(permissions.Simulation(Subject(target, None), policies).verdicts()) == [State.GOOD]


def test_permissions_withoutTheFolderOfPolicies_areNotChecked(target, tmp_path):
    target.answer("sts", "get_caller_identity", {"Arn": "arn:aws:iam::111122223333:user/x", "Account": "111122223333"})
    assert states(permissions.Simulation(Subject(target, None), tmp_path).verdicts()) == [State.UNKNOWN]


# ---- Packages -------------------------------------------------------------------------------------------------------


def stacks(target, *others):
    listed = [{"StackName": it, "StackStatus": "CREATE_COMPLETE", "CreationTime": SINCE} for it in ("glue-connector", *others)]
    listed.append({"StackName": "gone", "StackStatus": "DELETE_COMPLETE", "CreationTime": SINCE})
    unrelated = {"TemplateDescription": "A shop", "StackName": "shop", "StackStatus": "CREATE_COMPLETE", "CreationTime": SINCE}
    target.answer("cloudformation", "list_stacks", {"StackSummaries": [*listed, unrelated]})


def template(target, name, *places):
    body = "\n".join(f"    CodeUri: s3://{it}/0123abcd" for it in places)
    asked = {"StackName": name, "TemplateStage": "Original"}
    target.answer("cloudformation", "get_template", {"TemplateBody": body}, asked)


@pytest.mark.parametrize(
    ("other", "state"),
    [
        ("bucket/glue-connector", State.BAD),
        ("bucket/glue-connector/inner", State.BAD),
        ("bucket/glue-connector-prod", State.GOOD),
        ("another/glue-connector", State.GOOD),
    ],
)
def test_packages_ofAnotherStack(target, other, state):
    template(target, "glue-connector", "bucket/glue-connector")
    stacks(target, "prod")
    template(target, "prod", other)
    (found,) = packages.packages(Subject(target, described()), "unused")
    assert found.state is state
    assert state is State.GOOD or "prod" in found.found


def test_packages_beforeTheFirstDeployment_compareThePrefix(target):
    stacks(target, "prod")
    template(target, "prod", "bucket/shared")
    assert states(packages.packages(Subject(target, None), "shared")) == [State.BAD]


def test_packages_mayNotLookAtAnotherStack_isNotChecked(target):
    stacks(target, "prod")
    target.refuse("cloudformation", "get_template", "AccessDenied")
    assert states(packages.packages(Subject(target, None), "x")) == [State.UNKNOWN]


# ---- After a deployment ---------------------------------------------------------------------------------------------

FUNCTION = "glue-connector-ListJobs"
VERSION = f"arn:aws:lambda:eu-west-1:111122223333:function:{FUNCTION}:2"


@pytest.mark.parametrize(
    ("served", "said"),
    [
        ({"Version": "2"}, None),
        ({"Version": "2", "State": "Inactive"}, None),
        ({"Version": "1"}, "serves version 1, but version 2 was deployed"),
        ({"Version": "2", "State": "Failed", "StateReason": "No key."}, "is Failed: No key."),
    ],
)
def test_aliases(target, served, said):
    subject = with_resources(target, AWS_Lambda_Function=[FUNCTION], AWS_Lambda_Version=[VERSION])
    asked = {"FunctionName": FUNCTION, "Qualifier": "live"}
    target.answer("lambda", "get_function_configuration", served, asked)
    (found,) = deployed.aliases(subject)
    assert (found.state, said is None or said in found.found) == (State.BAD if said else State.GOOD, True), found


def test_aliases_deleted(target):
    subject = with_resources(target, AWS_Lambda_Function=[FUNCTION], AWS_Lambda_Version=[VERSION])
    target.refuse("lambda", "get_function_configuration", "ResourceNotFoundException")
    (found,) = deployed.aliases(subject)
    assert (found.state, "has no alias live" in found.found) == (State.BAD, True)


@pytest.mark.parametrize(("state", "verdict"), [("ENABLED", State.GOOD), ("DISABLED", State.BAD)])
def test_rules(target, state, verdict):
    subject = with_resources(target, AWS_Events_Rule=["glue-connector-JobRunEnd"])
    target.answer("events", "describe_rule", {"State": state}, {"Name": "glue-connector-JobRunEnd"})
    assert states(deployed.rules(subject)) == [verdict]


def alarm(**changed):
    return {"AlarmName": "a", "StateValue": "OK", "AlarmActions": [TOPIC], "ActionsEnabled": True} | changed


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([alarm()], [State.GOOD]),
        ([alarm(StateValue="INSUFFICIENT_DATA")], [State.GOOD]),
        ([alarm(StateValue="ALARM")], [State.BAD]),
        ([alarm(AlarmActions=[])], [State.WARNING]),
        ([alarm(ActionsEnabled=False)], [State.WARNING]),
        ([], [State.BAD]),
    ],
)
def test_alarms(target, found, expected):
    subject = with_resources(target, AWS_CloudWatch_Alarm=["a"])
    target.answer("cloudwatch", "describe_alarms", {"MetricAlarms": found}, {"AlarmNames": ["a"]})
    assert states(deployed.alarms(subject)) == expected


@pytest.mark.parametrize(
    ("found", "state"),
    [
        ([f"{TOPIC}:1"], State.GOOD),
        ([f"{TOPIC}:1", "PendingConfirmation"], State.WARNING),
        (["PendingConfirmation"], State.BAD),
        ([], State.BAD),
    ],
)
def test_subscriptions(target, found, state):
    listed = {"Subscriptions": [{"SubscriptionArn": it} for it in found]}
    target.answer("sns", "list_subscriptions_by_topic", listed, {"TopicArn": TOPIC})
    assert states(deployed.subscriptions(Subject(target, described(AlarmTopicArn=TOPIC)))) == [state]


def test_subscriptions_topicDoesNotExist(target):
    target.refuse("sns", "list_subscriptions_by_topic", "NotFound")
    (found,) = deployed.subscriptions(Subject(target, described(AlarmTopicArn=TOPIC)))
    assert (found.state, "does not exist" in found.found) == (State.BAD, True)


def logged(target, *lines):
    asked = {"logGroupName": "/aws/lambda/glue-connector", "filterPattern": '"cold start"', "startTime": 1_796_029_200_000}
    target.answer("logs", "filter_log_events", {"events": [{"message": it} for it in lines]}, asked)


def line(**changed):
    facts = {"timestamp": "2026-11-30T09:30:00Z", "action": "ListJobs", "message": "cold start", "jvm": "25", "bootPath": True}
    return json.dumps(facts | changed, separators=(",", ":"))


def test_coldStart_ofTheLastDeployment_isShown(target):
    logged(target, line(), line(timestamp="2026-11-30T09:31:00Z", action="GetStart", initMillis=480), "cold start, no JSON")
    (found,) = deployed.cold_start(Subject(target, described()))
    assert (found.state, found.found) == (State.GOOD, "GetStart: jvm 25, initMillis 480.")


def test_coldStart_none_asksForACall(target):
    logged(target)
    assert states(deployed.cold_start(Subject(target, described()))) == [State.WARNING]


def test_coldStart_withoutTheBootPathThatWasAskedFor_isAWarning(target):
    logged(target, line(bootPath=False))
    assert states(deployed.cold_start(Subject(target, described()))) == [State.WARNING]
    logged(target, line(bootPath=False))
    assert states(deployed.cold_start(Subject(target, described(BootPath="false")))) == [State.GOOD]


@pytest.mark.parametrize(
    ("has", "logs", "state"),
    [("1.1.0", "1.1.0", State.GOOD), ("1.1.0", "1.0.0", State.BAD), (None, "1.0.0", State.GOOD), ("1.1.0", None, State.GOOD)],
)
def test_version_ofStackAndFunctions(target, has, logs, state):
    logged(target, line(version=logs) if logs else line())
    description = described()
    description["Outputs"] += [{"OutputKey": "Version", "OutputValue": has}] if has else []
    assert states(deployed.version(Subject(target, description))) == [state]


# ---- Verdicts -------------------------------------------------------------------------------------------------------


def test_run_permissionIsMissing_nextCheckRuns(target):
    target.refuse(
        "lambda", "get_account_settings", "AccessDeniedException", "not authorized to perform: lambda:GetAccountSettings on"
    )
    subject = Subject(target, described())
    found = verdicts.run({"first": lambda: account.concurrency(subject), "second": lambda: [verdicts.good("second", "x")]})
    assert states(found) == [State.UNKNOWN, State.GOOD]
    assert "lambda:GetAccountSettings" in found[0].remedy


@pytest.mark.parametrize(
    ("found", "code"),
    [
        ([State.GOOD, State.WARNING], 0),
        ([State.GOOD, State.UNKNOWN], 3),
        ([State.UNKNOWN, State.BAD], 1),
        ([], 1),
    ],
)
def test_exitCode(found, code):
    assert verdicts.exit_code([verdicts.Verdict("x", it, "") for it in found]) == code


def test_parameter_withoutAValue_isAWrongOption():
    answer = CliRunner().invoke(glue, ["doctor", "--before", "--parameter", "AccessLogs", "--region", REGION])
    assert answer.exit_code == 2
    assert "expected NAME=VALUE, such as AccessLogs=true, but got 'AccessLogs'" in answer.output
