// A minimal loop over the Runtime API. AWS's own client for Node is built from C++ sources, which needs more than npm.
import http from "node:http";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");
const agent = new http.Agent({ keepAlive: true });

function call(method, resource, body) {
  return new Promise((resolve, reject) => {
    const request = http.request(
      { host, port, method, agent, path: `/2018-06-01/runtime/invocation/${resource}` },
      (answer) => {
        let text = "";
        answer.setEncoding("utf8");
        answer.on("data", (part) => (text += part));
        answer.on("end", () => resolve({ headers: answer.headers, text }));
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

const [file, name] = process.env._HANDLER.split(".");
const functions = await import(pathToFileURL(path.resolve(`${file}.cjs`)));
for (;;) {
  const event = await call("GET", "next");
  const answer = await functions[name](JSON.parse(event.text));
  await call("POST", `${event.headers["lambda-runtime-aws-request-id"]}/response`, JSON.stringify(answer));
}
