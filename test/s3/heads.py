#!/usr/bin/env python3
"""What an S3 says of objects, read by AWS's own client for Python.

    test/s3/heads.py http://127.0.0.1:5000 bucket images/1 images/2 ...

Prints a JSON array, one HeadObject for each key. Takes region and keys from the environment. Needs the package boto3, which moto brings.
"""
import json
import sys

import boto3

endpoint, bucket, *keys = sys.argv[1:]
s3 = boto3.client("s3", endpoint_url=endpoint)
json.dump([s3.head_object(Bucket=bucket, Key=key) for key in keys], sys.stdout, default=str)
