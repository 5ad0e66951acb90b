// A running Kith, for benchmarks and tests of what a crash leaves: starts the
// program, waits until it answers, signs people in, ends it by its process
// number. Loopback only.

import { spawn, execFileSync } from 'node:child_process'
import http from 'node:http'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

export const agent = new http.Agent({ keepAlive: true, maxSockets: 64 })

export function ask(port, method, path, { cookie, form, headers } = {}) {
  const body = form === undefined ? undefined : new URLSearchParams(form).toString()
  return new Promise((resolve, reject) => {
    const request = http.request(
      {
        host: '127.0.0.1',
        port,
        method,
        path,
        agent,
        headers: {
          ...(cookie ? { cookie } : {}),
          ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body), 'sec-fetch-site': 'same-origin' }),
          ...headers
        }
      },
      (response) => {
        const parts = []
        response.on('data', (part) => parts.push(part))
        response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts) }))
        response.on('error', reject)
      }
    )
    request.on('error', reject)
    if (body !== undefined) request.write(body)
    request.end()
  })
}

export async function serve(program, data, { database, inbox } = {}) {
  const started = process.hrtime.bigint()
  const args = ['--data', data, ...(database ? ['--database', database] : []), 'serve', '--listen', '127.0.0.1:0', ...(inbox ? ['--inbox', inbox] : [])]
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  const lines = createInterface({ input: child.stderr })
  const port = await new Promise((resolve, reject) => {
    lines.on('line', (line) => {
      const found = line.match(/http:\/\/127\.0\.0\.1:(\d+)/)
      if (found) resolve(Number(found[1]))
    })
    child.on('exit', (code) => reject(new Error(`kith ended with ${code} before it answered`)))
  })
  const ready = await ask(port, 'GET', '/health/ready')
  if (ready.status !== 200) throw new Error(`not ready: ${ready.status}`)
  const readyAfter = Number(process.hrtime.bigint() - started) / 1e6
  return {
    port,
    pid: child.pid,
    readyAfter,
    memoryMiB: () => Number(execFileSync('ps', ['-o', 'rss=', '-p', String(child.pid)]).toString()) / 1024,
    async end(signal = 'SIGTERM') {
      const over = once(child, 'exit')
      child.kill(signal)
      await over
    }
  }
}

export async function signIn(port, name, password) {
  const answer = await ask(port, 'POST', '/sign-in', { form: { name, password } })
  const cookie = answer.headers['set-cookie']?.[0]?.split(';')[0]
  if (!cookie) throw new Error(`${name} could not sign in: ${answer.status}`)
  if (answer.headers.location === '/roles') {
    const page = (await ask(port, 'GET', '/roles', { cookie })).body.toString()
    const role = page.match(/name="role" value="([^"]+)"/)[1]
    await ask(port, 'POST', '/roles', { cookie, form: { role, form_token: tokenIn(page) } })
  }
  return cookie
}

export const tokenIn = (page) => page.match(/name="form_token" value="([^"]+)"/)[1]

export async function families(port, cookie, pages = 4) {
  const found = new Set()
  for (let page = 1; page <= pages; page += 1) {
    const list = (await ask(port, 'GET', `/families?whose=team&page=${page}`, { cookie })).body.toString()
    for (const match of list.matchAll(/href="(\/families\/f-[0-9a-z]+)"/g)) found.add(match[1])
  }
  return [...found]
}
