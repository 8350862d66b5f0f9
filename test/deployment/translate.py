#!/usr/bin/env python3
"""What CloudFormation deploys: serverless.template after SAM's own translator, once for each set of parameter values.

    test/deployment/translate.py serverless.template s3://packages/function.zip '{"Cdn": "true"}' ...

Prints a JSON array, one translated template for each set. Needs the package aws-sam-translator.
"""
import json
import logging
import sys

import boto3
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator


def translate(path, package, values):
    with open(path, encoding="utf-8") as file:
        template = json.load(file)
    for resource in template["Resources"].values():
        # A deployment uploads the package first and puts its place here.
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = package
    session = boto3.Session(region_name="us-east-1")
    # An empty map: managed policies stay what the template calls them.
    return Translator({}, Parser(), boto_session=session).translate(template, values)


logging.disable(logging.WARNING)  # The translator minds that nobody publishes its metrics.
path, package, *sets = sys.argv[1:]
json.dump([translate(path, package, json.loads(values)) for values in sets], sys.stdout)
