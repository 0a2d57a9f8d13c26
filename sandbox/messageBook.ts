import { Hono } from 'hono'
import { bookAnswer } from './bookAnswer.js'
import type { Database } from './database.js'
import { hashOf } from './identifiers.js'

/** One message that a carrier took from us. */
export interface MessageLine {
  carrier: 'twilio' | 'africastalking'
  messageId: string
  /** E.164. */
  to: string
  channel: 'sms' | 'whatsapp'
  from: string
  body: string
  bodyHash: string
  status: string
  /** Twilio's error code, or the reason that Africa's Talking reports. */
  error: string | null
  /** ISO 8601, UTC. */
  createdAt: string
}

export interface MessageSummary {
  messages: number
  byStatus: Record<string, number>
  /** Phones that the same text went to more than once, on whatever channel; one that failed went nowhere. */
  phonesWithTheSameTextTwice: { to: string; bodyHash: string; times: number }[]
}

/** Which messages; null: all. `since` in milliseconds since 1970. */
interface Selection {
  carrier: MessageLine['carrier'] | null
  account: string | null
  since: number
}

interface Row {
  carrier: MessageLine['carrier']
  message_id: string
  channel: MessageLine['channel']
  person: string
  sender: string
  body: string
  status: string
  error: string | null
  at: number
}

const chosen = `FROM told WHERE direction = 'out' AND (? IS NULL OR carrier = ?) AND (? IS NULL OR account = ?) AND at >= ?`
const valuesOf = ({ carrier, account, since }: Selection) => [carrier, carrier, account, account, since] as const

/**
 * GET /book/twilio?accountSid=, /book/sms?username= and, over both, /book/messages, each with `since`: the carriers' own
 * word on what they took from us, which judges whether anyone was told the same thing twice.
 */
export function messageBooks(db: Database): Hono {
  const app = new Hono()
  const answer = (selection: Selection): Response => {
    const summary = JSON.stringify(messageSummary(db, selection))
    return bookAnswer(`{"summary":${summary},"messages":[`, messageLines(db, selection))
  }
  const sinceIn = (given: string | undefined): number => Number(given ?? 0) || Date.parse(given ?? '') || 0
  app.get('/twilio', c => {
    const account = c.req.query('accountSid') ?? null
    return answer({ carrier: 'twilio', account, since: sinceIn(c.req.query('since')) })
  })
  app.get('/sms', c => {
    const account = c.req.query('username') ?? null
    return answer({ carrier: 'africastalking', account, since: sinceIn(c.req.query('since')) })
  })
  app.get('/messages', c => answer({ carrier: null, account: null, since: sinceIn(c.req.query('since')) }))
  return app
}

function messageSummary(db: Database, selection: Selection): MessageSummary {
  const values = valuesOf(selection)
  const counts = db.all<{ status: string; count: number }>(
    `SELECT status, count(*) AS count ${chosen} GROUP BY status ORDER BY status`,
    ...values,
  )
  const twice = db.all<{ person: string; body: string; times: number }>(
    `SELECT person, body, count(*) AS times ${chosen} AND NOT is_failed GROUP BY person, body HAVING count(*) > 1
     ORDER BY person`,
    ...values,
  )
  return {
    messages: counts.reduce((sum, { count }) => sum + count, 0),
    byStatus: Object.fromEntries(counts.map(({ status, count }) => [status, count])),
    phonesWithTheSameTextTwice: twice.map(({ person: to, body, times }) => ({ to, bodyHash: hashOf(body), times })),
  }
}

/** JSON of all lines, the oldest first, in pieces: each piece goes on after the last line of the one before. */
function* messageLines(db: Database, selection: Selection, atOnce = 10_000): Generator<string> {
  let last: { at: number; id: string } | undefined = { at: selection.since, id: '' }
  let between = ''
  while (last) {
    const rows: Row[] = db.all<Row>(
      `SELECT * ${chosen} AND (at > ? OR (at = ? AND message_id > ?)) ORDER BY at, message_id LIMIT ?`,
      ...valuesOf(selection),
      ...[last.at, last.at, last.id, atOnce],
    )
    if (rows.length > 0) yield between + rows.map(row => JSON.stringify(lineOf(row))).join(',')
    between = ','
    const end: Row | undefined = rows.length === atOnce ? rows.at(-1) : undefined
    last = end && { at: end.at, id: end.message_id }
  }
}

const lineOf = ({ carrier, message_id: messageId, person: to, channel, sender: from, ...row }: Row): MessageLine => ({
  carrier,
  messageId,
  to,
  channel,
  from,
  body: row.body,
  bodyHash: hashOf(row.body),
  status: row.status,
  error: row.error,
  createdAt: new Date(row.at).toISOString(),
})
