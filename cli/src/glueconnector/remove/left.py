"""What a removed stack leaves: what its template retains, and what never belonged to it."""

from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from glueconnector.remove.record import Record

Row = tuple[str, str, str]


def rows(secrets: Any, record: Record, path: Path) -> list[Row]:
    """Each with its name and the command that deletes it."""
    return [
        ("table of starts", record.table, f"aws dynamodb delete-table --table-name {record.table}"),
        ("bucket of fleets", record.bucket, f"aws s3 rb s3://{record.bucket} --force"),
        *connections(secrets, record.connection_prefix),
        ("schedules", f"{len(record.schedules)} in {path}", f"rm {path}"),
    ]


def connections(secrets: Any, prefix: str) -> list[Row]:
    named = [{"Key": "name", "Values": [prefix]}]
    try:
        pages = secrets.get_paginator("list_secrets").paginate(Filters=named)
        names = [it["Name"] for page in pages for it in page["SecretList"]]
    except ClientError:
        return [("connections", f"{prefix}*", f"aws secretsmanager list-secrets --filters Key=name,Values={prefix}")]
    return [("connection", it, f"aws secretsmanager delete-secret --secret-id {it}") for it in names]
