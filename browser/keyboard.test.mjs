// Nothing but Tab, Enter, Space and typing: from signing in to the family and a contact. Every stop is seen.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PASSWORD } from "./accounts.mjs";
import { ELLIS } from "./family.mjs";
import { Town } from "./visitor.mjs";

const MOST_STOPS = 80;

let town;
before(async () => (town = await Town.open()));
after(() => town.close());

/** What has the focus, in words, and whether it looks different from when it has not. */
function focused(page) {
  return page.evaluate(() => {
    const one = document.activeElement;
    if (!one || one === document.body) return null;
    const label = one.labels?.[0];
    const look = () =>
      [
        [one, null],
        [label, "::before"],
      ]
        .filter(([element]) => element)
        .map(([element, part]) => {
          const { outlineStyle, outlineColor, outlineWidth, boxShadow, backgroundColor, borderColor, color } = getComputedStyle(element, part);
          const outline = outlineStyle === "none" || outlineColor.endsWith(", 0)") ? "" : `${outlineColor} ${outlineWidth}`;
          return [outline, boxShadow, backgroundColor, borderColor, color].join("; ");
        })
        .join(" | ");
    const box = (label && one.offsetWidth <= 1 ? label : one).getBoundingClientRect();
    const withFocus = look();
    one.blur();
    const without = look();
    one.focus({ preventScroll: true });
    return {
      words: (one.getAttribute("aria-label") ?? label?.innerText ?? one.innerText ?? "").trim().replace(/\s+/g, " "),
      tag: one.localName,
      id: one.id,
      isSeen: withFocus !== without,
      isInWindow: box.width > 1 && box.height > 1 && box.bottom > 0 && box.top < innerHeight,
    };
  });
}

/** Presses Tab until this has the focus; every stop on the way must be seen. */
async function tabTo(page, isThere, what) {
  const stops = [];
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    await page.keyboard.press("Tab");
    const here = await focused(page);
    if (!here) continue;
    stops.push(here.words);
    assert.ok(here.isSeen, `the focus does not show at “${here.words}” (${here.tag}) of ${page.url()}`);
    assert.ok(here.isInWindow, `“${here.words}” (${here.tag}) of ${page.url()} has the focus outside the window`);
    if (isThere(here)) return stops;
  }
  throw new Error(`${what} is not reached by Tab; stops: ${stops.join(", ")}`);
}

async function enter(page) {
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
}

test("from signing in to the family and a contact without a mouse", async () => {
  const visitor = await town.visitor();
  const { page } = visitor;
  const { keyboard } = page;
  await page.goto("/");
  await tabTo(page, ({ id }) => id === "name", "the name");
  await keyboard.type("amara");
  await tabTo(page, ({ id }) => id === "password", "the password");
  await keyboard.type(PASSWORD);
  await enter(page);
  assert.match(page.url(), /\/my-day$/);

  const toSearch = await tabTo(page, ({ id }) => id === "find-words", "the search box");
  assert.equal(toSearch[0], "Skip to main content", "the first stop of a page leads past the menu");
  await keyboard.type("Poppy Ellis");
  await enter(page);
  await tabTo(page, ({ words, tag }) => tag === "a" && words === ELLIS, "the family found");
  await enter(page);
  assert.equal(await page.locator("h1").innerText(), ELLIS);

  await tabTo(page, ({ words }) => words === "Skip to main content", "the skip link");
  await keyboard.press("Enter");
  const [past] = await tabTo(page, () => true, "the first stop of the content");
  assert.equal(past, "Can I share this?", "the skip link leads past the header");

  await tabTo(page, ({ words }) => words === "Record a contact", "the form for a contact");
  await enter(page);
  await tabTo(page, ({ words }) => words === "Home visit", "the kinds of contact");
  await keyboard.press("Space");
  await keyboard.press("ArrowDown");
  assert.ok(await page.getByRole("radio", { name: "Phone call" }).isChecked());
  await tabTo(page, ({ words }) => words.startsWith("Hannah"), "who was there");
  await keyboard.press("Space");
  await tabTo(page, ({ id }) => id === "words_1", "the note");
  await keyboard.type("Hannah rang to say that Poppy is well.");
  await tabTo(page, ({ words }) => words.startsWith("A fact"), "fact or view");
  await keyboard.press("Space");
  await tabTo(page, ({ words }) => words === "Save", "the button");
  await enter(page);
  assert.match(await page.locator("h1").innerText(), /^Phone call/);
  await visitor.leave();
});

test("every stop of the first screen and of the pages around it is seen", async () => {
  const visitor = await (await town.visitor()).signIn("joanne");
  const { page } = visitor;
  const found = page.getByRole("main").getByRole("link", { name: / family$/ }).first();
  const family = new URL(await found.evaluate((link) => link.href)).pathname;
  for (const path of [family, `${family}/contacts`, `${family}/looks`, "/help"]) {
    await page.goto(path);
    const stops = await tabTo(page, ({ words }) => words === "How we use information", "the end of the page");
    assert.equal(stops[0], "Skip to main content");
    assert.ok(stops.length > 5, `${path} has only ${stops.length} stops`);
  }
  await visitor.leave();
});

test("an error takes the focus to what is wrong", async () => {
  const visitor = await town.visitor();
  const { page } = visitor;
  await page.goto("/sign-in");
  await page.locator("#name").focus();
  await enter(page);
  assert.match(await page.evaluate(() => document.activeElement.innerText), /^There is a problem/);
  await tabTo(page, ({ words }) => words.startsWith("We could not sign you in"), "the link to the field");
  await page.keyboard.press("Enter");
  assert.equal((await focused(page)).id, "name");
  await visitor.leave();
});
