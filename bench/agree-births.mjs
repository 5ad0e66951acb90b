// Signs the agreement on news of births in a practice copy, so that lists may
// be built there.
//
//   node bench/agree-births.mjs target/release/kith /tmp/year --password 'made up people only'
//
// The agreement is the one in docs/examples/new-births.toml, from yesterday
// on. The Caldicott Guardian of the trust signs it in person, and confirms the
// paper of the council's, which the data lead writes down.
// Loopback only.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ask, serve, signIn, tokenIn } from './site.mjs'

const NAME = 'new-births'
const { values, positionals } = parseArgs({ allowPositionals: true, options: { password: { type: 'string' } } })
const [program, data] = positionals
const day = (days) => new Date(Date.now() + (days - 1) * 86_400_000)
const iso = (days) => day(days).toISOString().slice(0, 10)

let text = readFileSync(new URL('../docs/examples/new-births.toml', import.meta.url), 'utf8')
for (const [field, days] of [['from', 0], ['review_on', 180], ['until', 360]]) text = text.replace(new RegExp(`^${field} = ".*"`, 'm'), `${field} = "${iso(days)}"`)
const parties = [...text.match(/^parties = \[(.*)\]/m)[1].matchAll(/"([^"]+)"/g)].map(([, party]) => party)
const folder = mkdtempSync(join(tmpdir(), 'kith-agreement-'))
const kith = (...words) => execFileSync(program, ['agreements', '--data', data, ...words], { encoding: 'utf8' })
writeFileSync(join(folder, 'agreement.toml'), text)
kith('add', join(folder, 'agreement.toml'))
rmSync(folder, { recursive: true })

const site = await serve(program, data)
const page = async (cookie) => (await ask(site.port, 'GET', `/agreements/${NAME}`, { cookie })).body.toString()
const valueOf = (html, field) => html.match(new RegExp(`name="${field}" value="([^"]*)"`))[1]
const send = async (cookie, step, fields) => {
  const form = { form_token: tokenIn(await page(cookie)), ...fields }
  const answer = await ask(site.port, 'POST', `/agreements/${NAME}/${step}`, { cookie, form })
  if (answer.status !== 303) throw new Error(`${step}: ${answer.status}`)
}
const [trust, council] = parties
const on = day(0).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
const lead = await signIn(site.port, 'dev', values.password)
await send(lead, 'sign', { party: council, post: 'caldicott-guardian', signer: 'Judith Amory', on, kept: 'Agreements, folder 1' })
const guardian = await signIn(site.port, 'imran', values.password)
const read = await page(guardian)
await send(guardian, 'sign-in-person', { version: valueOf(read, 'version'), party: trust })
await send(guardian, 'confirm', { version: valueOf(read, 'version'), signature: valueOf(read, 'signature') })
await site.end()
console.log(kith('list').trim())
