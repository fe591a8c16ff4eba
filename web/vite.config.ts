import tailwind from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const api = process.env.PYTAKE_API ?? "http://127.0.0.1:8080";
const proxied = ["/api", "/ws", "/graphql", "/docs", "/redoc", "/api-docs", "/observability"];

export default defineConfig({
  base: "/app/",
  plugins: [react(), tailwind()],
  resolve: { alias: { "@": new URL("./src", import.meta.url).pathname } },
  server: { proxy: Object.fromEntries(proxied.map((path) => [path, { target: api, ws: true }])) },
  build: {
    outDir: process.env.PYTAKE_CONSOLE_OUT ?? "../src/pytake_app/console/dist",
    emptyOutDir: true,
    target: "es2022",
    sourcemap: false,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    manifest: true,
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
