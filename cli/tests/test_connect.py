"""glue connect: no secret on a command line, in a message or on the screen, and nothing written that the schema rejects."""

import itertools
import json

import pytest
from cli.tests.aws import problem
from openapi_schema_validator import OAS31Validator

from glueconnector import schema
from stack.folders import ROOT

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
PAIR: dict = {"type": "accessKey", "accessKeyId": "AKIAIOSFODNN7EXAMPLE", "secretAccessKey": SECRET}
ROLE: dict = {"type": "assumeRole", "roleArn": "arn:aws:iam::111122223333:role/glue", "externalId": "0123456789abcdef"}
EXISTS = {"__type": "ResourceExistsException", "Message": "The operation failed because the secret glue-connector/a exists."}


def secret_file(tmp_path, content):
    file = tmp_path / "secret.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content))
    return str(file)


def test_connect_fromFile_writesAndTests(glue, aws, tmp_path):
    aws.of_services["CreateSecret"] = [{"ARN": "arn:x", "Name": "glue-connector/team-a"}]
    done = glue("connect", "team-a", "--from-file", secret_file(tmp_path, PAIR))
    (created,) = aws.called("CreateSecret")
    assert (created["Name"], json.loads(created["SecretString"])) == ("glue-connector/team-a", PAIR)
    assert (done.code, aws.asked[0].path) == (0, "/connections/team-a/test")
    assert SECRET not in done.output + done.errors


def test_connect_exists_rejectedUnlessReplaced(glue, aws, tmp_path):
    aws.of_services |= {"CreateSecret": [EXISTS], "PutSecretValue": [{"Name": "x"}]}
    done = glue("connect", "a", "--from-file", secret_file(tmp_path, PAIR))
    assert (done.code, aws.called("PutSecretValue")) == (1, [])
    assert done.errors.splitlines() == [
        "The connection a exists already. Nothing was written.",
        "Replace it with --replace, or choose another name.",
    ]
    assert glue("connect", "a", "--replace", "--from-file", secret_file(tmp_path, PAIR)).code == 0
    assert json.loads(aws.called("PutSecretValue")[0]["SecretString"]) == PAIR


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(f'{{"secretAccessKey": "{SECRET}"', "expected JSON", id="noJson"),
        pytest.param([SECRET], "expected an object", id="list"),
        pytest.param({"type": SECRET}, "type: expected accessKey, assumeRole, executionRole", id="type"),
        pytest.param(PAIR | {"password": SECRET}, "password: is not a field of type accessKey", id="unknownField"),
        pytest.param(PAIR | {"secretAccessKey": f"{SECRET}\n"}, "secretAccessKey: does not have the form", id="lineBreak"),
        pytest.param({"type": "accessKey", "secretAccessKey": SECRET}, "accessKeyId: is required", id="halfFilled"),
        pytest.param(PAIR | {"accessKeyId": "ASIAIOSFODNN7EXAMPLE"}, "sessionToken: is required", id="temporaryKey"),
        pytest.param(
            ROLE | {"sessionDurationSeconds": 3601},
            "sessionDurationSeconds: does not have the form of a whole number",
            id="duration",
        ),
    ],
)
def test_connect_invalid_writesNothingAndRepeatsNoValue(glue, aws, tmp_path, content, message):
    done = glue("connect", "a", "--from-file", secret_file(tmp_path, content))
    assert (done.code, aws.calls, aws.asked) == (1, [], [])
    assert message in done.errors
    assert SECRET not in done.output + done.errors


def test_connect_wrongName_rejected(glue, aws, tmp_path):
    done = glue("connect", "team a", "--from-file", secret_file(tmp_path, PAIR))
    assert (done.code, aws.calls) == (1, [])
    assert "NAME: expected 1 to 64 letters" in done.errors


def test_connect_noTerminal_saysHowToGiveAFile(glue):
    done = glue.process("connect", "a", "--type", "accessKey")
    assert (done.code, done.output) == (1, "")
    assert "--from-file" in done.errors


def test_connect_refusedByAws_repeatsNoValue(glue, aws, tmp_path):
    aws.of_services["CreateSecret"] = [{"__type": "InvalidRequestException", "Message": "You can't create it yet."}]
    done = glue("connect", "a", "--from-file", secret_file(tmp_path, PAIR))
    assert done.errors.splitlines() == ["AWS rejected CreateSecret: InvalidRequestException.", "You can't create it yet."]


def test_connect_testRefused_secretIsNotRepeated(glue, aws, tmp_path):
    aws.of_services["CreateSecret"] = [{"Name": "x"}]
    aws.answers = [problem(403, "AccessDenied", "The key is not valid.")]
    done = glue("connect", "a", "--from-file", secret_file(tmp_path, PAIR))
    assert done.code == 4
    assert SECRET not in done.output + done.errors


def test_connect_onATerminal_asksWithoutEcho(glue, aws):
    aws.of_services["CreateSecret"] = [{"Name": "x"}]
    terminal = glue.terminal("connect", "team-a")
    terminal.wait_for("type")
    terminal.type("accessKey\n")
    for question, answer in {
        "accessKeyId": PAIR["accessKeyId"],
        "secretAccessKey": SECRET,
        "sessionToken": "",
        "region": "",
    }.items():
        terminal.wait_for(question)
        terminal.type(f"{answer}\n")
    assert terminal.end() == 0
    assert json.loads(aws.called("CreateSecret")[0]["SecretString"]) == PAIR
    assert SECRET not in terminal.text
    assert PAIR["accessKeyId"] not in terminal.text


def test_schema_isThePublishedOne():
    published = (ROOT / "api/connection.schema.json").read_text()
    assert (ROOT / "cli/src/glueconnector/connection.schema.json").read_text() == published


VALUES: dict[str, list] = {
    "type": ["accessKey", "assumeRole", "executionRole", "other", 1],
    "accessKeyId": [None, "AKIAIOSFODNN7EXAMPLE", "ASIAIOSFODNN7EXAMPLE", "short", 1],
    "secretAccessKey": [None, SECRET, "a b" * 8, f"{SECRET}\n"],
    "sessionToken": [None, "0123456789abcdef"],
    "roleArn": [None, ROLE["roleArn"], "arn:aws:iam::1:role/x"],
    "externalId": [None, "ab", "a"],
}
SETTINGS: list[dict] = [
    {},
    {"region": "eu-west-1"},
    {"region": "EU"},
    {"sessionDurationSeconds": 900},
    {"sessionDurationSeconds": True},
    {"sessionDurationSeconds": "43200"},
    {"sessionDurationSeconds": 899.0},
    {"allowedRegions": ["eu-west-1", "us-east-1"]},
    {"allowedRegions": ["eu-west-1", "eu-west-1"]},
    {"allowedRegions": []},
    {"allowedRegions": "eu-west-1, eu-west-1"},
    {"allowedRegions": "eu-west-1,us-east-1"},
    {"unknown": 1},
]


def connections():
    for values in itertools.product(*VALUES.values()):
        yield {name: value for name, value in zip(VALUES, values, strict=True) if value is not None}
    for base, more in itertools.product((PAIR, ROLE, {"type": "executionRole"}, ROLE | PAIR | {"type": "assumeRole"}), SETTINGS):
        yield base | more


def test_schema_manyConnections_judgedAsByAnotherValidator():
    judge = OAS31Validator(json.loads((ROOT / "api/connection.schema.json").read_text()))
    # A pattern's $ also matches before a line break in Python, but not in JSON Schema.
    differing = [
        it for it in connections() if (not schema.problems(it)) != judge.is_valid(it) and f"{SECRET}\n" not in it.values()
    ]
    assert differing == []
