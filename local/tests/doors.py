"""The ways to call a function, each with the same request and the same kind of outcome."""

import datetime
import json
from dataclasses import dataclass

from glueconnector.routes import request_of
from glueconnector.smoke.waiting import poll
from stack.openapi import CONTRACT

ERROR = "io.glueconnector.error."
CODES = CONTRACT["components"]["schemas"]["ErrorCode"]["enum"]
MACHINE = "any-action"


@dataclass(frozen=True)
class Outcome:
    """A result, or the problem document of a failure in the form of the door."""

    answer: dict | None = None
    problem: dict | None = None

    def answered(self):
        assert self.problem is None, self.problem
        return self.answer

    def failed(self):
        assert self.problem is not None, self.answer
        return self.problem


class Doors:
    def __init__(self, stack, call, aws, heard):
        self._stack = stack
        self._call = call
        self._lambda = aws.client("lambda")
        self._machines = aws.client("stepfunctions")
        self._scheduler = aws.client("scheduler")
        self._machine = any_action_machine(stack, aws)
        self._heard = heard

    def through(self, door, action, fields):
        return {"http": self.http, "direct": self.direct, "machine": self.machine}[door](action, fields)

    def http(self, action, fields):
        method, path, body, headers = request_of(action, **fields)
        answer = self._call(method, path, body, caller="root", headers=headers)
        content = json.loads(answer.body)
        return Outcome(answer=content) if answer.status == 200 else Outcome(problem=content)

    def direct(self, action, fields):
        return self.invoke(self.function(action), fields)

    def invoke(self, function, fields):
        answer = self._lambda.invoke(FunctionName=function, Payload=json.dumps(fields))
        payload = answer["Payload"].read().decode()
        self._heard.append(payload)
        content = json.loads(payload)
        if "FunctionError" not in answer:
            return Outcome(answer=content)
        assert answer["FunctionError"] == "Unhandled"
        return Outcome(problem=problem(content["errorType"], content["errorMessage"]))

    def machine(self, action, fields):
        """Calls through a state machine that catches every error of the catalogue by its own name."""
        ended = self._execute({"function": self.function(action), "payload": fields})
        assert ended["status"] == "SUCCEEDED", ended
        output = json.loads(ended["output"])
        if "caughtAs" not in output:
            return Outcome(answer=output["answer"])
        assert output["error"] == output["caughtAs"]
        cause = json.loads(output["cause"])
        assert cause["errorType"] == output["error"]
        assert "stackTrace" not in cause or cause["stackTrace"] == []
        return Outcome(problem=problem(output["error"], cause["errorMessage"]))

    def _execute(self, request):
        execution = self._machines.start_execution(stateMachineArn=self._machine, input=json.dumps(request))["executionArn"]
        return poll(lambda: self._machines.describe_execution(executionArn=execution), lambda now: now["status"] != "RUNNING")

    def schedule(self, name, target, fields):
        """Calls a function's alias or a state machine once, a second or two from now."""
        moment = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=1)
        self._scheduler.create_schedule(
            Name=name,
            GroupName=self._stack.outputs["ScheduleGroupName"],
            ScheduleExpression=f"at({moment:%Y-%m-%dT%H:%M:%S})",
            FlexibleTimeWindow={"Mode": "OFF"},
            Target={"Arn": target, "RoleArn": self._stack.outputs["ScheduleRoleArn"], "Input": json.dumps(fields)},
        )

    def function(self, action):
        return self._stack.outputs[f"{action}FunctionArn"]


def problem(error_type, message):
    """The problem document that a thrown error carries, under the Java class name that Step Functions matches."""
    content = json.loads(message)
    assert error_type == ERROR + content["code"]
    return content


def any_action_machine(stack, aws):
    """A state machine that calls a given function and catches each error of the catalogue by its name."""
    caught = {"error": "{% $states.errorOutput.Error %}", "cause": "{% $states.errorOutput.Cause %}"}
    definition = {
        "QueryLanguage": "JSONata",
        "StartAt": "Call",
        "States": {
            "Call": {
                "Type": "Task",
                "Resource": "arn:aws:states:::lambda:invoke",
                "Arguments": {"FunctionName": "{% $states.input.function %}", "Payload": "{% $states.input.payload %}"},
                "Output": {"answer": "{% $states.result.Payload %}"},
                "Catch": [
                    {"ErrorEquals": [ERROR + code], "Output": caught | {"caughtAs": ERROR + code}, "Next": "Caught"}
                    for code in CODES
                ],
                "End": True,
            },
            "Caught": {"Type": "Succeed"},
        },
    }
    functions = [arn for name, arn in stack.outputs.items() if name.endswith("FunctionArn")]
    role = "calls-any-action"
    trust = {"Effect": "Allow", "Principal": {"Service": "states.amazonaws.com"}, "Action": "sts:AssumeRole"}
    calls = {"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": functions}
    iam = aws.client("iam")
    arn = iam.create_role(RoleName=role, AssumeRolePolicyDocument=document(trust))["Role"]["Arn"]
    iam.put_role_policy(RoleName=role, PolicyName="functions", PolicyDocument=document(calls))
    machines = aws.client("stepfunctions")
    return machines.create_state_machine(name=MACHINE, definition=json.dumps(definition), roleArn=arn)["stateMachineArn"]


def document(statement):
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})
