// What a person's browser fetches before a page can be used, gzipped, against the budgets. Fails above them.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const dist = fileURLToPath(new URL("../../src/pytake_app/console/dist", import.meta.url));
const manifest = JSON.parse(readFileSync(`${dist}/.vite/manifest.json`, "utf8"));
const size = (file) => packed(`${dist}/${file}`);

/** Every script a chunk needs before it runs. */
function needs(key, found = new Set()) {
  const chunk = manifest[key];
  if (!chunk || found.has(key)) return found;
  found.add(key);
  for (const imported of chunk.imports ?? []) needs(imported, found);
  return found;
}

const packed = (path) => gzipSync(readFileSync(path), { level: 9 }).length;
const raw = (path) => statSync(path).size;
const files = (folder, pattern) =>
  readdirSync(folder, { recursive: true })
    .filter((name) => pattern.test(name))
    .map((name) => `${folder}/${name}`);

const find = (name) => Object.keys(manifest).find((key) => key.endsWith(name));
const sum = (keys) => [...keys].reduce((total, key) => total + size(manifest[key].file), 0);
const kb = (bytes) => Math.round(bytes / 100) / 10;
const entry = needs("index.html");
const page = (...names) => {
  const all = new Set(entry);
  for (const name of names) for (const key of needs(find(name))) all.add(key);
  return all;
};

const shell = page("app/Shell.tsx");
const rows = [["sign in", sum(page("SignInPage.tsx")), 150]];
for (const name of ["DashboardPage.tsx", "InboxPage.tsx"])
  rows.push([`first useful page: ${name}`, sum(page("app/Shell.tsx", name)), 220]);
for (const key of Object.keys(manifest).filter(
  (k) => k.includes("/pages/") && !/SignIn|Register|Dashboard|Inbox/.test(k),
)) {
  const own = [...needs(key)].filter((k) => !shell.has(k));
  rows.push([`more for ${key.slice(key.lastIndexOf("/") + 1)}`, sum(own), /Builder/.test(key) ? 130 : 60]);
}
const styles = new Set(Object.values(manifest).flatMap((chunk) => chunk.css ?? []));
rows.push(["CSS", [...styles].reduce((total, file) => total + size(file), 0), 20]);

rows.push(["one font", Math.max(...files(`${dist}/assets`, /latin-wght.*\.woff2$/).map(raw)), 50]);
const texts = fileURLToPath(new URL("../src/shared/i18n/locales", import.meta.url));
rows.push(["one namespace of texts", Math.max(...files(texts, /\.json$/).map(packed)), 10]);

if (process.argv.includes("--json")) {
  process.stdout.write(JSON.stringify(rows.map(([what, bytes, most]) => ({ what, bytes, most }))));
  process.exit(0);
}
let over = 0;
for (const [what, bytes, most] of rows) {
  const fits = bytes <= most * 1000;
  over += fits ? 0 : 1;
  process.stdout.write(
    `${fits ? "ok  " : "OVER"} ${String(kb(bytes)).padStart(6)} kB of ${String(most).padStart(3)}  ${what}\n`,
  );
}
process.exit(over > 0 ? 1 : 0);
