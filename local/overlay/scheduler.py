"""EventBridge Scheduler's context attributes and time zones, and a clock that polls more often."""

import datetime
import json
import time
import zoneinfo

from ministack.services import scheduler

SECONDS_BETWEEN_LOOKS = 1


def register(corrections):
    corrections.needs(
        "ministack.services.scheduler._at_time_epoch",
        "ministack.services.scheduler._error",
        "ministack.services.scheduler._schedules",
        "ministack.services.scheduler._to_epoch",
    )
    corrections.sets("ministack.services.scheduler._SCHEDULE_TICK_INTERVAL", SECONDS_BETWEEN_LOOKS)

    @corrections.replaces("ministack.services.eventbridge._invoke_target", "target", "event", "rule", "view")
    def fill_in_context(original, target, event, rule, view=None):
        """Scheduler replaces these keywords in the input (EventBridge Scheduler User Guide, "Adding context attributes")."""
        if event.get("Source") == "aws.scheduler" and target.get("Input"):
            target = target | {"Input": with_context(target["Input"], event, rule)}
        return original(target, event, rule, view)

    for change in ("_create_schedule", "_update_schedule"):

        @corrections.replaces(f"ministack.services.scheduler.{change}", "name", "body")
        def keep_time_zone(original, name, body):
            """Each kind of expression is evaluated in the schedule's time zone (Scheduler User Guide, "Schedule types")."""
            if starts_too_early(body):
                message = "The StartDate you specify cannot be earlier than 5 minutes ago."
                return scheduler._error(400, "ValidationException", message)
            zone = body.get("ScheduleExpressionTimezone", "UTC")
            if zone not in zoneinfo.available_timezones():
                return scheduler._error(400, "ValidationException", f"Provided timezone is not valid: {zone}")
            answer = original(name, body)
            schedule = scheduler._schedules.get(f"{body.get('GroupName', 'default')}/{name}")
            if schedule:
                schedule["ScheduleExpression"] = Zoned(schedule["ScheduleExpression"], schedule["ScheduleExpressionTimezone"])
            return answer

    @corrections.replaces("ministack.services.scheduler._at_time_epoch", "expr")
    def moment_in_zone(original, expr):
        moment = original(expr)
        return moment if moment is None else as_utc(datetime.datetime.fromtimestamp(moment, datetime.UTC), expr).timestamp()

    @corrections.replaces("ministack.services.eventbridge._parse_cron_fields", "expr")
    def remember_zone(original, expr):
        fields = original(expr)
        return ZonedFields(fields, expr) if fields and isinstance(expr, Zoned) else fields

    @corrections.replaces("ministack.services.eventbridge._cron_next_fire", "fields", "after_dt")
    def next_in_zone(original, fields, after_dt):
        if not isinstance(fields, ZonedFields):
            return original(fields, after_dt)
        local = after_dt.astimezone(fields.expression.zone).replace(tzinfo=datetime.UTC)
        found = original(fields, local)
        return found and as_utc(found, fields.expression)


def starts_too_early(body):
    """Of a schedule that repeats; as reported from AWS: https://github.com/getmoto/moto/pull/8172"""
    begins = scheduler._to_epoch(body.get("StartDate"))
    return begins is not None and begins < time.time() - 300 and not body.get("ScheduleExpression", "").startswith("at(")


class Zoned(str):
    """An expression with the time zone in which it is evaluated."""

    zone: zoneinfo.ZoneInfo

    def __new__(cls, expression, zone="UTC"):
        zoned = super().__new__(cls, expression)
        zoned.zone = zoneinfo.ZoneInfo(zone)
        return zoned


class ZonedFields(tuple):
    """The fields of a cron expression with the expression they belong to."""

    expression: Zoned

    def __new__(cls, fields, expression):
        zoned = super().__new__(cls, fields)
        zoned.expression = expression
        return zoned


def as_utc(moment, expression):
    """MiniStack treats every time as UTC, so this returns the same clock time in the expression's zone."""
    zone = getattr(expression, "zone", datetime.UTC)
    return moment.replace(tzinfo=zone).astimezone(datetime.UTC)


def with_context(text, event, schedule):
    """A keyword is inside a JSON string, so each value is inserted in its JSON-escaped form."""
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
    """The time of an at() expression; for rate() and cron() the time of firing, at most one poll late."""
    moment = scheduler._at_time_epoch(schedule.get("ScheduleExpression", "")) or event["Time"]
    return datetime.datetime.fromtimestamp(int(moment), datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
