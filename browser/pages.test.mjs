// Every page that each of the fourteen accounts can reach by links, once a template and account.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ACCOUNTS } from "./accounts.mjs";
import { NARROW, WIDE, assertFits, assertSound, assertSoundAtEveryWidth, widen } from "./sound.mjs";
import { Town } from "./visitor.mjs";

/** Pages that a rule can refuse for one family and not for another, with what the refusal says (S003-ISh). */
const TOLD_NO = new Map([["/families/{family}/visits/new", "Do not visit yet"]]);
const MOST_PAGES = 80;
// Whatever links lead to (not what only a form leads to); a template that is no longer reached by anybody is a page that nobody can find.
const TEMPLATES = [
  "/accessibility",
  "/advice",
  "/agreements",
  "/agreements/incoming",
  "/agreements/new",
  "/agreements/posts",
  "/agreements/{agreement}",
  "/agreements/{agreement}/draft",
  "/agreements/{agreement}/impact",
  "/agreements/{agreement}/work",
  "/antenatal",
  "/antenatal/contact",
  "/antenatal/districts",
  "/antenatal/districts/new",
  "/antenatal/new",
  "/antenatal/report",
  "/antenatal/script",
  "/areas",
  "/areas-outside",
  "/areas/{cluster}",
  "/begin",
  "/births",
  "/births/cards",
  "/births/cards/centre",
  "/births/cards/map",
  "/births/figures",
  "/bodies",
  "/bodies/end",
  "/bodies/new",
  "/can-i-share",
  "/can-i-share/answers",
  "/can-i-share/practice/{scenario}",
  "/centre-tasks",
  "/centre-work",
  "/centres",
  "/families",
  "/families/{family}",
  "/families/{family}/can-i-share",
  "/families/{family}/capacity",
  "/families/{family}/capacity/new",
  "/families/{family}/consent",
  "/families/{family}/consent/copy",
  "/families/{family}/consent/form",
  "/families/{family}/consent/new",
  "/families/{family}/consent/object",
  "/families/{family}/consent/shown",
  "/families/{family}/consent/unsafe",
  "/families/{family}/consent/unsafe/new",
  "/families/{family}/consent/withdraw",
  "/families/{family}/contacts",
  "/families/{family}/contacts/new",
  "/families/{family}/contacts/{contact}",
  "/families/{family}/decisions/{decision}",
  "/families/{family}/first-visit",
  "/families/{family}/hand-over",
  "/families/{family}/looks",
  "/families/{family}/loss",
  "/families/{family}/mentor",
  "/families/{family}/mentor/new",
  "/families/{family}/notice",
  "/families/{family}/notice/letter",
  "/families/{family}/people/{person}",
  "/families/{family}/recipients",
  "/families/{family}/refer",
  "/families/{family}/registration",
  "/families/{family}/share-without-consent",
  "/families/{family}/share-without-consent/new",
  "/families/{family}/shares",
  "/families/{family}/shares/{kind}",
  "/families/{family}/support",
  "/families/{family}/support/new",
  "/families/{family}/visits",
  "/families/{family}/visits/new",
  "/files",
  "/files/{file}/check",
  "/find",
  "/first-visits",
  "/follow-ups",
  "/follow-ups/{family}",
  "/framework",
  "/framework/new",
  "/framework/position",
  "/gaps",
  "/glossary",
  "/hand-overs",
  "/help",
  "/help/{topic}",
  "/judgements",
  "/leaflet",
  "/letters",
  "/letters/words",
  "/library",
  "/library/new",
  "/lists",
  "/lists/keys",
  "/lists/{list}",
  "/looks",
  "/looks/reasons",
  "/matching",
  "/matching/accuracy",
  "/matching/numbers",
  "/matching/{pair}",
  "/mentoring",
  "/messages",
  "/month-lists",
  "/month-lists/{list}",
  "/my-day",
  "/notices",
  "/notices/letters",
  "/objections",
  "/password",
  "/privacy",
  "/roles",
  "/rules",
  "/rules/new",
  "/rules/{edition}",
  "/rules/{edition}/try",
  "/say-no",
  "/services",
  "/services/new",
  "/sharing-report",
  "/sign-in",
  "/sources",
  "/staff",
  "/support-aims",
  "/support-aims/new",
  "/support-report",
  "/team",
  "/team/change",
  "/training",
  "/use",
  "/visits",
  "/waits",
];

// What these say does not depend on who reads them: looking once is enough.
const SAME_FOR_ALL = new Set([
  "/accessibility",
  "/areas",
  "/areas/{cluster}",
  "/begin",
  "/can-i-share",
  "/can-i-share/answers",
  "/can-i-share/practice/{scenario}",
  "/framework/new",
  "/glossary",
  "/help",
  "/help/{topic}",
  "/leaflet",
  "/password",
  "/privacy",
  "/rules",
  "/rules/{edition}",
  "/rules/{edition}/try",
  "/say-no",
]);

/** Those that are put together for each kind of work: axe reads them for every account, the others once. */
const OWN_FOR_EACH = new Set(["/my-day", "/families/{family}", "/families/{family}/people/{person}"]);

/** The template of an address: its identifiers and names taken out. */
function templateOf(path) {
  return path
    .replace(/\/f-[0-9a-z]{16}/, "/{family}")
    .replace(/\/p-[0-9a-z]{16}/, "/{person}")
    .replace(/\/c-[0-9a-z]{16}/, "/{contact}")
    .replace(/\/d-[0-9a-z]{16}/, "/{decision}")
    .replace(/\/x-[0-9a-z]{16}/, "/{file}")
    .replace(/\/a-[0-9a-z]{16}/, "/{advice}")
    .replace(/\/k-[0-9a-z]{16}/, "/{pair}")
    .replace(/\/b-[0-9a-z]{16}/, "/{list}")
    .replace(/\/e-[0-9a-z]{16}/, "/{notification}")
    .replace(/^\/agreements\/(?!new$|posts$|incoming$)[^/]+/, "/agreements/{agreement}")
    .replace(/\/shares\/.+/, "/shares/{kind}")
    .replace(/\/practice\/.+/, "/practice/{scenario}")
    .replace(/^\/rules\/(?!compare|new)[^/]+/, "/rules/{edition}")
    .replace(/^\/areas\/.+/, "/areas/{cluster}")
    .replace(/^\/help\/.+/, "/help/{topic}");
}

const nameOf = (template) => template.slice(1).replaceAll(/[{}]/g, "").replaceAll("/", "-");

describe("pages", { concurrency: 2 }, () => {
  let town;
  const seen = new Set();
  before(async () => (town = await Town.open()));
  after(() => town.close());

  async function look(visitor, template) {
    const { page } = visitor;
    if (!seen.has(template)) {
      seen.add(template);
      await assertSoundAtEveryWidth(page, nameOf(template));
      return;
    }
    if (SAME_FOR_ALL.has(template)) return;
    if (OWN_FOR_EACH.has(template)) await assertSound(page);
    await widen(page, NARROW.at(-1));
    await assertFits(page);
    await widen(page, WIDE);
  }

  /** The entries of the menu without the counts beside them. */
  const menuOf = (page) =>
    page.$$eval(".nhsuk-header__navigation-list a", (all) => all.map((one) => one.innerText.split(/ ?\d/)[0].trim()));

  const links = (page) => page.$$eval("a[href]", (all) => all.map((one) => one.href));

  /** Goes through the site from my day; gives what is wrong on the pages, so that one run shows all of it, and the
   * addresses that nobody had opened before. */
  async function crawl(visitor) {
    const { page } = visitor;
    const queue = ["/my-day"];
    const done = new Set();
    const refused = new Set();
    const wrong = [];
    const fresh = ["/my-day"];
    while (queue.length > 0 && done.size < MOST_PAGES) {
      const path = queue.shift();
      const template = templateOf(path);
      if (done.has(template)) continue;
      if (refused.has(path)) continue;
      const answer = await page.goto(path);
      if (answer.status() === 404 && (await page.title()).startsWith(TOLD_NO.get(template))) {
        // A rule says no to this family and how to get to yes: the next one is asked for.
        refused.add(path);
        continue;
      }
      done.add(template);
      if (!seen.has(template)) fresh.push(path);
      if (answer.status() !== 200) wrong.push(`${path} was answered ${answer.status()}`);
      else await look(visitor, template).catch((error) => wrong.push(error.message));
      for (const link of await links(page)) {
        const { origin, pathname } = new URL(link);
        if (origin === town.locality.address && pathname !== "/" && !/\.[a-z]+$/.test(pathname)) queue.push(pathname);
      }
    }
    return { wrong, fresh };
  }

  /** Without script the menu does not fold; it still fits the narrowest window. */
  async function fitWithoutScript(name, paths) {
    const visitor = await (await town.visitor({ javaScript: false, width: NARROW.at(-1) })).signIn(name);
    for (const path of paths) {
      await visitor.page.goto(path);
      await assertFits(visitor.page);
    }
    await visitor.leave();
  }

  for (const { name, role, menu } of ACCOUNTS) {
    test(`${name}, ${role}`, async () => {
      const visitor = await (await town.visitor()).signIn(name);
      const entries = await menuOf(visitor.page);
      const { wrong, fresh } = await crawl(visitor);
      assert.deepEqual(wrong, []);
      assert.deepEqual(entries, menu);
      await visitor.leave();
      await fitWithoutScript(name, fresh);
    });
  }

  test("nobody signed in", async () => {
    const visitor = await town.visitor();
    await visitor.page.goto("/");
    await look(visitor, templateOf(new URL(visitor.page.url()).pathname));
    await visitor.leave();
  });

  after(() => {
    const unlisted = [...seen].filter((template) => !TEMPLATES.includes(template)).sort();
    const unseen = TEMPLATES.filter((template) => !seen.has(template));
    assert.deepEqual({ unlisted, unseen }, { unlisted: [], unseen: [] });
  });
});
