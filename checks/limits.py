"""AWS's limits for the resources of a template, at its longest names and values."""

import json

# The longest value of a parameter: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
VALUE = 4_096
# A sample entry for each list, since a list has no MaxLength.
ENTRIES = {
    "ConnectionKeyArns": "arn:aws-us-gov:kms:us-gov-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    "ForwardingAccounts": "123456789012",
}

# Each name and description of a resource, with the page of AWS that limits it.
LIMITS = {
    # https://docs.aws.amazon.com/apigateway/latest/api/API_CreateRestApi.html documents none; this is the limit of a description.
    ("AWS::ApiGateway::RestApi", "Name"): 1_024,
    # https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
    ("AWS::CloudWatch::Alarm", "MetricName"): 255,
    # https://docs.aws.amazon.com/apigateway/latest/api/API_CreateStage.html
    ("AWS::ApiGateway::Stage", "StageName"): 128,
    # https://docs.aws.amazon.com/apigateway/latest/api/API_CreateDeployment.html documents none; SAM writes it.
    ("AWS::ApiGateway::Deployment", "Description"): 1_024,
    ("AWS::ApiGateway::Deployment", "StageName"): 128,
    # https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
    ("AWS::CloudWatch::Alarm", "AlarmDescription"): 1_024,
    # https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
    ("AWS::Events::Rule", "Name"): 64,
    ("AWS::Events::Rule", "Description"): 512,
    # https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutPermission.html
    ("AWS::Events::EventBusPolicy", "StatementId"): 64,
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    ("AWS::IAM::Role", "Path"): 512,
    ("AWS::Lambda::Alias", "Name"): 128,
    ("AWS::Lambda::Alias", "FunctionName"): 64,
    ("AWS::Lambda::EventInvokeConfig", "FunctionName"): 64,
    # https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
    ("AWS::Lambda::Function", "FunctionName"): 64,
    ("AWS::Lambda::Function", "Description"): 256,
    # https://docs.aws.amazon.com/lambda/latest/api/API_PublishLayerVersion.html
    ("AWS::Lambda::LayerVersion", "LayerName"): 140,
    ("AWS::Lambda::LayerVersion", "Description"): 256,
    ("AWS::Lambda::LayerVersion", "LicenseInfo"): 512,
    ("AWS::Lambda::Permission", "FunctionName"): 140,
    # https://docs.aws.amazon.com/lambda/latest/api/API_PublishVersion.html
    ("AWS::Lambda::Version", "FunctionName"): 64,
    ("AWS::Lambda::Version", "Description"): 256,
    # https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
    ("AWS::Logs::LogGroup", "LogGroupName"): 512,
    # https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateScheduleGroup.html
    ("AWS::Scheduler::ScheduleGroup", "Name"): 64,
    # https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html
    ("AWS::Scheduler::Schedule", "GroupName"): 64,
    ("AWS::Scheduler::Schedule", "ScheduleExpression"): 256,
    ("AWS::Scheduler::Schedule", "ScheduleExpressionTimezone"): 50,
    # https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
    ("AWS::SQS::Queue", "QueueName"): 80,
    # https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html
    ("AWS::StepFunctions::StateMachine", "StateMachineName"): 80,
}
# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
ENVIRONMENT = 4_096
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
TRUST_POLICY = 2_048
INLINE_POLICIES = 10_240
MANAGED_POLICY = 6_144
MANAGED_POLICIES = 10
# https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
DEFINITION = 1_048_576
# https://docs.aws.amazon.com/scheduler/latest/APIReference/API_Target.html; the same limit applies to an event and a state's data
EVENT = 262_144
# https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
BUS_POLICY = 10_240


def longest_values(template):
    """Each parameter at its longest."""
    return {name: _longest(name, it) for name, it in template["Parameters"].items()}


def _longest(name, parameter):
    if "AllowedValues" in parameter:
        return max(map(str, parameter["AllowedValues"]), key=len)
    if parameter["Type"] == "Number":
        return str(parameter.get("MaxValue", 10**9))
    if parameter["Type"] == "CommaDelimitedList":
        entry = ENTRIES[name]
        return [entry] * ((VALUE + 1) // (len(entry) + 1))
    return "x" * parameter["MaxLength"]


def measures(rendering, definitions=()):
    """Returns everything that has a limit: its name, its length and the limit."""
    for name, kind, properties in rendering.resources():
        for key, value in properties.items():
            if (kind, key) in LIMITS:
                yield f"{name}.{key}", len(value), LIMITS[kind, key]
            elif key.endswith(("Name", "Description")):
                raise ValueError(f"{kind} has a {key} without a limit: add it to limits.LIMITS")
        yield from _of_kind(rendering, name, kind, properties)
    for name, definition in definitions:
        yield f"{name}.Definition", len(definition.encode()), DEFINITION


def _of_kind(rendering, name, kind, properties):
    match kind:
        case "AWS::Lambda::Function":
            yield f"{name}.Environment", _size(properties["Environment"]["Variables"]), ENVIRONMENT
        case "AWS::IAM::Role":
            yield name, len(rendering.value({"Ref": name})), 64
            yield f"{name}.AssumeRolePolicyDocument", _size(properties["AssumeRolePolicyDocument"]), TRUST_POLICY
            policies = properties.get("Policies", [])
            for policy in policies:
                yield f"{name}.PolicyName", len(policy["PolicyName"]), 128
            yield f"{name}.Policies", sum(_size(it["PolicyDocument"]) for it in policies), INLINE_POLICIES
            yield f"{name}.ManagedPolicyArns", len(properties.get("ManagedPolicyArns", [])), MANAGED_POLICIES
        case "AWS::IAM::ManagedPolicy":
            yield name, len(rendering.value({"Ref": name}).rpartition("/")[2]), 128
            yield f"{name}.PolicyDocument", _size(properties["PolicyDocument"]), MANAGED_POLICY
        case "AWS::Scheduler::Schedule":
            yield f"{name}.Input", len(properties["Target"]["Input"].encode()), EVENT
        case "AWS::Events::Rule":
            yield f"{name}.EventPattern", _size(properties["EventPattern"]), 4_096
        case "AWS::Events::EventBusPolicy":
            yield f"{name}.Statement", _size(properties["Statement"]), BUS_POLICY


def findings(measured):
    return [f"{what}: expected at most {limit}, but got {length}" for what, length, limit in measured if length > limit]


def _size(document):
    return len(json.dumps(document, separators=(",", ":")).encode())
