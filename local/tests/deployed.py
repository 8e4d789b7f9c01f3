"""Changes to the deployed stack that last for one test."""

import json
from contextlib import contextmanager

from stack.environment import ACCOUNT
from stack.running import STACK_NAME

# The job that the second stack schedules, in the far future.
SCHEDULED = "scheduled-job"


class Deployed:
    """A stack's roles and functions, by the names that the template gives them."""

    def __init__(self, aws, outputs, name=STACK_NAME):
        self._outputs = outputs
        self.name = name
        self._iam = aws.client("iam")
        self._lambda = aws.client("lambda")

    def statements(self, role):
        """The stack's own policies of a role, inline ones by name and managed ones by ARN, with their statements."""
        name = self._role(role)
        policies = self._iam.list_role_policies(RoleName=name)["PolicyNames"]
        documents = {it: self._iam.get_role_policy(RoleName=name, PolicyName=it)["PolicyDocument"] for it in policies}
        attached = [it["PolicyArn"] for it in self._iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]]
        documents |= {it: self._managed(it) for it in attached if not it.startswith("arn:aws:iam::aws:")}
        return {policy: document["Statement"] for policy, document in documents.items()}

    def _managed(self, arn):
        version = self._iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
        return self._iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]

    def without(self, role, action):
        """Removes the one statement that allows a role an action, then restores it."""
        policies = self.statements(role).items()
        (place,) = [(policy, index) for policy, all_of_it in policies for index, it in enumerate(all_of_it) if allows(it, action)]
        return self.without_statement(role, *place)

    def without_statement(self, role, policy, index=0):
        """Removes one statement of a policy from a role, then restores it."""
        statements = self.statements(role)[policy]
        kept = statements[:index] + statements[index + 1 :]
        if policy.startswith("arn:"):
            return self._without_managed(self._role(role), policy, kept)
        return self._with_inline(self._role(role), policy, statements, kept)

    @contextmanager
    def _with_inline(self, name, policy, before, kept):
        self._put(name, policy, kept)
        try:
            yield
        finally:
            self._put(name, policy, before)

    @contextmanager
    def _without_managed(self, name, policy, kept):
        """Other roles have the managed policy too, so this one gets an inline policy instead."""
        if kept:
            self._put(name, "kept", kept)
        self._iam.detach_role_policy(RoleName=name, PolicyArn=policy)
        try:
            yield
        finally:
            self._iam.attach_role_policy(RoleName=name, PolicyArn=policy)
            if kept:
                self._put(name, "kept", [])

    @contextmanager
    def without_trust(self, role, ending):
        """Removes the source ARN with the given ending from a role's trust policy, then restores it."""
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

    def decision(self, role, action, resource):
        """IAM's decision on an action of a role, by all its policies, including AWS's."""
        # The emulated IAM finds the role by its ARN without a path.
        arn = f"arn:aws:iam::{ACCOUNT}:role/{self._role(role)}"
        asked = {"PolicySourceArn": arn, "ActionNames": [action], "ResourceArns": [resource]}
        (result,) = self._iam.simulate_principal_policy(**asked)["EvaluationResults"]
        return result["EvalDecision"]

    def function(self, action):
        return self._outputs[f"{action}FunctionArn"]

    @contextmanager
    def altered(self, action, environment=None, **configuration):
        """Points the alias to a version with another configuration, then back."""
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

    def _put(self, name, policy, statements):
        if statements:
            document = json.dumps({"Version": "2012-10-17", "Statement": statements})
            self._iam.put_role_policy(RoleName=name, PolicyName=policy, PolicyDocument=document)
        else:
            self._iam.delete_role_policy(RoleName=name, PolicyName=policy)

    def _role(self, role):
        """The stack's role with the given logical name; other stacks in the account have one too."""
        roles = [it["RoleName"] for it in self._iam.list_roles()["Roles"]]
        (name,) = [it for it in roles if it.startswith(f"{self.name}-{role}-")]
        return name


def allows(statement, action):
    actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
    return statement["Effect"] == "Allow" and action in actions
