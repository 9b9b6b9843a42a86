"""Does with boto3, Amazon's own client, what the question on its input asks; writes the answer as JSON."""

import datetime
import json
import sys
from email.header import decode_header, make_header
from email.utils import getaddresses
from unittest import mock

import boto3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials


def send(endpoint, region, access_key, secret_key, emails):
    """Sends emails; what is said of each is how `send_email` is called."""
    client = boto3.client(
        "sesv2",
        region_name=region,
        endpoint_url=endpoint,
        aws_access_key_id=access_key,
        aws_secret_access_key=secret_key,
        config=Config(retries={"total_max_attempts": 1}),
    )
    return [client.send_email(**email)["MessageId"] for email in emails]


def sign(region, access_key, secret_key, requests):
    """The header `Authorization` that botocore gives to each request, at the time that it names."""
    signer = SigV4Auth(Credentials(access_key, secret_key), "ses", region)
    return [authorization(signer, **request) for request in requests]


def authorization(signer, method, url, date, content_type, body):
    request = AWSRequest(method=method, url=url, headers={"Content-Type": content_type}, data=body.encode())
    now = datetime.datetime.strptime(date, "%Y%m%dT%H%M%SZ")
    with mock.patch("botocore.auth.get_current_datetime", return_value=now):
        signer.add_auth(request)
    return request.headers["Authorization"]


def mailboxes(lines):
    """Name and address of each mailbox in each line, as Python's own library of mail reads them."""
    return [[[str(make_header(decode_header(name))), address] for name, address in getaddresses([line])] for line in lines]


question = json.load(sys.stdin)
json.dump({"send": send, "sign": sign, "mailboxes": mailboxes}[question.pop("do")](**question), sys.stdout)
