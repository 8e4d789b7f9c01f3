"""Least privilege: no role may do anything that its function, workflow or schedule does not do."""

import re

import pytest

from conftest import FUNCTIONS, ROOT, STARTS, WORKFLOWS, load, of_type
from held import ITEMS, REQUIRED, REQUIRED_OF_ROLES
from intrinsics import text, texts
from policies import Statement, attached, findings, statements
from sources import glue_calls, uses_leases

# For logs and traces: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSLambdaBasicExecutionRole.html
ADDED_BY_SAM = [
    "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
    "arn:aws:iam::aws:policy/AWSXrayWriteOnlyAccess",
]
FUNCTION = {"secretsmanager:GetSecretValue"}
START = FUNCTION | {"dynamodb:PutItem", "dynamodb:UpdateItem", "sqs:SendMessage"}
# What AWS requires of each workflow's role, and of RunFleet's for the executions that it starts.
REQUIRED_OF_STATES = {action for service, action in REQUIRED if service == "states" and ":" in action}
CHILDREN = {it for it in REQUIRED_OF_STATES if it.startswith("events:")} | {action for _, action in REQUIRED_OF_ROLES}
WORKFLOW = {it for it in REQUIRED_OF_STATES if it.startswith(("logs:", "xray:"))}

# The further permissions of a function's role if the stack allows connections on the functions' own roles: the calls
# that its handler makes.
GLUE = {action: glue_calls(action) for action in FUNCTIONS}

# A start that leases its name also reads the lease.
STARTS_ALWAYS = {it: START | {"dynamodb:GetItem"} if uses_leases(it) else START for it in STARTS}

# What each role may do in every deployment. GetStart only reads the starts table, and no secret.
ALWAYS = {f"{action}FunctionRole": STARTS_ALWAYS.get(action, FUNCTION) for action in FUNCTIONS} | {
    "GetStartFunctionRole": {"dynamodb:GetItem"},
    "GetSettledStartFunctionRole": FUNCTION | {"dynamodb:GetItem", "dynamodb:UpdateItem"},
    "GetCrawlEndFunctionRole": FUNCTION | {"dynamodb:GetItem"},
    "RunJobRole": WORKFLOW | {"lambda:InvokeFunction", "dynamodb:UpdateItem", "states:StartExecution"},
    "RunCrawlerRole": WORKFLOW | {"lambda:InvokeFunction", "dynamodb:UpdateItem", "states:StartExecution"},
    "RunFleetRole": WORKFLOW
    | CHILDREN
    | {"lambda:InvokeFunction", "states:StartExecution", "dynamodb:GetItem", "dynamodb:PutItem"}
    | {"s3:GetObject", "s3:ListBucket", "s3:PutObject"},
    "EndWaitsRole": WORKFLOW | {"dynamodb:PutItem", "states:SendTaskSuccess", "states:StartExecution"},
    "StopAbandonedRole": WORKFLOW
    | {"lambda:InvokeFunction", "states:DescribeExecution", "states:ListExecutions", "states:StopExecution"},
    "FindAbandonedRole": WORKFLOW | {"states:DescribeExecution", "states:ListExecutions", "states:StartExecution"},
    "TellEndsRole": WORKFLOW
    | {"states:DescribeExecution", "states:GetExecutionHistory", "events:PutEvents"}
    | {"dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"},
    "RulesRole": {"states:StartExecution"},
    "ScheduleRole": {"lambda:InvokeFunction", "states:StartExecution", "sqs:SendMessage"},
}

SERVICES = {f"{action}FunctionRole": "lambda" for action in FUNCTIONS} | {
    "RunJobRole": "states",
    "RunCrawlerRole": "states",
    "RunFleetRole": "states",
    "EndWaitsRole": "states",
    "StopAbandonedRole": "states",
    "FindAbandonedRole": "states",
    "TellEndsRole": "states",
    "RulesRole": "events",
    "ScheduleRole": "scheduler",
}


def actions(template, role, condition):
    held = [it for it in statements(template) if (it.role, it.condition) == (role, condition) and not it.denies]
    return {action for it in held for action in it.actions}


def test_statements_of_all_roles_pass_the_policy_lint(transformed, count):
    types = {name: it["Type"] for name, it in transformed["Resources"].items()}
    all_statements = list(statements(transformed))
    count("IAM statements", len(all_statements))
    assert [(it.role, problem) for it in all_statements for problem in findings(it, types)] == []


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"Action": "glue:*", "Resource": "*"}, "glue:*: name each action"),
        ({"Action": "*", "Resource": "*"}, "*: name each action"),
        ({"Action": "glue:StartJobRuns", "Resource": "*"}, "glue:StartJobRuns: no such action"),
        ({"Action": "glue:StartJobRun", "Resource": "*"}, "glue:StartJobRun: * is not one of"),
        ({"Action": "glue:StartJobRun", "Resource": "arn:aws:glue:*:1:crawler/*"}, "glue:StartJobRun: arn:aws:glue"),
        ({"Action": "glue:ListJobs", "Resource": "arn:aws:glue:*:1:job/*"}, 'glue:ListJobs: takes no resource but "*"'),
        ({"Action": "lambda:InvokeFunction", "Resource": {"Ref": "Queue"}}, "lambda:InvokeFunction: ${Queue} is not one of"),
        ({"Action": "kms:Decrypt", "Resource": {"Ref": "RolePath"}}, "kms:Decrypt: ${RolePath} is not one of"),
        ({"Action": "logs:CreateLogGroup", "Resource": "*"}, "logs:CreateLogGroup: it recreates"),
        ({"NotAction": "iam:PassRole", "Resource": "*"}, "NotAction covers more than it names"),
        ({"Action": "glue:ListJobs", "NotResource": "arn:aws:glue:*:1:job/x"}, "NotResource covers more than it names"),
        ({"Effect": "Deny", "NotAction": "logs:PutLogEvents", "Resource": "*"}, "NotAction covers more than it names"),
        ({"Effect": "Deny", "Action": "logs:CreateLogGroups", "Resource": "*"}, "logs:CreateLogGroups: no such action"),
        (
            {"Effect": "Deny", "Action": "logs:PutLogEvents", "NotResource": {"Ref": "Queue"}},
            "logs:PutLogEvents: ${Queue} is not one of",
        ),
    ],
)
def test_bad_statement_is_found(body, problem):
    found = findings(Statement("Role", None, {"Effect": "Allow", **body}), {"Queue": "AWS::SQS::Queue"})
    assert any(it.startswith(problem) for it in found), found


@pytest.mark.parametrize(
    "body",
    [
        {"Action": "logs:CreateLogGroup", "Resource": "*"},
        {"Action": "logs:PutLogEvents", "NotResource": "arn:aws:logs:eu-west-1:1:log-group:x:log-stream:y"},
    ],
)
def test_denial_may_be_wide(body):
    assert findings(Statement("Role", None, {"Effect": "Deny", **body}), {}) == []


def test_every_role_may_do_exactly_what_it_is_for(transformed):
    roles = of_type(transformed, "AWS::IAM::Role")
    assert {role: actions(transformed, role, None) for role in roles} == ALWAYS


def test_calls_are_found_in_handlers_and_their_helpers(count):
    assert GLUE["ListJobs"] == {"glue:ListJobs"}
    assert GLUE["StartJobRun"] == {"glue:StartJobRun", "glue:GetJobRuns", "glue:GetJobRun"}
    assert GLUE["GetSettledStart"] == {"glue:GetJobRuns", "glue:GetJobRun", "glue:ListCrawls"}
    assert GLUE["StopTrigger"] == {"glue:GetTrigger", "glue:StopTrigger"}
    assert {action for action, calls in GLUE.items() if not calls} == {"GetStart", "GetWaitPlan"}
    count("Glue permissions", sum(len(calls) for calls in GLUE.values()))


def test_glue_and_sts_need_the_opt_in(transformed):
    granted = {action: actions(transformed, f"{action}FunctionRole", "HasExecutionRoleConnections") for action in GLUE}
    # Each except GetStart acts as the connection and calls at least STS.
    assert granted.pop("GetStart") == set()
    assert granted == {action: calls | {"sts:AssumeRole"} for action, calls in GLUE.items() if action != "GetStart"}


def test_conditional_statements_have_no_other_condition(transformed):
    conditions = {it.condition for it in statements(transformed)}
    assert conditions == {
        *(None, "HasConnectionKeys", "HasExecutionRoleConnections"),
        *("HasNotificationTopic", "HasNotificationKey", "HasWorkflowMetrics"),
    }


def test_messages_need_a_topic_and_its_key(transformed):
    assert actions(transformed, "TellEndsRole", "HasNotificationTopic") == {"sns:Publish"}
    assert actions(transformed, "TellEndsRole", "HasWorkflowMetrics") == {"cloudwatch:PutMetricData"}
    assert actions(transformed, "TellEndsRole", "HasNotificationKey") == {"kms:Decrypt", "kms:GenerateDataKey"}
    held = {action: it for it in statements(transformed) if it.role == "TellEndsRole" for action in it.actions}
    assert held["sns:Publish"].resources == ["${NotificationTopicArn}"]
    assert held["kms:Decrypt"].resources == ["${NotificationKeyArn}"]
    assert held["cloudwatch:PutMetricData"].body["Condition"] == {"StringEquals": {"cloudwatch:namespace": "GlueConnector"}}
    assert held["events:PutEvents"].body["Condition"] == {"StringEquals": {"events:source": "glue-connector"}}


def test_secrets_are_read_under_the_connection_prefix_only(transformed):
    reads = [it for it in statements(transformed) if "secretsmanager:GetSecretValue" in it.actions]
    expected = "arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:${ConnectionPrefix}*"
    assert {resource for it in reads for resource in it.resources} == {expected}


def test_own_role_is_assumed_with_an_external_id_only(transformed):
    assumptions = [it for it in statements(transformed) if "sts:AssumeRole" in it.actions]
    assert assumptions
    assert all(it.body["Condition"] == {"Null": {"sts:ExternalId": "false"}} for it in assumptions)


def test_roles_reach_their_own_items_only(transformed):
    reached: dict[str, dict[str, list[str]]] = {}
    for it in statements(transformed):
        if it.actions[0].startswith("dynamodb:"):
            assert it.body.get("Condition", {}).keys() == {"ForAllValues:StringLike"}, it
            keys = " ".join(texts(it.body["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]))
            for action in it.actions:
                reached.setdefault(it.role, {}).setdefault(action.removeprefix("dynamodb:"), []).append(keys)
    assert reached == ITEMS


def test_items_of_functions_are_those_that_the_ledger_writes(transformed):
    written = (re.findall(r'"(\w+:)" \+ Digest', it.read_text()) for it in (ROOT / "shared").glob("src/main/**/ledger/*.java"))
    functions = [it for it in statements(transformed) if SERVICES[it.role] == "lambda" and it.actions[0].startswith("dynamodb:")]
    allowed = {key for it in functions for key in texts(it.body["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"])}
    assert {f"{it}*" for its in written for it in its} == allowed


def test_fleet_reaches_its_own_executions_and_those_of_run_job_only(transformed):
    held = [it for it in statements(transformed) if it.role == "RunFleetRole" and it.actions[0].startswith("states:")]
    reached = {resource.rpartition("${AWS::StackName}")[2] for it in held for resource in it.resources}
    assert reached == {"${RunJobStateMachine}", "-RunFleet", "-RunFleet:*", "-RunFleet/Items:*", "-RunJob:*"}


def test_functions_log_into_the_group_of_the_stack_only(transformed):
    """AWS's policy for logs covers all groups. The denial excludes all but one, and prevents the recreation of a deleted one."""
    denials = [it for it in statements(transformed) if it.denies]
    for name, function in of_type(transformed, "AWS::Lambda::Function").items():
        denied = {action: it for it in denials if it.role == f"{name}Role" for action in it.actions}
        assert denied.keys() == {"logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"}, name
        assert denied["logs:CreateLogGroup"].body["Resource"] == "*", name
        group = function["LoggingConfig"]["LogGroup"]["Ref"]
        spared = [texts(denied[it].body["NotResource"]) for it in ("logs:CreateLogStream", "logs:PutLogEvents")]
        assert spared == [[f"${{{group}.Arn}}"]] * 2, name
        assert not [it for it in denied.values() if "Condition" in it.body or it.condition], name


def test_roles_have_path_boundary_and_one_service(transformed, record_testsuite_property):
    attachments = 0
    for name, role in of_type(transformed, "AWS::IAM::Role").items():
        added = [it for it in role.get("ManagedPolicyArns", []) if it not in ours(role)]
        assert added == (ADDED_BY_SAM if SERVICES[name] == "lambda" else []), name
        attachments += len(added)
        assert role["Path"] == {"Ref": "RolePath"}, name
        assert role["PermissionsBoundary"]["Fn::If"][0] == "HasPermissionsBoundary", name
        (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
        assert texts(trust["Principal"]["Service"]) == [f"{SERVICES[name]}.amazonaws.com"], name
        assert trust["Principal"].keys() == {"Service"}, name
        assert texts(trust["Action"]) == ["sts:AssumeRole"], name
    record_testsuite_property("policies of AWS that SAM attaches, which are not checked here", attachments)


def ours(role):
    return [{"Ref": it} for it in attached(role)]


def test_every_managed_policy_of_ours_is_attached_and_only_to_roles_that_name_it(transformed):
    named = {it for role in of_type(transformed, "AWS::IAM::Role").values() for it in attached(role)}
    policies = of_type(transformed, "AWS::IAM::ManagedPolicy")
    assert policies.keys() == named
    assert {key for policy in policies.values() for key in policy} == {"PolicyDocument"}


def test_workflow_and_schedule_roles_serve_this_stack_only(transformed):
    for name in (name for name, service in SERVICES.items() if service != "lambda"):
        (trust,) = transformed["Resources"][name]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
        assert trust["Condition"]["StringEquals"] == {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}, name
        (source_arns,) = (texts(it["aws:SourceArn"]) for kind, it in trust["Condition"].items() if kind.startswith("Arn"))
        assert not [it for it in source_arns if "*" in it], name


def test_role_of_rules_trusts_the_rules_of_this_stack(transformed):
    """Not by a pattern: one for the rules of a stack named prod would also match those of prod-x."""
    (trust,) = transformed["Resources"]["RulesRole"]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    trusted = {it.rpartition("rule/")[2] for it in texts(trust["Condition"]["ArnEquals"]["aws:SourceArn"])}
    assert trusted == {text(it["Name"]) for it in of_type(transformed, "AWS::Events::Rule").values()}


def test_fleet_role_trusts_the_machine_and_the_children_of_its_maps(transformed):
    """The children belong to stateMachine:NAME/LABEL: https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html"""
    machines = [it for it in load(ROOT / "statemachines/run-fleet.asl.json")["States"].values() if "Label" in it]
    (trust,) = transformed["Resources"]["RunFleetRole"]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    trusted = {it.rpartition("${AWS::StackName}")[2] for it in texts(trust["Condition"]["ArnEquals"]["aws:SourceArn"])}
    assert trusted == {"-RunFleet"} | {f"-RunFleet/{it['Label']}" for it in machines}


def test_only_a_fleet_replaces_the_lists_of_fleets(transformed):
    (deny,) = transformed["Resources"]["FleetBucketPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    (allow,) = [it for it in statements(transformed) if "s3:PutObject" in it.actions]
    assert allow.role == "RunFleetRole"
    assert (deny["Effect"], deny["Principal"], deny["Action"]) == ("Deny", "*", "s3:PutObject")
    assert texts(deny["Resource"]) == allow.resources
    assert deny["Condition"] == {"ArnNotEquals": {"aws:PrincipalArn": {"Fn::GetAtt": ["RunFleetRole", "Arn"]}}}


def test_schedule_role_reaches_starts_and_workflows_only(transformed):
    starts = {it["FunctionName"]["Ref"] for it in of_type(transformed, "AWS::Lambda::EventInvokeConfig").values()}
    machines = [f"{workflow}StateMachine" for workflow in WORKFLOWS]
    held = [it for it in statements(transformed) if it.role == "ScheduleRole"]
    assert {action: set(it.resources) for it in held for action in it.actions} == {
        "lambda:InvokeFunction": {f"${{{name}Aliaslive}}" for name in starts},
        "states:StartExecution": {f"${{{name}}}" for name in machines},
        "sqs:SendMessage": {"${StartFailureQueue.Arn}"},
    }
