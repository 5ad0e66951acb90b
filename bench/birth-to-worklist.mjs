// From a birth message that arrives to the worklist of the centre, step by
// step, without the people who decide in between: the message lies in the
// watched folder; it is in the person index; the centre's list is built and
// released by command; the baby stands on the centre's page. One birth after
// the other. Each mother was booked by a midwife before, and agreed to news of
// the birth for the centre: without her yes no list names her baby.
//
//   kith demo --children 60000 --no-serve --data /tmp/births
//   node bench/agree-births.mjs target/release/kith /tmp/births --password 'made up people only'
//   kith synth --children 60000 --messages 6000 --output /tmp/births-messages
//   node bench/birth-to-worklist.mjs target/release/kith /tmp/births /tmp/births-messages --password 'made up people only'
//
// The folder must hold a practice copy; births are added to it. Loopback only.

import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, renameSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ask, serve, signIn, tokenIn } from './site.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { password: { type: 'string' }, name: { type: 'string', default: 'joanne' }, midwife: { type: 'string', default: 'ruth' }, births: { type: 'string', default: '20' } }
})
const [program, data, made] = positionals
const wanted = Number(values.births)
const MOST_WAIT = 30_000
const DAY = 86_400_000
/** A baby may come so many days before its due date, which lies ahead of the day of booking. */
const BEFORE_DUE = 100
const DUE = new Date(Date.now() + 5 * DAY).toISOString().slice(0, 10)

/** The births of a centre that are good to wait for: alive, of late, told once, of a mother with a number, without any hiding. */
function births(centre) {
  const [head, ...rows] = readFileSync(join(made, 'manifest.csv'), 'utf8').trim().split('\n').map((line) => line.split(','))
  const column = (row, name) => row[head.indexOf(name)]
  const files = new Map()
  for (const name of readdirSync(join(made, 'messages')).filter((name) => name.endsWith('-birth.xml'))) {
    const text = readFileSync(join(made, 'messages', name), 'utf8')
    for (const [, number] of text.matchAll(/<value value="(\d{10})"\/>/g)) files.set(number, [...(files.get(number) ?? []), name])
  }
  return rows
    .filter((row) => column(row, 'centre') === centre && column(row, 'alive') === 'yes' && column(row, 'restricted') === 'no')
    .filter((row) => column(row, 'babies') === '1' && files.get(column(row, 'nhs_number'))?.length === 1)
    .filter((row) => column(row, 'mother_nhs_number') && column(row, 'postcode') && Date.parse(DUE) - Date.parse(column(row, 'born_on')) < BEFORE_DUE * DAY)
    .map((row) => ({
      born: column(row, 'born_on'),
      given: column(row, 'given'),
      family: column(row, 'family'),
      mother: { nhs_number: column(row, 'mother_nhs_number'), given_name: column(row, 'mother_given'), family_name: column(row, 'mother_family') },
      home: { address: column(row, 'address_line1'), postcode: column(row, 'postcode') },
      file: files.get(column(row, 'nhs_number'))[0]
    }))
}

const since = (from) => Number(process.hrtime.bigint() - from) / 1e6
/** A command's words; centres that get no list because they gave no key end it with 1, which is no fault here. */
function kith(...words) {
  try {
    return execFileSync(program, [...words, '--data', data], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  } catch (error) {
    if (error.status === 1) return error.stdout
    throw error
  }
}
kith('source', 'add', 'birth-message')
const inbox = mkdtempSync(join(tmpdir(), 'kith-inbox-'))
const site = await serve(program, data, { inbox })
const cookie = await signIn(site.port, values.name, values.password)
const page = async () => (await ask(site.port, 'GET', '/births', { cookie })).body.toString()
const plain = (html) => html.replace(/&#(x?)([0-9a-f]+);/gi, (_, hex, code) => String.fromCodePoint(parseInt(code, hex ? 16 : 10)))
const centre = plain((await page()).match(/<span class="nhsuk-caption-l">([^<]+)</)[1].trim())
const code = readFileSync(join(data, 'reference', 'centres.csv'), 'utf8').match(new RegExp(`(LXC\\d+),${centre},|${centre},(LXC\\d+)`)).slice(1).find(Boolean)
const own = kith('lists', 'key', '--output', join(inbox, '.centre-key'))
kith('lists', 'give-key', '--checked-with', 'made up', centre, own.match(/age1[0-9a-z]+/)[0])
/** Builds the lists of a month and lets the centre's go. */
function send(month) {
  kith('lists', 'build', '--month', month)
  const built = process.hrtime.bigint()
  const line = kith('lists', 'status').split('\n').find((line) => line.includes(centre) && line.includes('Waits to be released'))
  kith('lists', 'release', line.match(/b-[0-9a-z]{16}/)[0])
  return built
}

/** The midwife books a woman who agrees to everything. */
async function book(midwife, { mother, home }) {
  const page = (await ask(site.port, 'GET', '/antenatal/new', { cookie: midwife })).body.toString()
  const field = (name) => page.match(new RegExp(`name="${name}" value="([^"]*)"`))[1]
  const healthVisitor = plain(page.match(/value="(team:[^"]*)"/)[1])
  const agreed = Object.fromEntries([...page.matchAll(/name="(item_[a-z-]+)"/g)].map(([, name]) => [name, 'yes']))
  const form = { form_token: tokenIn(page), form_key: field('form_key'), ...mother, ...home, due_on: DUE, health_visitor: healthVisitor, told: 'yes', how: 'written', ...agreed }
  const answer = await ask(site.port, 'POST', '/antenatal/new', { cookie: midwife, form })
  if (answer.status !== 303) throw new Error(`a booking was not taken: ${answer.status}`)
}

const midwife = await signIn(site.port, values.midwife, values.password)
const expected = births(code).slice(0, wanted)
for (const birth of expected) await book(midwife, birth)
// The first list names everybody whom the centre does not know yet.
send(new Date().toISOString().slice(0, 7))
const steps = { index: [], build: [], release: [], page: [], whole: [] }
for (const birth of expected) {
  const began = process.hrtime.bigint()
  copyFileSync(join(made, 'messages', birth.file), join(inbox, '.arriving'))
  renameSync(join(inbox, '.arriving'), join(inbox, birth.file))
  while (existsSync(join(inbox, birth.file)) && since(began) < MOST_WAIT) await new Promise((done) => setTimeout(done, 5))
  const indexed = since(began)
  const built = Number(send(birth.born.slice(0, 7)) - began) / 1e6
  const released = since(began)
  const seen = plain(await page()).toLowerCase().includes(`${birth.given} ${birth.family}`.toLowerCase())
  const whole = since(began)
  if (!seen) {
    console.log('one birth is not named to the centre: left out')
    continue
  }
  steps.index.push(indexed)
  steps.build.push(built - indexed)
  steps.release.push(released - built)
  steps.page.push(whole - released)
  steps.whole.push(whole)
}
await site.end()
const middle = (times) => [...times].sort((a, b) => a - b)[Math.floor((times.length - 1) / 2)]
for (const [name, times] of Object.entries(steps)) {
  console.log(`${name.padEnd(8)} ${times.length} births: middle ${(middle(times) / 1000).toFixed(2)} s, longest ${(Math.max(...times) / 1000).toFixed(2)} s`)
}
