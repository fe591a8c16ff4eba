import { expect, signIn, test, theme } from "./fixtures";
import { places } from "./company";
test("shots", async ({ page, company, watch }) => {
  watch.allow(/./);
  await company.call("PUT", "/api/v1/single-sign-on", { issuer: "https://login.rapida.com.br", client_id: "pytake", client_secret: "x", domains: ["rapida.com.br", "conexao.com.br"], create_people: true });
  await signIn(page, company, "/settings/sign-on");
  for (const name of ["light", "dark"] as const) for (const width of [375, 1280]) {
    await page.setViewportSize({ width, height: 1000 });
    for (const path of ["settings/sign-on", "profile"]) {
      await page.goto(`${places().base}/app/${path}`);
      await expect(page.locator("h1:visible").first()).toBeVisible();
      await theme(page, name);
      await page.waitForTimeout(600);
      await page.screenshot({ path: `/tmp/w/who_shots/${path.replace("/", "-")}-${name}-${width}.png`, fullPage: true });
    }
  }
  const out = await (await page.context().browser()!.newContext({ locale: "pt-BR" })).newPage();
  await out.setViewportSize({ width: 375, height: 800 });
  for (const path of ["sign-in", "company-sign-in", "single-sign-on?refused=SIGN_ON_NOBODY", "less-mail#x.1.y"]) {
    await out.goto(`${places().base}/app/${path}`);
    await out.waitForTimeout(600);
    await out.screenshot({ path: `/tmp/w/who_shots/${path.replace(/[^a-z-]/g, "_").slice(0, 20)}.png` });
  }
});
