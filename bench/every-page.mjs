// How long every page takes that links lead to, in a practice copy of any
// size: the first time and once more, for each of the accounts.
//
//   kith demo --children 60000 --no-serve --data /tmp/pages
//   node bench/every-page.mjs target/release/kith /tmp/pages --password 'made up people only'
//
// Says the slowest. Loopback only.

import { parseArgs } from 'node:util'
import { ask, serve, signIn } from './site.mjs'

const NAMES = 'amara,ruth,joanne,carol,nadia,marcus,dev,imran,helen,pat,owen,bella,ellie'
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { password: { type: 'string' }, names: { type: 'string', default: NAMES }, show: { type: 'string', default: '20' } }
})
const MOST_PAGES = 120

/** The kind of page: references and names taken out. */
const kindOf = (path) => path.replace(/\/[a-z]-[0-9a-z]{16}/g, '/…').replace(/^\/(areas|help|rules|agreements)\/.+/, '/$1/…')

async function timed(port, path, cookie) {
  const began = process.hrtime.bigint()
  const { status, body, headers } = await ask(port, 'GET', path, { cookie })
  return { status, body, type: headers['content-type'] ?? '', took: Number(process.hrtime.bigint() - began) / 1e6 }
}

const site = await serve(positionals[0], positionals[1])
const found = []
for (const name of values.names.split(',')) {
  const cookie = await signIn(site.port, name, values.password)
  const [queue, done] = [['/my-day'], new Set()]
  while (queue.length > 0 && done.size < MOST_PAGES) {
    const path = queue.shift()
    if (done.has(kindOf(path))) continue
    done.add(kindOf(path))
    const first = await timed(site.port, path, cookie)
    if (!first.type.startsWith('text/html')) continue
    const again = await timed(site.port, path, cookie)
    found.push({ name, kind: kindOf(path), status: first.status, first: first.took, again: again.took })
    for (const [, link] of first.body.toString().matchAll(/href="(\/[^"?#]*)/g)) {
      if (link !== '/' && !/\.[a-z0-9]+$/.test(link)) queue.push(link)
    }
  }
}
const memory = site.memoryMiB()
await site.end()
const times = found.map(({ again }) => again).sort((a, b) => a - b)
const at = (part) => times[Math.floor((times.length - 1) * part)].toFixed(0)
console.log(`${found.length} pages of ${values.names.split(',').length} accounts: once more p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${at(1)} ms; memory ${memory.toFixed(0)} MiB`)
for (const { name, kind, status, first, again } of found.sort((a, b) => b.first - a.first).slice(0, Number(values.show))) {
  console.log(`${first.toFixed(0).padStart(7)} ms first ${again.toFixed(0).padStart(7)} ms again  ${status} ${name.padEnd(7)} ${kind}`)
}
