// Reads lines, each a JSON list of definitions in the states language. Writes a line for each: the list of errors of every
// definition, with code and message.
"use strict";

const readline = require("readline");
const validate = require("asl-validator");

function errorsOf(text) {
  try {
    return validate(JSON.parse(text)).errors.map((error) => ({ code: error["Error code"], message: error.Message }));
  } catch (problem) {
    return [{ code: "INVALID_JSON_DESCRIPTION", message: problem.message }];
  }
}

readline
  .createInterface({ input: process.stdin })
  .on("line", (line) => process.stdout.write(JSON.stringify(JSON.parse(line).map(errorsOf)) + "\n"));
