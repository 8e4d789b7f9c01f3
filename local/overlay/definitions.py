"""Definitions that Step Functions rejects when a workflow is created or updated, found by the validator of the checks.

bin/run needs no Node: without the validator, only MiniStack's own few checks apply.
"""

import re
from functools import cache

from ministack.core.responses import error_response_json

from stack.judging import Judge, are_installed

# AWS's codes for the validator's findings. The other codes are the same.
CODES = {"DUPLICATE_STATE_NAMES": "DUPLICATE_STATE_NAME"}
VALIDATOR = Judge("definitions.js")


def register(corrections):
    if not are_installed():
        return

    @corrections.replaces("ministack.services.stepfunctions._create_state_machine", "data")
    def create(original, data):
        """An invalid definition is InvalidDefinition (Step Functions API Reference, CreateStateMachine)."""
        return refused(data) or original(data)

    @corrections.replaces("ministack.services.stepfunctions._update_state_machine", "data")
    def update(original, data):
        """Like CreateStateMachine (Step Functions API Reference, UpdateStateMachine)."""
        return refused(data) or original(data)

    @corrections.replaces("ministack.services.cloudformation.provisioners._sfn_definition", "props")
    def declared(original, props):
        """CloudFormation passes on the message of both operations: https://github.com/aws-cloudformation/cfn-lint/issues/3616"""
        definition = original(props)
        refusal = refusal_of(definition)
        if refusal:
            raise ValueError(f'Resource handler returned message: "{refusal}"')
        return definition


def refused(request):
    refusal = refusal_of(request["definition"]) if "definition" in request else None
    return error_response_json("InvalidDefinition", refusal, 400) if refusal else None


@cache
def refusal_of(definition):
    """Step Functions' message for a definition, or None. Quotes the list of faults and, if there are several, also each one."""
    (errors,) = VALIDATOR.judged([definition])
    faults = [fault(**error) for error in errors]
    told = faults[0] if len(faults) == 1 else ", ".join(f"'{it}'" for it in faults)
    return f"Invalid State Machine Definition: '{told}'" if faults else None


def fault(code, message):
    message = re.sub(r"^A state with this name already exists: ", "Duplicate State name: ", message)
    return f"{CODES.get(code, code)}: {message}"
