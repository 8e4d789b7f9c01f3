"""The permissions with which CloudFormation creates, reads, updates and deletes a resource on behalf of the deployer.

AWS publishes them in the schema of each resource type, for every property that the type has:
https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html
cfn-lint includes the schemas. This module only reads files, so the emulated AWS can use it without cfn-lint.
"""

import json
from functools import cache

from stack.preparing import TOOLS

OPERATIONS = ("create", "read", "update", "delete")
# CloudFormation passes roles to other services, and reads packages and definitions from S3.
OF_OTHER_SERVICES = {"iam:PassRole", "s3:GetObject", "s3:GetObjectVersion"}

# Permissions that a resource needs only for properties that no resource of the template has.
UNUSED = {
    *("apigateway:UpdateRestApiPolicy",),
    *("dynamodb:AssociateTableReplica", "dynamodb:BatchWriteItem", "dynamodb:CreateTableReplica", "dynamodb:DeleteItem"),
    *("dynamodb:DeleteResourcePolicy", "dynamodb:DescribeImport", "dynamodb:DisableKinesisStreamingDestination"),
    *("dynamodb:EnableKinesisStreamingDestination", "dynamodb:GetItem", "dynamodb:ImportTable", "dynamodb:PutItem"),
    *("dynamodb:PutResourcePolicy", "dynamodb:Query", "dynamodb:Scan", "dynamodb:UpdateContributorInsights"),
    *("dynamodb:UpdateItem", "dynamodb:UpdateKinesisStreamingDestination"),
    *("iam:AttachGroupPolicy", "iam:AttachUserPolicy", "iam:DetachGroupPolicy", "iam:DetachUserPolicy"),
    # A role keeps its boundary, because the deployer may not touch a role without one.
    *("iam:DeleteRolePermissionsBoundary",),
    *("lambda:AssociateRuntimeAlias", "lambda:DeleteFunctionCodeSigningConfig", "lambda:DeleteFunctionConcurrency"),
    *("lambda:DeleteProvisionedConcurrencyConfig", "lambda:GetCodeSigningConfig", "lambda:PassCapacityProvider"),
    *(
        "lambda:PutFunctionCodeSigningConfig",
        "lambda:PutFunctionConcurrency",
        "lambda:PutFunctionRecursionConfig",
        "lambda:PutFunctionScalingConfig",
    ),
    *("lambda:PutProvisionedConcurrencyConfig", "lambda:PutRuntimeManagementConfig"),
    *("logs:AssociateKmsKey", "logs:CreateLogDelivery", "logs:DeleteDataProtectionPolicy", "logs:DeleteIndexPolicy"),
    *("logs:DeleteResourcePolicy", "logs:DisassociateKmsKey", "logs:PutBearerTokenAuthentication"),
    *("logs:PutDataProtectionPolicy", "logs:PutIndexPolicy", "logs:PutLogGroupDeletionProtection", "logs:PutResourcePolicy"),
    *("s3:CreateBucketMetadataTableConfiguration", "s3:DeleteBucketAnalyticsConfiguration", "s3:DeleteBucketCors"),
    *("s3:DeleteBucketEncryption", "s3:DeleteBucketLifecycle", "s3:DeleteBucketMetadataTableConfiguration"),
    *("s3:DeleteBucketMetricsConfiguration", "s3:DeleteBucketReplication", "s3:DeleteBucketWebsite", "s3:DeleteObject"),
    *("s3:PutAccelerateConfiguration", "s3:PutAnalyticsConfiguration", "s3:PutBucketAbac", "s3:PutBucketAcl"),
    *("s3:PutBucketCORS", "s3:PutBucketLogging", "s3:PutBucketNotification", "s3:PutBucketObjectLockConfiguration"),
    *("s3:PutBucketReplication", "s3:PutBucketWebsite", "s3:PutIntelligentTieringConfiguration"),
    *("s3:PutInventoryConfiguration", "s3:PutMetricsConfiguration", "s3:PutObjectAcl", "s3:PutObjectLockConfiguration"),
    *("s3:PutReplicationConfiguration", "s3:UpdateBucketMetadataAnnotationTableConfiguration"),
    *("s3:UpdateBucketMetadataInventoryTableConfiguration", "s3:UpdateBucketMetadataJournalTableConfiguration"),
}


def needed(resource_type, *operations):
    """The permissions for operations on a resource of the type, as far as the template's resources need them."""
    schema = schema_of(resource_type)
    named = {it for operation in operations for it in schema["handlers"].get(operation, {}).get("permissions", [])}
    return {it for it in named if it in OF_OTHER_SERVICES or (_is_own(it, resource_type) and it in known_actions())} - UNUSED


def _is_own(permission, resource_type):
    return permission.split(":")[0] == _IAM_PREFIXES.get(resource_type.split("::")[1], resource_type.split("::")[1].lower())


_IAM_PREFIXES = {"StepFunctions": "states"}


def name_of(resource_type, properties):
    """The name that the properties of a resource give it, or None if CloudFormation generates one."""
    names = [it.rpartition("/")[2] for it in schema_of(resource_type)["primaryIdentifier"]]
    return next((properties[it] for it in names if it in properties), None)


@cache
def schema_of(resource_type):
    """The schema of a resource type in the Region of the local stack, which has all the types of the template."""
    file = _read("schemas/providers/eu-west-1.json")[resource_type]
    return _read(f"schemas/resources/{file}.json")


@cache
def known_actions():
    """Each action of AWS's service authorization data, with the kinds of resources that it names; none if it takes only "*"."""
    services = _read("AdditionalSpecs/Policies.json")
    found = {}
    for service, data in services.items():
        for operation, action in data["Actions"].items():
            found[f"{service}:{operation}"] = action.get("Resources", [])
    return _CaseInsensitive(found)


class _CaseInsensitive(dict):
    """Actions in any spelling: the data has them in lower case."""

    def __contains__(self, action):
        return super().__contains__(_lower(action))

    def __getitem__(self, action):
        kinds = super().__getitem__(_lower(action))
        return kinds if isinstance(kinds, list) else [kinds]


def _lower(action):
    service, _, operation = action.partition(":")
    return f"{service}:{operation.lower()}"


@cache
def _read(path):
    (data,) = TOOLS.glob("lib/python3*/site-packages/cfnlint/data")
    return json.loads((data / path).read_text())
