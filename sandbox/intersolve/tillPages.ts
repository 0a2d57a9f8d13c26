import { html, raw } from 'hono/html'
import { moneyText } from '../money.js'
import { stateOf, type Card } from './cards.js'

const style = raw(`
  :root { color-scheme: light dark; --ink: #17211c; --soft: #5d6b63; --paper: #e9eeea; --card: #fff; --line: #dde4df;
    --go: #1a7f4b }
  @media (prefers-color-scheme: dark) { :root { --ink: #e7eeea; --soft: #97a59d; --paper: #111613; --card: #1d2520;
    --line: #2c3630; --go: #5ecb92 } }
  * { box-sizing: border-box } body { margin: 0; background: var(--paper); color: var(--ink);
    font: 16px/1.45 system-ui, sans-serif }
  main { max-width: 420px; margin: 0 auto; padding: 1rem } h1 { font-size: 1.1rem } a { color: inherit }
  ul { list-style: none; margin: 0; padding: 0 } li a { display: flex; justify-content: space-between; gap: 1rem;
    padding: .6rem .8rem; border-bottom: 1px solid var(--line); text-decoration: none; background: var(--card) }
  small { color: var(--soft) } form { display: grid; gap: .6rem; padding: .8rem; margin: 0 0 1rem; background: var(--card) }
  label { display: grid; gap: .2rem } input, button { font: inherit; padding: .6rem .7rem; border: 1px solid var(--line);
    border-radius: 8px; background: var(--paper); color: inherit } button { color: var(--go); font-weight: 600 }`)

const page = (title: string, says: string | null, body: unknown) =>
  html`<!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          ${style}
        </style>
      </head>
      <body>
        <main>${says === null || says === '' ? '' : html`<p role="status"><strong>${says}</strong></p>`} ${body}</main>
      </body>
    </html>`

const balanceText = ({ balance_minor: balance, currency }: Card): string =>
  moneyText(balance, currency).replace(/00$/, '')

/** The till: a card as a cashier reads it, and the latest ones. */
export function tillPage(latest: readonly Card[], says: string | null) {
  const rows = latest.map(
    card =>
      html`<li>
        <a href="/sandbox/till/${card.seq}">
          <span>…${card.card_id.slice(-4)}</span><small>${stateOf(card)}</small><span>${balanceText(card)}</span>
        </a>
      </li>`,
  )
  return page(
    'Till',
    says,
    html`<h1>Till</h1>
      <form method="post" action="/sandbox/till">
        <label
          >Number beneath the barcode <input name="cardId" inputmode="numeric" autocomplete="off" required
        /></label>
        <label>PIN <input name="pin" inputmode="numeric" autocomplete="off" required /></label>
        <button>Read card</button>
      </form>
      ${
        latest.length === 0
          ? html`<p>No voucher was issued yet.</p>`
          : html`<ul>
              ${rows}
            </ul>`
      }`,
  )
}

/** One card: what it holds, and spending of it. */
export function cardPage(card: Card, says: string | null) {
  const state = stateOf(card)
  const spending = html`<form method="post" action="/sandbox/till/${card.seq}">
      <label>Amount <input name="amount" inputmode="decimal" placeholder="12.50" autocomplete="off" required /></label>
      <button>Spend this amount</button>
    </form>
    <form method="post" action="/sandbox/till/${card.seq}">
      <input type="hidden" name="all" value="yes" />
      <button>Spend all of it</button>
    </form>`
  return page(
    `Card …${card.card_id.slice(-4)}`,
    says,
    html`<h1><a href="/sandbox/till">‹</a> Card …${card.card_id.slice(-4)}</h1>
      <p>${balanceText(card)}, ${state}, until ${card.due_date}</p>
      ${state === 'unused' || state === 'partly used' ? spending : html`<p>It can not be used.</p>`}`,
  )
}
