"""Executions of the stack's workflows that wait, and their calls to Glue."""

import json
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256

from glueconnector.smoke.waiting import poll
from stack.environment import ACCOUNT, REGION
from stack.running import STACK_NAME

SECONDS_TO_END = 40
# Changes with which a copy of a workflow does not delay a test; all else is as deployed.
LOOKING_OFTEN = {"[300, 900, 3600]": "[2]", "[15, 45, 60, 60, 60, 60, 60, 60, 60, 60, 300]": "[2]"}
PAUSING_SHORTLY = {'"Seconds": 15': '"Seconds": 1'}
SETTLING_SHORTLY = {'"Seconds": 30': '"Seconds": 1'}
# As if the hour and the minutes after it were over.
AT_ONCE = {"+ 3900000": "- 3900000"}
NOT_REPEATING = {f'"MaxAttempts": {it}': '"MaxAttempts": 0' for it in (6, 8, 10)}
# A topic, a bus or a role that refuses is asked once.
TELLING_ONCE = {f'"MaxAttempts": {it}': '"MaxAttempts": 0' for it in (3, 6, 12)}
# A denied poll is retried twice, within seconds.
DENIED_SHORTLY = {'"IntervalSeconds": 15': '"IntervalSeconds": 1', '"MaxAttempts": 7': '"MaxAttempts": 2'}
QUEUING_SHORTLY = {'"Seconds": 20': '"Seconds": 1'}


class Waits:
    def __init__(self, stack, aws, glue):
        self._stack = stack
        self._machines = aws.client("stepfunctions")
        self._tables = aws.client("dynamodb")
        self._glue = glue
        self._copies = {}

    def start(self, fields, workflow="RunJob", changes=None, **more):
        machine = self.machine(workflow)
        machine = self._copy(machine, changes) if changes else machine
        return self._machines.start_execution(stateMachineArn=machine, input=json.dumps(fields), **more)["executionArn"]

    def ended(self, execution):
        return poll(lambda: self.now(execution), lambda now: now["status"] != "RUNNING", SECONDS_TO_END)

    def now(self, execution):
        return self._machines.describe_execution(executionArn=execution)

    def input_of(self, execution):
        return json.loads(self.now(execution)["input"])

    def stop(self, execution):
        self._machines.stop_execution(executionArn=execution)

    def entered(self, execution):
        """The states that an execution has entered, in order."""
        events = self._machines.get_execution_history(executionArn=execution, maxResults=1000)["events"]
        return [it["stateEnteredEventDetails"]["name"] for it in events if "stateEnteredEventDetails" in it]

    def calls(self, execution):
        """The calls of an execution, in order, including those inside its maps."""
        events = self._machines.get_execution_history(executionArn=execution, maxResults=1000)["events"]
        called = (it["taskScheduledEventDetails"]["resource"] for it in events if it["type"] == "TaskScheduled")
        return [it.removeprefix("arn:aws:states:::").removeprefix("aws-sdk:") for it in called]

    def failed_tasks(self, execution):
        """The errors of an execution's tasks, including those of retried attempts."""
        events = self._machines.get_execution_history(executionArn=execution, maxResults=1000)["events"]
        return [it["taskFailedEventDetails"]["error"] for it in events if it["type"] == "TaskFailed"]

    def executions_of(self, fleet, indexes):
        """The executions of RunJob for some of a fleet's items."""
        prefix = self.machine("RunJob").replace(":stateMachine:", ":execution:")
        return [f"{prefix}:fleet-{sha256(fleet.encode()).hexdigest()[:32]}-{index}-0" for index in indexes]

    def ends_of(self, job_run_id):
        """The executions of EndWaits for a run, among the latest."""
        latest = self._machines.list_executions(stateMachineArn=self.machine("EndWaits"), maxResults=20)["executions"]
        return [it["executionArn"] for it in latest if self.input_of(it["executionArn"])["detail"].get("jobRunId") == job_run_id]

    def run_of(self, execution):
        """The run that an execution has started, according to its history."""
        events = self._machines.get_execution_history(executionArn=execution, maxResults=1000)["events"]
        outputs = [json.loads(it["taskSucceededEventDetails"]["output"]) for it in events if "taskSucceededEventDetails" in it]
        return next(it["Payload"]["jobRunId"] for it in outputs if "jobRunId" in it.get("Payload", {}))

    def failures(self, execution):
        """The errors with which tasks of an execution have failed."""
        events = self._machines.get_execution_history(executionArn=execution, maxResults=1000)["events"]
        details = [it.get("lambdaFunctionFailedEventDetails") or it.get("taskFailedEventDetails") for it in events]
        return [it["error"] for it in details if it]

    def entered_at(self, execution, state):
        events = self._machines.get_execution_history(executionArn=execution, maxResults=1000)["events"]
        return next(it["timestamp"] for it in events if it.get("stateEnteredEventDetails", {}).get("name") == state)

    def waiting(self, execution, times=1):
        """Waits until an execution has stored its token."""
        poll(lambda: self._is_waiting(execution, times), lambda done: done)

    def event(self, job_run_id, account=ACCOUNT, region=REGION):
        """An event that a run has ended, as EventBridge delivers it."""
        return self._event({"jobRunId": job_run_id, "state": "SUCCEEDED"}, account, region)

    def crawler_event(self, crawler):
        return self._event({"crawlerName": crawler, "state": "Succeeded"}, ACCOUNT, REGION)

    @staticmethod
    def _event(detail, account, region):
        return {"id": "made-by-a-test", "account": account, "region": region, "detail": detail}

    def wake(self, event):
        """Passes an event to EndWaits, as a rule does; returns the ended execution."""
        return self.ended(self.forward(event))

    def forward(self, event):
        return self.start(event, "EndWaits")

    def latest(self, workflow):
        """The latest executions of a workflow, described."""
        found = self._machines.list_executions(stateMachineArn=self.machine(workflow), maxResults=20)["executions"]
        return [self.now(it["executionArn"]) for it in found]

    def running(self, workflow):
        """The executions of a workflow that run now."""
        machine = self.machine(workflow)
        return [
            it["executionArn"]
            for it in self._machines.list_executions(stateMachineArn=machine, statusFilter="RUNNING")["executions"]
        ]

    def verdict(self, fleet, index):
        """The item that a fleet has written for one of its items."""
        return {name: next(iter(it.values())) for name, it in self._row(f"fleet:{fleet}/{index}").items()}

    def verdicts(self, fleet):
        """All items that a fleet has written, by the numbers of the fleet's items."""
        prefix, rows = f"fleet:{fleet}/", self._rows(f"fleet:{fleet}/")
        return {int(key.removeprefix(prefix)): row for key, row in rows.items()}

    def endings(self, workflow):
        """The statuses of a workflow's executions so far."""
        executions = self._machines.list_executions(stateMachineArn=self.machine(workflow))["executions"]
        return [it["status"] for it in executions]

    def row(self, job_run_id, account=ACCOUNT):
        """The table's item for the waits of a run."""
        return self._row(f"wait:{account}/{REGION}/{job_run_id}")

    def _rows(self, prefix):
        looked = {"FilterExpression": "begins_with(startId, :prefix)", "ExpressionAttributeValues": {":prefix": {"S": prefix}}}
        pages = self._tables.get_paginator("scan").paginate(TableName=self.table(), **looked)
        rows = [{name: next(iter(it.values())) for name, it in row.items()} for page in pages for row in page["Items"]]
        return {row["startId"]: row for row in rows}

    def table(self):
        (table,) = [it for it in self._tables.list_tables()["TableNames"] if it.startswith(f"{STACK_NAME}-StartsTable")]
        return table

    def _row(self, key):
        table = self.table()
        return self._tables.get_item(TableName=table, Key={"startId": {"S": key}}, ConsistentRead=True).get("Item", {})

    def machine(self, workflow):
        return self._stack.outputs["RunJobStateMachineArn"].replace("-RunJob", f"-{workflow}")

    def definition(self, workflow):
        return self._machines.describe_state_machine(stateMachineArn=self.machine(workflow))["definition"]

    def reads(self, job_run_id):
        """The names of the read operations on a run that reached Glue."""
        bodies = [it for it in self._glue.requests() if it["operation"].startswith("Get")]
        return [it["operation"] for it in bodies if it["body"].get("RunId") == job_run_id and it["accessKeyId"] != "test"]

    def _is_waiting(self, execution, times):
        history = self._machines.get_execution_history(executionArn=execution, maxResults=1000)["events"]
        scheduled = [it for it in history if it["type"] == "TaskScheduled"]
        tokens = [it for it in scheduled if "waitForTaskToken" in it["taskScheduledEventDetails"]["resource"]]
        return len(tokens) >= times

    @contextmanager
    def altered(self, workflow, changes):
        """Runs the workflow itself with changes until the end of the context."""
        machine = self.machine(workflow)
        deployed = self._machines.describe_state_machine(stateMachineArn=machine)["definition"]
        self._machines.update_state_machine(stateMachineArn=machine, definition=changed(deployed, changes))
        try:
            yield
        finally:
            self._machines.update_state_machine(stateMachineArn=machine, definition=deployed)

    def stops(self, execution):
        """The current executions of StopAbandoned for an execution."""
        found = self._machines.list_executions(stateMachineArn=self.machine("StopAbandoned"))["executions"]
        told = [self.now(it["executionArn"]) for it in found if it["startDate"] >= self.now(execution)["startDate"]]
        return [it for it in told if json.loads(it["input"])["executionArn"] == execution]

    def stopped(self, execution):
        """Waits until each execution of StopAbandoned for an execution has succeeded; there must be one."""
        ended = poll(
            lambda: {it["status"] for it in self.stops(execution)}, lambda found: found and "RUNNING" not in found, SECONDS_TO_END
        )
        assert ended == {"SUCCEEDED"}, self.stops(execution)
        return self.stops(execution)

    def search(self, hour=None):
        """The execution of FindAbandoned for an hour, by default the current one."""
        hour = hour or datetime.now(UTC).strftime("%Y-%m-%dT%H")
        return f"{self.machine('FindAbandoned').replace(':stateMachine:', ':execution:')}:{hour}"

    def _copy(self, machine, changes):
        key = machine, str(changes)
        if key not in self._copies:
            deployed = self._machines.describe_state_machine(stateMachineArn=machine)
            definition = changed(deployed["definition"], changes)
            name = f"{deployed['name']}-{len(self._copies)}"
            copy = self._machines.create_state_machine(name=name, definition=definition, roleArn=deployed["roleArn"])
            self._copies[key] = copy["stateMachineArn"]
        return self._copies[key]


def output_of(ended):
    assert ended["status"] == "SUCCEEDED", ended
    return json.loads(ended["output"])


def failure_of(ended):
    assert ended["status"] == "FAILED", ended
    return ended["error"], json.loads(ended["cause"])


def changed(definition, changes):
    for before, after in changes.items():
        assert before in definition, before
        definition = definition.replace(before, after)
    return definition
