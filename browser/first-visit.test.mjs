// The first visit on a phone without script: from the family to the centre's task, within nine presses; then two visits in one week.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertSound } from "./sound.mjs";
import { Town } from "./visitor.mjs";

const PHONE = { javaScript: false, width: 390 };

let town;
before(async () => (town = await Town.open()));
after(() => town.close());

/** The first family on the list of those whom no centre knows. */
async function firstGap({ page }) {
  await page.goto("/my-day");
  await page.getByRole("link", { name: "Families whom the centre does not know" }).click();
  await page.getByRole("heading", { level: 1, name: "The centre does not know them" }).waitFor();
  const link = page.getByRole("link", { name: /^Ask: first visit form/ }).first();
  return (await link.getAttribute("href")).replace(/\/first-visit$/, "");
}

/** The same page with script, for the checks that run in it. */
async function sound(account, addresses) {
  const visitor = await (await town.visitor({ width: PHONE.width })).signIn(account);
  for (const address of addresses) {
    await visitor.page.goto(address);
    await assertSound(visitor.page);
  }
  await visitor.leave();
}

test("a first visit on a phone makes the answer, the registration and the centre's task", async () => {
  const visitor = await (await town.visitor(PHONE)).signIn("amara");
  const { page } = visitor;
  const family = await firstGap(visitor);
  await page.goto(family);
  await page.getByText("Not registered with a centre: ask.").waitFor();
  visitor.startCounting();
  await visitor.press(page.getByRole("link", { name: "Ask, and fill in the first visit form" }));
  await page.getByRole("heading", { level: 1, name: "First visit" }).waitFor();
  // A sibling whom nobody registered is asked about on: this is about the child of the form.
  const child = page.getByRole("group", { name: "Which child?" }).getByRole("radio", { checked: true });
  const name = (await child.count()) > 0 ? await page.locator(`label[for="${await child.getAttribute("id")}"]`).innerText() : "";
  // Twins who are not born yet have one name: of the other is asked on, in the same words.
  const labels = await page.getByRole("group", { name: "Which child?" }).locator("label").allInnerTexts();
  const hasNamesake = labels.filter((label) => label.trim().split(" ")[0] === name.split(" ")[0]).length > 1;
  const prompt = name === "" ? "Not registered with a centre: ask." : `No centre knows ${name.split(" ")[0]}.`;
  const centre = page.getByLabel("Which centre?");
  if ((await centre.inputValue()) === "") await centre.selectOption({ index: 1 });
  const chosen = await centre.inputValue();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("alert").getByText("Choose what they answered").waitFor();
  await visitor.press(page.getByRole("radio", { name: "Yes", exact: true }));
  await visitor.press(page.getByRole("group", { name: "Who answered?" }).getByRole("radio").first());
  await visitor.press(page.getByRole("checkbox", { name: /^All five/ }));
  await visitor.press(page.getByRole("radio", { name: "On paper: a signed form" }));
  await visitor.press(page.getByRole("radio", { name: "Yes, register them" }));
  await visitor.press(page.getByRole("button", { name: "Save", exact: true }));
  await page.getByRole("heading", { level: 1, name: "Visits" }).waitFor();
  await page.getByRole("heading", { name: new RegExp(`^${chosen}: Visit a family with a new baby`) }).waitFor();
  assert.ok(visitor.presses <= 9, `${visitor.presses} presses, more than nine`);
  await page.goto(family);
  if (!hasNamesake) assert.equal(await page.getByText(prompt).count(), 0);
  await visitor.press(page.getByRole("link", { name: "Planned visits" }));
  await page.getByRole("button", { name: "Plan a visit" }).click();
  await page.getByRole("radio", { name: "New birth visit" }).check();
  const day = new Date(Date.now() + 5 * 24 * 3600 * 1000).toLocaleDateString("en-GB", { timeZone: "Europe/London" });
  await page.getByLabel("Which day?").fill(day);
  await page.getByRole("button", { name: "Plan the visit" }).click();
  // Another service comes in that week by its own system: Kith asks how the two go together.
  const inTurn = page.getByRole("radio", { name: /^In turn/ });
  const planned = page.getByRole("heading", { name: /^New birth visit/ });
  await inTurn.or(planned).first().waitFor();
  if ((await inTurn.count()) > 0) {
    await inTurn.check();
    await page.getByRole("button", { name: "Plan the visit" }).click();
  }
  await planned.waitFor();
  await visitor.leave();
  const pages = ["first-visit", "visits", "visits/new", "refer", "registration"].map((page) => `${family}/${page}`);
  await sound("amara", [...pages, "/gaps", "/visits"]);
  await sound("yusuf", ["/first-visits"]);
  await sound("joanne", ["/centre-tasks", "/visits"]);
});
