// NHS numbers looked up, and a proposal answered: sound at every width, by keyboard, and without script.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertSoundAtEveryWidth } from "./sound.mjs";
import { Town } from "./visitor.mjs";

let town;
before(async () => (town = await Town.open()));
after(() => town.close());

const pathOf = (page) => new URL(page.url()).pathname;

test("look up, compare, take in, undo", async () => {
  const visitor = await (await town.visitor()).signIn("dev");
  const { page } = visitor;
  await page.goto("/matching");
  await page.getByRole("link", { name: "NHS numbers", exact: true }).click();
  await page.getByRole("button", { name: /^Look \d+ numbers? up$/ }).click();
  await page.getByText(/\d+ people were looked up/).waitFor();
  await assertSoundAtEveryWidth(page, "matching-numbers");
  await page.getByRole("link", { name: /^A number was found ?, proposal/ }).first().click();
  await page.waitForURL("**/matching/numbers/t-*");
  await assertSoundAtEveryWidth(page, "matching-numbers-trace");
  const first = pathOf(page);
  await page.locator("input[name=answer]").first().focus();
  await page.keyboard.press("Space");
  assert.equal(await page.evaluate(() => document.querySelector("input[name=answer]:checked")?.value), "same");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  await page.getByText("Your answer is saved").waitFor();
  await page.goto(first);
  await page.getByText("took the national record in").first().waitFor();
  await assertSoundAtEveryWidth(page, "matching-numbers-answered");
  await page.getByRole("button", { name: "Undo the answer" }).click();
  await page.getByRole("button", { name: "Save and next" }).waitFor();
  await visitor.leave();
});

test("without script", async () => {
  const visitor = await (await town.visitor({ javaScript: false, width: 390 })).signIn("dev");
  const { page } = visitor;
  await page.goto("/matching/numbers");
  // Those that were looked up before and nobody has answered.
  await page.getByRole("link", { name: /, proposal 1$/ }).click();
  const first = pathOf(page);
  await page.getByRole("button", { name: "Save and next" }).click();
  await page.getByText("Choose one of the answers").first().waitFor();
  await page.getByLabel("Somebody else").check();
  await page.getByRole("button", { name: "Save and next" }).click();
  await page.getByText("Your answer is saved").waitFor();
  assert.notEqual(pathOf(page), first);
  await visitor.leave();
});
