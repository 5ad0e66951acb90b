// An agreement from the data lead's form to the signatures of both Caldicott Guardians, one in person and one on paper,
// with script and without; and the pages of the register that only an agreement makes.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertSoundAtEveryWidth } from "./sound.mjs";
import { Town } from "./visitor.mjs";

const TRUST = "Northfield Community Trust";
const COUNCIL = "Northfield Council";

let town;
before(async () => (town = await Town.open()));
after(() => town.close());

const day = (days) => {
  const date = new Date(Date.now() + days * 24 * 3600 * 1000);
  return date.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "Europe/London" });
};

/** Fills the form of a protocol and sends it. */
async function write(page, name) {
  await page.goto("/agreements/new");
  const fill = (label, value) => page.getByLabel(label, { exact: true }).fill(value);
  await fill("Title", "New births to centres");
  await fill("Short name", name);
  await page.getByLabel("Sharing protocol").check();
  await fill("Which organisations agree?", `${TRUST}\n${COUNCIL}`);
  await fill("What is the lawful basis?", "The family agreed at the first visit");
  await fill("First day", day(-1));
  await fill("Review by", day(200));
  await fill("Last day", day(400));
  for (const owner of await page.locator("input[name^=owner-]").all()) await owner.fill(`Data lead, ${COUNCIL}`);
  await fill("Short name of the flow", "births-each-month");
  await fill("Who sends it?", TRUST);
  await fill("Who receives it?", COUNCIL);
  await page.getByLabel("What for?").selectOption("centre_outreach");
  await fill("Why does this serve the purpose?", "A centre welcomes a family that it knows of");
  await page.locator("input[name=kinds][value=new-birth]").check();
  await page.locator("textarea[name=why_names]").fill("A card needs a name");
  await page.locator("input[name=fields][value=name]").check();
  await page.locator("input[name=readers][value=outreach-worker]").check();
  await fill("What is the lawful basis of this flow?", "The mother agreed");
  await fill("Sent every how many days?", "30");
  await fill("Kept for how many days?", "365");
  await page.getByRole("button", { name: "Test and save" }).click();
  await page.getByRole("heading", { level: 1, name: "New births to centres" }).waitFor();
}

/** Writes down what the council's Caldicott Guardian, who has no account here, signed on paper. */
async function writeDown(page, sound) {
  await page.getByLabel(COUNCIL, { exact: true }).check();
  await page.getByLabel("Caldicott Guardian", { exact: true }).check();
  await page.getByLabel("Who signed?").fill("Judith Amory");
  await page.getByRole("button", { name: "Save the signature" }).click();
  await page.getByText("Write where the signed paper is kept").first().waitFor();
  await sound("agreement-paper-again");
  await page.getByLabel("Where is the signed paper kept?").fill("Agreements, folder 1");
  await page.getByRole("button", { name: "Save the signature" }).click();
  await page.getByText("Waits to be confirmed").first().waitFor();
  await page.getByText(`Judith Amory, Caldicott Guardian, for ${COUNCIL}`).waitFor();
}

/** The trust's Caldicott Guardian signs in person and confirms the paper, both found on My day. */
async function guardianSigns({ page }, name, sound) {
  const step = page.getByRole("listitem").filter({ has: page.locator(`a[href="/agreements/${name}"]`) });
  await step.getByText(`Sign it for ${TRUST}.`).waitFor();
  await step.getByText(`Confirm the paper of Judith Amory, for ${COUNCIL}.`).waitFor();
  await sound("my-day-guardian");
  await step.getByRole("link").click();
  await page.getByRole("heading", { name: "Confirm the paper of Judith Amory" }).waitFor();
  await sound("agreement-to-sign");
  await page.getByRole("button", { name: `Sign for ${TRUST}` }).click();
  await page.getByText(", in person").first().waitFor();
  await page.getByText("It may not run.").waitFor();
  await page.getByRole("button", { name: "I have seen the paper that Judith Amory signed" }).click();
  await page.getByText("It may run: the agreement is signed and in date.").waitFor();
  await sound("agreement-signed");
}

for (const javaScript of [true, false]) {
  const name = javaScript ? "births-script" : "births-plain";
  test(`from the form to both signatures, ${javaScript ? "with" : "without"} script`, async () => {
    const visitor = await (await town.visitor({ javaScript, width: javaScript ? 1280 : 390 })).signIn("dev");
    const { page } = visitor;
    const sound = async (picture) => javaScript && (await assertSoundAtEveryWidth(page, picture));
    await write(page, name);
    await page.getByText("It may not run.").waitFor();
    await sound("agreement-unsigned");
    await page.goto("/my-day");
    await page.getByText("Not signed yet by").first().waitFor();
    await sound("my-day-agreements");
    await page.goto(`/agreements/${name}`);
    await writeDown(page, sound);
    await page.getByText("It may not run.").waitFor();
    const guardian = await (await town.visitor({ javaScript, width: javaScript ? 1280 : 390 })).signIn("imran");
    const guardianSound = async (picture) => javaScript && (await assertSoundAtEveryWidth(guardian.page, picture));
    await guardianSigns(guardian, name, guardianSound);
    await guardian.leave();
    await page.reload();
    await page.getByText("It may run: the agreement is signed and in date.").waitFor();
    await page.getByRole("link", { name: "How the agreement came about" }).click();
    await page.getByText("Raise an issue").click();
    await page.getByLabel("What is the issue?").fill("Who tells families that moved?");
    await page.getByRole("button", { name: "Save the issue" }).click();
    await page.getByText("Write who raised it").first().waitFor();
    await sound("agreement-work-again");
    await page.getByLabel("Who raised it?").fill("Head of centres");
    await page.getByLabel("Who is to answer it?").fill("Head of health visiting");
    await page.getByRole("button", { name: "Save the issue" }).click();
    await page.getByRole("heading", { level: 3, name: "Who tells families that moved?" }).waitFor();
    await sound("agreement-work");
    await page.getByLabel("What is the answer?").fill("Health visitors do");
    await page.getByRole("button", { name: "Close it with this answer" }).click();
    await page.getByText("Health visitors do").waitFor();
    for (const paper of ["draft", "impact"]) {
      await page.goto(`/agreements/${name}/${paper}`);
      await page.getByText("To be written by").first().waitFor();
      await sound(`agreement-${paper}`);
    }
    await visitor.leave();
  });
}

test("two organisations merge, and their agreement has to be renegotiated", async () => {
  const visitor = await (await town.visitor()).signIn("dev");
  const { page } = visitor;
  await page.goto("/bodies/end");
  await page.getByLabel(TRUST, { exact: true }).check();
  await page.getByLabel("From which day are they no more?").fill("1 April 2030");
  await page.getByLabel("Who takes their place?").fill("Northern Trust");
  await assertSoundAtEveryWidth(page, "bodies-end");
  await page.getByLabel("Why?").fill("They merge");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Northern Trust takes its place").first().waitFor();
  await assertSoundAtEveryWidth(page, "bodies");
  await page.goto("/agreements");
  await page.getByText("Renegotiate").first().waitFor();
  await assertSoundAtEveryWidth(page, "agreements");
  await visitor.leave();
});

test("the Caldicott Guardian says who signs", async () => {
  const visitor = await (await town.visitor()).signIn("imran");
  const { page } = visitor;
  await page.goto("/agreements");
  await page.getByRole("link", { name: "Change who signs" }).click();
  await assertSoundAtEveryWidth(page, "agreement-posts");
  await page.getByLabel("Senior information risk owner").check();
  await page.getByRole("button", { name: "Save" }).click();
  const rule = page.getByText("these sign for the sender and for the receiver");
  assert.match(await rule.textContent(), /Caldicott Guardian and Senior information risk owner/);
  await visitor.leave();
});
