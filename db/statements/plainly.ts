/**
 * What a line plainly is, decided in the statement that stores it: of a million lines nearly all say what we hold. It is the
 * same that `judge` (domain/statementMatch.ts) says of them; whatever is not here is left open, and judged there.
 */
import { sql, type RawBuilder } from 'kysely'
import type { FspAccountId } from '../../domain/ids.js'
import { heldAsPaid } from '../../domain/statementMatch.js'

/**
 * @returns a table of one row for a line `v`: `attempt`, `result`; both null where it is not plain. Only lines that are named
 * by nothing but their receipt are looked at: other names could say something else.
 */
export const plainly = (account: FspAccountId): RawBuilder<unknown> => sql`(
  select case when ${agrees} then n.ids[1] end as attempt,
         case when ${agrees} then 'matched' when ${concernsNobody} then 'other' end as result
    from (select array_agg(a.id) as ids, min(a.state) as state, min(a.amount_minor) as amount, min(a.fee_minor) as fee,
                 (array_agg(a.number_lookup))[1] as number
            from attempt a
           where a.receipt_lookup = v.receipt and a.fsp_account_id = ${account}) n
   where v.kind <> 'reversal' and v.transaction is null and v.key is null)`

/** It names one attempt, and says what we hold of it. */
const agrees = sql`(cardinality(n.ids) = 1 and v.status = 'completed' and v.direction = 'out'
  and case v.kind when 'charge' then v.amount = n.fee
                  else v.amount = n.amount and (v.number is null or v.number = n.number)
                       and n.state in (${sql.join([...heldAsPaid].map(state => sql.lit(state)))}) end)`

/** It names nothing of ours, and nobody can have been paid by it. */
const concernsNobody = sql`(n.ids is null and (v.status <> 'completed' or v.kind = 'principal' and (v.own or v.direction = 'in')))`
