"""A world that tells: its executions' ends are reported to TellEnds, and its messages and events are kept."""

import copy
import json
from functools import cache
from random import Random

from interpreter import Execution, TaskFailed, iso
from rendering import rendered_workflows
from world import Table, World

TOPIC = "arn:aws:sns:eu-west-1:111122223333:nights"
CLAIMED = "attribute_not_exists(claimedUntil) OR claimedUntil < :now OR claimedBy = :me"
# The data of a task: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
MOST_BYTES = 256 * 1024


def telling(**parameters):
    """The definitions of a stack with a topic."""
    return copy.deepcopy(_telling(**({"NotificationTopicArn": TOPIC} | parameters)))


@cache
def _telling(**parameters):
    return rendered_workflows(**parameters)


class Told(Table):
    """Also holds the claims of messages and events."""

    def get(self, arguments):
        row = self._rows.get(arguments["Key"]["startId"]["S"])
        return {"Item": row} if row else {}

    @staticmethod
    def _hold(condition, row, values):
        if condition != CLAIMED:
            return Table._hold(condition, row, values)
        is_free = "claimedUntil" not in row or int(row["claimedUntil"]["N"]) < int(values[":now"]["N"])
        if not is_free and row["claimedBy"] != values[":me"]:
            raise TaskFailed("DynamoDb.ConditionalCheckFailedException")
        return None


class TellingWorld(World):
    """`fate` gives the delays after which an execution's end is reported; `mishap` may fail or end a task of TellEnds."""

    def __init__(self, expressions, definitions, things=(), chance=None, trouble=0.0):
        super().__init__(expressions, definitions, chance or Random(1), things, trouble)
        self.table: Told = Told()
        self.searches = True
        self.ignored = set()
        self.messages = []
        self.events = []
        self.metrics = []
        self.last_sent = 0.0
        self.described = []
        self.when_ended = self._report
        self.fate = lambda execution: [1.0]
        self.mishap = lambda execution, task: None

    def jitter(self, pause):
        """Any pause up to the given one: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html"""
        return self.chance.uniform(0, pause)

    def has_ended(self, workflow, outcome, output=None, given=None, name=None):
        """An execution that has just ended."""
        name = name or str(len(self.executions))
        execution = Execution(self, workflow, f"{self._arn('execution', workflow)}:{name}", given or {"name": "load"})
        self.executions[execution.arn] = execution
        execution.began_at = self.now
        execution.end(outcome, output)
        return execution

    def tell(self, execution):
        """Starts TellEnds as the rule does, which passes on nothing but the ARN."""
        return self.start("TellEnds", {"executions": [{"execution": execution.arn}]})

    def failures(self):
        """The executions of TellEnds that an alarm reports."""
        return [it for it in self.executions.values() if it.workflow == "TellEnds" and it.status == "FAILED"]

    def _report(self, execution):
        if execution.workflow in ("RunJob", "RunCrawler", "RunFleet"):
            for delay in self.fate(execution):
                self.at(self.now + delay, lambda: self.tell(execution))

    def _begun(self, execution, resource, arguments):
        if resource.endswith(".waitForTaskToken"):
            execution.waited_for = [json.dumps(arguments)]
        task = resource.removeprefix("aws-sdk:")
        act = {
            "dynamodb:getItem": lambda: self.table.get(arguments),
            "sns:publish": lambda: self._keep(self.messages, arguments, {"MessageId": "m"}),
            "cloudwatch:putMetricData": lambda: self._keep(self.metrics, arguments, {}),
            "events:putEvents": lambda: self._keep(self.events, arguments["Entries"][0], {"FailedEntryCount": 0}),
            "sfn:getExecutionHistory": lambda: self._last_event(self.executions[arguments["ExecutionArn"]]),
        }.get(task) or super()._begun(execution, resource, arguments)
        if execution.workflow != "TellEnds":
            return act

        def may_fail():
            self.mishap(execution, task)
            result = act()
            if len(json.dumps(result)) > MOST_BYTES:
                raise TaskFailed("States.DataLimitExceeded", None)
            if task == "sfn:describeExecution" and arguments.get("IncludedData") == "METADATA_ONLY":
                return {name: it for name, it in result.items() if name not in ("Input", "Output", "Error", "Cause")}
            return result

        return may_fail

    def _keep(self, kept, arguments, result):
        self.last_sent = self.now
        kept.append(arguments)
        return result

    def _described(self, execution):
        self.described.append(execution.arn)
        told = super()._described(execution) | {"Name": execution.arn.rpartition(":")[2]}
        if execution.outcome:
            told["StopDate"] = iso(execution.ended_at)
        if execution.output is not None:
            told |= {"Output": json.dumps(execution.output)} if execution.status == "SUCCEEDED" else {"Cause": execution.output}
        return told

    @staticmethod
    def _last_event(execution):
        if execution.status == "SUCCEEDED":
            details = {"Output": json.dumps(execution.output)}
            return {"Events": [{"Type": "ExecutionSucceeded", "ExecutionSucceededEventDetails": details}]}
        if execution.status != "FAILED":
            scheduled = [
                {"Type": "TaskScheduled", "TaskScheduledEventDetails": {"Parameters": it}} for it in execution.waited_for
            ]
            return {"Events": [{"Type": f"Execution{execution.status.title().replace('_', '')}"}, *scheduled]}
        details = {"Error": execution.outcome, "Cause": execution.output}
        return {"Events": [{"Type": "ExecutionFailed", "ExecutionFailedEventDetails": details}]}

    def _call(self, execution, function, payload):
        """Adds what the functions report about an ended run or crawl."""
        result = super()._call(execution, function, payload)
        if result.get("progress") != "ended":
            return result
        return result | {"name": payload["name"], "region": self.region, "errorMessage": "no disk", "retryable": False}
