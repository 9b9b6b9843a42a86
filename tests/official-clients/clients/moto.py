"""Serves moto, which stands in for Amazon's services, until its input ends. Before that it is given, by boto3, what an account
needs that sends mail: an identity, and a user who may send. The first line of its output says where it is, as JSON."""

import json
import logging
import sys

import boto3
from moto import settings
from moto.server import ThreadedMotoServer

REGION = "us-east-1"
ALLOWED = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "ses:SendEmail", "Resource": "*"}}

logging.getLogger("werkzeug").setLevel(logging.ERROR)
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
url = f"http://{host}:{port}"


def client(service):
    return boto3.client(
        service, region_name=REGION, endpoint_url=url, aws_access_key_id="setup", aws_secret_access_key="setup"
    )


client("sesv2").create_email_identity(EmailIdentity="gatehouse.example")
iam = client("iam")
iam.create_user(UserName="gatehouse")
iam.put_user_policy(UserName="gatehouse", PolicyName="send", PolicyDocument=json.dumps(ALLOWED))
key = iam.create_access_key(UserName="gatehouse")["AccessKey"]
# Left to itself moto believes every signature. From here on it takes only what is signed with the key of a user who may do it.
settings.INITIAL_NO_AUTH_ACTION_COUNT = 0
print(json.dumps({"url": url, "access_key": key["AccessKeyId"], "secret_key": key["SecretAccessKey"]}), flush=True)
sys.stdin.read()
server.stop()
