import { chromium } from "@playwright/test";
import { randomUUID } from "node:crypto";
const P = JSON.parse(process.env.PYTAKE_STACK);
const b = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
const p = await b.newPage({ viewport: { width: 1440, height: 900 }, locale: "pt-BR" });
const email = `x-${randomUUID().slice(0,8)}@p.example`;
await fetch(P.base + "/api/v1/auth/register", { method: "POST", headers: { "content-type": "application/json", "idempotency-key": randomUUID() }, body: JSON.stringify({ company: "X Y", name: "Ana Administradora", email, password: "uma-senha-bem-longa" }) });
await p.goto(P.base + "/app" + process.argv[2]);
await p.getByLabel("E-mail").fill(email); await p.getByLabel("Senha", { exact: true }).fill("uma-senha-bem-longa");
await p.getByRole("button", { name: "Entrar", exact: true }).click();
await p.waitForTimeout(2500);
const over = () => p.evaluate(() => { const f = []; for (const el of document.querySelectorAll("main *")) { const r = el.getBoundingClientRect(); if (r.right > innerWidth + 1 && r.width > 1) f.push(`${el.tagName}.${String(el.className.baseVal ?? el.className).slice(0, 70)} ${Math.round(r.left)}..${Math.round(r.right)} ${el.children.length ? "" : (el.textContent ?? "").slice(0, 30)}`); } return f.slice(0, 14); });
for (const w of (process.argv[3] ?? "375").split(",")) { await p.setViewportSize({ width: +w, height: 900 }); await p.waitForTimeout(300); console.log(w, await over()); await p.screenshot({ path: `/tmp/w/q-over-${w}.png` }); }
await p.evaluate(() => localStorage.setItem("pytake.pseudo", "1")); await p.reload(); await p.waitForTimeout(2000);
for (const w of ["1440", "375"]) { await p.setViewportSize({ width: +w, height: 900 }); await p.waitForTimeout(300); console.log("pseudo", w, await over()); await p.screenshot({ path: `/tmp/w/q-pseudo-${w}.png` }); }
await b.close();
