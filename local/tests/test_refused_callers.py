"""The callers that API Gateway itself denies over HTTP: 403 AccessDenied, as the catalogue of errors says."""

import json

import pytest

from glueconnector.target import reachable
from stack.openapi import path_of

JOBS = path_of("ListJobs")


def fresh_key(aws, name):
    """Creates a user with permission to call every route; returns its access key."""
    iam = aws.client("iam")
    iam.create_user(UserName=name)
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": "*"}]}
    iam.put_user_policy(UserName=name, PolicyName="all", PolicyDocument=json.dumps(document))
    made = iam.create_access_key(UserName=name)["AccessKey"]
    return {"accessKeyId": made["AccessKeyId"], "secretAccessKey": made["SecretAccessKey"]}


def is_access_denied(answer):
    problem = json.loads(answer.body)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (answer.status, problem["status"], problem["code"], problem["retryable"]) == (403, 403, "AccessDenied", False)
    return problem


@pytest.mark.parametrize(("method", "path"), [("GET", JOBS), ("POST", path_of("StartJobRun", name="summarize-orders"))])
def test_call_accessKeyUnknown_is403(stack, call, glue, method, path):
    before = len(glue.requests())
    stack.callers["unknown"] = {"accessKeyId": "AKIAUNKNOWN000000001", "secretAccessKey": "0" * 40}
    is_access_denied(call(method, path, {} if method == "POST" else None, caller="unknown"))
    assert glue.called_since(before) == []


def test_call_accessKeyInactive_is403(stack, call, aws):
    stack.callers["inactive"] = key = fresh_key(aws, "inactive-caller")
    assert call("GET", JOBS, caller="inactive").status == 200
    aws.client("iam").update_access_key(UserName="inactive-caller", AccessKeyId=key["accessKeyId"], Status="Inactive")
    is_access_denied(call("GET", JOBS, caller="inactive"))


def test_call_accessKeyDeleted_is403(stack, call, aws):
    stack.callers["deleted"] = key = fresh_key(aws, "deleted-caller")
    assert call("GET", JOBS, caller="deleted").status == 200
    aws.client("iam").delete_access_key(UserName="deleted-caller", AccessKeyId=key["accessKeyId"])
    is_access_denied(call("GET", JOBS, caller="deleted"))


@pytest.mark.parametrize("authorization", ["x", "Bearer abc", "Basic eDp5", "AWS4-HMAC-SHA256 Credential=x"])
def test_call_authorizationIsNoSignature_is403(call, authorization):
    is_access_denied(call("GET", JOBS, caller=None, headers={"Authorization": authorization}))


# They need a request validator, an authorizer or a strict passthrough, which the API does not have:
# https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
UNREACHABLE = {"BAD_REQUEST_BODY", "BAD_REQUEST_PARAMETERS", "UNAUTHORIZED", "UNSUPPORTED_MEDIA_TYPE"}


def test_gatewayResponses_deployed_agreeWithTheirBodies(stack, aws):
    """The status of each response that a request can cause equals the status in its body."""
    api = reachable(stack.outputs["ApiUrl"], stack.endpoint).split("/")[-2]
    held = aws.client("apigateway").get_gateway_responses(restApiId=api, limit=500)["items"]
    assert len(held) == 21
    for response in [it for it in held if it["responseType"] not in UNREACHABLE]:
        template = response["responseTemplates"]["application/json"].replace("$context.error.messageString", '"in words"')
        assert json.loads(template)["status"] == int(response["statusCode"]), response["responseType"]
