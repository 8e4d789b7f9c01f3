"""Whether two stacks share a place in S3: `sam delete` of one deletes everything under it, the other's package included."""

import json
import re
from collections.abc import Iterator

from botocore.exceptions import ClientError

from glueconnector.doctor.subject import Subject
from glueconnector.doctor.verdicts import Verdict, bad, good, is_denied, unknown

CHECK = "S3 prefix"
# The beginning of the description in template.yaml.
DESCRIPTION = "Start, watch and stop AWS Glue"
PACKAGE = re.compile(r"s3://([a-z0-9.-]+)/([^\s\"']+)")
GONE = "DELETE_COMPLETE"


def packages(subject: Subject, prefix: str) -> Iterator[Verdict]:
    """Compares the stack's place with the places of all other stacks of this project in the Region."""
    cloudformation = subject.target.client("cloudformation")
    own = places(cloudformation, subject.name) if subject.description else {(None, f"{prefix}/")}
    shared, hidden = [], []
    for name in other_stacks(cloudformation, subject.name):
        try:
            theirs = places(cloudformation, name)
        except ClientError as refusal:
            if not is_denied(refusal):
                raise
            hidden.append(name)
        else:
            shared += [name] if any(overlap(mine, other) for mine in own for other in theirs) else []
    told = ", ".join(sorted(f"{bucket or 'the bucket'}/{place}" for bucket, place in own))
    if shared:
        remedy = "Deploy one of them with another --s3-prefix before you delete the other."
        yield bad(CHECK, f"{told} also has the package of {', '.join(shared)}.", remedy)
    elif hidden:
        yield unknown(CHECK, f"You may not look at {', '.join(hidden)}.", "Allow cloudformation:GetTemplate on these stacks.")
    else:
        yield good(CHECK, f"No other stack of this project uses {told}.")


Place = tuple[str | None, str]


def other_stacks(cloudformation, own: str) -> Iterator[str]:  # type: ignore[no-untyped-def]
    for page in cloudformation.get_paginator("list_stacks").paginate():
        for it in page["StackSummaries"]:
            ours = it.get("TemplateDescription", DESCRIPTION).startswith(DESCRIPTION)
            if ours and it["StackName"] != own and it["StackStatus"] != GONE:
                yield it["StackName"]


def places(cloudformation, name: str) -> set[Place]:  # type: ignore[no-untyped-def]
    """The buckets and folders from which the template of a stack takes packages."""
    template = cloudformation.get_template(StackName=name, TemplateStage="Original")["TemplateBody"]
    text = template if isinstance(template, str) else json.dumps(template)
    return {(bucket, f"{key.rpartition('/')[0]}/") for bucket, key in PACKAGE.findall(text)}


def overlap(one: Place, other: Place) -> bool:
    """Whether a deletion of everything under one place reaches the other. Before a deployment, the bucket is not known."""
    same_bucket = None in (one[0], other[0]) or one[0] == other[0]
    return same_bucket and (one[1].startswith(other[1]) or other[1].startswith(one[1]))
