// All the script there is: the design system's own components, and what helps
// people not to lose words. Every page works without it.
import { initAll } from './nhsuk-frontend.js'

const WARN_SECONDS = 120
const SAVE_AFTER = 2000
const TRY_AGAIN_AFTER = 10000

initAll()

// ---- One send for one press -------------------------------------------------

for (const form of document.querySelectorAll('form[method="post"]')) {
  form.addEventListener('submit', (event) => {
    if (form.dataset.sent) event.preventDefault()
    else if (!event.defaultPrevented) form.dataset.sent = 'true'
  })
}

// Back from the next page: the form may be sent again.
window.addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-sent]')) delete form.dataset.sent
})

// ---- Words that are not saved yet -------------------------------------------

// A form with `data-autosave="/address"` keeps a draft on the server; one with
// `data-unsaved` only warns. The words stay in memory: a browser's stores are
// plain text on the disk.
for (const form of document.querySelectorAll('form[data-autosave], form[data-unsaved]')) {
  keep(form)
}

function keep (form) {
  const address = form.dataset.autosave
  const says = form.querySelector('[data-saved]')
  let saved = fields(form)
  let timer

  const isUnsaved = () => !form.dataset.sent && fields(form) !== saved
  const say = (words) => { if (says) says.textContent = words }

  async function save () {
    const now = fields(form)
    try {
      const answer = await post(address, now)
      if (!answer.ok) throw new Error(String(answer.status))
      if (answer.url.endsWith('/sign-in')) {
        say('Not saved yet. You are signed out. Sign in again in another tab, then carry on here.')
        again()
        return
      }
      saved = now
      say(`Saved as a draft at ${clock()}`)
      session.renew()
      if (isUnsaved()) later()
    } catch {
      say('Not saved yet. No signal. We will keep trying.')
      again()
    }
  }

  function later () {
    clearTimeout(timer)
    timer = setTimeout(save, SAVE_AFTER)
  }

  function again () {
    clearTimeout(timer)
    timer = setTimeout(save, TRY_AGAIN_AFTER)
  }

  if (address) {
    form.addEventListener('input', later)
    window.addEventListener('online', () => { if (isUnsaved()) save() })
  }
  form.addEventListener('submit', () => clearTimeout(timer))
  window.addEventListener('beforeunload', (event) => { if (isUnsaved()) event.preventDefault() })
}

function fields (form) {
  const all = [...new FormData(form)].filter(([, value]) => typeof value === 'string')
  return new URLSearchParams(all).toString()
}

function post (address, body) {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  return fetch(address, { method: 'POST', headers, body, credentials: 'same-origin' })
}

function clock () {
  return new Intl.DateTimeFormat('en-GB', { hour: 'numeric', minute: '2-digit', hour12: true })
    .format(new Date()).replace(/\s/g, '')
}

// ---- The session's end -------------------------------------------------------

const session = watchSession(document.getElementById('kith-timeout'))

function watchSession (dialog) {
  if (!dialog || typeof dialog.showModal !== 'function') return { renew () {} }
  const seconds = Number(dialog.dataset.seconds)
  const left = dialog.querySelector('.kith-timeout__left')
  const tabs = 'BroadcastChannel' in window ? new BroadcastChannel('kith-session') : null
  let endsAt

  function start () {
    endsAt = Date.now() + seconds * 1000
    if (dialog.open) dialog.close()
  }

  function renew () {
    start()
    tabs?.postMessage('renewed')
  }

  function look () {
    const remaining = Math.round((endsAt - Date.now()) / 1000)
    if (remaining <= 0) {
      window.location.assign('/sign-in')
    } else if (remaining <= WARN_SECONDS) {
      const words = remaining > 60 ? '2 minutes' : remaining > 30 ? '1 minute' : 'a few seconds'
      if (left.textContent !== words) left.textContent = words
      if (!dialog.open) dialog.showModal()
    }
  }

  dialog.querySelector('form').addEventListener('submit', async (event) => {
    const form = event.currentTarget
    if (event.submitter?.hasAttribute('formaction')) return
    event.preventDefault()
    delete form.dataset.sent
    try {
      const answer = await post(form.action, fields(form))
      if (answer.ok && !answer.url.endsWith('/sign-in')) renew()
      else window.location.assign('/sign-in')
    } catch {
      left.textContent = 'a short time. There is no signal, so try again'
    }
  })

  if (tabs) tabs.onmessage = start
  document.addEventListener('visibilitychange', () => { if (!document.hidden) look() })
  renew()
  setInterval(look, 1000)
  return { renew }
}
