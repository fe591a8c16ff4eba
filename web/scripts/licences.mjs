// The styles' packages are none of the modules that Vite names in licences.md: a font, and the ground of all styles.
import { appendFileSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const web = fileURLToPath(new URL("..", import.meta.url));
const out = process.env.PYTAKE_CONSOLE_OUT ?? `${web}../src/pytake_app/console/dist`;

for (const name of ["@fontsource-variable/inter", "tailwindcss"]) {
  const folder = `${web}node_modules/${name}`;
  const { version, license } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  const text = readFileSync(`${folder}/LICENSE`, "utf8");
  appendFileSync(`${out}/licences.md`, `\n## ${name} - ${version} (${license})\n\n${text}`);
}
