"""The user that deploys the local stack: it has only the permissions in policies/, and every role gets the boundary there."""

from stack.folders import ROOT

POLICIES = ROOT / "policies"
# The deployer may change policies whose names begin with glue-connector, but not these.
BOUNDARY = "GlueConnectorBoundary"
POLICY = "GlueConnectorDeployer"
NAME = "deployer"


class Deployer:
    """Creates the user, its policies and the boundary, as an administrator does once per account."""

    def __init__(self, aws):
        self._iam = aws.client("iam")
        self.boundary = f"PermissionsBoundary={self._policy(BOUNDARY, 'boundary.json')}"
        self._iam.create_user(UserName=NAME)
        for number, document in enumerate(sorted(POLICIES.glob("deployer*.json"))):
            self._iam.attach_user_policy(UserName=NAME, PolicyArn=self._policy(f"{POLICY}{number}", document.name))
        key = self._iam.create_access_key(UserName=NAME)["AccessKey"]
        self.key = {"accessKeyId": key["AccessKeyId"], "secretAccessKey": key["SecretAccessKey"]}

    @property
    def environment(self):
        """The user's key, where the SAM CLI and the AWS CLI look for it."""
        return {"AWS_ACCESS_KEY_ID": self.key["accessKeyId"], "AWS_SECRET_ACCESS_KEY": self.key["secretAccessKey"]}

    def _policy(self, name, document):
        return self._iam.create_policy(PolicyName=name, PolicyDocument=(POLICIES / document).read_text())["Policy"]["Arn"]
