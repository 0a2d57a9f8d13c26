/**
 * The question about a voucher, asked on a page: by the link of a message, without an account. The link is good for this
 * question alone. Looking changes nothing; an answer goes the way of one that was written.
 */
import { sql } from 'kysely'
import type { BeneficiaryId } from '../../domain/ids.js'
import type { VoucherEnd, VoucherState } from '../../domain/voucher.js'
import { inTransaction, type House } from '../database.js'
import { takeAnswer } from './question.js'

export interface VoucherQuestion {
  readonly linkId: string
  readonly beneficiaryId: BeneficiaryId
  readonly language: string
  readonly programme: string
  readonly timeZone: string
  /** `open`: somebody waits for the answer · the others: what became of it */
  readonly stands: 'open' | 'yes' | 'no' | 'late' | 'over' | 'cancelled'
  /** all that waits for this person’s answer, in minor units: one yes counts for all of it */
  readonly waitingMinor: bigint
  readonly waiting: number
  readonly currency: string
  readonly deadlineAt: Date | null
}

interface Row extends Omit<VoucherQuestion, 'stands'> {
  state: VoucherState
  askedAt: Date | null
  answer: 'yes' | 'no' | null
  ended: VoucherEnd | null
}

/** Null for every text that is no link to a question of ours (any more). */
export async function questionByLink(house: House, token: string): Promise<VoucherQuestion | null> {
  const { rows } = await sql<Row>`
    select l.id as "linkId", v.beneficiary_id as "beneficiaryId", b.language, p.name as programme, coalesce(g.time_zone, 'UTC') as "timeZone",
           n.state, n.asked_at as "askedAt", n.answer, n.ended, n.deadline_at as "deadlineAt", v.currency,
           w.minor as "waitingMinor", w.count as waiting
      from voucher_link l join voucher v on v.id = l.voucher_id
      -- A part that was lost or refused was ordered anew: what counts is the newest one.
      join lateral (select e.* from voucher e where e.attempt_id = v.attempt_id and e.part = v.part order by e.ordinal desc limit 1) n on true
      join beneficiary b on b.id = v.beneficiary_id join programme p on p.id = v.programme_id
      left join programme_messaging g on g.programme_id = v.programme_id
      cross join lateral (
        select coalesce(sum(e.amount_minor), 0)::int8 as minor, count(*)::int as count from voucher e
         where e.beneficiary_id = v.beneficiary_id and e.state = 'waiting' and e.asked_at is not null and e.currency = v.currency) w
     where l.token_lookup = ${house.sealing.lookup('token', token)} and l.made_for = 'question' and l.until > now()`.execute(
    house.db,
  )
  const [row] = rows
  if (!row) return null
  const { state, askedAt, answer, ended, ...question } = row
  return { ...question, stands: standing({ state, askedAt, answer, ended }) }
}

function standing({
  state,
  askedAt,
  answer,
  ended,
}: Pick<Row, 'state' | 'askedAt' | 'answer' | 'ended'>): VoucherQuestion['stands'] {
  if (state === 'waiting' && askedAt !== null) return 'open'
  if (answer === 'no') return 'no'
  if (state === 'delivered') return 'over'
  if (ended === 'unanswered' || ended === 'not_reached') return 'late'
  return ended === null && answer === 'yes' ? 'yes' : 'cancelled'
}

/** Stored as an answer, with the link as its evidence. A second tap finds the first and changes nothing. */
export async function answerByLink(house: House, token: string, is: 'yes' | 'no'): Promise<VoucherQuestion | null> {
  return inTransaction(house, async house => {
    const question = await questionByLink(house, token)
    if (question?.stands !== 'open') return question
    const { beneficiaryId, linkId } = question
    await takeAnswer(house, { beneficiaryId, is, linkId })
    return questionByLink(house, token)
  })
}
