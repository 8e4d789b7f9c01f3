"""The resource ARNs that IAM checks, where MiniStack's differ from AWS's."""

import json


def register(corrections):
    @corrections.replaces(
        "ministack.core.iam_actions.extract_resource_arn",
        *("service", "method", "path", "headers", "body", "query_params", "region", "account_id"),
    )
    def resource_arn(original, service, method, path, headers, body, query_params, region, account_id):
        arn = original(service, method, path, headers, body, query_params, region, account_id)
        if service == "glue":
            return glue_arn(headers, body, f"arn:aws:glue:{region}:{account_id}")
        if service == "logs":
            return log_arn(headers, body, arn)
        if service == "scheduler" and ":schedule/default/" in arn:
            return schedule_arn(arn, body, query_params)
        return arn


def glue_arn(headers, body, prefix):
    """The named job, crawler or trigger; lists have no resource (Service Authorization Reference, AWS Glue).

    AWS checks each of several triggers, MiniStack only one resource of a request: the first.
    """
    request = json.loads(body or b"{}")
    operation = headers.get("x-amz-target", "").rpartition(".")[2].lower()
    if "ResourceArn" in request:
        return request["ResourceArn"]
    if request.get("TriggerNames"):
        return f"{prefix}:trigger/{request['TriggerNames'][0]}"
    for kind in ("job", "crawler", "trigger"):
        name = request.get(f"{kind.title()}Name") or (request.get("Name") if kind in operation else None)
        if isinstance(name, str):
            return f"{prefix}:{kind}/{name}"
    return "*"


def log_arn(headers, body, arn):
    """The resources of reads: a stream, or a group with an asterisk (Service Authorization Reference, CloudWatch Logs)."""
    operation = headers.get("x-amz-target", "").rpartition(".")[2]
    request = json.loads(body or b"{}")
    if operation == "GetLogEvents":
        return f"{arn}:log-stream:{request.get('logStreamName', '')}"
    return f"{arn}:*" if operation == "FilterLogEvents" else arn


def schedule_arn(arn, body, query_params):
    """A schedule's ARN contains its group (Service Authorization Reference, EventBridge Scheduler)."""
    group = json.loads(body or b"{}").get("GroupName") or (query_params.get("groupName") or ["default"])[0]
    return arn.replace(":schedule/default/", f":schedule/{group}/", 1)
