"""What goes wrong on a person's computer: two lines that say what happened and how to fix it, an exit code, no traceback."""

import re
import socket
import ssl
from ipaddress import ip_address

import pytest
from cli.tests.aws import OUTPUTS, denied

from coldstart.certificates import key, pem, private, signed

INVOKE = (
    "User: arn:aws:iam::111122223333:user/ann is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:x"
)


def two_lines(done, title, remedy, code=1):
    assert "Traceback" not in done.errors
    first, second = done.errors.splitlines()
    assert re.search(title, first), first
    assert re.search(remedy, second), second
    assert (done.code, done.output) == (code, "")


@pytest.fixture
def closed_port():
    """A port without a server. While the test runs, no program can take it."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        yield unused.getsockname()[1]


def test_stack_onlyOne_isFoundByItself(glue, aws):
    aws.stacks = {"other": {"ApiUrl": "x"}, "my-stack": OUTPUTS}
    done = glue("stack")
    assert (done.code, done.output.split()[:2]) == (0, ["stack", "my-stack"])


def test_stack_none_namesTheRegion(glue, aws):
    aws.stacks = {"other": {"ApiUrl": "x"}}
    two_lines(glue("jobs"), "no stack of the Glue connector in eu-west-1", "--region or --profile")


def test_stack_several_listsThem(glue, aws):
    aws.stacks = {"one": OUTPUTS, "two": OUTPUTS}
    two_lines(glue("jobs"), "several stacks in eu-west-1", "--stack-name one or two")


def test_stack_otherRegion_namesBoth(glue):
    done = glue("jobs", "--stack-name", "absent", "--region", "us-east-1")
    two_lines(done, "There is no stack absent in us-east-1", "Check --stack-name, --region")


def test_stack_ofAnotherProject_saysSo(glue, aws):
    aws.stacks = {"other": {"Bucket": "x"}}
    two_lines(glue("jobs", "--stack-name", "other"), "has no output ApiUrl", "template.yaml")


def test_stack_mayNotSearch_asksForItsName(glue, aws):
    message = "User: arn:aws:iam::1:user/ann is not authorized to perform: cloudformation:DescribeStacks on resource: *"
    aws.refusal = "AccessDenied", message
    two_lines(glue("jobs"), "may not search for the stack", "--stack-name")


def test_credentials_none_saysHowToSignIn(glue):
    glue.without("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
    two_lines(glue("jobs"), "no AWS credentials", "aws sso login")


def test_credentials_halfGiven_saysWhatIsMissing(glue):
    glue.without("AWS_SECRET_ACCESS_KEY")
    two_lines(glue("jobs"), "incomplete", "(?i)secret_access_key")


def test_credentials_expiredForAws_saysSo(glue, aws):
    aws.refusal = "ExpiredToken", "The security token included in the request is expired"
    two_lines(glue("jobs"), "credentials have expired", "Sign in again")


def test_credentials_expiredForTheApi_saysSo(glue, aws):
    aws.answers = [denied("The security token included in the request is expired")]
    two_lines(glue("jobs"), "credentials have expired", "Sign in again", 4)


def test_credentials_unknown_saysSo(glue, aws):
    aws.answers = [denied("The security token included in the request is invalid.")]
    two_lines(glue("jobs"), "does not know these credentials", "access key", 4)


def test_profile_unknown_saysHowToListThem(glue):
    two_lines(glue("jobs", "--profile", "nope"), "nope", "list-profiles")


def test_region_missing_saysHowToSetIt(glue):
    glue.without("AWS_DEFAULT_REGION")
    two_lines(glue("jobs"), "A Region is required", "--region")


def test_region_noName_rejected(glue):
    glue.without("AWS_ENDPOINT_URL")
    two_lines(glue("jobs", "--region", "eu west"), "not a Region", "--region")


def test_role_mayNotCallARoute_namesActionAndResource(glue, aws):
    aws.answers = [denied(INVOKE)]
    two_lines(glue("jobs"), "may not call execute-api:Invoke", "Grant execute-api:Invoke on arn:aws:execute-api:x", 4)


@pytest.mark.parametrize(
    "message", ["Signature expired: 1 is now earlier than 2", "Signature not yet current: 2 is later than 1"]
)
def test_clock_anHourWrong_saysByHowMuch(glue, aws, message):
    aws.seconds_ahead = 3600
    aws.answers = [denied(message)]
    two_lines(glue("jobs"), "This computer's clock is wrong by (60|59) minutes", "Set it", 4)


def test_clock_wrongForCloudFormation_saysByHowMuch(glue, aws):
    aws.seconds_ahead = -3600
    aws.refusal = "SignatureDoesNotMatch", "Signature not yet current: 2 is still later than 1"
    two_lines(glue("jobs"), "This computer's clock is wrong by (60|61) minutes", "Set it")


def test_proxy_dead_isNamed(glue, closed_port):
    proxy = f"http://127.0.0.1:{closed_port}"
    glue.set(HTTPS_PROXY=proxy)
    done = glue("jobs", "--api-url", "https://api.example.com/v1")
    two_lines(done, "proxy does not respond", re.escape(proxy))


def test_proxy_deadWithPassword_isNamedWithoutIt(glue, closed_port):
    glue.set(HTTPS_PROXY=f"http://ann:hunter2@127.0.0.1:{closed_port}")
    assert "hunter2" not in glue("jobs", "--api-url", "https://api.example.com/v1").errors


def test_proxy_alive_isUsed(glue, aws):
    glue.set(HTTP_PROXY=aws.url)
    assert glue("jobs", "--api-url", "http://api.example.com/v1").code == 0
    assert aws.asked[0].path == "/connections/default/jobs"


def test_proxy_forThisMachine_isNotUsed(glue, closed_port):
    glue.set(HTTP_PROXY=f"http://127.0.0.1:{closed_port}")
    assert glue("jobs").code == 0


def test_api_nothingListens_saysWhy(glue, closed_port):
    done = glue("jobs", "--api-url", f"http://127.0.0.1:{closed_port}")
    two_lines(done, "cannot be reached: Connection refused", "Check the network")


def test_api_notTheConnectors_saysSo(glue, aws):
    two_lines(glue("jobs", "--api-url", f"{aws.url}/elsewhere"), "not of the API of a Glue connector", "<DescribeStacksResponse>")


def test_certificate_ofAnInspectingProxy_trustedOnlyIfItIsNamed(glue, aws, tmp_path):
    authority_key, server_key = key(), key()
    chain, authority = tmp_path / "chain.pem", tmp_path / "authority.pem"
    server = signed("127.0.0.1", server_key, "Proxy", authority_key, ip_address("127.0.0.1"))
    chain.write_bytes(private(server_key) + pem(server))
    authority.write_bytes(pem(signed("Proxy", authority_key, "Proxy", authority_key, None)))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    address = aws.over_tls(context)
    two_lines(glue("jobs", "--api-url", f"{address}/v1"), "certificate is not trusted", "AWS_CA_BUNDLE")
    glue.set(AWS_CA_BUNDLE=str(authority))
    assert glue("jobs", "--api-url", f"{address}/v1").code == 0


@pytest.mark.parametrize("words", [["jobz"], ["start"], ["stop", "load"], ["runs", "load", "--max", "0"], ["completion", "tcsh"]])
def test_commandLine_wrong_exitCode2AndHelp(glue, words):
    done = glue(*words)
    assert done.code == 2
    assert "Usage: glue" in done.errors


def test_fault_inTheCommandItself_showsNoValue(glue, monkeypatch):
    def fail(*_):
        raise RuntimeError("hunter2")

    monkeypatch.setattr("glueconnector.names.show", fail)
    done = glue("jobs")
    two_lines(done, "fault in it", r"RuntimeError in test_bad_input\.py, line \d+")
    assert "hunter2" not in done.errors
