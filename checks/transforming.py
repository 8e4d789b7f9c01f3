"""The template as CloudFormation receives it."""

import boto3
from samcli.yamlhelper import yaml_parse
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator

from stack.folders import ROOT


def transform(region="eu-west-1"):
    """SAM's output for template.yaml; SAM writes the Region's partition into its own ARNs."""
    template = yaml_parse((ROOT / "template.yaml").read_text())
    for resource in template["Resources"].values():
        for local_file in {"CodeUri", "DefinitionUri"} & resource["Properties"].keys():
            resource["Properties"][local_file] = "s3://packaged/file"
        if resource["Type"] == "AWS::Lambda::LayerVersion":
            resource["Properties"]["Content"] = {"S3Bucket": "packaged", "S3Key": "file"}
    session = boto3.session.Session(region_name=region)
    return Translator({}, Parser(), boto_session=session).translate(template, {})
