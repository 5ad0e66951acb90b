// Pairs of records by keyboard alone: an arrow chooses, Enter saves, and the next pair has the focus. And without script.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Town } from "./visitor.mjs";

let town;
before(async () => (town = await Town.open()));
after(() => town.close());

const focused = (page) => page.evaluate(() => document.activeElement.name);
const chosen = (page) => page.evaluate(() => document.querySelector("input[name=answer]:checked")?.value);
const pairOf = (page) => new URL(page.url()).pathname;

async function enter(page) {
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
}

test("arrow, Enter, arrow, Enter", async () => {
  const visitor = await (await town.visitor()).signIn("dev");
  const { page } = visitor;
  await page.goto("/matching");
  await page.getByRole("button", { name: "Start with the first pair" }).click();
  const first = pairOf(page);
  await page.locator("input[name=answer]").first().focus();
  await page.keyboard.press("ArrowDown");
  assert.equal(await chosen(page), "different");
  await enter(page);
  const second = pairOf(page);
  assert.notEqual(second, first, "the next pair follows");
  assert.equal(await focused(page), "answer", "the answers of the next pair have the focus");
  await page.keyboard.press("ArrowUp");
  assert.equal(await chosen(page), "not-sure");
  await enter(page);
  assert.notEqual(pairOf(page), second);
  await page.goto(first);
  await page.getByRole("button", { name: "Undo the answer" }).click();
  await page.getByRole("button", { name: "Save and next" }).waitFor();
  await visitor.leave();
});

test("without script", async () => {
  const visitor = await (await town.visitor({ javaScript: false, width: 390 })).signIn("dev");
  const { page } = visitor;
  await page.goto("/matching");
  await page.getByRole("button", { name: "Start with the first pair" }).click();
  const first = pairOf(page);
  await page.getByLabel("Two people").check();
  await page.getByRole("button", { name: "Save and next" }).click();
  await page.getByText("Your answer is saved").waitFor();
  assert.notEqual(pairOf(page), first);
  await visitor.leave();
});
