// Sends the requests that standard input describes through the generated TypeScript client, and prints what it returns.
import { readFileSync } from "node:fs";
import * as client from "./client/index.js";
import { signed } from "./signature.js";

interface Call {
  action: string;
  tag: string;
  url: string;
  region: string;
  parameters: Record<string, unknown>;
  body?: unknown;
  bodyType: string;
  responseType: string;
}

// The names of classes and functions follow from the call, so the compiler cannot know them here.
const made = client as unknown as Record<string, any>;

function lowerFirst(name: string): string {
  return name[0]!.toLowerCase() + name.slice(1);
}

async function sent(call: Call): Promise<object> {
  const credentials = async () => ({ accessKeyId: "key", secretAccessKey: "secret" });
  const configuration = new client.Configuration({ basePath: call.url, fetchApi: signed(credentials, call.region) });
  const api = new made[`${call.tag[0]!.toUpperCase()}${call.tag.slice(1)}Api`](configuration);
  const parameters = Object.entries(call.parameters).map(([name, value]) => [lowerFirst(name.replace("-", "")), value]);
  if (call.body) {
    parameters.push([lowerFirst(call.bodyType), made[`${call.bodyType}FromJSON`](call.body)]);
  }
  try {
    const response = await api[`${lowerFirst(call.action)}Raw`](Object.fromEntries(parameters));
    return { status: response.raw.status, body: made[`${call.responseType}ToJSON`](await response.value()) };
  } catch (error) {
    if (!(error instanceof client.ResponseError)) {
      throw error;
    }
    const problem = client.ProblemFromJSON(await error.response.json());
    return { status: error.response.status, body: client.ProblemToJSON(problem) };
  }
}

const results: object[] = [];
for (const call of JSON.parse(readFileSync(0, "utf8")) as Call[]) {
  results.push(await sent(call));
}
console.log(JSON.stringify(results));
