"""The data of a task, a state or an execution has at most 256 KiB in UTF-8 (Step Functions Developer Guide, service quotas)."""

import json

from ministack.services import stepfunctions

MOST_BYTES = 256 * 1024
NOT_CAUGHT_BY_ALL = {"States.DataLimitExceeded", "States.Runtime"}


def register(corrections):
    @corrections.replaces("ministack.services.stepfunctions._invoke_resource", "resource", "input_data")
    def invoke(original, resource, input_data):
        name = resource.rpartition(":::")[2]
        return within_limit(original(resource, within_limit(input_data, name)), name)

    @corrections.replaces(
        "ministack.services.stepfunctions._apply_jsonata_output",
        *("state_def", "raw_input", "ctx", "result", "error_output", "default"),
    )
    def output(original, state_def, *arguments, **named):
        return within_limit(original(state_def, *arguments, **named), state_def.get("Type", "a catcher"))

    @corrections.replaces(
        "ministack.services.stepfunctions._apply_state_assign", "state_def", "raw_input", "ctx", "result", "error_output"
    )
    def assign(original, state_def, raw_input, ctx, **named):
        """The same limit applies to a state's assignments (Developer Guide, "Passing data between states with variables")."""
        original(state_def, raw_input, ctx, **named)
        assigned = {name: ctx["variables"].get(name) for name in state_def.get("Assign", {})}
        within_limit(assigned, f"Assign of {state_def.get('Type', 'a catcher')}")

    @corrections.replaces("ministack.services.stepfunctions._error_matches", "error_equals", "error")
    def matches(original, error_equals, error):
        """States.ALL catches neither error (Developer Guide, "Handling errors in workflows")."""
        return error in error_equals if error in NOT_CAUGHT_BY_ALL else original(error_equals, error)


def within_limit(data, name):
    """Returns the data. If it is too long, the task, state or item of that name fails."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=str)
    if len(text.encode(errors="surrogatepass")) > MOST_BYTES:
        cause = f"The state/task '{name}' returned a result with a size exceeding the maximum number of bytes service limit."
        raise stepfunctions._ExecutionError("States.DataLimitExceeded", cause)
    return data
