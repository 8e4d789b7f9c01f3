"""Differences between MiniStack's Distributed Map states and AWS's."""

import json

from ministack.core import iam_evaluator
from ministack.core.responses import get_account_id, get_region
from ministack.services import iam, s3, stepfunctions

from overlay.data_limit import within_limit
from overlay.roles import execution_role, refusal_of


def register(corrections):
    corrections.needs(
        "ministack.core.iam_evaluator.EvalContext",
        "ministack.core.iam_evaluator.evaluate_trust_policy",
        "ministack.services.iam._roles",
        "ministack.services.s3._get_object",
        "ministack.services.stepfunctions._apply_jsonata_output",
        "ministack.services.stepfunctions._apply_jsonata_template",
        "ministack.services.stepfunctions._apply_state_assign",
        "ministack.services.stepfunctions._jsonata_state_field",
        "ministack.services.stepfunctions._state_query_language",
    )

    @corrections.replaces(
        "ministack.services.stepfunctions._run_distributed_map",
        *("state_def", "raw_input", "effective", "iterator", "execution", "ctx"),
    )
    def run_distributed_map(original, state_def, raw_input, effective, iterator, execution, ctx):
        """Parameters may be expressions; children see no variables (Developer Guide, "Using Map state in Distributed mode",
        "Passing data between states with variables")."""
        if stepfunctions._state_query_language(state_def, ctx) != "JSONata":
            return original(state_def, raw_input, effective, iterator, execution, ctx)
        require_permission_for_children(execution["stateMachineArn"], state_def["Label"])
        values, inputs = map_items(state_def, raw_input, ctx), []
        for index, value in enumerate(values):
            item = ctx | {"Map": {"Item": {"Index": index, "Value": value}}}
            selected = stepfunctions._apply_jsonata_template(state_def["ItemSelector"], raw_input, item)
            inputs.append(within_limit(selected, "an item of the Map"))
        evaluated = {"Items", "ItemReader", "ItemSelector", "Output", "Assign"}
        plain = {name: it for name, it in state_def.items() if name not in evaluated}
        plain["MaxConcurrency"] = stepfunctions._apply_jsonata_template(state_def["MaxConcurrency"], raw_input, ctx)
        results, following = original(plain, raw_input, inputs, iterator, execution, ctx | {"variables": {}})
        within_limit(results, "the Map")
        output = stepfunctions._apply_jsonata_output(state_def, raw_input, ctx, result=results, default=results)
        stepfunctions._apply_state_assign(state_def, raw_input, ctx, result=results)
        return output, following


def require_permission_for_children(machine, label):
    """Its children are executions of the workflow itself (Developer Guide, "IAM policies for using Distributed Map states").

    They belong to stateMachine:NAME/LABEL (API Reference, StartExecution), for which the role is assumed. AWS does not document
    which of the two forms aws:SourceArn then has, so the trust policy must allow both."""
    role = execution_role.get()
    refusal = refusal_of(role, "states:StartExecution", machine)
    for source in (machine, f"{machine}/{label}"):
        if role and not refusal and not may_assume(role, source):
            refusal = f"{source} is not authorized to perform: sts:AssumeRole on resource: {role}"
    if refusal:
        raise stepfunctions._ExecutionError("States.Permissions", refusal)


def may_assume(role_arn, source_arn):
    """Whether the trust policy lets Step Functions assume the role for it (IAM User Guide, the confused deputy problem)."""
    account, name = role_arn.split(":")[4], role_arn.rpartition("/")[2]
    service = f"arn:aws:iam::{account}:root"
    asked = iam_evaluator.EvalContext(
        principal_arn=service,
        principal_type="Service",
        principal_account=account,
        action="sts:AssumeRole",
        resource_arn=role_arn,
        region=get_region(),
        service_context={"aws:sourcearn": source_arn, "aws:sourceaccount": get_account_id()},
    )
    trust = iam._roles.get_scoped(account, None, name)["AssumeRolePolicyDocument"]
    return iam_evaluator.evaluate_trust_policy(trust, service, asked)


def map_items(state_def, raw_input, ctx):
    if "ItemReader" not in state_def:
        return stepfunctions._jsonata_state_field(state_def, "Items", "array", raw_input, ctx)
    reader = stepfunctions._apply_jsonata_template(state_def["ItemReader"], raw_input, ctx)
    try:
        items = json.loads(object_of(**reader["Arguments"]))
    except ValueError as problem:
        raise unreadable(f"The object is not JSON: {problem}") from problem
    if not isinstance(items, list):
        # As recorded on AWS: https://github.com/localstack/localstack, test_map_item_reader_json_no_json_list_object.
        raise unreadable("Attempting to map over non-iterable node.")
    return items[: reader["ReaderConfig"]["MaxItems"]]


# The parameters have the names of the reader's arguments.
def object_of(Bucket, Key):
    """Without s3:ListBucket, S3 denies access to a key that does not exist (Amazon S3 API Reference, GetObject)."""
    bucket = f"arn:aws:s3:::{Bucket}"
    refusal = refusal_of(execution_role.get(), "s3:GetObject", f"{bucket}/{Key}")
    if refusal:
        raise unreadable(refusal)
    status, _, body = s3._get_object(Bucket, Key, {}, {})
    if status == 200:
        return body
    refusal = refusal_of(execution_role.get(), "s3:ListBucket", bucket)
    raise unreadable(refusal or "The specified key does not exist. (Service: S3, Status Code: 404, Request ID: none)")


def unreadable(cause):
    """The name of any error that stops a reader from reading its items (Developer Guide, "Handling errors in workflows")."""
    return stepfunctions._ExecutionError("States.ItemReaderFailed", cause)
