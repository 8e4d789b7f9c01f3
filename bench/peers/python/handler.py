"""The function as it is usually written in Python: boto3's clients, created when the module loads or a connection is known."""

import json
import os
import time
import uuid

import boto3

secrets = boto3.client("secretsmanager")
dynamodb = boto3.client("dynamodb") if os.environ.get("STARTS_TABLE") else None
clients = {}


def glue(connection):
    if connection not in clients:
        name = os.environ["CONNECTION_PREFIX"] + connection
        secret = json.loads(secrets.get_secret_value(SecretId=name)["SecretString"])
        clients[connection] = boto3.client(
            "glue", aws_access_key_id=secret["accessKeyId"], aws_secret_access_key=secret["secretAccessKey"]
        )
    return clients[connection]


def list_jobs(event, context):
    page = glue(event.get("connection", "default")).list_jobs(MaxResults=50)
    return {"names": page["JobNames"], "marker": page.get("NextToken")}


def start_job_run(event, context):
    client = glue(event.get("connection", "default"))
    table, key, token = os.environ["STARTS_TABLE"], event["idempotencyKey"], uuid.uuid4().hex
    dynamodb.put_item(
        TableName=table,
        Item={
            "startId": {"S": key},
            "state": {"S": "STARTING"},
            "token": {"S": token},
            "expiresAt": {"N": str(int(time.time()) + 3_196_800)},
        },
        ConditionExpression="attribute_not_exists(startId)",
        ReturnValuesOnConditionCheckFailure="ALL_OLD",
    )
    run = client.start_job_run(JobName=event["name"], Arguments={"--glue-connector-start-token": token})["JobRunId"]
    dynamodb.update_item(
        TableName=table,
        Key={"startId": {"S": key}},
        UpdateExpression="SET #state = :started, answer = :answer",
        ConditionExpression="#token = :token",
        ExpressionAttributeNames={"#state": "state", "#token": "token"},
        ExpressionAttributeValues={
            ":started": {"S": "STARTED"},
            ":answer": {"S": json.dumps({"jobRunId": run})},
            ":token": {"S": token},
        },
    )
    return {"jobRunId": run, "replayed": False, "protected": True}
