"""Task states as Step Functions runs them, where MiniStack differs."""

from ministack.core.responses import get_account_id, get_region
from ministack.services import stepfunctions

from overlay.roles import execution_role, refusal_of


def register(corrections):
    corrections.needs("ministack.services.stepfunctions._jsonata_state_field")

    @corrections.replaces(
        "ministack.services.stepfunctions._execute_task", *("state_def", "raw_input", "execution", "ctx")
    )
    def execute_task(original, state_def, raw_input, execution, ctx):
        """An expression may say when a task times out (CDK API Reference, class Timeout: jsonata)."""
        # As the context object has it (Step Functions Developer Guide, "Accessing execution data from the Context object").
        ctx["Execution"].setdefault("RedriveCount", 0)
        if isinstance(state_def.get("TimeoutSeconds"), str):
            seconds = stepfunctions._jsonata_state_field(state_def, "TimeoutSeconds", "number", raw_input, ctx)
            state_def = state_def | {"TimeoutSeconds": seconds}
        return original(state_def, raw_input, execution, ctx)

    @corrections.replaces("ministack.services.stepfunctions._prefix_sdk_error", "service_name", "error_code")
    def prefixed(original, service_name, error_code):
        """Each error's name ends in Exception (Step Functions Developer Guide, "Using AWS SDK service integrations")."""
        name = original(service_name, error_code)
        return name if service_name != "sfn" or name.endswith("Exception") else f"{name}Exception"

    @corrections.replaces(
        "ministack.services.stepfunctions._invoke_aws_sdk_integration", "resource", "input_data"
    )
    def call_service_as_role(original, resource, input_data):
        """Every call needs the machine's role (Step Functions Developer Guide, IAM policies for AWS SDK integrations)."""
        operation = resource.removesuffix(".waitForTaskToken").rpartition("aws-sdk:")[2]
        if operation in PERMISSIONS:
            refusal = refusal_of(execution_role.get(), *PERMISSIONS[operation](input_data))
            if refusal:
                # As an error that the SDK has no class for, it has the service's general name.
                raise stepfunctions._ExecutionError(GENERAL_ERRORS[operation.split(":")[0]], refusal)
        return original(resource, input_data)


    @corrections.replaces("ministack.services.stepfunctions._fail_execution", *("execution", "error", "cause"))
    def fail_what_runs(original, execution, error, cause):
        """An aborted execution stays aborted, whatever its last task does (API Reference, StopExecution)."""
        return None if execution["status"] == "ABORTED" else original(execution, error, cause)


def write_of_a_row(operation, table, key):
    arn = f"arn:aws:dynamodb:{get_region()}:{get_account_id()}:table/{table}"
    return f"dynamodb:{operation}", arn, {"dynamodb:LeadingKeys": [key["S"]]}


# What a task's role must be allowed: action, resource and what conditions may ask for.
PERMISSIONS = {
    "dynamodb:putItem": lambda arguments: write_of_a_row("PutItem", arguments["TableName"], arguments["Item"]["startId"]),
    "dynamodb:updateItem": lambda arguments: write_of_a_row("UpdateItem", arguments["TableName"], arguments["Key"]["startId"]),
    "sfn:describeExecution": lambda arguments: ("states:DescribeExecution", arguments["ExecutionArn"], {}),
    "sfn:sendTaskSuccess": lambda arguments: ("states:SendTaskSuccess", "*", {}),
}
GENERAL_ERRORS = {"dynamodb": "DynamoDb.DynamoDbException", "sfn": "Sfn.SfnException"}
