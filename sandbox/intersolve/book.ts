import { Hono } from 'hono'
import { bookAnswer } from '../bookAnswer.js'
import type { World } from '../world.js'
import { stateOf, today, type Card, type CardState } from './cards.js'

/** One card that was really issued; of its id only the end, and no PIN. */
export interface VoucherLine {
  refPos: string
  /** The payer's name for the voucher. */
  reference: string
  transactionId: string
  cardEnd: string
  issuedMinor: string
  spentMinor: string
  balanceMinor: string
  currency: string
  dueDate: string
  state: CardState
  /** ISO 8601, UTC. */
  issuedAt: string
}

export interface VoucherSummary {
  cards: number
  /** Cards with money on them that can be spent. */
  liveCards: number
  issuedMinor: string
  spentMinor: string
  /** Taken back by cancelling. */
  returnedMinor: string
  /** Still on cards, those that are due, blocked or inactive too. */
  heldMinor: string
  /** References with more than one card that was neither taken back nor blocked. */
  referencesWithTwoCards: string[]
  /** RefPos that more than one card was issued under. */
  refPosUsedTwice: string[]
}

/** GET /book/intersolve?username=: the service's own word on what it issued, which judges whether anyone has two vouchers. */
export function voucherBook(world: World): Hono {
  const app = new Hono()
  app.get('/intersolve', c => {
    const username = c.req.query('username') ?? null
    const summary = JSON.stringify(voucherSummary(world, username))
    return bookAnswer(`{"summary":${summary},"cards":[`, voucherLines(world, username))
  })
  return app
}

function voucherSummary({ db }: World, username: string | null): VoucherSummary {
  const totals = db.one<Record<'cards' | 'live' | 'issued' | 'spent' | 'returned' | 'held', number>>(
    `WITH card AS (
       SELECT c.mark, c.due_date,
              coalesce(sum(m.amount_minor) FILTER (WHERE m.kind = 'issued'), 0) AS issued,
              coalesce(-sum(m.amount_minor) FILTER (WHERE m.kind = 'spent'), 0) AS spent,
              coalesce(-sum(m.amount_minor) FILTER (WHERE m.kind = 'cancelled'), 0) AS returned
       FROM intersolve_card c JOIN intersolve_movement m ON m.card_seq = c.seq
       WHERE ? IS NULL OR c.username = ? GROUP BY c.seq)
     SELECT count(*) AS cards, coalesce(sum(issued), 0) AS issued, coalesce(sum(spent), 0) AS spent,
            coalesce(sum(returned), 0) AS returned, coalesce(sum(issued - spent - returned), 0) AS held,
            count(*) FILTER (WHERE issued > spent + returned AND mark = 'active' AND due_date >= ?) AS live
     FROM card`,
    username,
    username,
    today(),
  )
  const twice = (column: 'reference' | 'ref_pos', standing: string): string[] =>
    db
      .all<{ name: string }>(
        `SELECT ${column} AS name FROM intersolve_card c WHERE (? IS NULL OR username = ?) AND ${standing}
         GROUP BY username, ${column} HAVING count(*) > 1 ORDER BY 1`,
        username,
        username,
      )
      .map(row => row.name)
  const notTakenBack = `NOT EXISTS (SELECT 1 FROM intersolve_movement m WHERE m.card_seq = c.seq AND kind = 'cancelled')`
  return {
    cards: totals?.cards ?? 0,
    liveCards: totals?.live ?? 0,
    issuedMinor: String(totals?.issued ?? 0),
    spentMinor: String(totals?.spent ?? 0),
    returnedMinor: String(totals?.returned ?? 0),
    heldMinor: String(totals?.held ?? 0),
    referencesWithTwoCards: twice('reference', `reference <> '' AND ${notTakenBack} AND mark <> 'blocked'`),
    refPosUsedTwice: twice('ref_pos', 'true'),
  }
}

/** JSON of all cards, the oldest first, in pieces. */
function* voucherLines({ intersolve }: World, username: string | null, atOnce = 5_000): Generator<string> {
  let between = ''
  let after: number | undefined = 0
  while (after !== undefined) {
    const cards = intersolve.cards.page(username, after, atOnce)
    if (cards.length > 0) yield between + cards.map(card => JSON.stringify(lineOf(card))).join(',')
    between = ','
    after = cards.length === atOnce ? cards.at(-1)?.seq : undefined
  }
}

const lineOf = (card: Card): VoucherLine => ({
  refPos: card.ref_pos,
  reference: card.reference,
  transactionId: card.transaction_id,
  cardEnd: card.card_id.slice(-4),
  issuedMinor: String(card.issued_minor),
  spentMinor: String(card.spent_minor),
  balanceMinor: String(card.balance_minor),
  currency: card.currency,
  dueDate: card.due_date,
  state: stateOf(card),
  issuedAt: new Date(card.issued_at).toISOString(),
})
