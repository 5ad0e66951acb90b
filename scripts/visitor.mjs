// A running Kith, and somebody with a browser who visits it over HTTP.
import { spawn } from "node:child_process";
import http from "node:http";
import net from "node:net";

/** A port on this machine that nobody listens on. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

export const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Starts `kith serve` and waits until it is ready; says how long that took. */
export async function serve(kith, data, port) {
  const began = performance.now();
  const child = spawn(kith, ["serve", "--data", data, "--listen", `127.0.0.1:${port}`], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (text) => (said += text));
  const ended = new Promise((resolve) => child.once("exit", resolve));
  for (;;) {
    if (child.exitCode !== null) throw new Error(`kith serve ended with ${child.exitCode}: ${said}`);
    const answer = await new Visitor(port).get("/health/ready").catch(() => null);
    if (answer?.status === 200) return { child, ended, readyMs: performance.now() - began };
    if (60_000 < performance.now() - began) throw new Error(`kith serve is not ready after a minute: ${said}`);
    await wait(5);
  }
}

/** One browser: keeps its cookie and the token of its forms. */
export class Visitor {
  constructor(port, agent = new http.Agent({ keepAlive: true, maxSockets: 1 })) {
    Object.assign(this, { port, agent, cookie: "", formToken: "" });
  }

  get(path) {
    return this.#send("GET", path, null);
  }

  post(path, fields) {
    const form = new URLSearchParams({ form_token: this.formToken });
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    return this.#send("POST", path, form.toString());
  }

  /** Signs in and takes the first role. */
  async signIn(name, password) {
    const answer = await this.post("/sign-in", { name, password });
    if (answer.status !== 303) throw new Error(`${name} could not sign in: ${answer.status}`);
    const roles = await this.get("/roles");
    this.formToken = field(roles.text, "form_token");
    const role = field(roles.text, "role");
    if (role) await this.post("/roles", { role });
    return this;
  }

  #send(method, path, body) {
    const headers = { "sec-fetch-site": "same-origin" };
    if (this.cookie) headers.cookie = this.cookie;
    if (body !== null) {
      headers["content-type"] = "application/x-www-form-urlencoded";
      headers["content-length"] = Buffer.byteLength(body);
    }
    return new Promise((resolve, reject) => {
      const request = http.request({ host: "127.0.0.1", port: this.port, method, path, headers, agent: this.agent }, (response) => {
        const parts = [];
        response.on("data", (part) => parts.push(part));
        response.once("error", reject);
        response.once("end", () => {
          for (const cookie of response.headers["set-cookie"] ?? []) this.cookie = cookie.split(";")[0];
          resolve({ status: response.statusCode, location: response.headers.location, text: Buffer.concat(parts).toString() });
        });
      });
      request.once("error", reject);
      request.end(body ?? undefined);
    });
  }
}

/** The value of the first field of this name in a page. */
export function field(page, name) {
  const start = page.indexOf(`name="${name}"`);
  return start < 0 ? "" : (/value="([^"]*)"/.exec(page.slice(start))?.[1] ?? "");
}

/** The addresses of families in a page, each once. */
export function families(page) {
  return [...new Set([...page.matchAll(/href="(\/families\/f-[0-9a-z]{16})"/g)].map((match) => match[1]))];
}
