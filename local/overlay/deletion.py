"""Deletion of stacks, where AWS refuses or waits and MiniStack does not."""

from ministack.services import stepfunctions


def register(corrections):
    corrections.needs("ministack.services.stepfunctions._executions")

    @corrections.replaces(
        "ministack.services.cloudformation.stacks._delete_resource",
        *("resource_type", "physical_id", "props", "stack_name", "logical_id"),
    )
    def keep_machines_with_executions(original, resource_type, physical_id, props, stack_name=None, logical_id=None):
        """A workflow is deleted only when all its executions have ended (Step Functions API Reference, DeleteStateMachine). AWS
        waits for them. Here, the deletion fails at once, so that no test waits."""
        if resource_type == "AWS::StepFunctions::StateMachine":
            number = len(running_executions(physical_id))
            if number:
                raise ValueError(f"State machine {physical_id} is being deleted: {number} of its executions are running.")
        return original(resource_type, physical_id, props, stack_name, logical_id)


def running_executions(machine):
    """Express executions are not among them: they end within minutes and do not delay a deletion."""
    if (stepfunctions._state_machines.get(machine) or {}).get("type") == "EXPRESS":
        return []
    return [it for it in stepfunctions._executions.values() if it["stateMachineArn"] == machine and it["status"] == "RUNNING"]
