// Reads a JSON list of definitions in the states language and writes, for each, the list of its errors: code and message.
"use strict";

const fs = require("fs");
const validate = require("asl-validator");

function errorsOf(text) {
  try {
    return validate(JSON.parse(text)).errors.map((error) => ({ code: error["Error code"], message: error.Message }));
  } catch (problem) {
    return [{ code: "INVALID_JSON_DESCRIPTION", message: problem.message }];
  }
}

const definitions = JSON.parse(fs.readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(definitions.map(errorsOf)));
