// Kills Kith in the middle of writing, again and again, and looks for what it owes:
//   node scripts/kill.mjs KITH [ROUNDS] [SEED]
// Four people look at families and record contacts; the server is killed with signal 9 at a moment drawn from
// the seed and started again. Afterwards: nothing that was answered is lost, nothing is there twice, the audit
// is whole, and the server was ready again within two seconds each time.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Visitor, families, field, freePort, serve, wait } from "./visitor.mjs";

const [kith, roundsText = "200", seedText = "1"] = process.argv.slice(2);
if (!kith) {
  console.error("usage: node scripts/kill.mjs KITH [ROUNDS] [SEED]");
  process.exit(2);
}
const ROUNDS = Number(roundsText);
const READY_MS = 2000;
const PASSWORD = "made up people only";
const ACCOUNTS = ["amara", "ruth", "joanne", "marcus"];

let state = Number(seedText) >>> 0;
/** A number from 0 up to 1; the same seed gives the same numbers. */
function random() {
  state = (state + 0x6d2b79f5) >>> 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}

/** One worker: writes until the connection breaks, and remembers what was answered. */
class Worker {
  constructor(visitor, homes, number) {
    Object.assign(this, { visitor, homes, number, begun: 0, written: 0, looks: 0, waiting: null, kept: new Map() });
  }

  async workUntilKilled() {
    try {
      for (;;) await this.one();
    } catch (error) {
      if (!["ECONNRESET", "ECONNREFUSED", "EPIPE"].includes(error.code) && !/socket hang up|aborted/.test(error.message)) throw error;
    }
  }

  async one() {
    const home = this.homes[Math.floor(random() * this.homes.length)];
    if (!this.waiting && random() < 0.5) {
      const answer = await this.visitor.get(home);
      expect(answer.status === 200, `a look at ${home} was answered ${answer.status}`);
      this.looks += 1;
      return;
    }
    await this.record(home);
  }

  /** Records a contact; one whose answer never came is sent again with the same key. */
  async record(home) {
    this.written += this.waiting ? 0 : 1;
    const key = `kill-${seedText}-${this.number}-${this.written}`;
    this.waiting ??= { home, key, words: `Contact ${key} took place` };
    const { waiting } = this;
    const answer = await this.send(waiting);
    expect(answer.status === 303, `a contact was answered ${answer.status}`);
    this.kept.set(answer.location, waiting.words);
    this.waiting = null;
  }

  /** A first contact is not saved without how the family was told, and leads on to the question of consent. */
  async begin(home) {
    this.begun += 1;
    const key = `kill-${seedText}-${this.number}-first-${this.begun}`;
    const answer = await this.send({ home, key, words: `Contact ${key} took place` }, { told: "In person" });
    expect(answer.status === 303, `a first contact was answered ${answer.status}`);
  }

  send({ home, key, words }, more = {}) {
    return this.visitor.post(`${home}/contacts/new`, {
      form_key: key,
      kind: "Home visit",
      happened_on: this.today,
      was_attended: "yes",
      words_1: words,
      sort_1: "fact",
      ...more,
    });
  }
}

const wrong = [];
function expect(holds, words) {
  if (!holds) wrong.push(words);
}

const command = (...words) => execFileSync(kith, words, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

/** The families of an account for which it may record a contact, and the day that the form proposes. */
async function workplace(visitor, worker) {
  const found = families((await visitor.get("/families")).text);
  for (const home of found) {
    const form = await visitor.get(`${home}/contacts/new`);
    if (form.status === 200 && field(form.text, "form_key")) {
      worker.homes.push(home);
      worker.today = field(form.text, "happened_on");
      if (form.text.includes('name="told"')) await worker.begin(home);
    }
    if (worker.homes.length === 5) break;
  }
  if (worker.homes.length === 0) throw new Error("an account has no family to record a contact for");
}

const data = mkdtempSync(join(tmpdir(), "kith-kill-"));
let server;
try {
  command("demo", "--no-serve", "--quiet", "--children", "300", "--data", data);
  const port = await freePort();
  server = await serve(kith, data, port);
  const workers = [];
  for (const [number, account] of ACCOUNTS.entries()) {
    const visitor = await new Visitor(port).signIn(account, PASSWORD);
    const worker = new Worker(visitor, [], number);
    await workplace(visitor, worker);
    workers.push(worker);
  }

  let slowestMs = 0;
  for (let round = 1; round <= ROUNDS; round += 1) {
    const working = workers.map((worker) => worker.workUntilKilled());
    await wait(30 + random() * 400);
    server.child.kill("SIGKILL");
    await server.ended;
    await Promise.all(working);
    server = await serve(kith, data, port);
    slowestMs = Math.max(slowestMs, server.readyMs);
    expect(server.readyMs <= READY_MS, `round ${round}: ready again after ${Math.round(server.readyMs)} ms`);
    if (round % 20 === 0) console.log(`${round} of ${ROUNDS} kills, ${total(workers, "written")} contacts, ${total(workers, "looks")} looks`);
  }

  for (const worker of workers) {
    if (worker.waiting) await worker.record(worker.waiting.home);
    for (const [location, words] of worker.kept) {
      const page = await worker.visitor.get(location);
      const isThere = page.status === 200 && page.text.includes(words);
      expect(isThere, `${words}: answered, and now ${location} answers ${page.status} without it`);
    }
    expect(worker.kept.size === worker.written, `${worker.written} contacts were recorded at ${worker.kept.size} places`);
  }
  server.child.kill("SIGTERM");
  await server.ended;

  console.log(command("audit", "verify", "--data", data).trim());
  const log = join(data, "audit.log");
  command("audit", "export", "--output", log, "--data", data);
  const entries = readFileSync(log, "utf8").split("\n").map((line) => line.split("\t"));
  const done = entries.filter((entry) => entry[4] === "record-contact" && entry[7] !== "refused").length;
  const looks = entries.filter((entry) => entry[4] === "look").length;
  const saved = total(workers, "begun") + total(workers, "written");
  expect(done === saved, `${saved} contacts, and ${done} entries in the audit`);
  expect(total(workers, "looks") <= looks, `${total(workers, "looks")} looks were answered, and ${looks} are in the audit`);
  console.log(`${ROUNDS} kills, ${done} contacts, ${total(workers, "looks")} looks, ready again within ${Math.round(slowestMs)} ms`);
} finally {
  server?.child.kill("SIGKILL");
  rmSync(data, { recursive: true, force: true });
}

function total(workers, what) {
  return workers.reduce((sum, worker) => sum + worker[what], 0);
}

for (const words of wrong.slice(0, 20)) console.error(words);
console.log(wrong.length === 0 ? "Nothing lost, nothing twice." : `${wrong.length} things are wrong.`);
process.exitCode = wrong.length === 0 ? 0 : 1;
