"""Changes of the deployed stack that last for one test."""

import json
from contextlib import contextmanager

from stack.running import STACK_NAME


class Deployed:
    """A stack's roles and functions, by the names that the template gives them."""

    def __init__(self, aws, outputs, name=STACK_NAME):
        self._outputs = outputs
        self.name = name
        self._iam = aws.client("iam")
        self._lambda = aws.client("lambda")

    def statements(self, role):
        """The inline policies of a role: name to statements."""
        name = self._role(role)
        policies = self._iam.list_role_policies(RoleName=name)["PolicyNames"]
        documents = {it: self._iam.get_role_policy(RoleName=name, PolicyName=it)["PolicyDocument"] for it in policies}
        return {policy: document["Statement"] for policy, document in documents.items()}

    @contextmanager
    def without_statement(self, role, policy, index=0):
        """Takes one statement out of a role's inline policy, and puts it back."""
        before = self.statements(role)[policy]
        self._put(role, policy, before[:index] + before[index + 1 :])
        try:
            yield
        finally:
            self._put(role, policy, before)

    @contextmanager
    def without_trust(self, role, ending):
        """Takes the source ARN with an ending out of a role's trust policy, and puts it back."""
        name = self._role(role)
        before = self._iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"]
        after = json.loads(json.dumps(before))
        condition = after["Statement"][0]["Condition"]["ArnEquals"]
        condition["aws:SourceArn"] = [it for it in condition["aws:SourceArn"] if not it.endswith(ending)]
        self._iam.update_assume_role_policy(RoleName=name, PolicyDocument=json.dumps(after))
        try:
            yield
        finally:
            self._iam.update_assume_role_policy(RoleName=name, PolicyDocument=json.dumps(before))

    def function(self, action):
        return self._outputs[f"{action}FunctionArn"]

    @contextmanager
    def altered(self, action, environment=None, **configuration):
        """The alias leads to a version with another configuration, and back."""
        name, alias = self.function(action).split(":")[6:]
        function = self._lambda.get_function_configuration(FunctionName=name)
        serving = self._lambda.get_alias(FunctionName=name, Name=alias)["FunctionVersion"]
        variables = function["Environment"]["Variables"]
        given = {it: function[it] for it in configuration}
        changed = {"Variables": variables | (environment or {})}
        self._lambda.update_function_configuration(FunctionName=name, Environment=changed, **configuration)
        try:
            version = self._lambda.publish_version(FunctionName=name)["Version"]
            self._lambda.update_alias(FunctionName=name, Name=alias, FunctionVersion=version)
            yield
        finally:
            self._lambda.update_alias(FunctionName=name, Name=alias, FunctionVersion=serving)
            self._lambda.update_function_configuration(FunctionName=name, Environment={"Variables": variables}, **given)

    def _put(self, role, policy, statements):
        name = self._role(role)
        if statements:
            document = json.dumps({"Version": "2012-10-17", "Statement": statements})
            self._iam.put_role_policy(RoleName=name, PolicyName=policy, PolicyDocument=document)
        else:
            self._iam.delete_role_policy(RoleName=name, PolicyName=policy)

    def _role(self, role):
        """The stack's role whose logical name is given; other stacks in the account have one too."""
        roles = [it["RoleName"] for it in self._iam.list_roles()["Roles"]]
        (name,) = [it for it in roles if it.startswith(f"{self.name}-{role}-")]
        return name
