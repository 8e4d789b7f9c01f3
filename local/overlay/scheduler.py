"""EventBridge Scheduler's context attributes, and a clock that looks more often."""

import datetime
import json

from ministack.services import scheduler

SECONDS_BETWEEN_LOOKS = 1


def register(corrections):
    corrections.needs("ministack.services.scheduler._at_time_epoch")
    corrections.sets("ministack.services.scheduler._SCHEDULE_TICK_INTERVAL", SECONDS_BETWEEN_LOOKS)

    @corrections.replaces("ministack.services.eventbridge._invoke_target", "target", "event", "rule", "view")
    def fill_in_context(original, target, event, rule, view=None):
        """Scheduler replaces these keywords in the input (EventBridge Scheduler User Guide, "Adding context attributes")."""
        if event.get("Source") == "aws.scheduler" and target.get("Input"):
            target = target | {"Input": with_context(target["Input"], event, rule)}
        return original(target, event, rule, view)


def with_context(text, event, schedule):
    """A keyword stands inside a JSON string, so each value goes in as the inside of one."""
    attributes = {
        "<aws.scheduler.schedule-arn>": schedule["Arn"],
        "<aws.scheduler.scheduled-time>": scheduled_time(event, schedule),
        "<aws.scheduler.execution-id>": event["EventId"],
        "<aws.scheduler.attempt-number>": "1",
    }
    for keyword, value in attributes.items():
        text = text.replace(keyword, json.dumps(value)[1:-1])
    return text


def scheduled_time(event, schedule):
    """The moment of an at() expression; for rate() and cron() the moment of firing, at most a look late."""
    moment = scheduler._at_time_epoch(schedule.get("ScheduleExpression", "")) or event["Time"]
    return datetime.datetime.fromtimestamp(int(moment), datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
