"""Differences between MiniStack's states and those of Step Functions."""

import json
import time
from contextvars import ContextVar

from ministack.core.responses import get_account_id, get_region
from ministack.services import s3, stepfunctions

from overlay.roles import execution_role, refusal_of

LONGEST_CAUSE = 32_768

going_on = ContextVar("going_on", default=None)


class Stopped(Exception):
    """The execution was stopped during one of its states; no Catch handles this."""


def register(corrections):
    parsed = {}
    corrections.needs(
        "ministack.services.stepfunctions._invoke_nested_start_execution",
        "ministack.services.stepfunctions._jsonata_state_field",
        "ministack.services.s3._put_object",
        "ministack.services.stepfunctions._map_runs",
        "ministack.services.stepfunctions._stop_execution",
    )

    @corrections.replaces("ministack.services.stepfunctions._execute_task", *("state_def", "raw_input", "execution", "ctx"))
    def execute_task(original, state_def, raw_input, execution, ctx):
        """An expression may set a task's timeout (CDK API Reference, class Timeout: jsonata)."""
        # As in the context object (Step Functions Developer Guide, "Accessing execution data from the Context object").
        ctx["Execution"].setdefault("RedriveCount", 0)
        # In a child of a Distributed Map, the ID of the child.
        ctx["Execution"]["Id"] = execution["executionArn"]
        going_on.set(execution)
        if is_over(execution):
            raise Stopped
        if isinstance(state_def.get("TimeoutSeconds"), str):
            seconds = stepfunctions._jsonata_state_field(state_def, "TimeoutSeconds", "number", raw_input, ctx)
            state_def = state_def | {"TimeoutSeconds": seconds}
        return original(state_def, raw_input, execution, ctx)

    @corrections.replaces(
        "ministack.services.stepfunctions._invoke_with_callback", "resource", "input_data", "token", "state_def"
    )
    def note_parameters(original, resource, input_data, token, state_def):
        """A history shows what is passed to a resource (API Reference, TaskScheduledEventDetails: parameters)."""
        execution: dict = going_on.get() or {}
        scheduled = [it for it in execution["events"] if it["type"] == "TaskScheduled"][-1]
        scheduled["taskScheduledEventDetails"]["parameters"] = json.dumps(input_data)
        return original(resource, input_data, token, state_def)

    @corrections.replaces("jsonata.parser.Parser.parse", "self", "jsonata", "regex_engine")
    def parse_once(original, self, jsonata, regex_engine):
        """Caches parsed expressions: a workflow has few and evaluates them often. The parsed form is read-only."""
        if jsonata not in parsed:
            parsed[jsonata] = original(self, jsonata, regex_engine)
        return parsed[jsonata]

    @corrections.replaces("ministack.services.stepfunctions._invoke_nested_start_execution_sync", "resource", "input_data")
    def run_nested(original, resource, input_data):
        """A nested execution is an ordinary one that stops with the execution that waits for it (Developer Guide, "Discover
        service integration patterns": Run a Job)."""
        arn = stepfunctions._invoke_nested_start_execution(resource, input_data)["ExecutionArn"]
        nested = stepfunctions._executions[arn]
        while nested["status"] == "RUNNING":
            if is_over(going_on.get()):
                stepfunctions._stop_execution({"executionArn": arn})
                raise Stopped
            time.sleep(0.1)
        facts = {"ExecutionArn": arn, "Name": nested["name"], "Status": nested["status"]}
        if nested["status"] != "SUCCEEDED":
            told = facts | {"Error": nested.get("error"), "Cause": nested.get("cause")}
            raise stepfunctions._ExecutionError("States.TaskFailed", json.dumps(told))
        return facts | {"Output": json.loads(nested["output"])}

    @corrections.replaces("ministack.services.stepfunctions._invoke_nested_start_execution", "resource", "input_data")
    def start_nested_as_role(original, resource, input_data):
        """The call needs the machine's role, as every call does (Developer Guide, "IAM policies for calling Step Functions")."""
        refusal = refusal_of(execution_role.get(), "states:StartExecution", input_data["StateMachineArn"])
        if refusal:
            raise stepfunctions._ExecutionError("StepFunctions.AWSStepFunctionsException", refusal)
        running = running_twin(input_data)
        if running:
            return {"ExecutionArn": running["executionArn"], "StartDate": running["startDate"]}
        try:
            return original(resource, input_data)
        except stepfunctions._ExecutionError as error:
            # The error name of this integration.
            name = error.error.removesuffix("Exception")
            raise stepfunctions._ExecutionError(f"StepFunctions.{name}Exception", error.cause) from error

    @corrections.replaces("ministack.services.stepfunctions._prefix_sdk_error", "service_name", "error_code")
    def prefixed(original, service_name, error_code):
        """Each error's name ends in Exception (Step Functions Developer Guide, "Using AWS SDK service integrations")."""
        name = original(service_name, error_code)
        return name if service_name != "sfn" or name.endswith("Exception") else f"{name}Exception"

    @corrections.replaces("ministack.services.stepfunctions._invoke_aws_sdk_integration", "resource", "input_data")
    def call_service_as_role(original, resource, input_data):
        """Every call needs the machine's role (Step Functions Developer Guide, IAM policies for AWS SDK integrations)."""
        operation = resource.removesuffix(".waitForTaskToken").rpartition("aws-sdk:")[2]
        if operation in PERMISSIONS:
            refusal = refusal_of(execution_role.get(), *PERMISSIONS[operation](input_data))
            if refusal:
                # An error without a class in the SDK gets the service's general name.
                raise stepfunctions._ExecutionError(GENERAL_ERRORS[operation.split(":")[0]], refusal)
        answer = original(resource, input_data)
        if input_data.get("IncludedData") == "METADATA_ONLY":
            # Includes neither input nor output (API Reference, DescribeExecution: includedData).
            return {name: it for name, it in answer.items() if name not in ("Input", "Output", "Error", "Cause")}
        return answer

    @corrections.replaces(
        "ministack.services.stepfunctions._dispatch_aws_sdk_rest_xml", *("service_info", "service_name", "action", "input_data")
    )
    def put_object(original, service_info, service_name, action, input_data):
        """The body is written as JSON, so a string keeps its quotes; MiniStack drops them. As recorded on AWS:
        https://github.com/localstack/localstack, test_s3_put_object."""
        if (service_name, action) != ("s3", "putObject"):
            return original(service_info, service_name, action, input_data)
        body = json.dumps(input_data["Body"], ensure_ascii=False, separators=(",", ":")).encode()
        kind = {"content-type": "text/plain; charset=UTF-8"}
        status, headers, problem = s3._put_object(input_data["Bucket"], input_data["Key"], body, kind)
        if status != 200:
            raise stepfunctions._ExecutionError("S3.S3Exception", problem.decode())
        return {"ETag": headers["ETag"], "ServerSideEncryption": "AES256"}

    @corrections.replaces("ministack.services.stepfunctions._fail_execution", *("execution", "error", "cause"))
    def fail_what_runs(original, execution, error, cause):
        """An aborted execution stays aborted, whatever its last task returns (API Reference, StopExecution). A cause has at most
        32,768 characters (API Reference, ExecutionFailedEventDetails)."""
        if execution["status"] == "ABORTED":
            return None
        if len(cause or "") > LONGEST_CAUSE:
            error, cause = "States.Runtime", f"The cause has more than {LONGEST_CAUSE} characters."
        return original(execution, error, cause)


def running_twin(request):
    """The running execution of the same name and input; a start returns it and does not fail (API Reference, StartExecution)."""
    machine, name = request["StateMachineArn"], request.get("Name")
    execution = stepfunctions._executions.get(f"{machine.replace(':stateMachine:', ':execution:')}:{name}")
    is_twin = execution and execution["status"] == "RUNNING" and json.loads(execution["input"]) == request.get("Input", {})
    return execution if is_twin else None


def is_over(execution):
    """Whether an execution was stopped, either itself or the one of its Distributed Map."""
    if execution and execution.get("mapRunArn"):
        execution = stepfunctions._executions[stepfunctions._map_runs[execution["mapRunArn"]]["executionArn"]]
    return bool(execution) and execution["status"] == "ABORTED"


def access_to_a_row(operation, table, key):
    arn = f"arn:aws:dynamodb:{get_region()}:{get_account_id()}:table/{table}"
    return f"dynamodb:{operation}", arn, {"dynamodb:LeadingKeys": [key["S"]]}


# The permission that a task's role needs: action, resource and the values for conditions.
PERMISSIONS = {
    "dynamodb:getItem": lambda arguments: access_to_a_row("GetItem", arguments["TableName"], arguments["Key"]["startId"]),
    "dynamodb:putItem": lambda arguments: access_to_a_row("PutItem", arguments["TableName"], arguments["Item"]["startId"]),
    "dynamodb:updateItem": lambda arguments: access_to_a_row("UpdateItem", arguments["TableName"], arguments["Key"]["startId"]),
    "cloudwatch:putMetricData": lambda arguments: (
        *("cloudwatch:PutMetricData", "*"),
        {"cloudwatch:namespace": arguments["Namespace"]},
    ),
    "s3:putObject": lambda arguments: ("s3:PutObject", f"arn:aws:s3:::{arguments['Bucket']}/{arguments['Key']}", {}),
    "sfn:describeExecution": lambda arguments: ("states:DescribeExecution", arguments["ExecutionArn"], {}),
    "sfn:getExecutionHistory": lambda arguments: ("states:GetExecutionHistory", arguments["ExecutionArn"], {}),
    "sfn:listExecutions": lambda arguments: ("states:ListExecutions", arguments["StateMachineArn"], {}),
    "sfn:stopExecution": lambda arguments: ("states:StopExecution", arguments["ExecutionArn"], {}),
    "sfn:sendTaskSuccess": lambda arguments: ("states:SendTaskSuccess", "*", {}),
}
GENERAL_ERRORS = {
    "cloudwatch": "CloudWatch.CloudWatchException",
    "dynamodb": "DynamoDb.DynamoDbException",
    "s3": "S3.S3Exception",
    "sfn": "Sfn.SfnException",
}
