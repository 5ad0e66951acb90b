// How long a first screen takes while several people look at once:
//   node scripts/load.mjs KITH DATA [CLIENTS] [SECONDS]
// DATA is a practice copy (kith demo --no-serve --data DATA). Every look is decided and in the audit before it is
// answered, as always. Prints the median and the 99th of a hundred, in milliseconds.
import { readFileSync } from "node:fs";
import { Visitor, families, freePort, serve, wait } from "./visitor.mjs";

const [kith, data, clientsText = "8", secondsText = "20"] = process.argv.slice(2);
if (!data) {
  console.error("usage: node scripts/load.mjs KITH DATA [CLIENTS] [SECONDS]");
  process.exit(2);
}
const CLIENTS = Number(clientsText);
const PASSWORD = "made up people only";

const port = await freePort();
const server = await serve(kith, data, port);
try {
  const amara = await new Visitor(port).signIn("amara", PASSWORD);
  const homes = await caseload(amara);
  const first = await amara.get(homes[0]);
  await look(amara, homes, 2);
  const times = (await Promise.all(Array.from({ length: CLIENTS }, () => look(amara.twin(), homes, Number(secondsText))))).flat();
  times.sort((one, other) => one - other);
  const at = (part) => times[Math.min(times.length - 1, Math.floor(times.length * part))].toFixed(1);
  const memory = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.child.pid}/status`, "utf8"))?.[1] ?? "0";
  console.log(`ready after ${Math.round(server.readyMs)} ms; a first screen is ${(first.text.length / 1024).toFixed(0)} kB`);
  console.log(`${CLIENTS} clients, ${times.length} looks, ${(times.length / Number(secondsText)).toFixed(0)} a second`);
  console.log(`first screen: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, slowest ${at(1)} ms; process ${(Number(memory) / 1024).toFixed(0)} MB`);
} finally {
  server.child.kill("SIGTERM");
  await Promise.race([server.ended, wait(5000)]);
}

/** The families of somebody, from as many pages as there are, up to two hundred. */
async function caseload(visitor) {
  const homes = new Set();
  for (let page = 1; homes.size < 200; page += 1) {
    const before = homes.size;
    for (const home of families((await visitor.get(`/families?page=${page}`)).text)) homes.add(home);
    if (homes.size === before) break;
  }
  if (homes.size === 0) throw new Error("there is no family to look at");
  return [...homes];
}

/** Looks at one family after the other for so many seconds; how long each took. */
async function look(visitor, homes, seconds) {
  const times = [];
  const until = performance.now() + 1000 * seconds;
  for (let turn = Math.floor(Math.random() * homes.length); performance.now() < until; turn += 1) {
    const began = performance.now();
    const answer = await visitor.get(homes[turn % homes.length]);
    if (answer.status !== 200) throw new Error(`a look was answered ${answer.status}`);
    times.push(performance.now() - began);
  }
  return times;
}
