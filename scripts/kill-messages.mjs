// Kills Kith in the middle of taking messages in, again and again, and looks for what it owes:
//   node scripts/kill-messages.mjs KITH MESSAGES [KILLS] [SEED]
// MESSAGES is a folder of made-up national messages (kith synth --messages 10000 --shuffled --repeated -o FOLDER).
// They are put into the watched folder of a server that is killed with signal 9 at moments drawn from the seed, KILLS times
// before the last message is in. The same messages go into another Kith that nobody kills, in another order.
// Afterwards: no message is lost, none counts twice, both say the same of everything, and the audit is whole.
import { execFileSync, spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, wait } from "./visitor.mjs";

const [kith, source, killsText = "200", seedText = "1"] = process.argv.slice(2);
if (!kith || !source) {
  console.error("usage: node scripts/kill-messages.mjs KITH MESSAGES [KILLS] [SEED]");
  process.exit(2);
}
const KILLS = Number(killsText);
const SOURCES = ["birth-message", "demographic-message", "professional-contacts"];

let state = Number(seedText) >>> 0;
/** A number from 0 up to 1; the same seed gives the same numbers. */
function random() {
  state = (state + 0x6d2b79f5) >>> 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}

const wrong = [];
function expect(holds, words) {
  if (!holds) wrong.push(words);
}

/** A command's words; problems in the messages end it with 1, which is no fault here. */
function command(data, ...words) {
  try {
    return execFileSync(kith, ["--data", data, ...words], { encoding: "utf8", maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    if (error.status === 1) return error.stdout;
    throw error;
  }
}

/** An empty locality with the sources of messages. */
function begin() {
  const data = mkdtempSync(join(tmpdir(), "kith-kill-messages-"));
  command(data, "demo", "--no-serve", "--quiet", "--children", "100");
  for (const name of SOURCES) command(data, "source", "add", name);
  return data;
}

const names = readdirSync(source).filter((name) => name.endsWith(".xml")).sort();
const left = (inbox) => readdirSync(inbox).filter((name) => name.endsWith(".xml")).length;

/** What the messages came to: lines that hold no reference and no order. */
const cameTo = (data) => command(data, "messages", "list").split("\n").filter((line) => !line.startsWith("g-")).sort().join("\n");

const killed = begin();
const whole = begin();
let server;
try {
  const inbox = join(killed, "inbox");
  mkdirSync(inbox, { recursive: true });
  const port = await freePort();
  const start = () => {
    const child = spawn(kith, ["serve", "--data", killed, "--listen", `127.0.0.1:${port}`, "--inbox", inbox], { stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    child.stderr.on("data", (text) => (said += text));
    return { child, ended: new Promise((resolve) => child.once("exit", resolve)), said: () => said };
  };

  // The messages come a share at a time, so that the last of them come after the last kill.
  const share = Math.ceil(names.length / (KILLS + 1));
  let put = 0;
  const putSome = () => {
    for (const name of names.slice(put, put + share)) copyFileSync(join(source, name), join(inbox, name));
    put = Math.min(put + share, names.length);
  };
  const began = performance.now();
  for (let kill = 1; kill <= KILLS; kill += 1) {
    putSome();
    server = start();
    // Every other time it comes as far as serving, and is killed while it looks at the folder; else while it starts.
    if (kill % 2 === 0) while (!server.said().includes("Kith is at") && server.child.exitCode === null) await wait(5);
    await wait(50 + random() * 900);
    server.child.kill("SIGKILL");
    await server.ended;
    if (kill % 20 === 0) console.log(`${kill} of ${KILLS} kills, ${put} messages put, ${left(inbox)} still in the folder`);
  }
  putSome();
  server = start();
  const deadline = performance.now() + 1_800_000;
  while (left(inbox) > 0 && performance.now() < deadline && server.child.exitCode === null) await wait(200);
  expect(left(inbox) === 0, `${left(inbox)} messages are still in the folder: ${server.said()}`);
  server.child.kill("SIGTERM");
  await server.ended;
  const seconds = (performance.now() - began) / 1000;

  // Another Kith, killed by nobody, the other way round.
  const folder = join(whole, "inbox");
  mkdirSync(folder, { recursive: true });
  for (const [place, name] of names.toReversed().entries()) copyFileSync(join(source, name), join(folder, `${String(place).padStart(7, "0")}-${name}`));
  command(whole, "messages", "receive", "--folder", folder);

  const moved = ["done", "quarantine"].flatMap((part) => readdirSync(join(inbox, part)).filter((name) => name.endsWith(".xml")));
  expect(moved.length === names.length, `${names.length} messages were put, ${moved.length} were moved away`);
  const [one, other] = [cameTo(killed), cameTo(whole)];
  expect(one === other, `killed:\n${one}\nnot killed:\n${other}`);
  expect(!/[1-9][0-9,]* waiting/.test(one), `something still waits:\n${one}`);
  const sums = [killed, whole].map((data) => command(data, "source", "status").split("\n").filter((line) => SOURCES.some((name) => line.includes(name))).join("\n"));
  expect(sums[0] === sums[1], `records, killed:\n${sums[0]}\nnot killed:\n${sums[1]}`);
  for (const data of [killed, whole]) console.log(command(data, "audit", "verify").trim());
  const log = join(killed, "audit.log");
  command(killed, "audit", "export", "--output", log);
  const entries = readFileSync(log, "utf8").split("\n").map((line) => line.split("\t")).filter((entry) => entry[4] === "message");
  const kept = new Set();
  for (const entry of entries.filter((entry) => ["received", "ignored", "quarantined"].includes(entry[7]))) kept.add(entry[6]);
  const taken = entries.filter((entry) => ["taken-in", "superseded"].includes(entry[7])).map((entry) => entry[6]);
  expect(new Set(taken).size === taken.length, `${taken.length - new Set(taken).size} messages were worked on twice`);
  console.log(`${KILLS} kills while ${names.length} files came in (${seconds.toFixed(0)} s): ${kept.size} messages kept, ${taken.length} worked on, each once`);
} finally {
  server?.child.kill("SIGKILL");
  for (const data of [killed, whole]) if (existsSync(data)) rmSync(data, { recursive: true, force: true });
}

for (const words of wrong.slice(0, 20)) console.error(words);
console.log(wrong.length === 0 ? "Nothing lost, nothing twice, and the order made no difference." : `${wrong.length} things are wrong.`);
process.exitCode = wrong.length === 0 ? 0 : 1;
