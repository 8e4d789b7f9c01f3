"""What Schemathesis needs to know about this API: how requests are signed, and the rules that a schema cannot express."""

import os
import re

import schemathesis
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from requests.auth import AuthBase
from schemathesis.specs.openapi.checks import positive_data_acceptance

from stack import outcomes

REGION = re.compile(r"[a-z]{2,}(-[a-z]+)+-\d+")

# The only reasons to reject a schema-valid request. Each pattern matches the whole detail of the error.
SCHEMA_CANNOT_SAY = {
    r"region: .* a Region that Glue serves .*": "the list of Regions with Glue grows without a new contract",
    r"maxItems: cannot be combined with all=true.*": "query parameters cannot exclude one another in OpenAPI",
    r"started(After|Before): expected a time .* a day or time that does not exist.*": "the pattern of a time allows 30 February",
    r"startedBefore: expected a time later than startedAfter.*": "query parameters cannot be compared",
    r"stream: the run has no continuous log.*": "it depends on the job",
    r"marker: .*": "a marker carries a checksum of its own query",
    r"executionRoleSessionPolicy: .*": "the string contains a JSON object",
    r"tag: expected key=value, with each key once.*": "repeated query parameters cannot exclude one another by their keys",
    r"name: trigger .* is of type .*": "the operations of a trigger depend on its type",
    # Schemathesis drops every pattern with surrogates, with a warning, so it treats these strings as valid.
    r".*: expected .*, but got a string .*": "control characters, U+FFFD and others that those patterns exclude",
    r"(name|jobRunId|retryOfJobRunId): .*(ARN|slash|\"/\").*": "ARNs and slashes, which those patterns exclude too",
}


class Signature(AuthBase):
    """AWS Signature Version 4 for API Gateway, made by botocore."""

    def __init__(self):
        caller = Credentials(os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"])
        self._signer = SigV4Auth(caller, "execute-api", os.environ["AWS_REGION"])

    def __call__(self, request):
        signed = AWSRequest(request.method, request.url, data=request.body or b"")
        self._signer.add_auth(signed)
        request.headers.update({name: signed.headers[name] for name in ("Authorization", "X-Amz-Date")})
        return request


schemathesis.auth.set_from_requests(Signature())


def in_a_served_region(fields):
    """Almost no string that fits the schema's pattern is a Region; requests with others would be rejected at once."""
    if isinstance(fields, dict) and REGION.fullmatch(str(fields.get("region"))):
        return fields | {"region": os.environ["AWS_REGION"]}
    return fields


@schemathesis.hook
def map_query(context, query):
    return in_a_served_region(query)


@schemathesis.hook
def map_body(context, body):
    return in_a_served_region(body)


@schemathesis.check
def valid_request_is_accepted(ctx, response, case):
    """Schemathesis's own positive_data_acceptance, except for the reasons above."""
    if response.status_code == 400 and any(re.fullmatch(it, response.json()["detail"]) for it in SCHEMA_CANNOT_SAY):
        return None
    return positive_data_acceptance(ctx, response, case)


@schemathesis.check
def members_fit_the_outcome(ctx, response, case):
    """Checks the rules that the schemas leave open."""
    if response.status_code == 200:
        wrong = outcomes.findings(case.operation.definition.raw["operationId"], response.json())
        assert not wrong, wrong
