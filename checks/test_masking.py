"""The lists for masking in the sources match what AWS publishes and what the guide lists."""

import re

import botocore.session

from conftest import ROOT

PACKAGE = ROOT / "shared/src/main/java/io/glueconnector/redaction"
GUIDE = (ROOT / "docs/guide/security.md").read_text()
SERVICES = ("glue", "sts", "secretsmanager", "dynamodb")


def block(name):
    """The words of a text block in UpstreamCode."""
    return re.findall(rf'{name} = """(.*?)"""', (PACKAGE / "UpstreamCode.java").read_text(), re.DOTALL)[0].split()


def words(name):
    """The words of a set in SecretNames."""
    source = (PACKAGE / "SecretNames.java").read_text()
    return re.findall(r'"(\w+)"', re.findall(rf"{name}\W(.*?);", source, re.DOTALL)[0])


def codes(service):
    model = botocore.session.Session().get_service_model(service)
    errors = [shape for shape in map(model.shape_for, model.shape_names) if shape.metadata.get("exception")]
    return {shape.metadata.get("error", {}).get("code", shape.name) for shape in errors}


def test_listed_codes_are_those_of_the_models():
    assert block("OF_THE_MODELS") == sorted(set.union(*map(codes, SERVICES)))


def test_other_codes_are_in_no_model():
    others = [*block("COMMON"), *block("OF_GLUES_PAGE")]
    assert len(set(others)) == len(others)
    assert set(block("OF_GLUES_PAGE")) & set(block("OF_THE_MODELS")) == set()


def test_guide_names_every_word():
    section = GUIDE.partition("## What is masked\n")[2].partition("\n## ")[0]
    named = set(re.findall(r"`(\w+)`", section))
    lists = [words("PARTS"), words("SHORT_WORDS"), words("KINDS_OF_DATA_KEYS"), words("new HashSet<>")]
    assert all(lists)
    assert {word for of in lists for word in of} - named == set()
