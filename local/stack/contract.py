"""Checks HTTP requests and responses against api/openapi.yaml."""

import json
from urllib.parse import parse_qs, unquote, urlsplit

from openapi_schema_validator import OAS31Validator

from stack import outcomes
from stack.openapi import CONTRACT, OPERATIONS, ROUTES, body_schema, parameters, reached, resolved

# Own checks: openapi-core 0.23 accepts unknown and repeated query parameters, an undeclared body and an encoded slash in a name.
PROBLEM = {"$ref": "#/components/schemas/Problem"}


class Broken(AssertionError):
    """A request or a response violates the contract."""


def hold(method, url_path, headers, body, answer):
    """Checks one exchange. A successful response requires a valid request, so accepting invalid input is a violation."""
    action = reached(method, urlsplit(url_path).path)
    if action is None:
        findings = _answer_of_gateway(answer)
    else:
        findings = _answer(OPERATIONS[action], answer)
        if 200 <= answer.status < 300:
            findings += _request(action, url_path, headers, body)
    if findings:
        raise Broken(f"{method} {url_path} returned {answer.status} {answer.body[:2000]}\n" + "\n".join(findings))


def _answer_of_gateway(answer):
    if answer.status != 403:
        return [f"expected 403, since the contract has no such route, but got {answer.status}"]
    return _problem(PROBLEM, answer)


def _answer(operation, answer):
    declared = operation["responses"].get(str(answer.status)) or operation["responses"]["default"]
    content = resolved(declared)["content"]
    media_type = answer.headers.get("Content-Type")
    if media_type not in content:
        return [f"expected the content type {' or '.join(content)}, but got {media_type}"]
    if media_type == "application/problem+json":
        return _problem(content[media_type]["schema"], answer)
    findings = _findings(content[media_type]["schema"], answer.body, "the response")
    return findings or outcomes.findings(operation["operationId"], json.loads(answer.body))


def _problem(schema, answer):
    findings = _findings(schema, answer.body, "the problem")
    if findings:
        return findings
    problem = json.loads(answer.body)
    if problem["status"] != answer.status:
        findings.append(f"expected the status {answer.status} in the problem, but got {problem['status']}")
    if answer.headers.get("Retry-After", "") != str(problem.get("retryAfterSeconds", "")):
        findings.append(f"Retry-After differs from retryAfterSeconds: {answer.headers.get('Retry-After')}")
    return findings


def _request(action, url_path, headers, body):
    declared = parameters(action)
    sent = {("path", name): value for name, value in _path_values(ROUTES[action][1], url_path)}
    query = parse_qs(urlsplit(url_path).query, keep_blank_values=True, strict_parsing=bool(urlsplit(url_path).query))
    sent |= {("query", name): values for name, values in query.items()}
    known = {(it["in"], it["name"]) for it in declared}
    findings = [f"{name} is not a parameter of the {place}" for place, name in sent.keys() - known]
    sent |= {("header", it["name"]): value for it in declared for value in header(headers, it["name"])}
    for it in declared:
        if (it["in"], it["name"]) in sent:
            value = typed(it["schema"], sent[it["in"], it["name"]])
            findings += _findings(it["schema"], json.dumps(value), it["name"])
        elif it.get("required"):
            findings.append(f"{it['name']} is required")
    return findings + _body(action, body)


def _body(action, body):
    declared = OPERATIONS[action].get("requestBody")
    if declared is None:
        return [f"{action} takes no body"] if body else []
    return _findings(body_schema(action), body or "", "the body") if body or declared.get("required") else []


def _path_values(path, url_path):
    for segment, raw in zip(path.split("/"), urlsplit(url_path).path.split("/"), strict=True):
        if segment.startswith("{"):
            # The connection's name is never encoded: its pattern rejects characters that need an encoding.
            yield segment[1:-1], raw if segment == "{connection}" else unquote(raw)


def typed(schema, value):
    """A query carries strings; the schema defines their types."""
    schema = resolved(schema)
    if not isinstance(value, list) or schema["type"] == "array":
        return value
    if len(value) > 1 or schema["type"] == "string":
        return value[0] if len(value) == 1 else value
    return json.loads(value[0])


def _findings(schema, text, what):
    try:
        value = json.loads(text)
    except ValueError:
        return [f"{what} is not JSON"]
    return [f"{what}: {it}" for it in violations(schema, value)]


def violations(schema, value):
    """Where a value breaks a schema of the contract: the place in it and the reason."""
    validator = OAS31Validator({**schema, "components": CONTRACT["components"]}, format_checker=OAS31Validator.FORMAT_CHECKER)
    return [f"{'/'.join(map(str, it.path))} {it.message}" for it in validator.iter_errors(value)]


def header(headers, name):
    """The values of a header in any case."""
    return [value for given, value in headers if given.lower() == name.lower()]
