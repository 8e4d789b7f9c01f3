"""A test message through the stack's own workflow, with its role, its topic and its key."""

import json

from glueconnector.smoke.verdicts import Unexpected, Verdicts
from glueconnector.target import Target

# An Express execution takes at most five minutes; a topic that refuses is tried for about one.
SECONDS = 310


class Notifications:
    def __init__(self, target: Target, verdicts: Verdicts):
        self._target = target
        self._verdicts = verdicts

    def run(self) -> None:
        self._verdicts.chain(self._send)

    def _send(self) -> None:
        with self._verdicts.check("", "a test message to the topic", "TellEnds") as note:
            topic = self._target.parameters.get("NotificationTopicArn")
            if not topic:
                raise Unexpected("the stack's parameter NotificationTopicArn is empty: deploy it with the ARN of an SNS topic")
            machine = self._target.output("RunJobStateMachineArn").replace("-RunJob", "-TellEnds")
            ended = self._target.client("stepfunctions", SECONDS).start_sync_execution(
                stateMachineArn=machine, input=json.dumps({"test": True})
            )
            if ended["status"] != "SUCCEEDED":
                raise Unexpected(f"{ended.get('error')}: {ended.get('cause')}")
            note(f"sent to {topic}; look for it where the topic's subscriptions deliver")
