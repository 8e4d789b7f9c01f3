"""The sample events: an API event and a flat object per action, a scheduled event per start, and the workflows' inputs."""

import json
from urllib.parse import unquote

import pytest

from conftest import ACTIONS, ROOT, SCHEDULED_KEY, STARTS, WORKFLOWS, kebab, sample
from stack.contract import typed, violations
from stack.openapi import ROUTES, body_schema, parameters, required_fields


def key_of(event):
    """The idempotency key of an API event; its header may have any case."""
    keys = [value for name, value in event["headers"].items() if name.lower() == "idempotency-key"]
    return {"idempotencyKey": keys[-1]} if keys else {}


def flat_schema(action):
    """The schema of a direct invocation: the fields of path, query, header and body, with tags as a map."""
    fields = {it["name"]: it["schema"] for it in parameters(action)}
    if "Idempotency-Key" in fields:
        fields["idempotencyKey"] = fields.pop("Idempotency-Key")
    if fields.pop("tag", None):
        fields["tags"] = {"type": "object", "additionalProperties": {"type": "string"}}
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": fields | body_schema(action)["properties"],
        "required": sorted(required_fields(action)),
    }


def test_every_action_has_its_events_and_no_other(count):
    expected = {f"{kebab(action)}.{kind}.json" for action in ACTIONS for kind in ("api", "direct")}
    expected |= {f"{kebab(action)}.schedule.json" for action in STARTS}
    expected |= {f"{kebab(workflow)}.workflow.json" for workflow in WORKFLOWS}
    found = {path.name for path in (ROOT / "events").iterdir()}
    count("events", len(found))
    assert found == expected


def test_api_events_fit_the_contract():
    for action, route in ROUTES.items():
        event = sample(action, "api")
        assert (event["httpMethod"], event["resource"]) == route, action
        declared = {(it["in"], it["name"]): it for it in parameters(action)}
        for name, raw in event["pathParameters"].items():
            assert violations(declared["path", name]["schema"], unquote(raw)) == [], (action, name)
        for name, values in (event["multiValueQueryStringParameters"] or {}).items():
            schema = declared["query", name]["schema"]
            assert violations(schema, typed(schema, values)) == [], (action, name)
        for key in key_of(event).values():
            assert violations(declared["header", "Idempotency-Key"]["schema"], key) == [], action
        if event["body"] is not None:
            assert violations(body_schema(action), json.loads(event["body"])) == [], action


def comparable(value):
    """A query carries numbers and flags as strings."""
    return json.dumps(value) if isinstance(value, bool | int) else value


def test_api_events_are_consistent_in_themselves():
    for action in ACTIONS:
        event = sample(action, "api")
        path = event["resource"]
        for name, raw in event["pathParameters"].items():
            path = path.replace(f"{{{name}}}", raw)
        context = event["requestContext"]
        assert event["path"] == path, action
        assert context["path"] == f"/{context['stage']}{path}", action
        assert (context["resourcePath"], context["httpMethod"]) == (event["resource"], event["httpMethod"]), action
        assert {name: [value] for name, value in event["headers"].items()} == event["multiValueHeaders"], action
        repeated = event["multiValueQueryStringParameters"] or {}
        assert (event["queryStringParameters"] or {}) == {name: values[-1] for name, values in repeated.items()}, action


def test_api_events_deliver_names_with_a_space_encoded():
    # As AWS delivers them. A handler that does not decode the name would call Glue for "sales%20load".
    names = [sample(action, "api")["pathParameters"].get("name") for action in ACTIONS]
    assert all("%20" in name for name in names if name)
    assert any(names)


def test_every_start_event_has_a_key_and_no_other_does():
    assert {action for action in ACTIONS if key_of(sample(action, "api"))} == STARTS
    # Clients and proxies change the case of a header's name.
    spellings = {name for action in STARTS for name in sample(action, "api")["headers"] if name.lower() == "idempotency-key"}
    assert len(spellings) > 1


def test_schedule_event_has_one_key_for_each_scheduled_time():
    assert {sample(action, "schedule")["idempotencyKey"] for action in STARTS} == {SCHEDULED_KEY}


@pytest.mark.parametrize("kind", ["direct", "schedule"])
def test_flat_events_fit_the_contract(kind):
    for action in ACTIONS if kind == "direct" else STARTS:
        assert violations(flat_schema(action), sample(action, kind)) == [], action


def test_direct_event_makes_the_same_request_as_the_api_event():
    for action in ACTIONS:
        event = sample(action, "api")
        asked = {name: unquote(raw) for name, raw in event["pathParameters"].items()} | json.loads(event["body"] or "{}")
        asked |= key_of(event)
        for name, values in (event["multiValueQueryStringParameters"] or {}).items():
            asked |= {"tags": dict(it.split("=", 1) for it in values)} if name == "tag" else {name: values[-1]}
        asked = {name: comparable(it) for name, it in asked.items()}
        assert {name: comparable(it) for name, it in sample(action, "direct").items()} == asked, action
