/// <reference types="vitest/config" />
import tailwind from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
// Of Vite and not of Vitest, which is not there where the console is only built.
import { defineConfig, type Plugin } from "vite";

const api = process.env.PYTAKE_API ?? "http://127.0.0.1:8080";
const proxied = ["/api", "/ws", "/graphql", "/docs", "/redoc", "/api-docs", "/observability"];

/** Files that are there already: those of the entry for everybody, those of the shell for every page inside of it. */
const there = { entry: new Set<string>(), shell: new Set<string>(), inside: new Set<string>() };
const OUTSIDE = /\/features\/auth\/|\/InvitationPage/;

/** Every chunk's list of what to fetch with it stands in the first one, which is the one that everybody waits for. */
const fewerFetched: Plugin = {
  name: "fewer-fetched",
  enforce: "pre",
  generateBundle: {
    order: "pre",
    handler(_, bundle) {
      const add = (to: Set<string>, name: string) => {
        const chunk = bundle[name];
        if (chunk?.type !== "chunk" || to.has(name)) return;
        to.add(name);
        for (const imported of chunk.imports) add(to, imported);
      };
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== "chunk") continue;
        const from = chunk.facadeModuleId ?? "";
        if (chunk.isEntry) add(there.entry, chunk.fileName);
        else if (from.endsWith("/app/Shell.tsx")) add(there.shell, chunk.fileName);
        else if (from.includes("/pages/") && !OUTSIDE.test(from)) there.inside.add(chunk.fileName);
      }
    },
  },
};
function missing(deps: string[]): string[] {
  const page = deps.some((dep) => there.inside.has(dep));
  return deps.filter((dep) => !there.entry.has(dep) && !(page && there.shell.has(dep)));
}

export default defineConfig({
  base: "/app/",
  plugins: [react(), tailwind(), fewerFetched],
  resolve: { alias: { "@": new URL("./src", import.meta.url).pathname } },
  server: { proxy: Object.fromEntries(proxied.map((path) => [path, { target: api, ws: true }])) },
  build: {
    outDir: process.env.PYTAKE_CONSOLE_OUT ?? "../src/pytake_app/console/dist",
    emptyOutDir: true,
    target: "es2022",
    sourcemap: false,
    modulePreload: { polyfill: false, resolveDependencies: (_, deps) => missing(deps) },
    assetsInlineLimit: 0,
    manifest: true,
    license: { fileName: "licences.md" },
    cssCodeSplit: true,
  },
  worker: { format: "es" },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/test/setup.ts"],
    testTimeout: 20_000,
  },
});
