"""The stack is deployed by a user with the permissions in policies/ only, and every role has the boundary there.

That the deployment and all other tests pass shows that the permissions suffice. These tests show that they are no more than that.
"""

import json

import pytest
from botocore.exceptions import ClientError

from glueconnector.smoke.waiting import poll
from stack.aws import Aws
from stack.deployer import BOUNDARY, NAME
from stack.environment import ACCOUNT
from stack.running import STACK_NAME
from stack.seeding import allow, policy, user

BOUNDARY_ARN = f"arn:aws:iam::{ACCOUNT}:policy/{BOUNDARY}"
TRUST = policy(
    [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}],
)


@pytest.fixture(scope="module")
def deployer(stack):
    return Aws(stack.endpoint, *stack.deployer.key.values())


def test_everyRole_hasTheBoundary(aws, opted_in):
    iam, stacks = aws.client("iam"), aws.client("cloudformation")
    for name in (STACK_NAME, opted_in.name):
        found = stacks.describe_stack_resources(StackName=name)["StackResources"]
        roles = [it["PhysicalResourceId"] for it in found if it["ResourceType"] == "AWS::IAM::Role"]
        boundaries = {iam.get_role(RoleName=it)["Role"]["PermissionsBoundary"]["PermissionsBoundaryArn"] for it in roles}
        assert boundaries == {BOUNDARY_ARN}


def test_whatTheBoundaryDoesNotName_isDeniedToItsRoles(stack, aws, waits):
    key = user(aws, "bounded", [allow(["*"], "*")])
    aws.client("iam").put_user_permissions_boundary(UserName="bounded", PermissionsBoundary=BOUNDARY_ARN)
    bounded = Aws(stack.endpoint, *key.values())
    bounded.client("dynamodb").get_item(TableName=waits.table(), Key={"startId": {"S": "key:x"}})
    with pytest.raises(ClientError, match="AccessDenied"):
        bounded.client("dynamodb").scan(TableName=waits.table())
    with pytest.raises(ClientError, match="AccessDenied"):
        bounded.client("iam").list_users()


def statuses(resources, deployer, aws, name):
    """Creates a stack with the resources as the deployer, and returns the reasons of what failed in it."""
    template = json.dumps({"Resources": resources})
    deployer.client("cloudformation").create_change_set(
        StackName=name, ChangeSetName="x", ChangeSetType="CREATE", TemplateBody=template, Capabilities=["CAPABILITY_IAM"]
    )
    deployer.client("cloudformation").execute_change_set(StackName=name, ChangeSetName="x")
    stacks = aws.client("cloudformation")
    poll(
        lambda: stacks.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"],
        lambda it: not it.endswith("_IN_PROGRESS"),
    )
    events = stacks.describe_stack_events(StackName=name)["StackEvents"]
    return [it["ResourceStatusReason"] for it in events if it["ResourceStatus"] == "CREATE_FAILED"]


@pytest.mark.parametrize(
    ("kind", "properties", "permission"),
    [
        pytest.param("AWS::SQS::Queue", {"QueueName": "elsewhere"}, "sqs:CreateQueue", id="otherName"),
        pytest.param(
            "AWS::IAM::Role",
            {"Path": "/glue-connector/", "AssumeRolePolicyDocument": json.loads(TRUST)},
            "iam:AttachRolePolicy",
            id="roleWithoutBoundary",
        ),
        pytest.param(
            "AWS::IAM::Role",
            {"Path": "/elsewhere/", "PermissionsBoundary": BOUNDARY_ARN, "AssumeRolePolicyDocument": json.loads(TRUST)},
            "iam:AttachRolePolicy",
            id="roleElsewhere",
        ),
    ],
)
def test_deployment_ofSomethingElse_fails(kind, properties, permission, deployer, aws, request):
    name = f"glue-connector-{request.node.callspec.id}"
    (reason,) = statuses({"Thing": {"Type": kind, "Properties": properties}}, deployer, aws, name)
    assert f"user/{NAME} is not authorized to perform: {permission}" in reason


def test_deployer_mayNotChangeTheBoundary(deployer):
    with pytest.raises(ClientError, match="AccessDenied"):
        deployer.client("iam").create_policy_version(
            PolicyArn=BOUNDARY_ARN, PolicyDocument=policy([allow(["*"], "*")]), SetAsDefault=True
        )


def test_deployer_mayNotReadAConnection(deployer, stack):
    with pytest.raises(ClientError, match="AccessDenied"):
        deployer.client("secretsmanager").get_secret_value(SecretId=f"{stack.outputs['ConnectionPrefix']}default")
