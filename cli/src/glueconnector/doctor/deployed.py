"""What a deployed stack does: its aliases, rules, alarms and subscriptions, and how its functions start."""

from collections.abc import Iterator
from typing import Any

from botocore.exceptions import ClientError

from glueconnector.doctor.subject import Subject
from glueconnector.doctor.verdicts import Verdict, bad, good, warning
from glueconnector.signing import object_of

ALIAS = "live"
TOPICS = ("AlarmTopicArn", "NotificationTopicArn")
AGAIN = "Deploy the stack again, and change functions and rules only by a deployment."


def aliases(subject: Subject) -> Iterator[Verdict]:
    """Each alias serves the version that the stack deployed, all from one package."""
    client = subject.target.client("lambda")
    versions = dict(it.rsplit(":", 1) for it in subject.of_type("AWS::Lambda::Version"))
    deployed = {arn.rpartition(":")[2]: version for arn, version in versions.items()}
    wrong, packages = [], set()
    for function in sorted(subject.of_type("AWS::Lambda::Function")):
        served = configuration(client, function)
        packages.add(served.get("CodeSha256"))
        wrong += [f"{function} {it}" for it in problems(served, deployed.get(function))]
    if len(packages) > 1 and not wrong:
        wrong.append("functions serve different packages")
    if wrong:
        yield bad("Aliases", f"{'; '.join(wrong)}.", AGAIN)
    else:
        yield good("Aliases", f"{len(deployed)} functions serve the version that was deployed last.")


def configuration(client: Any, function: str) -> dict[str, Any]:
    try:
        served: dict[str, Any] = client.get_function_configuration(FunctionName=function, Qualifier=ALIAS)
    except ClientError as refusal:
        if refusal.response["Error"]["Code"] != "ResourceNotFoundException":
            raise
        return {}
    return served


def problems(served: dict[str, Any], deployed: str | None) -> Iterator[str]:
    if not served:
        yield f"has no alias {ALIAS}"
    elif served["Version"] != deployed:
        yield f"serves version {served['Version']}, but version {deployed} was deployed"
    elif served.get("State", "Active") not in ("Active", "Inactive"):
        yield f"is {served['State']}: {served.get('StateReason', 'no reason is given')}"


def rules(subject: Subject) -> Iterator[Verdict]:
    """A disabled rule delays every end, and leaves the runs of aborted executions for an hour."""
    client = subject.target.client("events")
    names = sorted(it.rpartition("/")[2] for it in subject.of_type("AWS::Events::Rule"))
    off = [it for it in names if client.describe_rule(Name=it)["State"] == "DISABLED"]
    if off:
        yield bad("Rules", f"{', '.join(off)} disabled.", "Enable them with aws events enable-rule.")
    else:
        yield good("Rules", f"{len(names)} rules are enabled.")


def alarms(subject: Subject) -> Iterator[Verdict]:
    client = subject.target.client("cloudwatch")
    names = sorted(subject.of_type("AWS::CloudWatch::Alarm"))
    found = {it["AlarmName"]: it for it in client.describe_alarms(AlarmNames=names)["MetricAlarms"]} if names else {}
    missing = [it for it in names if it not in found]
    ringing = [name for name, it in found.items() if it["StateValue"] == "ALARM"]
    silent = [name for name, it in found.items() if not it["AlarmActions"] or not it["ActionsEnabled"]]
    if missing:
        yield bad("Alarms", f"{', '.join(missing)} deleted.", AGAIN)
    if ringing:
        yield bad("Alarms", f"{', '.join(ringing)} in state ALARM.", "See the table of alarms in docs/guide/operations.md.")
    if silent:
        yield warning("Alarms", f"{len(silent)} of {len(names)} alarms have no topic.", "Deploy with AlarmTopicArn.")
    if not missing + ringing + silent:
        yield good("Alarms", f"{len(names)} alarms are quiet.")


def subscriptions(subject: Subject) -> Iterator[Verdict]:
    """Each topic has a confirmed subscription: https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html"""
    topics = {name: subject.parameter(name) for name in TOPICS if subject.parameter(name)}
    for name, arn in topics.items():
        yield _subscriptions_of(subject, name, arn)
    if not topics:
        yield good("Subscriptions", "The stack has no topic.")


def _subscriptions_of(subject: Subject, name: str, arn: str) -> Verdict:
    try:
        pages = subject.target.client("sns").get_paginator("list_subscriptions_by_topic").paginate(TopicArn=arn)
        found = [it["SubscriptionArn"] for page in pages for it in page["Subscriptions"]]
    except ClientError as refusal:
        if refusal.response["Error"]["Code"] not in ("NotFound", "NotFoundException"):
            raise
        return bad(
            "Subscriptions", f"{name} names {arn}, which does not exist.", f"Deploy with the {name} of a topic that exists."
        )
    pending = [it for it in found if not it.startswith("arn:")]
    if len(pending) == len(found):
        waiting = f", and {len(pending)} wait for a confirmation" if pending else ""
        return bad(
            "Subscriptions",
            f"{name}: there is no confirmed subscription to {arn}{waiting}.",
            "Subscribe to it, and confirm by the link in the email.",
        )
    if pending:
        return warning(
            "Subscriptions",
            f"{name}: {len(pending)} of {len(found)} wait for a confirmation.",
            "Confirm by the link in the email.",
        )
    return good("Subscriptions", f"{name}: {len(found)} confirmed.")


def cold_start(subject: Subject) -> Iterator[Verdict]:
    """The last cold start since the last deployment: docs/guide/cold-starts.md."""
    line = last_cold_start(subject)
    if line is None:
        remedy = "Call an action, for example with bin/smoke, and run bin/doctor again."
        yield warning("Cold start", "No function has logged one since the last deployment.", remedy)
        return
    facts = ("version", "jvm", "classCache", "httpClient", "initMillis")
    told = f"{line.get('action')}: " + ", ".join(f"{it} {line[it]}" for it in facts if it in line)
    wants_boot_path = subject.parameter("BootPath") == "true" and subject.parameter("Runtime") == "java25"
    if wants_boot_path and line.get("bootPath") is False:
        remedy = "A layer may have replaced AWS_LAMBDA_EXEC_WRAPPER; see docs/guide/cold-starts.md."
        yield warning("Cold start", f"{told}, without the boot path.", remedy)
    else:
        yield good("Cold start", f"{told}.")


def version(subject: Subject) -> Iterator[Verdict]:
    """The version of the stack and the one that its functions log."""
    deployed = subject.outputs.get("Version")
    logged = (last_cold_start(subject) or {}).get("version")
    if deployed and logged and logged != deployed:
        yield bad("Version", f"The stack has version {deployed}, but a function logged version {logged}.", AGAIN)
    else:
        yield good("Version", f"The stack has version {deployed}." if deployed else "The stack was deployed without a version.")


def last_cold_start(subject: Subject) -> dict[str, Any] | None:
    """The newest line about a cold start that CloudWatch Logs has since the last deployment, or None."""
    description = subject.description or {}
    since = description.get("LastUpdatedTime", description.get("CreationTime"))
    asked: dict[str, Any] = {"logGroupName": f"/aws/lambda/{subject.name}", "filterPattern": '"cold start"'}
    asked |= {"startTime": int(since.timestamp() * 1000)} if since else {}
    pages = subject.target.client("logs").get_paginator("filter_log_events").paginate(**asked)
    lines = [it["message"] for page in pages for it in page["events"] if '"cold start"' in it["message"]]
    found = [it for it in map(object_of, lines) if it.get("message") == "cold start"]
    return max(found, key=lambda it: str(it.get("timestamp")), default=None)
