// What every page owes every reader, whatever is on it.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const PICTURES = fileURLToPath(new URL("pictures/", import.meta.url));

export const WIDE = 1280;
export const NARROW = [390, 320];

/** A title, one heading of the first level, and nothing that axe finds. */
export async function assertSound(page) {
  const where = await describe(page);
  // A pointer that rests on a link by chance takes its line away.
  await page.mouse.move(0, 0);
  assert.match(await page.title(), /^\S.* – Kith$/, `${where} has no title`);
  assert.equal(await page.locator("h1").count(), 1, `${where} has not one h1`);
  await assertFits(page);
  await assertAxe(page);
}

/** Nothing hangs over the side of the window. */
export async function assertFits(page) {
  const wide = await page.evaluate(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    const outside = [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > root.clientWidth + 1);
    return [`${root.scrollWidth} px`, ...outside.slice(0, 4).map((one) => one.outerHTML.slice(0, 120))];
  });
  assert.deepEqual(wide, [], `${await describe(page)} scrolls sideways`);
}

/** axe finds nothing. Its text is evaluated and not added to the page: the page's policy would refuse it. */
export async function assertAxe(page) {
  await page.evaluate(AXE);
  const found = await page.evaluate(async (values) => {
    const { violations } = await window.axe.run(document, { runOnly: { type: "tag", values }, resultTypes: ["violations"] });
    return violations.map((one) => `${one.id}: ${one.help}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 200)).join(" | ")}`);
  }, RULES);
  assert.deepEqual(found, [], `axe on ${await describe(page)}`);
}

/** The page at each width: it fits, and axe finds nothing at the narrowest either. */
export async function assertSoundAtEveryWidth(page, picture) {
  await assertSound(page);
  await takePicture(page, picture, WIDE);
  for (const width of NARROW) {
    await widen(page, width);
    await assertFits(page);
    if (width === NARROW.at(-1)) await assertAxe(page);
    if (width === NARROW[0]) await takePicture(page, picture, width);
  }
  await widen(page, WIDE);
}

/** Another width; the menu is laid out anew in the frame after it. */
export async function widen(page, width) {
  await page.setViewportSize({ width, height: 900 });
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))));
}

async function takePicture(page, name, width) {
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: `${PICTURES}${name}-${width}.png`, fullPage: true });
}

async function describe(page) {
  const { width } = page.viewportSize();
  return `${new URL(page.url()).pathname} at ${width} px`;
}
