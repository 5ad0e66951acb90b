// What people come to do, from my day to the end, with script and without: the journeys of ux.md, section 9, within
// their budget of presses and keys, and the pages between them that no link leads to.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ELLIS, numberOf, offers, openFamily, recordLink, search, sendFile, writeStatement } from "./family.mjs";
import { assertSound, assertSoundAtEveryWidth } from "./sound.mjs";
import { PASSWORD } from "./accounts.mjs";
import { Town } from "./visitor.mjs";

const OFFERS = "Two-year-old offer, Northfield Council";
const WRONG_DATE = "OFFER,7999,22/11/26,7999,Olga Quillfeather,31/02/24,F,,Eligible";

let town;
before(async () => (town = await Town.open()));
after(() => town.close());

for (const javaScript of [true, false]) {
  const how = javaScript ? "with script" : "without script";
  /** The checks of a page run script in it; without script the same page has been checked already. */
  const sound = async (visitor, picture) => javaScript && (await assertSoundAtEveryWidth(visitor.page, picture));

  async function journey(account, steps) {
    const visitor = await town.visitor({ javaScript });
    if (account) await visitor.signIn(account);
    visitor.startCounting();
    await steps(visitor, visitor.page);
    await visitor.leave();
  }

  const withinBudget = ({ presses, keys }, most) =>
    assert.ok(presses <= most.presses && keys <= most.keys, `${presses} presses and ${keys} keys, more than ${JSON.stringify(most)}`);

  const heading = (page, name) => page.getByRole("heading", { level: 1, name }).waitFor();

  describe(how, () => {
    test("a wrong password gets words, keeps the name, and signs nobody in", () =>
      journey(null, async (visitor, page) => {
        await page.goto("/my-day");
        await page.getByLabel("Your name for signing in").fill("bella");
        await page.getByLabel("Password").fill("not this one");
        await page.getByRole("button", { name: "Sign in", exact: true }).click();
        await page.getByRole("alert").getByText("Check your name and your password").waitFor();
        assert.match(await page.title(), /^Error: /);
        assert.equal(await page.getByLabel("Your name for signing in").inputValue(), "bella");
        await sound(visitor, "sign-in-again");
      }));

    test("journeys 1 and 2: an NHS number leads straight to the family, and to whom to call", () =>
      journey("amara", async (visitor, page) => {
        await openFamily(visitor);
        const number = await numberOf(visitor, "Poppy Ellis");
        await page.getByRole("link", { name: "My day" }).click();
        visitor.startCounting();
        await search(visitor, number);
        await heading(page, ELLIS);
        assert.match(new URL(page.url()).pathname, /^\/families\/f-[0-9a-z]{16}$/, "nothing personal is in the address");
        withinBudget(visitor, { presses: 1, keys: 11 });
        visitor.startCounting();
        const call = page.getByRole("table").getByRole("link", { name: /^0[0-9 ]{10,}$/ }).first();
        assert.match(await call.getAttribute("href"), /^tel:/);
        withinBudget({ ...visitor, presses: 1 }, { presses: 1, keys: 0 });
      }));

    test("a name leads to results and one press further to the family; no match says what to try", () =>
      journey("amara", async (visitor, page) => {
        await search(visitor, "Poppy Ellis");
        await heading(page, /found$/);
        await sound(visitor, "found");
        await visitor.press(page.getByRole("main").getByRole("link", { name: ELLIS, exact: true }));
        await heading(page, ELLIS);
        withinBudget(visitor, { presses: 2, keys: 18 });
        await search(visitor, "Zebedee Nobody");
        await page.getByText("Try date of birth and postcode").waitFor();
        await sound(visitor, "nothing-found");
        await search(visitor, "999 000 0019");
        await page.getByRole("main").getByText(/check|number/i).first().waitFor();
        await sound(visitor, "wrong-number");
      }));

    test("journey 5: a contact with a fact and a view", () =>
      journey("joanne", async (visitor, page) => {
        await openFamily(visitor);
        visitor.startCounting();
        await visitor.press(recordLink(page));
        await visitor.press(page.getByRole("radio", { name: "Home visit" }));
        const present = page.getByRole("group", { name: "Who was there?" });
        await visitor.press(present.getByRole("checkbox", { name: /Hannah/ }));
        await visitor.press(present.getByRole("checkbox", { name: /Poppy/ }));
        await writeStatement(visitor, 1, { words: `Poppy slept in her cot while we talked, ${how}.`, sort: "fact" });
        assert.ok(visitor.presses + 1 <= 6, "a note of one fact is saved within six presses");
        const evidence = "She smiled and asked about the group.";
        await writeStatement(visitor, 2, { words: "Hannah seems less tired than last week.", sort: "view", evidence });
        await visitor.press(page.getByRole("button", { name: "Save", exact: true }));
        await heading(page, /^Home visit/);
        withinBudget(visitor, { presses: 8, keys: 140 });
        const [fact, view] = await page.locator(".kith-statement").allInnerTexts();
        assert.match(fact, /^Fact\s+Poppy slept in her cot/);
        assert.match(view, /^View\s+Hannah seems less tired[^]+How I know: She smiled/);
        await page.getByRole("link", { name: ELLIS }).first().click();
        await page.locator(".kith-timeline").getByText(`while we talked, ${how}`).first().waitFor();
      }));

    test("a contact that is not complete keeps every word and says what to do", () =>
      journey("amara", async (visitor, page) => {
        await openFamily(visitor);
        await recordLink(page).click();
        await page.locator("#words_1").fill("Poppy took a whole feed.");
        await page.getByLabel("When was it?").fill("the day after never");
        await page.getByRole("button", { name: "Save", exact: true }).click();
        await page.getByRole("alert").getByRole("link").first().waitFor();
        assert.match(await page.title(), /^Error: /);
        assert.equal(await page.locator("#words_1").inputValue(), "Poppy took a whole feed.");
        assert.equal(await page.getByLabel("When was it?").inputValue(), "the day after never");
        await sound(visitor, "contact-not-complete");
      }));

    test("who looked at a family: the look just made is there", () =>
      journey("carol", async (visitor, page) => {
        await openFamily(visitor);
        await visitor.press(page.getByRole("link", { name: "Who has looked at this family" }));
        const lines = page.getByRole("row").filter({ hasText: "Carol Whyte, centre manager" });
        await lines.first().waitFor();
        assert.ok((await lines.count()) > 0);
      }));

    test("a family that one does not work with: a recorded reason opens it, and somebody reviews the reason", async () => {
      const words = `The nursery asked me to call the mother back, ${how}.`;
      let address;
      await journey("amara", async (visitor, page) => {
        await openFamily(visitor);
        address = new URL(page.url()).pathname;
      });
      await journey(javaScript ? "ruth" : "bella", async (visitor, page) => {
        const answer = await page.goto(address);
        assert.equal(answer.status(), 404);
        await heading(page, "You cannot see this family, or it does not exist");
        assert.doesNotMatch(await page.content(), /Ellis|Larch Close/);
        await sound(visitor, "say-why");
        await page.getByRole("button", { name: "Give my reason" }).click();
        await page.getByRole("alert").getByRole("link").first().waitFor();
        await sound(visitor, "say-why-again");
        await visitor.press(page.getByRole("radio", { name: "The family asked me for help" }));
        await visitor.type(page.getByLabel("Say why, in your own words"), words);
        await visitor.press(page.getByRole("button", { name: "Give my reason" }));
        await heading(page, ELLIS);
        await page.getByText("you said why").first().waitFor();
      });
      await journey("imran", async (visitor, page) => {
        await page.getByRole("link", { name: /waits? for review/ }).click();
        await page.getByText(words).waitFor();
        await sound(visitor, "reasons");
        await page.getByRole("button", { name: /^Accept/ }).first().click();
        await page.getByText("No reason waits for review").waitFor();
      });
    });

    test("journey 6: a file is checked, its problems downloaded, and the rest imported", () =>
      journey("dev", async (visitor, page) => {
        const file = { name: `offers-${javaScript}.csv`, buffer: offers(javaScript ? 24 : 26, [WRONG_DATE]) };
        await sendFile(visitor, OFFERS, file);
        await heading(page, "Check before importing");
        await page.getByText("Nothing has been saved yet").waitFor();
        await sound(visitor, "check");
        const waiting = page.waitForEvent("download");
        await page.getByRole("button", { name: /^Download the / }).click();
        const download = await waiting;
        assert.equal(download.suggestedFilename(), `offers-${javaScript}.problems.csv`);
        assert.match(await text(download), /31\/02\/24/);
        await visitor.press(page.getByRole("button", { name: /^Import [0-9]+ rows?$|^Finish/ }));
        await heading(page, "This file is imported");
        withinBudget(visitor, { presses: 6, keys: 0 });
        await sound(visitor, "imported");
        await page.getByRole("button", { name: "Add the next file" }).click();
        await page.getByRole("row", { name: new RegExp(`offers-${javaScript}.csv`) }).getByText("Imported").waitFor();
        await sound(visitor, "files-with-files");
      }));

    test("a bad upload gets words, and nothing is lost", () =>
      journey("dev", async (visitor, page) => {
        await sendFile(visitor, OFFERS, null);
        await page.getByRole("alert").getByText("Choose a file").waitFor();
        assert.equal(await page.getByLabel("Where does the file come from?").locator("option:checked").innerText(), OFFERS);
        await sound(visitor, "no-file");
        await sendFile(visitor, null, { name: "offers.csv", buffer: offers(1) });
        await page.getByRole("alert").getByText("Choose where the file comes from").waitFor();
        const strange = Buffer.from(`colour,shape ${how}\nred,round\n`);
        await sendFile(visitor, OFFERS, { name: "shapes.csv", buffer: strange });
        await heading(page, "This file cannot be imported");
        await page.getByText("Nothing was saved.").waitFor();
        await sound(visitor, "refused");
      }));
  });
}

test("words that are not saved yet are still there after a reload", async () => {
  const visitor = await (await town.visitor()).signIn("joanne");
  const { page } = visitor;
  await openFamily(visitor);
  await recordLink(page).click();
  await page.locator("#words_1").pressSequentially("Maya drew a blue house.");
  await page.getByText(/^Saved as a draft at /).waitFor();
  await page.reload();
  assert.equal(await page.locator("#words_1").inputValue(), "Maya drew a blue house.");
  await page.getByText("We kept what you were writing").waitFor();
  await assertSound(page);
  await visitor.leave();
});

test("without a signal the page says so and keeps trying", async () => {
  const visitor = await (await town.visitor()).signIn("amara");
  const { page, context } = visitor;
  await openFamily(visitor);
  await recordLink(page).click();
  await context.setOffline(true);
  await page.locator("#words_1").fill("Hannah asked for the number of the clinic.");
  await page.getByText("Not saved yet. No signal.").waitFor();
  await context.setOffline(false);
  await page.getByText(/^Saved as a draft at /).waitFor();
  visitor.complaints = visitor.complaints.filter((said) => !said.includes("ERR_INTERNET_DISCONNECTED"));
  await visitor.leave();
});

test("after the session ends, what was typed is there at the next sign-in", async () => {
  const words = "Poppy is due at the clinic on Friday.";
  const visitor = await (await town.visitor()).signIn("ruth");
  const { page } = visitor;
  await page.getByRole("link", { name: "Families", exact: true }).click();
  await page.getByRole("main").getByRole("link", { name: / family$/ }).first().click();
  await recordLink(page).click();
  await page.locator("#words_1").fill(words);
  await page.getByText(/^Saved as a draft at /).waitFor();
  const form = page.url();
  await page.getByRole("button", { name: "Sign out" }).first().click();
  await page.getByLabel("Password").waitFor();
  await page.goto(form);
  await page.getByLabel("Your name for signing in").fill("ruth");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL("**/my-day");
  await page.goto(form);
  assert.equal(await page.locator("#words_1").inputValue(), words);
  await visitor.leave();
});

async function text(download) {
  const parts = [];
  for await (const part of await download.createReadStream()) parts.push(part);
  return Buffer.concat(parts).toString();
}
