// Evaluates expressions with the reference implementation of JSONata: reads a JSON list of pairs of an expression and a list
// of bindings, and writes the outcomes and the longest evaluation in milliseconds for each pair. An expression that fails
// or returns nothing has no value: https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
"use strict";

const crypto = require("crypto");
const fs = require("fs");
const jsonata = require("jsonata");

// The time of every evaluation, as in the tests' interpreter.
const MILLIS = Date.parse("2026-01-31T03:20:00Z");

const ALGORITHMS = { MD5: "md5", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512" };

// The functions that Step Functions adds, as documented. It has no $eval. Random values are fixed here.
const FUNCTIONS = {
  eval: () => {
    throw new Error("Step Functions does not support $eval");
  },
  hash: (text, algorithm) => crypto.createHash(ALGORITHMS[algorithm]).update(text).digest("hex"),
  millis: () => MILLIS,
  now: () => new Date(MILLIS).toISOString(),
  parse: (text) => JSON.parse(ofType("string", text)),
  partition: (array, size) => counted(Math.ceil(array.length / size)).map((it) => array.slice(it * size, (it + 1) * size)),
  random: () => 0.5,
  range: (first, last, step) => counted(Math.floor((last - first) / step) + 1).map((it) => first + it * step),
  uuid: () => "123e4567-e89b-42d3-a456-426614174000",
};

function counted(length) {
  return Array.from({ length }, (_, it) => it);
}

function ofType(type, value) {
  if (typeof value !== type) {
    throw new TypeError(`expected a ${type}, but got ${JSON.stringify(value)}`);
  }
  return value;
}

async function outcomesOf([expression, inputs]) {
  const parsed = jsonata(expression);
  Object.entries(FUNCTIONS).forEach(([name, it]) => parsed.registerFunction(name, it));
  const outcomes = [];
  let longest = 0;
  for (const bindings of inputs) {
    const began = process.cpuUsage();
    outcomes.push(await outcome(parsed, bindings));
    const { user, system } = process.cpuUsage(began);
    longest = Math.max(longest, (user + system) / 1000);
  }
  return { outcomes, longest };
}

async function outcome(parsed, bindings) {
  try {
    const value = await parsed.evaluate(undefined, bindings);
    return isFunction(value) || value === undefined ? { error: "it returns nothing" } : { value };
  } catch (problem) {
    return { error: problem.message };
  }
}

// JSONata represents its own functions as objects.
function isFunction(value) {
  return typeof value === "function" || Boolean(value && (value._jsonata_function || value._jsonata_lambda));
}

async function main() {
  const answers = [];
  for (const pair of JSON.parse(fs.readFileSync(0, "utf8"))) {
    answers.push(await outcomesOf(pair));
  }
  process.stdout.write(JSON.stringify(answers));
}

main();
