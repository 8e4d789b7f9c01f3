"""Every place in the stack that keeps text: logs, tables, histories and messages."""

import json

from stack.running import STACK_NAME


class Sinks:
    def __init__(self, stack, aws, heard):
        self._stack = stack
        self._aws = aws
        self._heard = heard

    def answers(self):
        return "\n".join(self._heard)

    def logs(self):
        """Every log group of the stack, the functions' and the workflows'."""
        logs = self._aws.client("logs")
        pages = logs.get_paginator("describe_log_groups").paginate()
        groups = [it["logGroupName"] for page in pages for it in page["logGroups"] if STACK_NAME in it["logGroupName"]]
        events = logs.get_paginator("filter_log_events")
        return "\n".join(
            event["message"] for group in groups for page in events.paginate(logGroupName=group) for event in page["events"]
        )

    def histories(self):
        """Every execution of every state machine, with its data."""
        machines = self._aws.client("stepfunctions")
        texts = []
        for machine in machines.list_state_machines()["stateMachines"]:
            arn = machine["stateMachineArn"]
            for page in machines.get_paginator("list_executions").paginate(stateMachineArn=arn):
                for execution in page["executions"]:
                    history = machines.get_paginator("get_execution_history")
                    whole = history.paginate(executionArn=execution["executionArn"], includeExecutionData=True)
                    texts += [json.dumps(it["events"], default=str, ensure_ascii=False) for it in whole]
        return "\n".join(texts)

    def failures(self):
        """The messages of failed starts without a waiting caller; they stay in the queue."""
        queues = self._aws.client("sqs")
        queue = queues.get_queue_url(QueueName=f"{STACK_NAME}-start-failures")["QueueUrl"]
        bodies: dict[str, str] = {}
        while True:
            received = queues.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, VisibilityTimeout=0)
            new = {it["MessageId"]: it["Body"] for it in received.get("Messages", []) if it["MessageId"] not in bodies}
            if not new:
                return "\n".join(bodies.values())
            bodies |= new

    def rows(self):
        """Every item in the starts table."""
        tables = self._aws.client("dynamodb")
        (table,) = [it for it in tables.list_tables()["TableNames"] if it.startswith(f"{STACK_NAME}-StartsTable")]
        pages = tables.get_paginator("scan").paginate(TableName=table)
        return "\n".join(json.dumps(row, ensure_ascii=False) for page in pages for row in page["Items"])
