// The practice locality of the browser journeys: made once for a program and a day (dates in it are counted from
// today), then copied for each file of journeys, so that no file sees what another has changed.
import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { serve } from "../bench/site.mjs";

const KITH = process.env.KITH_BIN ?? fileURLToPath(new URL("../target/debug/kith", import.meta.url));
const MADE = fileURLToPath(new URL("../target/browser/", import.meta.url));
const CHILDREN = "300";

/** Serves a fresh copy; `end` stops it and removes the copy. */
export async function openLocality() {
  const home = mkdtempSync(join(tmpdir(), "kith-browser-"));
  const data = join(home, "data");
  cpSync(await madeToday(), data, { recursive: true });
  const site = await serve(KITH, data);
  return {
    address: `http://127.0.0.1:${site.port}`,
    async end() {
      await site.end();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** The folder to copy. Two processes may make it at once: the first to finish wins, and both are the same. */
async function madeToday() {
  const { mtimeMs, size } = statSync(KITH);
  const name = `locality-${new Date().toISOString().slice(0, 10)}-${size}-${Math.round(mtimeMs)}`;
  const made = join(MADE, name);
  if (existsSync(made)) return made;
  mkdirSync(MADE, { recursive: true });
  const making = mkdtempSync(join(MADE, "making-"));
  await promisify(execFile)(KITH, ["--data", making, "demo", "--children", CHILDREN, "--no-serve", "--quiet"]);
  try {
    renameSync(making, made);
  } catch (error) {
    if (!existsSync(made)) throw error;
    rmSync(making, { recursive: true, force: true });
  }
  for (const old of readdirSync(MADE)) {
    if (old.startsWith("locality-") && old !== name) rmSync(join(MADE, old), { recursive: true, force: true });
  }
  return made;
}
