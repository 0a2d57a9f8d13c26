import { html, raw } from 'hono/html'
import { maskNumber } from './book.js'
import { health } from './control.js'
import { stateOf } from './intersolve/cards.js'
import { moneyText, type Minor } from './money.js'
import type { World } from './world.js'

interface ShownTransfer {
  phone_number: string
  amount_minor: Minor
  currency: string
  state: string
  description: string | null
  created_at: number
}

interface ShownMessage {
  direction: 'in' | 'out'
  channel: string
  carrier: string
  person: string
  status: string
  error: string | null
  is_failed: 0 | 1
  at: number
}

interface ShownCallback {
  kind: string
  state: string
  remark: string | null
  attempts: number
  last_answer: string | null
}

const style = raw(`
  :root { color-scheme: light dark; --ink: #17211c; --soft: #5d6b63; --paper: #f6f8f6; --card: #fff; --line: #dde4df;
    --good: #1a7f4b; --bad: #b3372b; --wait: #97680a }
  @media (prefers-color-scheme: dark) { :root { --ink: #e7eeea; --soft: #97a59d; --paper: #111613; --card: #1a211d;
    --line: #2c3630; --good: #5ecb92; --bad: #f0857a; --wait: #e0b35a } }
  * { box-sizing: border-box } body { margin: 0; padding: 2rem clamp(1rem, 4vw, 3rem); background: var(--paper);
    color: var(--ink); font: 15px/1.5 system-ui, sans-serif }
  h1 { font-size: 1.4rem; margin: 0 } h2 { font-size: 1rem; margin: 0 0 .6rem } p { margin: .2rem 0 1.4rem; color: var(--soft) }
  main { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(30rem, 100%), 1fr)) }
  section { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1rem 1.2rem; overflow-x: auto }
  table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums } td, th { text-align: left;
    padding: .3rem .8rem .3rem 0; border-top: 1px solid var(--line); white-space: nowrap } th { color: var(--soft); font-weight: 500 }
  .n { text-align: right } .paid, .delivered { color: var(--good) } .failed, .givenUp, .lost { color: var(--bad) }
  .queued, .validating, .pending { color: var(--wait) } .none { color: var(--soft) }`)

/** The page at /: what this provider holds, made and still has to say. Numbers are masked; it renews itself. */
export function consolePage(world: World) {
  const summary = world.book.summary(null)
  const state = health(world)
  return html`<!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="refresh" content="3" />
        <title>Sandbox of Africa's Talking, Twilio and Intersolve</title>
        <style>
          ${style}
        </style>
      </head>
      <body>
        <h1>Sandbox of Africa's Talking, Twilio and Intersolve</h1>
        <p>
          ${summary.transfers} transfers really made, ${summary.numbersOrPayoutsPaidTwice} payouts paid twice.
          ${state.trouble === null ? '' : html`<strong class="failed">Trouble: ${state.trouble}</strong>`}
        </p>
        <main>
          ${accounts(world)} ${callbacks(world)} ${transfers(world)} ${messages(world)} ${vouchers(world)}
          ${faults(world)}
        </main>
      </body>
    </html>`
}

function section(title: string, head: readonly string[], rows: unknown[]) {
  return html`<section>
    <h2>${title}</h2>
    ${
      rows.length === 0
        ? html`<span class="none">None</span>`
        : html`<table>
            <tr>
              ${head.map(name => html`<th>${name}</th>`)}
            </tr>
            ${rows}
          </table>`
    }
  </section>`
}

function accounts(world: World) {
  const rows = world.accounts.all().map(
    account =>
      html`<tr>
        <td>${account.username}</td>
        <td>${account.productName}</td>
        <td class="n">${moneyText(world.wallet.balance(account.username), account.currency)}</td>
        <td>${account.idempotency}</td>
        <td>${account.failClosed ? 'fail-closed' : account.validationUrl === null ? 'pays unasked' : 'asks back'}</td>
      </tr>`,
  )
  return section('Accounts', ['Username', 'Product', 'Balance', 'Idempotency', 'Validation'], rows)
}

function transfers(world: World) {
  const latest = world.db.all<ShownTransfer>(
    'SELECT phone_number, amount_minor, currency, state, description, created_at FROM transfer ORDER BY seq DESC LIMIT 25',
  )
  const rows = latest.map(
    one =>
      html`<tr>
        <td>${new Date(one.created_at).toISOString().slice(11, 19)}</td>
        <td>${maskNumber(one.phone_number)}</td>
        <td class="n">${moneyText(one.amount_minor, one.currency)}</td>
        <td class="${one.state}">${one.state}</td>
        <td>${one.description ?? ''}</td>
      </tr>`,
  )
  return section('Latest transfers', ['UTC', 'Number', 'Amount', 'State', ''], rows)
}

function messages(world: World) {
  const latest = world.db.all<ShownMessage>(
    'SELECT direction, channel, carrier, person, status, error, is_failed, at FROM told ORDER BY at DESC LIMIT 10',
  )
  const rows = latest.map(
    one =>
      html`<tr>
        <td>${new Date(one.at).toISOString().slice(11, 19)}</td>
        <td>${one.direction === 'out' ? 'to' : 'from'} ${maskNumber(one.person)}</td>
        <td>${one.channel}, ${one.carrier}</td>
        <td class="${one.is_failed ? 'failed' : ''}">${one.status} ${one.error ?? ''}</td>
      </tr>`,
  )
  return section('Latest messages (each on its phone at /sandbox/phones)', ['UTC', 'Number', 'By', 'Status'], rows)
}

function vouchers(world: World) {
  const rows = world.intersolve.cards.latest(10).map(
    card =>
      html`<tr>
        <td>${new Date(card.issued_at).toISOString().slice(11, 19)}</td>
        <td>…${card.card_id.slice(-4)}</td>
        <td class="n">${moneyText(card.balance_minor, card.currency)}</td>
        <td>${stateOf(card)}</td>
      </tr>`,
  )
  return section('Latest vouchers (spent at /sandbox/till)', ['UTC', 'Card', 'Balance', 'State'], rows)
}

function callbacks(world: World) {
  const counts = Object.entries(world.callbacks.counts())
  const latest = world.db.all<ShownCallback>(
    'SELECT kind, state, remark, attempts, last_answer FROM callback ORDER BY seq DESC LIMIT 10',
  )
  const rows = latest.map(
    one =>
      html`<tr>
        <td>${one.kind}</td>
        <td class="${one.state}">${one.state}</td>
        <td class="n">${one.attempts}</td>
        <td>${one.last_answer ?? ''}</td>
        <td>${one.remark ?? ''}</td>
      </tr>`,
  )
  const title = `Callbacks: ${counts.map(([name, count]) => `${count} ${name}`).join(', ')}`
  return section(title, ['Kind', 'State', 'Sent', 'Answer', 'Fault'], rows)
}

function faults(world: World) {
  const rows = world.faults.list().map(
    fault =>
      html`<tr>
        <td>${fault.id}</td>
        <td>${fault.spec.kind}</td>
        <td>${fault.armed ? 'armed' : 'disarmed'}</td>
        <td class="n">${fault.seen}</td>
        <td class="n">${fault.hits}</td>
      </tr>`,
  )
  return section('Faults', ['Id', 'Kind', '', 'Met', 'Hits'], rows)
}
