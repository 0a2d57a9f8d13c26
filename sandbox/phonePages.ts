import { html, raw } from 'hono/html'
import type { QuickReply } from './twilio/wire.js'

/** One message on a phone, whoever carried it. */
export interface OnPhone {
  carrier: 'twilio' | 'africastalking'
  account: string
  message_id: string
  direction: 'in' | 'out'
  channel: 'sms' | 'whatsapp'
  sender: string
  body: string
  /** JSON of QuickReply[]. */
  buttons: string | null
  status: string
  error: string | null
  is_failed: 0 | 1
  at: number
}

/** Somebody a person can write to. */
export type Correspondent = Pick<OnPhone, 'carrier' | 'account' | 'channel' | 'sender'>

export interface PhoneInList {
  person: string
  messages: number
  body: string
  at: number
}

/** As the forms of the page name a correspondent. */
export const nameOf = ({ carrier, account, channel, sender }: Correspondent): string =>
  [carrier, account, channel, sender].join('|')

export const buttonsOf = ({ buttons }: OnPhone): QuickReply[] =>
  buttons === null ? [] : (JSON.parse(buttons) as QuickReply[])

const style = raw(`
  :root { color-scheme: light dark; --ink: #17211c; --soft: #5d6b63; --paper: #e9eeea; --card: #fff; --line: #dde4df;
    --mine: #d5f0dd; --bad: #b3372b; --go: #1a7f4b }
  @media (prefers-color-scheme: dark) { :root { --ink: #e7eeea; --soft: #97a59d; --paper: #111613; --card: #1d2520;
    --line: #2c3630; --mine: #1d4630; --bad: #f0857a; --go: #5ecb92 } }
  * { box-sizing: border-box } body { margin: 0; background: var(--paper); color: var(--ink);
    font: 16px/1.45 system-ui, sans-serif }
  main { max-width: 420px; min-height: 100vh; margin: 0 auto; display: flex; flex-direction: column }
  h1 { font-size: 1.05rem; margin: 0; padding: .8rem 1rem; background: var(--card); border-bottom: 1px solid var(--line) }
  a { color: inherit } ul { list-style: none; margin: 0; padding: 0 } li a { display: block; padding: .7rem 1rem;
    border-bottom: 1px solid var(--line); text-decoration: none; background: var(--card) }
  small { color: var(--soft) } .failed { color: var(--bad) }
  .thread { display: flex; flex-direction: column-reverse; height: 100vh; overflow: auto }
  iframe { flex: 1; min-height: 60vh; border: 0 } .bubble { max-width: 85%; margin: .5rem 1rem; padding: .5rem .8rem;
    border-radius: 12px; background: var(--card); white-space: pre-wrap; overflow-wrap: anywhere }
  .mine { margin-left: auto; background: var(--mine) } form { display: flex; flex-wrap: wrap; gap: .5rem;
    padding: .7rem 1rem; background: var(--card) } .bubble form { padding: .4rem 0 0; background: none }
  input, select, button { font: inherit; padding: .5rem .7rem; border: 1px solid var(--line); border-radius: 8px;
    background: var(--paper); color: inherit } select { width: 100% } input[name=text] { flex: 1; min-width: 0 }
  button { color: var(--go); font-weight: 600; cursor: pointer }`)

/** `refresh` in seconds; undefined: it stays as it is, so that nobody's typing is lost. */
function page(title: string, body: unknown, refresh?: number) {
  return html`<!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        ${refresh === undefined ? '' : html`<meta http-equiv="refresh" content="${refresh}" />`}
        <title>${title}</title>
        <style>
          ${style}
        </style>
      </head>
      <body>
        ${body}
      </body>
    </html>`
}

const hourOf = (at: number): string => `${new Date(at).toISOString().slice(11, 16)} UTC`
const addressOfPhone = (number: string): string => `/sandbox/phones/${encodeURIComponent(number)}`

/** All phones that a message came to or from, the latest first. */
export function phonesPage(phones: readonly PhoneInList[]) {
  const rows = phones.map(
    ({ person, messages, body, at }) =>
      html`<li>
        <a href="${addressOfPhone(person)}">
          <strong>${person}</strong> <small>${hourOf(at)}, ${messages} messages</small><br />${body.slice(0, 80)}
        </a>
      </li>`,
  )
  const list = phones.length === 0 ? html`<p style="padding: 1rem">No message has come to any phone yet.</p>` : rows
  return page(
    'Phones',
    html`<main>
      <h1>Phones</h1>
      <ul>
        ${list}
      </ul>
    </main>`,
    3,
  )
}

/** One phone: its messages, which renew themselves in a frame, and a line to write. */
export function phonePage(number: string, correspondents: readonly Correspondent[]) {
  const options = correspondents.map(
    one => html`<option value="${nameOf(one)}">${one.sender} · ${one.channel} · ${one.carrier}</option>`,
  )
  const writing = html`<form method="post" action="${addressOfPhone(number)}">
    <select name="to" aria-label="To">
      ${options}
    </select>
    <input name="text" aria-label="Message" autocomplete="off" autofocus required />
    <button>Send</button>
  </form>`
  const body = html`<main>
    <h1><a href="/sandbox/phones">‹</a> ${number}</h1>
    <iframe src="${addressOfPhone(number)}/thread" title="Messages"></iframe>
    ${correspondents.length === 0 ? html`<p style="padding: 1rem">There is nobody to write to yet.</p>` : writing}
  </main>`
  return page(number, body)
}

export function threadPage(number: string, messages: readonly OnPhone[]) {
  const bubbles = messages.map(message => bubble(number, message))
  // Not by a fragment in its address: a page that has one is not loaded again when it renews itself.
  return page(number, html`<div class="thread"><div>${bubbles}</div></div>`, 2)
}

function bubble(number: string, message: OnPhone) {
  const { direction, sender, channel, carrier, body, status, error, at } = message
  const isMine = direction === 'in'
  // A message that failed never came here; it is shown so that one sees why.
  const fate = html`<span class="${message.is_failed ? 'failed' : ''}"
    >${status}${error === null ? '' : ` ${error}`}</span
  >`
  return html`<div class="bubble ${isMine ? 'mine' : ''}">
    <small
      >${isMine ? `to ${sender}` : `${sender} · ${channel} · ${carrier}`} ·
      ${hourOf(at)}${isMine ? '' : html` · ${fate}`}</small
    >
    <div>${body}</div>
    ${buttonsOf(message).map(button => quickReply(number, message, button))}
  </div>`
}

function quickReply(number: string, message: OnPhone, { id, title }: { id: string; title: string }) {
  return html`<form method="post" action="${addressOfPhone(number)}" target="_top">
    <input type="hidden" name="to" value="${nameOf(message)}" />
    <input type="hidden" name="payload" value="${id}" />
    <input type="hidden" name="text" value="${title}" />
    <input type="hidden" name="replyTo" value="${message.message_id}" />
    <button>${title}</button>
  </form>`
}
