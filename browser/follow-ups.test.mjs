// Facts to follow up on a phone without script: from my day to what came of it, which the service that told reads.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertSound } from "./sound.mjs";
import { Town } from "./visitor.mjs";

const PHONE = { javaScript: false, width: 390 };

let town;
before(async () => (town = await Town.open()));
after(() => town.close());

/** The same page with script, for the checks that run in it. */
async function sound(account, address) {
  const visitor = await (await town.visitor({ width: PHONE.width })).signIn(account);
  await visitor.page.goto(address);
  await assertSound(visitor.page);
  await visitor.leave();
}

test("a centre writes down what came of a fact, and the family is followed up", async () => {
  const visitor = await (await town.visitor(PHONE)).signIn("joanne");
  const { page } = visitor;
  await page.goto("/my-day");
  await page.getByRole("link", { name: "Facts to follow up" }).click();
  await page.getByRole("heading", { level: 1, name: "Facts to follow up" }).waitFor();
  await page.getByText("Basis: The parent agreed", { exact: false }).first().waitFor();
  const open = page.getByRole("link", { name: /^Write down what came of it/ });
  const waiting = await open.count();
  assert.ok(waiting > 0, "the practice copy has families to follow up");
  const address = await open.first().getAttribute("href");
  await sound("carol", address);
  await open.first().click();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("alert").getByText("Choose what came of it").waitFor();
  await page.getByRole("radio", { name: "Will come", exact: true }).check();
  await page.getByLabel("A short note").fill("Comes on Tuesday.");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Facts to follow up" }).waitFor();
  await page.getByText("Comes on Tuesday.", { exact: false }).first().waitFor();
  assert.equal(await open.count(), waiting - 1, "the family is followed up");
  await visitor.leave();
  await sound("joanne", "/follow-ups");
  await sound("amara", "/follow-ups");
});
