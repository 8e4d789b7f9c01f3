"""The template as written and as CloudFormation receives it."""

import json
import re
import tomllib

import pytest

from conftest import (
    ACTIONS,
    FUNCTIONS,
    ROOT,
    SCHEDULED_KEY,
    SERVANTS,
    STARTS,
    WORKFLOWS,
    of_type,
    placeholders,
    routes,
    sample,
)
from intrinsics import text
from sources import FOR_WORKFLOWS
from stack.openapi import CONTRACT
from stack.releasing import DEVELOPMENT

# Resources with a name of their own. CloudFormation names all others; their names start with the stack's name too.
NAMED = {
    "AWS::Events::Rule": "Name",
    "AWS::Lambda::Function": "FunctionName",
    "AWS::Lambda::LayerVersion": "LayerName",
    "AWS::Logs::LogGroup": "LogGroupName",
    "AWS::SQS::Queue": "QueueName",
    "AWS::Scheduler::ScheduleGroup": "Name",
    "AWS::StepFunctions::StateMachine": "StateMachineName",
}
UNNAMED = {
    "AWS::CloudWatch::Alarm": "AlarmName",
    "AWS::DynamoDB::Table": "TableName",
    "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
    "AWS::IAM::Role": "RoleName",
    "AWS::Scheduler::Schedule": "Name",
}
# At most 30 lines per action, which fit on one screen; at most 1,720 in all with sixteen functions.
LINES_OF_AN_ACTION = 30
LINES = 1_720
FUNCTIONS_WITHIN = 16
JAVA = ROOT / "shared/src/main/java/io/glueconnector"


def test_every_action_has_function_alias_and_output(transformed, count):
    functions = of_type(transformed, "AWS::Lambda::Function")
    count("functions", len(functions))
    assert functions.keys() == {f"{action}Function" for action in FUNCTIONS}
    for action in FUNCTIONS:
        function = functions[f"{action}Function"]
        assert re.fullmatch(rf"io\.glueconnector\.[a-z]+\.{action}", function["Handler"])
        source_file = function["Handler"].replace(".", "/") + ".java"
        assert (ROOT / "functions/src/main/java" / source_file).is_file(), source_file
        assert text(function["FunctionName"]) == f"${{AWS::StackName}}-{action}"
        assert function["Role"]["Fn::GetAtt"] == [f"{action}FunctionRole", "Arn"]
        assert function["LoggingConfig"]["LogGroup"] == {"Ref": "FunctionLogGroup"}
        assert function["LoggingConfig"]["LogFormat"] == "JSON"
        assert function["TracingConfig"] == {"Mode": "Active"}
    for action in ACTIONS:
        assert text(transformed["Outputs"][f"{action}FunctionArn"]["Value"]) == f"${{{action}FunctionAliaslive}}"
    assert [action for action in FOR_WORKFLOWS if f"{action}FunctionArn" in transformed["Outputs"]] == []


def test_template_stays_short(say):
    lines = (ROOT / "template.yaml").read_text().splitlines()
    of_actions = {action: lines_of(action, lines) for action in FUNCTIONS}
    longest = max(of_actions, key=lambda it: of_actions[it])
    say(f"template.yaml: {len(lines)} lines, {of_actions[longest]} of them for {longest}")
    assert of_actions[longest] <= LINES_OF_AN_ACTION
    assert len(lines) <= LINES + LINES_OF_AN_ACTION * (len(FUNCTIONS) - FUNCTIONS_WITHIN)


def lines_of(action, lines):
    """The number of an action's lines: its function up to the next resource or heading, its output, its route's own throttle."""
    begin = lines.index(f"  {action}Function:")
    end = next(number for number, line in enumerate(lines[begin + 1 :], begin + 1) if re.match(r"  [\w#]", line))
    path = re.search(r'Path: "(.+?)"', "\n".join(lines[begin:end]))
    throttled = f'"/{path[1].replace("/", "~1")}", HttpMethod: POST' if path else "no route"
    elsewhere = [line for line in lines if line.startswith(f"  {action}FunctionArn:") or throttled in line]
    return end - begin + len(elsewhere)


def test_every_function_names_the_zip_itself(source):
    # sam build rewrites a CodeUri on the function, but not one in Globals.
    packages = {name: it.get("CodeUri") for name, it in of_type(source, "AWS::Serverless::Function").items()}
    assert set(packages.values()) == {"functions/target/functions.zip"}
    assert "CodeUri" not in source["Globals"]["Function"]


def test_a_changed_parameter_publishes_a_new_version(transformed):
    (layer,) = of_type(transformed, "AWS::Lambda::LayerVersion")
    noted = parameters_in(transformed["Resources"][layer]["Properties"], transformed)
    versions = {text(it["FunctionName"]): it for it in of_type(transformed, "AWS::Lambda::Version").values()}
    functions = of_type(transformed, "AWS::Lambda::Function")
    assert set().union(*(parameters_in(it, transformed) for it in functions.values())) == noted
    for name, function in functions.items():
        role = function["Role"]["Fn::GetAtt"][0]
        assert function["Environment"]["Variables"]["REVISION"] == {"Ref": layer}, name
        # The role's name changes with RolePath.
        assert text(versions[f"${{{name}}}"]["Description"]) == f"${{{layer}}} ${{{role}}}", name


def test_another_version_publishes_the_functions_and_is_an_output(transformed):
    version = {"Fn::FindInMap": ["Release", "This", "Version"]}
    assert transformed["Mappings"] == {"Release": {"This": {"Version": DEVELOPMENT}}}
    for function in of_type(transformed, "AWS::Lambda::Function").values():
        assert function["Environment"]["Variables"]["VERSION"] == version
    (layer,) = of_type(transformed, "AWS::Lambda::LayerVersion").values()
    described, given = layer["Description"]["Fn::Sub"]
    assert described.startswith("${Version} ")
    assert given == {"Version": version}
    assert transformed["Outputs"]["Version"]["Value"] == version


def test_the_layer_changes_with_the_package_and_no_function_uses_it(source, transformed):
    assert source["Resources"]["Revision"]["Properties"]["Content"] == "functions/target/functions.zip"
    assert [name for name, it in of_type(transformed, "AWS::Lambda::Function").items() if "Layers" in it] == []


def parameters_in(value, template):
    """The parameters that a value depends on, by references, placeholders and conditions."""
    if isinstance(value, list):
        return set().union(*(parameters_in(item, template) for item in value))
    if isinstance(value, str):
        return placeholders(value) & template["Parameters"].keys()
    if not isinstance(value, dict):
        return set()
    if "Ref" in value:
        return {value["Ref"]} & template["Parameters"].keys()
    if "Fn::If" in value:
        condition, *branches = value["Fn::If"]
        return parameters_in([template["Conditions"][condition], *branches], template)
    return parameters_in(list(value.values()), template)


def test_every_log_group_is_kept_for_the_requested_days(transformed):
    groups = of_type(transformed, "AWS::Logs::LogGroup")
    assert all(it["RetentionInDays"] == {"Ref": "LogRetentionDays"} for it in groups.values())


def test_two_stacks_fit_one_account(transformed):
    for kind, key in NAMED.items():
        assert all("${AWS::StackName}" in text(it[key]) for it in of_type(transformed, kind).values()), kind
    for kind, key in UNNAMED.items():
        assert not [name for name, it in of_type(transformed, kind).items() if key in it], kind


def test_every_method_is_authorised_and_calls_an_alias(transformed, count):
    body = transformed["Resources"]["Api"]["Properties"]["Body"]
    methods = [(path, method, it) for path, of_path in body["paths"].items() for method, it in of_path.items()]
    count("routes", len(methods))
    assert body["components"]["securitySchemes"]["AWS_IAM"]["x-amazon-apigateway-authtype"] == "awsSigv4"
    for path, method, it in methods:
        integration = it["x-amazon-apigateway-integration"]
        assert path.startswith("/connections/{connection}/"), path
        assert it["security"] == [{"AWS_IAM": []}], (path, method)
        assert "credentials" not in integration, (path, method)
        assert integration["type"] == "aws_proxy", (path, method)
        assert re.search(r"functions/\$\{\w+Aliaslive}/invocations", text(integration["uri"])), (path, method)


def test_api_may_call_an_alias_for_its_own_route_only(transformed):
    permissions = of_type(transformed, "AWS::Lambda::Permission")
    assert len(permissions) == len(ACTIONS)
    for name, permission in permissions.items():
        assert permission["FunctionName"]["Ref"].endswith("Aliaslive"), name
        source_arn = permission["SourceArn"]["Fn::Sub"][0]
        assert re.search(r"/\$\{__Stage__}/(GET|POST)/connections/", source_arn), name


def test_api_is_regional_and_has_one_stage(transformed):
    assert transformed["Resources"]["Api"]["Properties"]["EndpointConfiguration"] == {"Types": ["REGIONAL"]}
    assert len(of_type(transformed, "AWS::ApiGateway::Stage")) == 1


# https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
GATEWAY_RESPONSES = {
    "ACCESS_DENIED": 403,
    "API_CONFIGURATION_ERROR": 500,
    "AUTHORIZER_CONFIGURATION_ERROR": 500,
    "AUTHORIZER_FAILURE": 500,
    "EXPIRED_TOKEN": 403,
    "INTEGRATION_FAILURE": 504,
    "INTEGRATION_TIMEOUT": 504,
    "INVALID_API_KEY": 403,
    "INVALID_SIGNATURE": 403,
    "MISSING_AUTHENTICATION_TOKEN": 403,
    "QUOTA_EXCEEDED": 429,
    "REQUEST_TOO_LARGE": 413,
    "RESOURCE_NOT_FOUND": 404,
    "THROTTLED": 429,
    "WAF_FILTERED": 403,
    # An unknown, inactive or deleted access key, and a malformed Authorization header, have no type of their own:
    # https://repost.aws/knowledge-center/api-gateway-troubleshoot-403-forbidden
    "DEFAULT_4XX": 403,
    "DEFAULT_5XX": 500,
}


@pytest.mark.parametrize("kind", GATEWAY_RESPONSES)
def test_gateway_response_has_the_status_that_aws_lists(transformed, kind):
    responses = transformed["Resources"]["Api"]["Properties"]["Body"]["x-amazon-apigateway-gateway-responses"]
    status = GATEWAY_RESPONSES[kind]
    # The status of a default is also that of each type without an entry.
    response = responses.get(kind, responses[f"DEFAULT_{status // 100}XX"])
    assert int(response["statusCode"]) == status
    template = response["responseTemplates"]["application/json"]
    problem = json.loads(template.replace("$context.error.messageString", '"in words"'))
    assert problem["status"] == status
    assert ("gatewayresponse.header.Retry-After" in response["responseParameters"]) == problem["retryable"]
    assert response["responseParameters"]["gatewayresponse.header.Content-Type"] == "'application/problem+json'"
    assert not contract_problems(problem)


def contract_problems(problem):
    schemas = CONTRACT["components"]["schemas"]
    missing = set(schemas["Problem"]["required"]) - problem.keys()
    unknown = problem.keys() - schemas["Problem"]["properties"].keys()
    return missing | unknown | ({problem["code"]} - set(schemas["ErrorCode"]["enum"]))


def test_gateway_responses_are_all_of_aws_list(transformed):
    responses = transformed["Resources"]["Api"]["Properties"]["Body"]["x-amazon-apigateway-gateway-responses"]
    assert set(responses) <= set(GATEWAY_RESPONSES)
    assert set(GATEWAY_RESPONSES) - set(responses) == {
        *("API_CONFIGURATION_ERROR", "AUTHORIZER_CONFIGURATION_ERROR", "AUTHORIZER_FAILURE"),
        *("ACCESS_DENIED", "EXPIRED_TOKEN", "INVALID_API_KEY", "INVALID_SIGNATURE"),
    }


def test_gateway_response_that_nothing_leads_to_has_no_entry(transformed):
    """A type needs a request validator, a custom or Cognito authorizer, or strict passthrough, as the page above says."""
    body = transformed["Resources"]["Api"]["Properties"]["Body"]
    methods = [it for of_path in body["paths"].values() for it in of_path.values()]
    assert not [it for it in (body, *methods) for name in it if name.startswith("x-amazon-apigateway-request-validator")]
    assert {it["x-amazon-apigateway-authtype"] for it in body["components"]["securitySchemes"].values()} == {"awsSigv4"}
    assert not [it for it in methods if "passthroughBehavior" in it["x-amazon-apigateway-integration"]]
    unreachable = {"BAD_REQUEST_BODY", "BAD_REQUEST_PARAMETERS", "UNAUTHORIZED", "UNSUPPORTED_MEDIA_TYPE"}
    assert unreachable & set(body["x-amazon-apigateway-gateway-responses"]) == set()


def test_exactly_the_starts_are_throttled_harder(transformed):
    (stage,) = of_type(transformed, "AWS::ApiGateway::Stage").values()
    everything, *starts = stage["MethodSettings"]
    assert (everything["ResourcePath"], everything["HttpMethod"]) == ("/*", "*")
    assert all(it["DataTraceEnabled"] is False for it in stage["MethodSettings"])
    assert all(it["ThrottlingRateLimit"] == {"Ref": "StartRateLimit"} for it in starts)
    assert all(it["ThrottlingBurstLimit"] == {"Ref": "StartBurstLimit"} for it in starts)
    throttled = {(it["HttpMethod"], it["ResourcePath"].removeprefix("/").replace("~1", "/")) for it in starts}
    aliases = {f"{start}FunctionAliaslive" for start in STARTS}
    assert throttled == {(method.upper(), path) for (method, path), alias in routes(transformed).items() if alias in aliases}


def test_failed_asynchronous_starts_reach_the_queue_with_an_alarm(transformed):
    configs = of_type(transformed, "AWS::Lambda::EventInvokeConfig")
    assert {it["FunctionName"]["Ref"] for it in configs.values()} == {f"{start}Function" for start in STARTS}
    for name, config in configs.items():
        assert config["Qualifier"] == "live", name
        assert text(config["DestinationConfig"]["OnFailure"]["Destination"]) == "${StartFailureQueue.Arn}", name
        # The second retry comes after three minutes, when a start in doubt can be settled.
        assert (config["MaximumRetryAttempts"], config["MaximumEventAgeInSeconds"]) == (2, 900), name
    alarm = transformed["Resources"]["StartFailureAlarm"]["Properties"]
    assert alarm["Dimensions"] == [{"Name": "QueueName", "Value": {"Fn::GetAtt": ["StartFailureQueue", "QueueName"]}}]


def test_alarms_notify_the_topic_and_treat_missing_data_as_good_but_for_silence(transformed):
    for name, alarm in of_type(transformed, "AWS::CloudWatch::Alarm").items():
        assert alarm["AlarmActions"]["Fn::If"][:2] == ["HasAlarmTopic", [{"Ref": "AlarmTopicArn"}]], name
        # Missing data means no success, so it breaches the threshold.
        assert alarm["TreatMissingData"] == ("breaching" if name == "SilenceAlarm" else "notBreaching"), name


def test_silence_alarm_rings_after_the_given_hours_without_a_success(source, transformed):
    alarm = transformed["Resources"]["SilenceAlarm"]
    properties = alarm["Properties"]
    assert alarm["Condition"] == "HasSilenceAlarm"
    assert (properties["Period"], properties["EvaluationPeriods"]) == (3600, {"Ref": "ScheduledJobSilenceHours"})
    assert (properties["Statistic"], properties["ComparisonOperator"], properties["Threshold"]) == ("Sum", "LessThanThreshold", 1)
    assert "DatapointsToAlarm" not in properties
    hours = source["Parameters"]["ScheduledJobSilenceHours"]
    # Seven days: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
    assert (hours["Default"], hours["MinValue"], hours["MaxValue"]) == (0, 0, 7 * 24)


def test_alarms_watch_metrics_that_the_functions_emit(transformed):
    emitted = set(
        re.findall(r'counts\.put\("(\w+)"', (ROOT / "functions/src/main/java/io/glueconnector/handler/CallLog.java").read_text())
    )
    alarms = of_type(transformed, "AWS::CloudWatch::Alarm").values()
    own = [it for it in alarms if it["Namespace"] == "GlueConnector"]
    assert {it["MetricName"] for it in own} == (emitted - {"StartsReplayed"}) | {"ScheduledJobsSucceeded"}
    assert all(it["Dimensions"] == [{"Name": "Stack", "Value": {"Ref": "AWS::StackName"}}] for it in own)


def test_dashboard_shows_metrics_of_this_stack_that_exist(transformed, count):
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html"""
    dashboard = transformed["Resources"]["StackDashboard"]
    assert dashboard["Condition"] == "HasDashboard"
    body = text(dashboard["Properties"]["DashboardBody"])
    widgets = json.loads(body)["widgets"]
    count("widgets of the dashboard", len(widgets))
    assert placeholders(body) - {"StageName"} <= transformed["Resources"].keys()
    for widget in widgets:
        properties = widget["properties"]
        assert (properties["region"], bool(properties["title"])) == ("${AWS::Region}", True)
        assert widget["width"] <= 24
        assert ("query" in properties) == (widget["type"] == "log")
    own = [name for it in widgets for row in it["properties"].get("metrics", []) for name in row if name == "GlueConnector"]
    assert own == ["GlueConnector"]
    watched = {it["MetricName"] for it in of_type(transformed, "AWS::CloudWatch::Alarm").values()} | {"StartsReplayed"}
    (replays,) = [
        it["properties"]["metrics"] for it in widgets if it["properties"].get("metrics", [[""]])[0][0] == "GlueConnector"
    ]
    assert {row[1] for row in replays} <= watched


def test_dashboard_shows_only_what_the_functions_have_masked(transformed):
    """It names no parameter but the stage, so no arguments of the scheduled job. Of the log it shows no complete lines."""
    body = text(transformed["Resources"]["StackDashboard"]["Properties"]["DashboardBody"])
    assert placeholders(body) & transformed["Parameters"].keys() == {"StageName"}
    queries = [it["properties"]["query"] for it in json.loads(body)["widgets"] if it["type"] == "log"]
    listed = [it for query in queries for it in re.findall(r"\| fields ([^|]+)", query)]
    shown = {name.strip() for it in listed for name in it.split(",")}
    assert shown == {"@timestamp", "action", "connection", "outcome", "detail"}
    assert not any("@message" in it for it in queries)
    assert all("| fields" in it or "| stats" in it for it in queries)


def test_table_of_starts_outlives_mistakes(transformed):
    table = transformed["Resources"]["StartsTable"]
    assert (table["DeletionPolicy"], table["UpdateReplacePolicy"]) == ("RetainExceptOnCreate", "Retain")
    assert table["Properties"]["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table["Properties"]["BillingMode"] == "PAY_PER_REQUEST"


def test_table_of_starts_has_the_attributes_that_the_ledger_writes(transformed):
    table = transformed["Resources"]["StartsTable"]["Properties"]
    rows = (JAVA / "ledger/Rows.java").read_text()
    (key,) = (it["AttributeName"] for it in table["KeySchema"])
    assert f'ID = "{key}"' in rows
    assert f'row.put("{table["TimeToLiveSpecification"]["AttributeName"]}", expiry(' in rows


def test_only_the_starts_and_their_readers_know_the_table(transformed):
    functions = of_type(transformed, "AWS::Lambda::Function")
    tables = {name: it["Environment"]["Variables"].get("STARTS_TABLE") for name, it in functions.items()}
    users = {name: table for name, table in tables.items() if table}
    actions = STARTS | {"GetStart", "GetSettledStart", "GetCrawlEnd"}
    assert users == {f"{action}Function": {"Ref": "StartsTable"} for action in actions}


# A workflow takes the fields of the start that it makes.
SCHEDULED = {"RunJobStateMachine": "StartJobRun", "RunCrawlerStateMachine": "StartCrawler"}


def test_schedules_send_what_the_sample_event_of_their_start_shows(transformed, count):
    schedules = of_type(transformed, "AWS::Scheduler::Schedule")
    count("schedules", len(schedules))
    for name, schedule in schedules.items():
        action = SCHEDULED[schedule["Target"]["Arn"]["Ref"]]
        given = text(schedule["Target"]["Input"])
        for parameter in placeholders(given):
            value = transformed["Parameters"][parameter]["Default"]
            given = given.replace(f"${{{parameter}}}", value)
        sent = json.loads(given)
        assert sent["idempotencyKey"] == SCHEDULED_KEY, name
        assert sent.keys() == sample(action, "schedule").keys(), name


@pytest.mark.parametrize("attribute", ["execution-id", "attempt-number"])
def test_scheduled_arguments_are_the_same_in_each_delivery(transformed, attribute):
    parameter = transformed["Parameters"]["ScheduledJobArguments"]
    assert re.fullmatch(parameter["AllowedPattern"], parameter["Default"])
    assert not re.fullmatch(parameter["AllowedPattern"], f'{{"--a": "<aws.scheduler.{attribute}>"}}')


def test_schedules_give_up_after_a_quarter_of_an_hour(transformed):
    for name, schedule in of_type(transformed, "AWS::Scheduler::Schedule").items():
        target = schedule["Target"]
        assert schedule["GroupName"] == {"Ref": "ScheduleGroup"}, name
        assert target["RetryPolicy"]["MaximumEventAgeInSeconds"] == 900, name
        assert text(target["DeadLetterConfig"]["Arn"]) == "${StartFailureQueue.Arn}", name
        assert transformed["Resources"][name]["Condition"] == f"Has{name}"


def test_workflows_log_no_data_and_have_outputs(transformed, count):
    machines = of_type(transformed, "AWS::StepFunctions::StateMachine")
    count("workflows", len(machines))
    assert machines.keys() == {f"{workflow}StateMachine" for workflow in WORKFLOWS | SERVANTS}
    for name, machine in machines.items():
        logging = machine["LoggingConfiguration"]
        (destination,) = logging["Destinations"]
        assert (logging["IncludeExecutionData"], logging["Level"]) == (False, "ERROR"), name
        assert text(destination["CloudWatchLogsLogGroup"]["LogGroupArn"]) == "${WorkflowLogGroup.Arn}", name
        assert machine["TracingConfiguration"] == {"Enabled": True}, name
    for name in (f"{workflow}StateMachine" for workflow in WORKFLOWS):
        assert transformed["Outputs"][f"{name}Arn"]["Value"] == {"Ref": name}


def test_events_of_every_end_that_glue_reports_wake_the_waits(transformed):
    rule = transformed["Resources"]["JobRunEndRule"]["Properties"]
    # ERROR and EXPIRED have no event: https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-glue.html
    assert rule["EventPattern"] == {
        "source": ["aws.glue"],
        "detail-type": ["Glue Job State Change"],
        "detail": {"state": ["SUCCEEDED", "FAILED", "TIMEOUT", "STOPPED"]},
    }
    crawls = transformed["Resources"]["CrawlEndRule"]["Properties"]
    assert crawls["EventPattern"]["detail"] == {"state": ["Succeeded", "Failed"]}
    assert crawls["Targets"] == rule["Targets"]
    (target,) = rule["Targets"]
    assert (target["Arn"], target["RoleArn"]) == ({"Ref": "EndWaitsStateMachine"}, {"Fn::GetAtt": ["RulesRole", "Arn"]})


def test_executions_that_end_early_are_cleaned_up_without_their_input(transformed):
    rule = transformed["Resources"]["AbandonedExecutionRule"]["Properties"]
    assert rule["EventPattern"]["detail"]["status"] == ["ABORTED", "TIMED_OUT"]
    assert {it["Ref"] for it in rule["EventPattern"]["detail"]["stateMachineArn"]} == {f"{it}StateMachine" for it in WORKFLOWS}
    (target,) = rule["Targets"]
    assert target["Arn"] == {"Ref": "StopAbandonedStateMachine"}
    assert target["InputTransformer"]["InputPathsMap"] == {"execution": "$.detail.executionArn"}


def test_every_end_of_an_execution_is_told_without_its_input(transformed):
    """The event lacks an input that is too long: https://docs.aws.amazon.com/step-functions/latest/dg/cw-events.html"""
    rule = transformed["Resources"]["ExecutionEndRule"]["Properties"]
    assert rule["EventPattern"]["detail"]["status"] == ["SUCCEEDED", "FAILED", "ABORTED", "TIMED_OUT"]
    assert {it["Ref"] for it in rule["EventPattern"]["detail"]["stateMachineArn"]} == {f"{it}StateMachine" for it in WORKFLOWS}
    (target,) = rule["Targets"]
    assert target["Arn"] == {"Ref": "TellEndsStateMachine"}
    passed = target["InputTransformer"]
    assert passed["InputPathsMap"] == {"execution": "$.detail.executionArn"}
    made = json.loads(passed["InputTemplate"].replace("<execution>", '"arn"'))
    assert made == {"executions": [{"execution": "arn"}]}
    assert transformed["Resources"]["TellEndsStateMachine"]["Properties"]["StateMachineType"] == "EXPRESS"


def test_late_run_is_told_without_glues_message(transformed):
    """https://docs.aws.amazon.com/glue/latest/dg/automating-awsglue-with-cloudwatch-events.html"""
    rule = transformed["Resources"]["LateRunRule"]["Properties"]
    assert rule["EventPattern"]["detail-type"] == ["Glue Job Run Status"]
    (target,) = rule["Targets"]
    passed = target["InputTransformer"]
    event = {"$.account": "1", "$.region": "r", "$.detail.jobName": "j", "$.detail.jobRunId": "jr", "$.detail.state": "RUNNING"}
    made = passed["InputTemplate"]
    for name, path in passed["InputPathsMap"].items():
        made = made.replace(f"<{name}>", json.dumps(event[path]))
    told = {"what": "late", "account": "1", "region": "r", "jobName": "j", "jobRunId": "jr", "state": "RUNNING"}
    assert json.loads(made) == {"run": told}


def test_outputs_and_parameters_have_the_names_that_users_rely_on(transformed):
    assert {"ApiUrl", "ScheduleGroupName", "ScheduleRoleArn", "ConnectionPrefix"} <= transformed["Outputs"].keys()
    assert transformed["Parameters"].keys() >= {
        "AccessLogs",
        "AlarmTopicArn",
        "AllowExecutionRoleConnections",
        "AllowedRegions",
        "ConnectionPrefix",
        "NotificationTopicArn",
        "NotifyOn",
        "PermissionsBoundary",
        "RedactedArguments",
        "RolePath",
        "Runtime",
        "SnapStart",
    }


def test_parameters_are_all_described_and_grouped(source):
    groups = source["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"]
    assert sorted(name for group in groups for name in group["Parameters"]) == sorted(source["Parameters"])
    assert all(it.get("Description") for it in source["Parameters"].values())


def test_own_runtime_excludes_snapstart(source, transformed):
    # https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html: not for OS-only runtimes.
    (rule,) = source["Rules"].values()
    assert rule["RuleCondition"] == {"Fn::Equals": [{"Ref": "Runtime"}, "provided.al2023"]}
    assert [it["Assert"] for it in rule["Assertions"]] == [{"Fn::Equals": [{"Ref": "SnapStart"}, "false"]}]
    assert transformed["Rules"] == source["Rules"]
    assert source["Parameters"]["Runtime"]["Default"] == "java25"


@pytest.fixture(scope="module")
def environments():
    settings = tomllib.loads((ROOT / "samconfig.toml").read_text())
    del settings["version"]
    return settings


def test_environments_share_no_name_artifacts_or_connections(environments, source):
    default = source["Parameters"]["ConnectionPrefix"]["Default"]
    names, prefixes, connections = [], [], []
    for settings in environments.values():
        names.append(settings["global"]["parameters"]["stack_name"])
        prefixes.append(settings["deploy"]["parameters"]["s3_prefix"])
        given = dict(it.split("=", 1) for it in settings["deploy"]["parameters"].get("parameter_overrides", []))
        assert given.keys() <= source["Parameters"].keys()
        connections.append(given.get("ConnectionPrefix", default))
    # sam delete deletes everything under the prefix: samcli/commands/delete/delete_context.py of the SAM CLI.
    assert prefixes == names
    assert connections == [f"{name}/" for name in names]
    assert len(set(names)) == len(names)


def test_guide_gives_each_other_stack_its_own_prefix():
    lines = re.findall(r"^sam deploy .*--stack-name.*$", (ROOT / "docs/guide/deployment.md").read_text(), re.MULTILINE)
    assert lines
    for line in lines:
        name = re.findall(r"--stack-name (\S+)", line)[0]
        assert f"--s3-prefix {name} " in line
        assert f"ConnectionPrefix={name}/" in line
