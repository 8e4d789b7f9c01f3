"""The documents in policies/ fit the template, IAM's limits, and one another."""

import json
from fnmatch import fnmatchcase

import pytest

from conftest import of_type
from held import held
from permissions import BOUNDED, COMMAND, OPTIONAL, documents, text_of
from stack.deployer import BOUNDARY, POLICIES, POLICY
from stack.handlers import OPERATIONS, known_actions, needed

# Characters without whitespace: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
LONGEST = 6_144
DEPLOYER = ("deployer.json", "deployer-resources.json")


@pytest.fixture(scope="module")
def committed():
    return {it.name: json.loads(it.read_text()) for it in POLICIES.glob("*.json")}


def allowed(*policies):
    return {action for policy in policies for it in policy["Statement"] for action in it["Action"]}


def test_documents_are_those_of_the_template(transformed, count):
    written = {it.name: it.read_text() for it in POLICIES.glob("*.json")}
    assert written == {name: text_of(it) for name, it in documents(transformed).items()}, f"run {COMMAND} to update them"
    count("documents with permissions", len(written))


def test_documents_fit_into_a_managed_policy(committed):
    sizes = {name: len(json.dumps(it, separators=(",", ":"))) for name, it in committed.items()}
    assert {name: size for name, size in sizes.items() if size > LONGEST} == {}


def test_documents_name_actions_that_exist(committed):
    assert [it for it in allowed(*committed.values()) if it not in known_actions() or "*" in it] == []


def test_boundary_covers_every_action_of_every_role(transformed, committed):
    roles = of_type(transformed, "AWS::IAM::Role")
    of_roles = {it.action for it in held(transformed) if it.holder in roles and ":" in it.action}
    assert of_roles - allowed(committed["boundary.json"]) == set()
    assert {"logs:PutLogEvents", "xray:PutTraceSegments"} <= allowed(committed["boundary.json"])


def test_boundary_names_its_optional_statements(committed):
    boundary = committed["boundary.json"]["Statement"]
    optional = [it for it in boundary if it["Sid"].startswith(tuple(OPTIONAL.values()))]
    actions = allowed({"Statement": optional})
    assert {it.split(":")[0] for it in actions} == {"cloudwatch", "glue", "kms", "logs", "sns", "sts"}
    assert actions & allowed({"Statement": [it for it in boundary if it not in optional]}) == set()


def test_statements_have_unique_ids(committed):
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html"""
    for document in committed.values():
        ids = [it["Sid"] for it in document["Statement"]]
        assert sorted(set(ids)) == sorted(ids)


def test_deployer_has_what_cloudformation_needs_for_each_resource(transformed, committed, count):
    types = {it["Type"] for it in transformed["Resources"].values()}
    count("types of resources that the deployer creates", len(types))
    missing = {it: needed(it, *OPERATIONS) - allowed(*(committed[name] for name in DEPLOYER)) for it in types}
    assert {name: it for name, it in missing.items() if it} == {}


def test_deployer_changes_permissions_of_roles_with_the_boundary_only(committed):
    for statement in committed["deployer.json"]["Statement"]:
        if set(BOUNDED) & set(statement["Action"]):
            assert statement["Condition"] == {"StringLike": {"iam:PermissionsBoundary": f"arn:*:iam::*:policy/{BOUNDARY}"}}
    assert "iam:DeleteRolePermissionsBoundary" not in allowed(*committed.values())


def test_deployer_passes_roles_to_the_services_of_the_template_only(transformed, committed):
    (passing,) = [it for it in committed["deployer.json"]["Statement"] if "iam:PassRole" in it["Action"]]
    trusts = [it["AssumeRolePolicyDocument"]["Statement"] for it in of_type(transformed, "AWS::IAM::Role").values()]
    services = {it for statements in trusts for statement in statements for it in listed(statement["Principal"]["Service"])}
    assert set(passing["Condition"]["StringEquals"]["iam:PassedToService"]) == services
    assert passing["Action"] == ["iam:PassRole"]


def test_deployer_may_not_change_its_own_policies_or_the_boundary(committed):
    changes = [it for it in committed["deployer.json"]["Statement"] if "iam:CreatePolicyVersion" in it["Action"]]
    assert len(changes) == 1
    for name in (BOUNDARY, POLICY):
        assert not any(fnmatchcase(f"arn:aws:iam::111122223333:policy/{name}", it) for it in changes[0]["Resource"])


def listed(value):
    return value if isinstance(value, list) else [value]
