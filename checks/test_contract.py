"""The HTTP contract: its form, its examples, and its match with the template and the error classes."""

import json
from copy import deepcopy

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from conftest import ROOT, STARTS, routes
from stack import outcomes
from stack.contract import violations
from stack.judging import linted
from stack.openapi import OPERATIONS, ROUTES, answers, body_schema, examples, parameters, resolved

# API Gateway fills these in.
GATEWAY_VALUES = {"$context.error.messageString": '"a message"', "$context.requestId": "an-id"}


def responses():
    """Each declared response: (operation id, status, response)."""
    for action, operation in OPERATIONS.items():
        for status, response in operation["responses"].items():
            yield action, status, resolved(response)


def schema_named(name):
    return {"$ref": f"#/components/schemas/{name}"}


def test_contract_is_valid_openapi(contract):
    assert [str(it) for it in OpenAPIV31SpecValidator(contract).iter_errors()] == []


def test_contract_passes_redoclys_linter():
    assert linted(ROOT / "api/openapi.yaml") == []


def test_faults_are_found_by_redoclys_linter(contract, tmp_path):
    faulty = deepcopy(contract)
    schemas, starts = faulty["components"]["schemas"], faulty["paths"][ROUTES["GetStart"][1]]
    schemas["StopVerdict"]["oneOf"] = [{"properties": {"outcome": {"const": it}}} for it in ("alreadyEnded", "failed")]
    schemas["Unused"] = {"type": "string"}
    del starts["get"]["summary"]
    del starts["parameters"]
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(faulty))
    planted = {"no-illogical-composition-keywords", "no-unused-components", "operation-summary", "path-parameters-defined"}
    assert planted <= {rule for rule, _ in linted(file)}


def test_contract_has_exactly_the_routes_of_the_template(transformed, count):
    promised = {(method.lower(), path): f"{action}FunctionAliaslive" for action, (method, path) in ROUTES.items()}
    count("operations", len(promised))
    assert promised == routes(transformed)


def test_every_operation_declares_the_parameters_of_its_path():
    for action, (method, path) in ROUTES.items():
        declared = parameters(action)
        in_path = {it["name"] for it in declared if it["in"] == "path"}
        assert in_path == {segment[1:-1] for segment in path.split("/") if segment.startswith("{")}, path
        assert all(it.get("description") and it.get("schema") for it in declared), path
        assert ("requestBody" in OPERATIONS[action]) == (method == "POST"), path


def test_every_response_and_error_has_an_example():
    for operation, status, response in responses():
        for media_type in response["content"].values():
            assert status == "default" or media_type["examples"], (operation, status)


def test_every_example_fits_its_schema(count):
    contents = [(operation, response["content"]) for operation, _, response in responses()]
    contents += [(action, it["requestBody"]["content"]) for action, it in OPERATIONS.items() if "requestBody" in it]
    seen = 0
    for operation, content in contents:
        for media_type in content.values():
            for name, value in examples(media_type):
                seen += 1
                assert violations(media_type["schema"], value) == [], (operation, name)
    count("contract examples", seen)


def test_every_outcome_has_an_example_with_its_members(contract):
    shown = {action: answers(action) for action in ("StopJobRun", "GetStart")}
    schemas = contract["components"]["schemas"]
    verdicts = [verdict["outcome"] for answer in shown["StopJobRun"] for verdict in answer["results"]]
    assert set(verdicts) == set(schemas["StopVerdict"]["properties"]["outcome"]["enum"]) == outcomes.STOPS.keys()
    states = schemas["GetStartAnswer"]["properties"]["state"]["enum"]
    assert sorted(answer["state"] for answer in shown["GetStart"]) == sorted(states)
    actions = schemas["GetStartAnswer"]["properties"]["action"]["enum"]
    assert set(actions) == outcomes.STARTED.keys() == STARTS
    assert [text for action, its in shown.items() for answer in its for text in outcomes.findings(action, answer)] == []


@pytest.mark.parametrize(
    ("verdict", "finding"),
    [
        ({"outcome": "stopping", "state": "STOPPING"}, "stopping has state"),
        ({"outcome": "notFound", "code": "EntityNotFoundException"}, "notFound has code"),
        ({"outcome": "alreadyEnded"}, "alreadyEnded lacks state"),
        ({"outcome": "failed", "state": "RUNNING", "code": "a"}, "failed has state"),
        ({"outcome": "failed"}, "failed lacks code"),
    ],
)
def test_verdict_with_members_of_another_outcome_is_found(verdict, finding):
    assert outcomes.findings("StopJobRun", {"results": [{"jobRunId": "a"} | verdict]}) == [finding]


@pytest.mark.parametrize(
    ("start", "finding"),
    [
        ({"state": "inFlight", "startedAt": "2026-01-31T03:00:04Z"}, "inFlight has startedAt"),
        ({"state": "unknown", "jobRunId": "a"}, "unknown has jobRunId"),
        ({"state": "refused"}, "refused lacks code"),
        ({"state": "refused", "code": "NotFound", "outcome": "fired"}, "refused has outcome"),
        ({"state": "started", "jobRunId": "a"}, "started lacks startedAt"),
        ({"state": "started", "startedAt": "2026-01-31T03:00:04Z"}, "started lacks jobRunId"),
        ({"state": "started", "startedAt": "2026-01-31T03:00:04Z", "jobRunId": "a", "code": "NotFound"}, "started has code"),
    ],
)
def test_start_with_members_of_another_state_is_found(start, finding):
    always = {"action": "StartJobRun", "name": "a", "region": "eu-west-1", "requestedAt": "2026-01-31T03:00:03Z"}
    assert outcomes.findings("GetStart", always | start) == [finding]


def test_parameter_examples_fit_their_schemas(contract):
    for name, parameter in contract["components"]["parameters"].items():
        if "example" in parameter:
            assert violations(parameter["schema"], parameter["example"]) == [], name


def test_problem_examples_are_the_same_everywhere():
    for operation, status, response in responses():
        for name, problem in examples(response["content"].get("application/problem+json", {})):
            assert problem["status"] == int(status), (operation, name)
            assert problem["type"] == f"urn:glue-connector:error:{problem['code']}", name
            assert ("retryAfterSeconds" not in problem) or "Retry-After" in response["headers"], (operation, name)


def test_every_code_is_an_error_class_and_has_an_example(contract):
    codes = set(contract["components"]["schemas"]["ErrorCode"]["enum"])
    sources = {path.stem for path in (ROOT / "shared/src/main/java/io/glueconnector/error").glob("*.java")}
    assert codes == sources - {"ConnectorException", "Retry", "package-info"}
    shown = {it["value"]["code"] for it in contract["components"]["examples"].values()}
    assert shown == codes


def test_bodies_reject_unknown_fields():
    for action in OPERATIONS:
        assert violations(body_schema(action), {"jobRunIds": ["a"], "unknown": 1}), action


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ("StartJobRunRequest", {"maxCapacity": 2, "workerType": "G.1X"}),
        ("StartJobRunRequest", {"maxCapacity": 0}),
        ("StartJobRunRequest", {"maxCapacity": 0.5}),
        ("StartJobRunRequest", {"executionClass": "FAST"}),
        ("StartJobRunRequest", {"workerType": "G.1X", "numberOfWorkers": None}),
        ("StartJobRunRequest", {"timeoutMinutes": 10080}),
        ("StartJobRunRequest", {"timeoutMinutes": -1}),
        ("StartJobRunRequest", {"region": None}),
        ("StartJobRunRequest", {"args": {"--a": "x\ufffdy"}}),
        ("StartJobRunRequest", {"args": {"--\ufffe": ""}}),
        ("StartJobRunRequest", {"allocatedCapacity": 2, "numberOfWorkers": 2}),
        ("StartCrawlerRequest", {"region": None}),
        ("StartCrawlerRequest", {"ifRunning": "wait"}),
        ("Time", "2026-13-01T00:00:00Z"),
        ("Time", "2026-01-31T00:00:00+00:00"),
        ("OnlyRegion", {"region": None}),
        ("StopJobRunRequest", {"jobRunIds": None}),
        ("StopJobRunRequest", {"jobRunIds": ["\uffff"]}),
        ("IdempotencyKey", "a\ufffd"),
        ("Line", "n" * 256),
        ("NameInPath", "\ufffe"),
        ("StartJobRunRequest", {"workerType": "G.1X"}),
        ("StartJobRunRequest", {"maxCapacity": 2.5}),
        ("StartJobRunRequest", {"args": {"--n": 1}}),
        ("StartJobRunRequest", {"args": {"--glue-connector-start-token": "a"}}),
        ("StartJobRunRequest", {"idempotencyKey": "a"}),
        ("IdempotencyKey", "two\nlines"),
        ("StopJobRunRequest", {"jobRunIds": ["a", "a"]}),
        ("StopVerdict", {"jobRunId": "a", "outcome": "ended"}),
        ("StopVerdict", {"jobRunId": "a", "outcome": "stopping", "reason": "b"}),
        ("GetStartAnswer", {"state": "inFlight"}),
        ("NameInPath", "arn:aws:glue:eu-west-1:111122223333:job/a"),
        ("NameInPath", "a/b"),
        ("Region", "evil.com"),
        ("Problem", {"code": "Throttled"}),
        ("JobRun", {"startedOn": "yesterday"}),
    ],
)
def test_invalid_value_is_found(schema, value):
    assert violations(schema_named(schema), value)


@pytest.mark.parametrize("value", ["a b", "100%", "a+b", 'l\'été "x"', "🚀", "מכירות"])
def test_any_printable_name_is_valid(value):
    assert violations(schema_named("NameInPath"), value) == []


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ("StartJobRunRequest", {"timeoutMinutes": 0}),
        ("StartJobRunRequest", {"maxCapacity": 0.0625}),
        ("StartJobRunRequest", {"maxCapacity": 1}),
        ("Time", "2026-01-31T00:00:00.512Z"),
        ("StartJobRunRequest", {"maxCapacity": None, "workerType": "G.1X", "numberOfWorkers": 2, "executionClass": None}),
        ("StartJobRunRequest", {"args": None, "startToken": None, "retryOfJobRunId": None, "executionRoleSessionPolicy": None}),
        ("StartJobRunRequest", {"args": {"--a": "\ufffe\uffff\u007f\u0000\n🚀"}}),
        ("StartCrawlerRequest", {"ifRunning": None}),
        ("Line", "🚀" * 255),
    ],
)
def test_valid_value_is_accepted(schema, value):
    assert violations(schema_named(schema), value) == []


def test_tag_is_split_at_its_first_equals_sign(contract):
    tag = contract["components"]["parameters"]["tag"]
    assert "The first equals sign ends the key" in " ".join(tag["description"].split())
    assert violations(tag["schema"], ["k=ey=v", "empty="]) == []
    for wrong in (["k=v", "k=v"], ["=v"], ["k"], ["k=\ufffd"]):
        assert violations(tag["schema"], wrong), wrong


def test_gateway_responses_are_problem_documents(contract, transformed, count):
    gateway = transformed["Resources"]["Api"]["Properties"]["Body"]["x-amazon-apigateway-gateway-responses"]
    count("gateway responses", len(gateway))
    assert {"DEFAULT_4XX", "DEFAULT_5XX", "MISSING_AUTHENTICATION_TOKEN", "THROTTLED"} <= set(gateway)
    for name, response in gateway.items():
        document = response["responseTemplates"]["application/json"]
        for variable, value in GATEWAY_VALUES.items():
            document = document.replace(variable, value)
        problem = json.loads(document)
        assert violations(schema_named("Problem"), problem) == [], name
        assert problem["status"] == int(response["statusCode"]), name
        assert problem["type"] == f"urn:glue-connector:error:{problem['code']}", name
        headers = response["responseParameters"]
        assert headers["gatewayresponse.header.Content-Type"] == "'application/problem+json'", name
        wait = headers.get("gatewayresponse.header.Retry-After", "''").strip("'")
        assert wait == str(problem.get("retryAfterSeconds", "")), name
