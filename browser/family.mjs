// Steps that several journeys take with a family, and with the files of a data lead.
import assert from "node:assert/strict";

/** The family that the practice locality always has: Hannah, Maya and Poppy. */
export const ELLIS = "Ellis family";

export const recordLink = (page) => page.getByRole("main").getByRole("button", { name: "Record a contact", exact: true });

/** The one box of the header takes a name; the family is one link further. */
export async function openFamily(visitor, words = "Poppy Ellis", title = ELLIS) {
  const { page } = visitor;
  await search(visitor, words);
  await visitor.press(page.getByRole("main").getByRole("link", { name: title, exact: true }));
  await page.getByRole("heading", { level: 1, name: title }).waitFor();
}

export async function search(visitor, words) {
  const box = visitor.page.getByRole("searchbox");
  await visitor.press(box);
  await visitor.type(box, words);
  visitor.keys += 1;
  await Promise.all([visitor.page.waitForNavigation(), box.press("Enter")]);
}

/** The NHS number that the page of a person in this family shows: ten figures. */
export async function numberOf(visitor, person) {
  const { page } = visitor;
  await page.getByRole("main").getByRole("link", { name: person }).first().click();
  await page.getByRole("heading", { level: 1, name: person }).waitFor();
  const said = await page.locator("dt", { hasText: "NHS number" }).locator("xpath=following-sibling::dd").first().innerText();
  const number = said.replaceAll(/[^0-9\n]/g, "").split("\n")[0].slice(0, 10);
  assert.match(number, /^999[0-9]{7}$/);
  return number;
}

/** Marks a statement of a note as a fact or a view. */
export async function writeStatement(visitor, number, { words, sort, evidence }) {
  const { page } = visitor;
  const box = page.locator(`#words_${number}`);
  if (number > 1 && !(await box.isVisible())) await visitor.press(page.getByText(`Statement ${number}`, { exact: true }));
  await visitor.type(box, words);
  await visitor.press(page.locator(`input[name="sort_${number}"][value="${sort}"]`));
  if (evidence) await visitor.type(page.locator(`#evidence_${number}`), evidence);
}

/** A list of two-year-old offers as the council would send it: so many rows that are right, and the rows given besides. */
export function offers(count, besides = []) {
  const names = ["Ada", "Bram", "Cleo", "Dara", "Edie", "Finn", "Gwen", "Hari", "Isla", "Jude", "Kit", "Lena", "Milo"];
  const row = (_, number) => {
    const born = String((number % 28) + 1).padStart(2, "0");
    const name = `${names[number % names.length]} Quillfeather${number < names.length ? "" : "-Rook"}`;
    return `OFFER,${7000 + number},22/11/26,${7000 + number},${name},${born}/09/24,F,Mum Quillfeather,Eligible`;
  };
  const header = "LINE,LINE_REF,LIST_DATE,CHILD_REF,CHILD_NAME,CHILD_DOB,CHILD_SEX,PARENT_NAME,OFFER_STATUS";
  return Buffer.from([header, ...Array.from({ length: count }, row), ...besides, ""].join("\r\n"));
}

/** Sends a file to the site as the form for files does. */
export async function sendFile(visitor, source, file) {
  const { page } = visitor;
  await visitor.press(page.getByRole("navigation", { name: "Menu" }).getByRole("link", { name: "Files in and out" }));
  if (source) {
    visitor.presses += 1;
    await page.getByLabel("Where does the file come from?").selectOption({ label: source });
  }
  if (file) {
    visitor.presses += 1;
    await page.getByLabel("The file", { exact: true }).setInputFiles({ mimeType: "text/csv", ...file });
  }
  await visitor.press(page.getByRole("button", { name: "Read the file" }));
}
