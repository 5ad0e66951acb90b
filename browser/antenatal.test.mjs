// Early notification before a birth on a phone, with script and without: a midwife sends it, the centre takes it, and
// the midwife sees that it was taken up. Journey 7 of ux.md within its budget.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { assertSoundAtEveryWidth } from "./sound.mjs";
import { Town } from "./visitor.mjs";

let town;
before(async () => (town = await Town.open()));
after(() => town.close());

for (const javaScript of [true, false]) {
  const how = javaScript ? "with script" : "without script";
  const sound = async (visitor, picture) => javaScript && (await assertSoundAtEveryWidth(visitor.page, picture));

  async function somebody(account) {
    const visitor = await town.visitor({ javaScript, width: 390 });
    await visitor.signIn(account);
    return [visitor, visitor.page];
  }

  const due = () => {
    const day = new Date(Date.now() + 196 * 24 * 3600 * 1000);
    return `${day.getDate()}/${day.getMonth() + 1}/${day.getFullYear()}`;
  };

  /** Journey 7: a woman whom the midwife booked, from the list of those without a named contact to Send. */
  async function withinBudget(visitor) {
    const { page } = visitor;
    await page.goto("/antenatal");
    const booked = page.locator("a[href^='/antenatal/new?family=']").nth(javaScript ? 1 : 2);
    visitor.startCounting();
    await visitor.press(booked);
    await visitor.press(page.getByLabel("I read all of it out to her"));
    const yes = (question) => page.getByRole("group", { name: question }).getByRole("radio", { name: "Yes" });
    await visitor.press(yes(/get in touch with you/));
    await visitor.press(yes(/health visitor know before the birth/));
    await visitor.press(page.getByRole("radio", { name: "She signed the paper form" }));
    visitor.presses += 1;
    await page.getByLabel("Health visitor", { exact: true }).selectOption({ index: 1 });
    await visitor.press(page.getByRole("button", { name: "Send", exact: true }));
    await page.getByText("Pregnancy when she answered").waitFor();
    assert.ok(visitor.presses <= 7 && visitor.keys <= 26, `${visitor.presses} presses and ${visitor.keys} keys`);
  }

  describe(how, () => {
    test("a midwife sends a notification for a woman whom nobody knows, and the centre takes it", async () => {
      const name = javaScript ? "Wren" : "Robin";
      const [midwife, page] = await somebody("ruth");
      await page.goto("/antenatal");
      await sound(midwife, "antenatal");
      await page.getByRole("main").getByRole("link", { name: "Words to read out" }).click();
      await page.getByRole("heading", { level: 1, name: "Words to read out" }).waitFor();
      await sound(midwife, "antenatal-script");
      await withinBudget(midwife);
      await page.goto("/antenatal/new");
      await sound(midwife, "antenatal-new");
      await page.getByRole("button", { name: "Send", exact: true }).click();
      await page.getByRole("alert").getByText("Write her first name").waitFor();
      await sound(midwife, "antenatal-new-again");
      await page.getByLabel("First name", { exact: true }).fill(name);
      await page.getByLabel("Family name", { exact: true }).fill("Testperson");
      await page.getByLabel("Date of birth", { exact: true }).fill("14 May 1999");
      await page.getByLabel("When is the baby due?").fill(due());
      await page.getByLabel("I read all of it out to her").check();
      const answer = async (question) =>
        page.getByRole("group", { name: question }).getByRole("radio", { name: "Yes" }).check();
      await answer(/get in touch with you/);
      await answer(/health visitor know before the birth/);
      await page.getByRole("radio", { name: "She signed the paper form" }).check();
      // The centre is found from the postcode: the one where Joanne works.
      await page.getByLabel("Postcode", { exact: true }).fill("LX1 4QR");
      await page.getByLabel("Health visitor", { exact: true }).selectOption({ index: 1 });
      await page.getByRole("button", { name: "Send", exact: true }).click();
      await page.getByRole("heading", { level: 1, name: `${name} Testperson` }).waitFor();
      await sound(midwife, "antenatal-sent");
      const address = new URL(page.url()).pathname;
      assert.match(address, /^\/antenatal\/e-[0-9a-z]{16}$/, "nothing personal is in the address");

      const [centre, theirs] = await somebody("joanne");
      await theirs.goto("/antenatal");
      await theirs.getByRole("link", { name: `${name} Testperson` }).click();
      await sound(centre, "antenatal-received");
      await theirs.getByRole("button", { name: "I checked it: take it" }).click();
      await theirs.getByLabel("What did you introduce to her?").fill("The bump group");
      await theirs.getByRole("button", { name: "We are in touch" }).click();
      await theirs.getByText("The bump group").waitFor();
      await theirs.getByRole("link", { name: "Fill your own form from this" }).click();
      await theirs.getByRole("heading", { level: 1, name: "Registration form" }).waitFor();
      await sound(centre, "antenatal-form");
      await centre.leave();

      await page.goto("/antenatal");
      await page.getByText(/In touch by Joanne/).first().waitFor();
      assert.equal(await page.getByText("The bump group").count(), 0, "the midwife reads no note");
      await midwife.leave();
    });
  });
}
