import { Hono } from 'hono'
import { minorFromLiteral } from '../money.js'
import type { World } from '../world.js'
import type { Card } from './cards.js'
import { cardPage, tillPage } from './tillPages.js'

/**
 * /sandbox/till: where vouchers are spent, as at the till of the shop: by card id and PIN, wholly or in part. The list of
 * the latest cards spares whoever tries things out from typing nineteen digits.
 */
export function till(world: World): Hono {
  const app = new Hono()
  const { cards } = world.intersolve
  app.get('/', c => c.html(tillPage(cards.latest(50), c.req.query('says') ?? null)))

  app.post('/', async c => {
    const form = new URLSearchParams(await c.req.text())
    const card = cards.byCardId((form.get('cardId') ?? '').replaceAll(' ', ''))
    const says = card?.pin === form.get('pin') ? null : 'No card has this id and PIN.'
    return c.redirect(
      card && says === null ? addressOf(card) : `/sandbox/till?says=${encodeURIComponent(says ?? '')}`,
      303,
    )
  })

  app.get('/:seq', c => {
    const card = cards.bySeq(Number(c.req.param('seq')) || 0)
    return card ? c.html(cardPage(card, c.req.query('says') ?? null)) : c.text('There is no such card.', 404)
  })

  app.post('/:seq', async c => {
    const card = cards.bySeq(Number(c.req.param('seq')) || 0)
    if (!card) return c.text('There is no such card.', 404)
    const form = new URLSearchParams(await c.req.text())
    const given = (form.get('amount') ?? '').trim().replace(',', '.')
    const amount = form.has('all') ? card.balance_minor : minorFromLiteral(given, card.currency)
    const isSpent = amount !== undefined && cards.spend(card, amount)
    const says = isSpent ? 'Spent.' : 'Refused: the card does not hold so much, or can not be used.'
    return c.redirect(`${addressOf(card)}?says=${encodeURIComponent(says)}`, 303)
  })
  return app
}

const addressOf = ({ seq }: Card): string => `/sandbox/till/${seq}`
