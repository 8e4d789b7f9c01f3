"""A test message through the stack's own workflow, with its role, its topic and its key."""

import json

from stack.processes import Failed

# An Express execution takes at most five minutes; a topic that refuses is tried for about one.
SECONDS = 310


class Notifications:
    def __init__(self, stack, verdicts):
        self._stack = stack
        self._verdicts = verdicts

    def run(self):
        self._verdicts.chain(self._send)

    def _send(self):
        with self._verdicts.check("", "a test message to the topic", "TellEnds") as came:
            topic = self._stack.parameters.get("NotificationTopicArn")
            if not topic:
                raise Failed("the stack's parameter NotificationTopicArn is empty: deploy it with the ARN of an SNS topic")
            machine = self._stack.outputs["RunJobStateMachineArn"].replace("-RunJob", "-TellEnds")
            ended = self._stack.client("stepfunctions", SECONDS).start_sync_execution(
                stateMachineArn=machine, input=json.dumps({"test": True})
            )
            if ended["status"] != "SUCCEEDED":
                raise Failed(f"{ended.get('error')}: {ended.get('cause')}")
            came(f"sent to {topic}; look for it where the topic's subscriptions deliver")
