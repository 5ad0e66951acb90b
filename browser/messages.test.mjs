// National messages on the page for files and on their own page: by press, without script, at every width, with axe.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertSoundAtEveryWidth } from "./sound.mjs";
import { Town } from "./visitor.mjs";

let town;
before(async () => (town = await Town.open()));
after(() => town.close());

/** A made-up move of somebody whom nobody here knows. */
const move = (number) => `<Bundle xmlns="http://hl7.org/fhir"><type value="message"/>
<entry><resource><MessageHeader><id value="browser-${number}"/><meta><lastUpdated value="2026-11-0${number}T08:00:00Z"/></meta>
<event><code value="pds-change-of-address-1"/></event></MessageHeader></resource></entry>
<entry><resource><Patient><identifier><system value="https://fhir.nhs.uk/Id/nhs-number"/><value value="9990000050"/></identifier>
<name><use value="official"/><family value="BROWSER"/><given value="Bea"/></name><birthDate value="2026-01-02"/>
<address><use value="home"/><line value="1 Test Road"/><postalCode value="LX1 4QR"/></address></Patient></resource></entry></Bundle>`;

async function send(page, text) {
  await page.goto("/files");
  await page.getByLabel("The file", { exact: true }).setInputFiles({ name: "message.xml", mimeType: "text/xml", buffer: Buffer.from(text) });
  await page.getByRole("button", { name: "Read the file" }).click();
  await page.waitForURL("**/messages?*");
}

test("a message that was cut short is told in words, tried again and put aside", async () => {
  const visitor = await (await town.visitor()).signIn("dev");
  const { page } = visitor;
  await send(page, move(1).slice(0, -200));
  await page.getByText("cannot be used yet").waitFor();
  const card = page.locator(".nhsuk-card").first();
  await card.getByText("it was cut short").waitFor();
  assert.ok(!(await page.content()).includes("BROWSER"), "nobody's details are on the page");
  await assertSoundAtEveryWidth(page);
  await card.getByRole("button", { name: /Try again/ }).click();
  await page.getByText("still cannot be used").waitFor();
  await page.locator("summary", { hasText: "Put it aside" }).first().click();
  await page.getByLabel("Why is nothing to be done?").first().selectOption({ label: "The sender has sent it again" });
  await page.getByRole("button", { name: /^Put aside/ }).first().click();
  await page.getByText("The message is put aside.").waitFor();
  await visitor.leave();
});

test("without script, on a narrow screen", async () => {
  const visitor = await (await town.visitor({ javaScript: false, width: 320 })).signIn("dev");
  const { page } = visitor;
  await send(page, move(2));
  await page.getByText("1 message came in.").waitFor();
  await page.getByRole("heading", { name: "What came in the last two weeks" }).waitFor();
  await visitor.leave();
});
