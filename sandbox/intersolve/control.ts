import { Hono } from 'hono'
import { z } from 'zod'
import { minorFromText } from '../money.js'
import type { World } from '../world.js'
import { intersolveAccountChange, type IntersolveAccount } from './accounts.js'
import { stateOf, type Card } from './cards.js'

const spending = z.strictObject({ amountMinor: z.string() })
const spendingBy = z.strictObject({ username: z.string(), refPos: z.string(), amountMinor: z.string() })
const marking = z.strictObject({
  mark: z.enum(['active', 'blocked', 'inactive']).optional(),
  dueDate: z.iso.date().optional(),
})

/** /sandbox/intersolve/…: accounts, and what happens to cards. What is wrong is answered by `control.ts`. */
export function intersolveControl(world: World): Hono {
  const app = new Hono()
  const { accounts, cards } = world.intersolve
  const cardNamed = (cardId: string): Card => {
    const card = cards.byCardId(cardId)
    if (!card) throw new RangeError('No card has this id')
    return card
  }
  app.get('/accounts', c => c.json({ accounts: accounts.all().map(shown) }))
  app.put('/accounts/:username', async c => {
    const change = intersolveAccountChange.strict().parse(await c.req.json())
    return c.json(shown(accounts.put(c.req.param('username'), change)))
  })
  const spent = (card: Card, amountMinor: string): { balanceMinor: string } => {
    const amount = minorFromText(amountMinor)
    if (amount === undefined || !cards.spend(card, amount))
      throw new RangeError('The card does not hold so much, or can not be used')
    return { balanceMinor: String(cardNamed(card.card_id).balance_minor) }
  }
  app.put('/cards/:cardId', async c => {
    const card = cardNamed(c.req.param('cardId'))
    cards.mark(card, marking.parse(await c.req.json()))
    return c.json({ state: stateOf(cardNamed(card.card_id)) })
  })
  app.post('/cards/:cardId/spend', async c => {
    const card = cardNamed(c.req.param('cardId'))
    return c.json(spent(card, spending.parse(await c.req.json()).amountMinor), 201)
  })
  // By the book, which tells no card's number.
  app.post('/spend', async c => {
    const { username, refPos, amountMinor } = spendingBy.parse(await c.req.json())
    const [card, ...others] = cards.byRefPos(username, refPos)
    if (!card || others.length > 0) throw new RangeError('Not one card was issued under this RefPos')
    return c.json(spent(card, amountMinor), 201)
  })
  return app
}

const shown = (account: IntersolveAccount) => ({ ...account, password: '***' })
