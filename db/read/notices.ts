/** How stored callbacks stand, account by account; and the one that a case is about. */
import { sql } from 'kysely'
import type { CaseId } from '../../domain/ids.js'
import { callbacksRefused } from '../callbackRefusals.js'
import type { House } from '../database.js'

export interface NoticeStanding {
  fspAccountId: string
  name: string
  refused: bigint
  byState: Record<string, number>
  oldestWaitingAt: Date | null
}

export async function noticeStanding(house: House): Promise<NoticeStanding[]> {
  const accounts = await sql<Omit<NoticeStanding, 'byState' | 'oldestWaitingAt'>>`
    select id as "fspAccountId", name, ${callbacksRefused} as refused from fsp_account order by name`.execute(house.db)
  const counts = await sql<{ id: string; state: string; count: number; oldest: Date }>`
    select fsp_account_id as id, state, count(*)::int as count, min(received_at) as oldest
      from notice group by fsp_account_id, state`.execute(house.db)
  return accounts.rows.map(account => {
    const own = counts.rows.filter(({ id }) => id === account.fspAccountId)
    const waiting = own.filter(({ state }) => state === 'stored' || state === 'to_confirm').map(({ oldest }) => oldest)
    return {
      ...account,
      byState: Object.fromEntries(own.map(({ state, count }) => [state, count])),
      oldestWaitingAt: waiting.length === 0 ? null : new Date(Math.min(...waiting.map(Number))),
    }
  })
}

export interface NoticeOfCase {
  readonly receivedAt: Date
  readonly kind: string
  readonly repeats: number
  readonly state: string
  readonly why: string | null
  /** opened, as it came */
  readonly raw: string
}

/** The notice that a case is about; null where it is about none. */
export async function noticeOfCase(house: House, caseId: CaseId): Promise<NoticeOfCase | null> {
  const { rows } = await sql<Omit<NoticeOfCase, 'raw'> & { sealed: Buffer }>`
    select n.received_at as "receivedAt", n.kind, n.repeats, n.state, n.why, n.raw_enc as sealed
      from work_case c join notice n on n.id = c.notice_id where c.id = ${caseId}`.execute(house.db)
  const [row] = rows
  if (!row) return null
  const { sealed, ...notice } = row
  return { ...notice, raw: house.sealing.open(sealed) }
}
