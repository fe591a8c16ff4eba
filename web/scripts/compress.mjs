// Beside each file that compresses, its Brotli and gzip forms: the server sends bytes, it never packs any.
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const out =
  process.env.PYTAKE_CONSOLE_OUT ?? fileURLToPath(new URL("../../src/pytake_app/console/dist", import.meta.url));
const packs = /\.(js|css|html|svg|json)$/;

for (const name of readdirSync(out, { recursive: true })) {
  const path = `${out}/${name}`;
  if (!packs.test(path) || !statSync(path).isFile()) continue;
  const raw = readFileSync(path);
  if (raw.length < 512) continue;
  writeFileSync(`${path}.br`, brotliCompressSync(raw, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
  writeFileSync(`${path}.gz`, gzipSync(raw, { level: 9 }));
}
