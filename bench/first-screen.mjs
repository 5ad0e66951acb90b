// How fast a family's first screen is under eight clients, with the decision
// made and the audit entry committed for each.
//
//   node bench/first-screen.mjs PROGRAM DATA [--database URL] [--seconds 15] [--clients 8]
//
// DATA is a folder that `kith demo --no-serve` has filled. Prints one line for
// the table in docs/performance.md.

import { ask, families, serve, signIn } from './site.mjs'

const [program, data, ...rest] = process.argv.slice(2)
const option = (name, otherwise) => (rest.includes(name) ? rest[rest.indexOf(name) + 1] : otherwise)
const seconds = Number(option('--seconds', 15))
const clients = Number(option('--clients', 8))
const database = option('--database')
const password = option('--password', 'northfield')
const names = option('--names', 'amara.okafor,joanne.pike').split(',')

const site = await serve(program, data, { database })
const readers = []
for (const name of names) {
  const cookie = await signIn(site.port, name, password)
  readers.push({ cookie, families: await families(site.port, cookie) })
}
const idle = site.memoryMiB()
const times = []
const sizes = []
let failed = 0
const until = Date.now() + seconds * 1000

async function client(number) {
  const reader = readers[number % readers.length]
  for (let turn = number; Date.now() < until; turn += clients) {
    const family = reader.families[turn % reader.families.length]
    const started = process.hrtime.bigint()
    const answer = await ask(site.port, 'GET', family, { cookie: reader.cookie, headers: { 'accept-encoding': 'gzip' } })
    times.push(Number(process.hrtime.bigint() - started) / 1e6)
    sizes.push(answer.body.length)
    if (answer.status !== 200) failed += 1
  }
}

await Promise.all(Array.from({ length: clients }, (_, number) => client(number)))
times.sort((a, b) => a - b)
sizes.sort((a, b) => a - b)
const at = (share, list) => list[Math.min(list.length - 1, Math.floor(list.length * share))]
const line = {
  families: readers.map((reader) => reader.families.length).join('+'),
  clients,
  screens: times.length,
  'screens a second': Math.round(times.length / seconds),
  'p50 ms': at(0.5, times).toFixed(1),
  'p99 ms': at(0.99, times).toFixed(1),
  'max ms': times.at(-1).toFixed(1),
  failed,
  'page kB gzipped': (at(0.5, sizes) / 1000).toFixed(1),
  'ready after ms': site.readyAfter.toFixed(0),
  'memory MiB idle': idle.toFixed(0),
  'memory MiB after': site.memoryMiB().toFixed(0)
}
console.log(JSON.stringify(line))
await site.end()
process.exit(failed === 0 ? 0 : 1)
