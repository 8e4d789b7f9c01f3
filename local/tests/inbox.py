"""The messages and events with which the stack tells how executions end."""

import json
from urllib.parse import unquote

from glueconnector.smoke.waiting import poll
from stack.environment import ACCOUNT, REGION
from stack.running import INBOX

EVENTS = "told-events"


class Inbox:
    """Keeps every message and event that has come since it was opened."""

    def __init__(self, aws):
        self._queues = aws.client("sqs")
        self._rules = aws.client("events")
        self._kept: dict[str, list] = {INBOX: [], EVENTS: []}
        self._queues.create_queue(QueueName=EVENTS)
        self._rules.put_rule(Name=EVENTS, EventPattern=json.dumps({"source": ["glue-connector"]}))
        self._rules.put_targets(Rule=EVENTS, Targets=[{"Id": "kept", "Arn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{EVENTS}"}])

    def messages(self, text=""):
        """The messages with a text: subject and body."""
        return [it for it in self._all(INBOX) if text in it["Message"]]

    def events(self, execution=""):
        return [it for it in self._all(EVENTS) if execution in it["detail"]["execution"]]

    def of(self, execution):
        """The numbers of events and messages of an execution."""
        return len(self.events(execution)), len(self.messages(execution))

    def await_events(self, execution):
        poll(lambda: self.events(execution), lambda found: found)

    def await_both(self, execution, events=1, messages=1):
        poll(lambda: self.of(execution), lambda found: found[0] >= events and found[1] >= messages)
        assert self.of(execution) == (events, messages)

    def _all(self, name):
        queue = self._queues.get_queue_url(QueueName=name)["QueueUrl"]
        while received := self._queues.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", []):
            for it in received:
                self._kept[name].append(json.loads(it["Body"]))
                self._queues.delete_message(QueueUrl=queue, ReceiptHandle=it["ReceiptHandle"])
        return self._kept[name]


def text_of(messages, events):
    """All texts in which a secret would show, links included."""
    return unquote(json.dumps([messages, events], ensure_ascii=False))
