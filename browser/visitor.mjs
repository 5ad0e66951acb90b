// Somebody with a browser: opens the practice locality, signs in, and counts presses and keys as the journeys'
// budget does. Whatever a page says to the console, and every request that leaves this machine, is kept.
import assert from "node:assert/strict";
import { chromium } from "playwright-core";
import { PASSWORD } from "./accounts.mjs";
import { openLocality } from "./locality.mjs";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A locality and a browser for one file of journeys. */
export class Town {
  static async open() {
    const [locality, browser] = await Promise.all([
      openLocality(),
      chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", headless: true, args: FLAGS }),
    ]);
    return Object.assign(new Town(), { locality, browser });
  }

  async close() {
    await this.browser.close();
    await this.locality.end();
  }

  /** A new browser window that shares nothing with the others. */
  async visitor({ javaScript = true, width = 1280 } = {}) {
    const context = await this.browser.newContext({
      baseURL: this.locality.address,
      javaScriptEnabled: javaScript,
      viewport: { width, height: 900 },
      reducedMotion: "reduce",
    });
    context.setDefaultTimeout(15_000);
    const page = await context.newPage();
    return new Visitor(this.locality.address, context, page);
  }
}

export class Visitor {
  constructor(address, context, page) {
    Object.assign(this, { address, context, page, complaints: [], presses: 0, keys: 0 });
    context.on("request", (request) => {
      if (!request.url().startsWith(`${address}/`)) this.complaints.push(`asked another site: ${request.url()}`);
    });
    page.on("pageerror", (error) => this.complaints.push(`script failed: ${error}`));
    page.on("console", (message) => {
      // Chromium itself reports the page when it is an answer of 404 or 422; a journey that expects one checks its words.
      if (message.location().url === page.url() && /status of 4\d\d/.test(message.text())) return;
      this.complaints.push(`console ${message.type()}: ${message.text()} (${message.location().url})`);
    });
  }

  async signIn(name) {
    await this.page.goto("/sign-in");
    await this.page.getByLabel("Your name for signing in").fill(name);
    await this.page.getByLabel("Password").fill(PASSWORD);
    await this.page.getByRole("button", { name: "Sign in", exact: true }).click();
    await this.page.waitForURL("**/my-day");
    return this;
  }

  /** Uses a link, a button or a choice: one press of the budget. */
  async press(locator) {
    this.presses += 1;
    await locator.click();
  }

  /** Fills a field: so many keys of the budget. */
  async type(locator, words) {
    this.keys += words.length;
    await locator.fill(words);
  }

  startCounting() {
    this.presses = 0;
    this.keys = 0;
  }

  /** Nothing on the console, no script failed, nothing was asked of another site. */
  assertQuiet() {
    assert.deepEqual(this.complaints, []);
  }

  async leave() {
    await this.context.close();
    this.assertQuiet();
  }
}
