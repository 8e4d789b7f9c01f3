"""Parameters that CloudFormation accepts and that fail later: in the middle of a deployment, or at the first alarm."""

from collections.abc import Iterator
from zoneinfo import available_timezones

from botocore.exceptions import ClientError

from glueconnector.doctor.subject import Subject
from glueconnector.doctor.verdicts import Verdict, bad, good, warning

CHECK = "Parameters"
# Services that reach only what is in their own Region.
OF_THE_REGION = ("AlarmTopicArn", "NotificationTopicArn", "NotificationKeyArn", "ConnectionKeyArns")


def parameters(subject: Subject) -> Iterator[Verdict]:
    found = [*_elsewhere(subject), *_boundary(subject), *_regions(subject), *_time_zone(subject)]
    yield from found or [good(CHECK, f"{len(subject.given)} given, and the others as deployed or by default, fit together.")]


def _elsewhere(subject: Subject) -> Iterator[Verdict]:
    for name in OF_THE_REGION:
        for arn in filter(None, subject.parameter(name).split(",")):
            region = arn.split(":")[3]
            if region != subject.region:
                yield bad(
                    CHECK, f"{name} is in {region}, but the stack is in {subject.region}.", f"Name one in {subject.region}."
                )


def _boundary(subject: Subject) -> Iterator[Verdict]:
    arn = subject.parameter("PermissionsBoundary")
    if not arn:
        return
    try:
        subject.target.client("iam").get_policy(PolicyArn=arn)
    except ClientError as refusal:
        if refusal.response["Error"]["Code"] not in ("NoSuchEntity", "NoSuchEntityException"):
            raise
        yield bad(CHECK, f"PermissionsBoundary names {arn}, which does not exist.", "Create it from policies/boundary.json.")


def _regions(subject: Subject) -> Iterator[Verdict]:
    allowed = list(filter(None, subject.parameter("AllowedRegions").split(",")))
    known = set(
        subject.target.session.get_available_regions("glue", subject.target.session.get_partition_for_region(subject.region))
    )
    for region in (it for it in allowed if it not in known):
        yield warning(CHECK, f"AllowedRegions names {region}, in which this AWS SDK knows no Glue.", "Check the Region's name.")
    if allowed and subject.region not in allowed:
        remedy = "Add it, unless every connection names another Region."
        yield warning(CHECK, f"AllowedRegions lacks the stack's own Region, {subject.region}.", remedy)


def _time_zone(subject: Subject) -> Iterator[Verdict]:
    zone, known = subject.parameter("ScheduleTimezone"), available_timezones()
    if known and zone not in known:
        yield bad(
            CHECK,
            f"ScheduleTimezone is {zone}, which is no time zone.",
            "Use a name of the IANA database, such as Europe/Berlin.",
        )
