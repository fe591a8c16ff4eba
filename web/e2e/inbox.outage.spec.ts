import { freshPhone, kill, start } from "./company";
import { expect, signIn, test } from "./fixtures";
import { composer, conversationWith, thread } from "./inbox";

test("the server goes away while 20 customers write: nothing is lost or doubled, and what was written meanwhile leaves once", async ({
  page,
  company,
  watch,
}) => {
  watch.allow(/Failed to load resource|WebSocket connection|ERR_CONNECTION|net::/);
  const phone = freshPhone();
  await company.says(phone, "primeira", "Joana Rede");
  const id = await conversationWith(company, "Joana Rede");
  await signIn(page, company, `/inbox/${id}?tab=all`);
  await expect(thread(page)).toContainText("primeira");
  await kill("serve");
  try {
    await composer(page).fill("resposta durante a queda");
    await composer(page).press("Enter");
    await expect(thread(page).getByText("resposta durante a queda")).toBeVisible();
    await expect(thread(page).getByText("Sai assim que a conexão voltar")).toBeVisible();
    await expect(page.getByText(/Sem conexão ao vivo desde/)).toBeVisible();
    for (let n = 1; n <= 20; n++) await company.says(phone, `durante ${n}.`, "Joana Rede");
  } finally {
    await start("serve");
  }
  await expect(page.getByText(/Sem conexão ao vivo desde/)).toHaveCount(0, { timeout: 20_000 });
  await expect(thread(page).getByText("durante 20.", { exact: true })).toBeVisible({ timeout: 20_000 });
  for (let n = 1; n <= 20; n++) await expect(thread(page).getByText(`durante ${n}.`, { exact: true })).toHaveCount(1);
  await expect(thread(page).getByText("resposta durante a queda")).toHaveCount(1);
  await expect(thread(page).getByRole("img", { name: "lida" })).toBeVisible({ timeout: 15_000 });
  expect(
    (await company.phone(phone)).filter((line) => !line.mine && line.text === "resposta durante a queda"),
  ).toHaveLength(1);
});
