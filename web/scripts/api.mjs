// The types of the API, from the application's own OpenAPI document. The document's digest stands in the first line, so that a
// test can tell whether the types are those of the routes as they are now.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";

const root = fileURLToPath(new URL("../..", import.meta.url));
const python = process.env.PYTHON ?? `${root}.venv/bin/python`;
const document = execFileSync(python, ["-m", "pytake_app.cli", "openapi"], {
  encoding: "utf8",
  maxBuffer: 64 * 1024 * 1024,
});
const digest = createHash("sha256").update(document.trim()).digest("hex");
const types = astToString(await openapiTS(document, { alphabetize: true }));
writeFileSync(
  fileURLToPath(new URL("../src/shared/api/schema.d.ts", import.meta.url)),
  `// Made by \`npm run api\` from the OpenAPI document sha256:${digest}; not written by hand.\n${types}`,
);
