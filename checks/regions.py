"""The Regions in which the templates can be deployed, according to cfn-lint's data on every Region that it knows."""

from cfnlint.api import ManualArgs, lint
from cfnlint.helpers import REGIONS
from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

# A Region of each partition, and the newest of the partition aws.
JUDGED = [
    *("eu-west-1", "us-east-1", "us-gov-west-1", "cn-north-1", "us-iso-east-1", "us-isob-east-1", "eu-isoe-west-1"),
    *("us-isof-south-1", "eusc-de-east-1", "ca-west-1", "mx-central-1", "ap-southeast-7", "ap-east-2", "ap-southeast-6"),
]


def findings(template, ignored=()):
    """cfn-lint's findings for a template as text, for all checked Regions at once, since they share most of the work."""
    settings = ManualArgs(regions=JUDGED, include_checks=["I"], ignore_checks=list(ignored))
    return [f"{it.rule.id} {it}" for it in lint(template, config=settings)]


def lacking(types):
    """The Regions that lack some of the types, with the types that they lack."""
    return {region: sorted(types - known) for region, known in _types_by_region().items() if types - known}


def unknown():
    """The Regions for which cfn-lint has no list of types; it assumes that of us-east-1 for them."""
    there = _types_by_region()
    return [region for region, known in there.items() if region != "us-east-1" and known == there["us-east-1"]]


def _types_by_region():
    return {region: set(PROVIDER_SCHEMA_MANAGER.get_resource_types(region)) for region in REGIONS}
