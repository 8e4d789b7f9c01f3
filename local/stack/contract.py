"""Holds HTTP requests and answers to api/openapi.yaml."""

import json
from urllib.parse import parse_qs, unquote, urlsplit

import yaml
from openapi_schema_validator import OAS31Validator

from stack.folders import ROOT

PROBLEM = {"$ref": "#/components/schemas/Problem"}


class Broken(AssertionError):
    """A request or an answer is not what the contract promises."""


class Contract:
    def __init__(self, document=None):
        self._document = document or yaml.safe_load((ROOT / "api/openapi.yaml").read_text())

    def hold(self, method, url_path, headers, body, answer):
        """Checks one exchange. What is answered with success must have been asked for rightly, so wrong input is refused."""
        path, item = self._route(method, url_path)
        if item is None:
            findings = self._answer_of_gateway(answer)
        else:
            findings = self._answer(item, answer)
            if 200 <= answer.status < 300:
                findings += self._request(path, item, method, url_path, headers, body)
        if findings:
            raise Broken(f"{method} {url_path} answered {answer.status} {answer.body[:2000]}\n" + "\n".join(findings))

    def _route(self, method, url_path):
        """The path of the contract and its operation; a literal segment outranks a parameter."""
        asked = urlsplit(url_path).path.split("/")
        found = None
        for path, item in self._document["paths"].items():
            segments = path.split("/")
            fits = len(segments) == len(asked) and all(s.startswith("{") or s == a for s, a in zip(segments, asked))
            if fits and method.lower() in item and (found is None or path.count("{") < found.count("{")):
                found = path
        return found, self._document["paths"][found][method.lower()] if found else None

    def _answer_of_gateway(self, answer):
        if answer.status != 403:
            return [f"no such route is in the contract, but the answer is {answer.status}"]
        return self._problem(PROBLEM, answer)

    def _answer(self, item, answer):
        declared = item["responses"].get(str(answer.status)) or item["responses"]["default"]
        content = self._resolved(declared)["content"]
        media_type = answer.headers.get("Content-Type")
        if media_type not in content:
            return [f"the answer's content type is {media_type}, not {' or '.join(content)}"]
        if media_type == "application/problem+json":
            return self._problem(content[media_type]["schema"], answer)
        return self._findings(content[media_type]["schema"], answer.body, "the answer")

    def _problem(self, schema, answer):
        findings = self._findings(schema, answer.body, "the problem")
        if findings:
            return findings
        problem = json.loads(answer.body)
        if problem["status"] != answer.status:
            findings.append(f"the problem's status is {problem['status']}")
        if answer.headers.get("Retry-After", "") != str(problem.get("retryAfterSeconds", "")):
            findings.append(f"Retry-After is {answer.headers.get('Retry-After')}")
        return findings

    def _request(self, path, item, method, url_path, headers, body):
        parameters = [self._resolved(it) for it in self._document["paths"][path]["parameters"] + item.get("parameters", [])]
        sent = {("path", name): value for name, value in self._path_values(path, url_path)}
        query = parse_qs(urlsplit(url_path).query, keep_blank_values=True, strict_parsing=bool(urlsplit(url_path).query))
        sent |= {("query", name): values for name, values in query.items()}
        known = {(it["in"], it["name"]) for it in parameters}
        findings = [f"{name} is no parameter of the {place}" for place, name in sent.keys() - known]
        sent |= {("header", it["name"]): value for it in parameters for value in header(headers, it["name"])}
        for it in parameters:
            if (it["in"], it["name"]) in sent:
                value = self._typed(it["schema"], sent[it["in"], it["name"]])
                findings += self._findings(it["schema"], json.dumps(value), it["name"])
            elif it.get("required"):
                findings.append(f"{it['name']} is missing")
        if "requestBody" in item:
            schema = item["requestBody"]["content"]["application/json"]["schema"]
            if body or item["requestBody"].get("required"):
                findings += self._findings(schema, body or "", "the body")
        elif body:
            findings.append(f"a {method} has no body")
        return findings

    @staticmethod
    def _path_values(path, url_path):
        for segment, raw in zip(path.split("/"), urlsplit(url_path).path.split("/")):
            if segment.startswith("{"):
                # The connection's name is never encoded; its pattern refuses what an encoding needs.
                yield segment[1:-1], raw if segment == "{connection}" else unquote(raw)

    def _typed(self, schema, value):
        """A query carries texts; the schema says what they stand for."""
        schema = self._resolved(schema)
        if not isinstance(value, list) or schema["type"] == "array":
            return value
        if len(value) > 1 or schema["type"] == "string":
            return value[0] if len(value) == 1 else value
        return json.loads(value[0])

    def _findings(self, schema, text, what):
        try:
            value = json.loads(text)
        except ValueError:
            return [f"{what} is not JSON"]
        validator = OAS31Validator(
            {**schema, "components": self._document["components"]}, format_checker=OAS31Validator.FORMAT_CHECKER
        )
        return [f"{what}: {'/'.join(map(str, it.path))} {it.message}" for it in validator.iter_errors(value)]

    def _resolved(self, node):
        while "$ref" in node:
            reference, node = node["$ref"], self._document
            for step in reference.removeprefix("#/").split("/"):
                node = node[step]
        return node


def header(headers, name):
    """The values of a header, whatever its case."""
    return [value for given, value in headers if given.lower() == name.lower()]
