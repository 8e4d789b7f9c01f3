"""Condition keys of IAM policies for which MiniStack has a different value than AWS, or none."""

import json

from ministack.services import iam


def register(corrections):
    corrections.needs("ministack.services.iam._roles")

    @corrections.replaces("ministack.core.iam_evaluator._resolve_condition_key", "key", "ctx")
    def role_of_session(original, key, ctx):
        """aws:PrincipalArn of a session is its role's ARN, path included (IAM User Guide, global condition context keys)."""
        value = original(key, ctx)
        if key.lower() != "aws:principalarn" or ":assumed-role/" not in value:
            return value
        account, name = value.split(":")[4], value.split("/")[1]
        role = iam._roles.get_scoped(account, None, name)
        return role["Arn"] if role else value

    @corrections.replaces("ministack.core.iam_actions.request_tag_context", "service", "iam_action", "body", "params")
    def external_id(original, service, iam_action, body, params):
        """The caller's own policies see sts:ExternalId too (IAM User Guide, condition context keys for AWS STS)."""
        context = original(service, iam_action, body, params)
        if iam_action == "sts:AssumeRole" and "ExternalId" in params:
            (context["sts:ExternalId"],) = params["ExternalId"]
        return context

    @corrections.replaces("ministack.core.iam_actions.dynamodb_service_context", "body")
    def leading_keys(original, body):
        """dynamodb:LeadingKeys are the keys of the items (DynamoDB Developer Guide, IAM policy conditions). AWS does not document
        whether it checks the keys of a transaction together. The overlay does, which denies more."""
        request = json.loads(body or b"{}")
        items = [it for item in request.get("TransactItems", []) for it in item.values()] or [request]
        keys = [(it.get("Key") or it.get("Item") or {}).get("startId", {}).get("S") for it in items]
        return original(body) | ({"dynamodb:LeadingKeys": keys} if all(keys) else {})
