// Kills the program with signal 9 while four clients write, over and over, and
// counts: nothing acknowledged may be lost, nothing may be there twice, the
// audit must hold, and the program must answer again within two seconds.
//
//   node bench/kill.mjs PROGRAM DATA [--rounds 200] [--database URL]
//
// DATA is a folder that `kith demo --no-serve` has filled.

import { execFileSync } from 'node:child_process'
import { ask, families, serve, signIn, tokenIn } from './site.mjs'

const [program, data, ...rest] = process.argv.slice(2)
const option = (name, otherwise) => (rest.includes(name) ? rest[rest.indexOf(name) + 1] : otherwise)
const rounds = Number(option('--rounds', 200))
const database = option('--database')
const password = option('--password', 'northfield')
const names = option('--names', 'amara.okafor,joanne.pike,ruth.adeyemi,priya.nair').split(',')

/** Every contact that was answered with an address: form key to address. */
const acknowledged = new Map()
/** Forms that were sent and not answered: they may be in or not, once at most. */
const unanswered = new Map()
let slowest = 0
let number = 0

function form(token, key) {
  return {
    form_token: token,
    form_key: key,
    kind: 'Phone call',
    happened_on: '1/11/2026',
    was_attended: 'yes',
    words_1: `Rang about ${key}.`,
    sort_1: 'fact',
    evidence_1: 'I rang'
  }
}

async function write(site, reader, over) {
  while (!over.now) {
    const family = reader.families[number % reader.families.length]
    const key = `kill-${(number += 1)}-${process.pid}`
    const address = `${family}/contacts/new`
    try {
      const answer = await ask(site.port, 'POST', address, { cookie: reader.cookie, form: form(reader.token, key) })
      if (answer.status === 303 && answer.headers.location.includes('/contacts/c-')) {
        acknowledged.set(key, answer.headers.location)
      } else if (!over.now) {
        throw new Error(`${answer.status} for ${address}: ${answer.body.toString().slice(0, 300)}`)
      }
    } catch (error) {
      unanswered.set(key, address)
      if (!over.now) throw error
    }
  }
}

async function open(site) {
  const readers = []
  for (const name of names) {
    const cookie = await signIn(site.port, name, password)
    const found = await families(site.port, cookie, 1)
    const page = (await ask(site.port, 'GET', '/help', { cookie })).body.toString()
    readers.push({ cookie, families: found, token: tokenIn(page) })
  }
  return readers
}

for (let round = 1; round <= rounds; round += 1) {
  const site = await serve(program, data, { database })
  slowest = Math.max(slowest, site.readyAfter)
  const readers = await open(site)
  const over = { now: false }
  const writing = readers.map((reader) => write(site, reader, over))
  await new Promise((resolve) => setTimeout(resolve, 40 + Math.random() * 260))
  over.now = true
  await site.end('SIGKILL')
  await Promise.all(writing)
  if (round % 20 === 0) console.error(`${round} of ${rounds} rounds, ${acknowledged.size} acknowledged`)
}

const site = await serve(program, data, { database })
slowest = Math.max(slowest, site.readyAfter)
const readers = await open(site)
let lost = 0
let twice = 0
const seen = new Map()
for (const [key, address] of acknowledged) {
  let found = false
  for (const reader of readers) {
    const page = await ask(site.port, 'GET', address, { cookie: reader.cookie })
    if (page.status === 200 && page.body.toString().includes(`Rang about ${key}.`)) found = true
    if (found) break
  }
  if (!found) lost += 1
  seen.set(address, (seen.get(address) ?? 0) + 1)
}
for (const count of seen.values()) if (count > 1) twice += 1
await site.end()
const verified = execFileSync(program, ['--data', data, ...(database ? ['--database', database] : []), 'audit', 'verify']).toString().trim()
console.log(JSON.stringify({ rounds, acknowledged: acknowledged.size, unanswered: unanswered.size, lost, twice, 'slowest start ms': Math.round(slowest), verified }))
process.exit(lost === 0 && twice === 0 && slowest <= 2000 ? 0 : 1)
