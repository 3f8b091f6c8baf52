// Holds each file against the official JSON schema of SARIF 2.1.0.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(new URL("../../target/peers/npm/", import.meta.url));
const Ajv = require("ajv");
const schemas = "@microsoft/jest-sarif/lib/schemas/";
const ajv = new Ajv({ schemaId: "auto", allErrors: true, unknownFormats: ["uri-reference"] });
ajv.addMetaSchema(require("ajv/lib/refs/json-schema-draft-04.json"));
const validate = ajv.compile(require(`${schemas}sarif-2.1.0-rtm.5.json`));

let count = 0;
for (const file of process.argv.slice(2)) {
  const log = JSON.parse(readFileSync(file, "utf8"));
  if (!validate(log)) {
    console.error(`${file}: ${ajv.errorsText(validate.errors, { separator: "\n" })}`);
    process.exitCode = 1;
  }
  count += log.runs.reduce((sum, run) => sum + run.results.length, 0);
}
console.log(`${count} results`);
