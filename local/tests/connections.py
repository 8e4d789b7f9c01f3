"""Connections of every kind, in separate accounts, with the signers of their calls to Glue."""

import json
from dataclasses import dataclass

from stack.aws import Aws
from stack.environment import ACCOUNT
from stack.seeding import allow, glue_permissions, role_with, user

PARTNER = "333333333333"
EXTERNAL_ID = "partner-4711/Qm7Zt2LkPw9xVb"


@dataclass(frozen=True)
class Connection:
    name: str
    kind: str
    account: str
    secret: dict

    def signed(self, request):
        """Whether this connection signed a request that reached Glue: with its key, or in a session of its role."""
        is_key = request["accessKeyId"] == self.secret["accessKeyId"]
        return is_key if self.kind == "accessKey" else request["sessionToken"] and not is_key


class Connections:
    """Creates connections that no function has used yet, with the Glue permissions of the actions; watches for their secrets."""

    def __init__(self, stack, canaries):
        self._stack = stack
        self._aws = Aws(stack.endpoint)
        self._canaries = canaries

    def store(self, name, secret):
        text = secret if isinstance(secret, str) else json.dumps(secret)
        for field in ("accessKeyId", "secretAccessKey", "sessionToken", "externalId"):
            if isinstance(secret, dict) and field in secret:
                self._canaries.watch(secret[field])
        self._aws.client("secretsmanager").create_secret(Name=self._stack.outputs["ConnectionPrefix"] + name, SecretString=text)
        return name

    def access_key(self, name, account=ACCOUNT, statements=None):
        allowed = glue_permissions(account) if statements is None else statements
        key = user(Aws(self._stack.endpoint, account), f"glue-{name}", allowed)
        secret = {"type": "accessKey"} | key
        self.store(name, secret)
        return Connection(name, "accessKey", account, secret)

    def session(self, name):
        """A key pair with a session token, from a session that another key pair requested."""
        key = user(self._aws, f"glue-{name}", glue_permissions(ACCOUNT))
        lasting = Aws(self._stack.endpoint, *key.values()).client("sts").get_session_token()["Credentials"]
        secret = {
            "type": "accessKey",
            "accessKeyId": lasting["AccessKeyId"],
            "secretAccessKey": lasting["SecretAccessKey"],
            "sessionToken": lasting["SessionToken"],
        }
        self.store(name, secret)
        return Connection(name, "accessKey", ACCOUNT, secret)

    def assume_role(self, name, account=PARTNER, required_id=EXTERNAL_ID, sent_id=EXTERNAL_ID):
        """A role whose trust policy names the key pair's user and, unless None, requires the External ID."""
        role = f"arn:aws:iam::{account}:role/glue-{name}"
        key = user(self._aws, f"base-{name}", [allow(["sts:AssumeRole"], role)])
        base = {"AWS": f"arn:aws:iam::{ACCOUNT}:user/base-{name}"}
        condition = {} if required_id is None else {"StringEquals": {"sts:ExternalId": required_id}}
        self.role(f"glue-{name}", account, base, condition)
        secret = {"type": "assumeRole", "roleArn": role} | key | ({} if sent_id is None else {"externalId": sent_id})
        self.store(name, secret)
        return Connection(name, "assumeRole", account, secret)

    def role(self, name, account, base, condition):
        """A role with the Glue permissions of the actions, which the base may assume under the condition; returns its ARN."""
        trust = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": base}
        trust |= {"Condition": condition} if condition else {}
        return role_with(Aws(self._stack.endpoint, account), name, trust, glue_permissions(account))
