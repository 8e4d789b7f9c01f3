// The function as commonly written for Node: the SDK's clients, bundled into one file by esbuild.
import { randomUUID } from "node:crypto";
import { DynamoDBClient, PutItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { GlueClient, ListJobsCommand, StartJobRunCommand } from "@aws-sdk/client-glue";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

const table = process.env.STARTS_TABLE;
const secrets = new SecretsManagerClient({});
const dynamoDb = table ? new DynamoDBClient({}) : undefined;
const clients = new Map();

async function glue(connection) {
  if (!clients.has(connection)) {
    const SecretId = process.env.CONNECTION_PREFIX + connection;
    const secret = JSON.parse((await secrets.send(new GetSecretValueCommand({ SecretId }))).SecretString);
    const { accessKeyId, secretAccessKey } = secret;
    clients.set(connection, new GlueClient({ credentials: { accessKeyId, secretAccessKey } }));
  }
  return clients.get(connection);
}

export async function listJobs(event) {
  const client = await glue(event.connection ?? "default");
  const page = await client.send(new ListJobsCommand({ MaxResults: 50 }));
  return { names: page.JobNames, marker: page.NextToken };
}

export async function startJobRun(event) {
  const client = await glue(event.connection ?? "default");
  const token = randomUUID();
  const startId = { S: event.idempotencyKey };
  const expiresAt = { N: String(Math.floor(Date.now() / 1000) + 3196800) };
  await dynamoDb.send(
    new PutItemCommand({
      TableName: table,
      Item: { startId, state: { S: "STARTING" }, token: { S: token }, expiresAt },
      ConditionExpression: "attribute_not_exists(startId)",
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    }),
  );
  const Arguments = { "--glue-connector-start-token": token };
  const run = (await client.send(new StartJobRunCommand({ JobName: event.name, Arguments }))).JobRunId;
  await dynamoDb.send(
    new UpdateItemCommand({
      TableName: table,
      Key: { startId },
      UpdateExpression: "SET #state = :started, answer = :answer",
      ConditionExpression: "#token = :token",
      ExpressionAttributeNames: { "#state": "state", "#token": "token" },
      ExpressionAttributeValues: {
        ":started": { S: "STARTED" },
        ":answer": { S: JSON.stringify({ jobRunId: run }) },
        ":token": { S: token },
      },
    }),
  );
  return { jobRunId: run, replayed: false, protected: true };
}
