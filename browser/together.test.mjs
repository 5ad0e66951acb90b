// Two people at once, and one person at two places.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openFamily, recordLink, writeStatement } from "./family.mjs";
import { Town } from "./visitor.mjs";

let town;
before(async () => (town = await Town.open()));
after(() => town.close());

async function countOfContacts({ page }, family) {
  await page.goto(`${family}/contacts`);
  return Number((await page.getByRole("main").innerText()).match(/([0-9]+) contacts?/)[1]);
}

test("two workers save a contact on the same family at the same moment: both are kept", async () => {
  const both = await Promise.all(["amara", "joanne"].map(async (name) => (await town.visitor()).signIn(name)));
  await Promise.all(both.map((visitor) => openFamily(visitor)));
  const family = new URL(both[0].page.url()).pathname;
  const before = await Promise.all(both.map((visitor) => countOfContacts(visitor, family)));
  const words = ["Poppy gained 200 grams.", "Maya joined the singing group."];
  await Promise.all(
    both.map(async (visitor, who) => {
      const { page } = visitor;
      await page.goto(family);
      await recordLink(page).click();
      await page.getByRole("radio", { name: ["Home visit", "Group"][who] }).check();
      await writeStatement(visitor, 1, { words: words[who], sort: "fact" });
    }),
  );
  await Promise.all(both.map(({ page }) => page.getByRole("button", { name: "Save", exact: true }).click()));
  await Promise.all(both.map(({ page }) => page.waitForURL(/\/contacts\/c-/)));
  for (const [who, { page }] of both.entries()) assert.match(await page.getByRole("main").innerText(), new RegExp(words[who]));
  const now = await Promise.all(both.map((visitor) => countOfContacts(visitor, family)));
  assert.deepEqual(now, before.map((count) => count + 2));
  await Promise.all(both.map((visitor) => visitor.leave()));
});

test("a form that is sent three times saves one contact", async () => {
  const visitor = await (await town.visitor()).signIn("amara");
  const { page } = visitor;
  await openFamily(visitor);
  const family = new URL(page.url()).pathname;
  const before = await countOfContacts(visitor, family);
  await page.goto(`${family}/contacts/new`);
  await page.getByRole("radio", { name: "Phone call" }).check();
  await writeStatement(visitor, 1, { words: "Hannah rang about the scales.", sort: "fact" });
  const led = await page.locator("form[data-autosave]").evaluate((form) => {
    const send = () => fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    return Promise.all([send(), send(), send()].map(async (sent) => new URL((await sent).url).pathname));
  });
  assert.match(led[0], /\/contacts\/c-/);
  assert.equal(new Set(led).size, 1, "each answer leads to the same contact");
  assert.equal(await countOfContacts(visitor, family), before + 1);
  await visitor.leave();
});

test("who signs in at a second place is signed out at the first, and told so", async () => {
  const first = await (await town.visitor()).signIn("marcus");
  const second = await (await town.visitor()).signIn("marcus");
  await second.page.getByText("You signed in somewhere else, so the other place was signed out").waitFor();
  await first.page.getByRole("link", { name: "Areas", exact: true }).click();
  await first.page.waitForURL("**/sign-in");
  assert.match(await first.page.locator("h1").innerText(), /^Sign in$/);
  await second.page.getByRole("link", { name: "Areas", exact: true }).click();
  await second.page.getByRole("heading", { level: 1, name: "Areas" }).waitFor();
  await first.leave();
  await second.leave();
});
