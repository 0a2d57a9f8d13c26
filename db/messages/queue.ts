/**
 * What people are to be told. It is queued in the transaction of what it tells of, so nobody hears of what did not happen;
 * whom, what about and of which kind is its identity, so nothing is queued twice, whatever is repeated.
 */
import { sql } from 'kysely'
import type { BeneficiaryId } from '../../domain/ids.js'
import type { MessageKind } from '../../domain/message.js'
import type { House } from '../database.js'
import { given } from '../given.js'
import type { MessageAbout } from '../schemaMessages.js'

export const messageChannel = 'mkono_message'

export interface ToTell {
  readonly beneficiaryId: BeneficiaryId
  readonly kind: MessageKind
  /** what makes it one message: the id of whatever it tells of, and nothing personal */
  readonly cause: string
  readonly about?: MessageAbout
  /** kept until then, so that nobody is woken; left out or null: it may leave at once */
  readonly notBefore?: Date | null
}

/** Queues what the programmes of these people want told. @returns how many are new */
export async function tellPeople(house: House, told: readonly ToTell[]): Promise<number> {
  if (told.length === 0) return 0
  const rows = told.map(({ beneficiaryId, kind, cause, about = {}, notBefore = null }) => ({
    beneficiaryId,
    kind,
    cause,
    about: JSON.stringify(about),
    notBefore: notBefore?.toISOString() ?? null,
  }))
  const queued = await sql`
    with fresh as (
      insert into message (programme_id, beneficiary_id, kind, cause, about, not_before, next_try_at)
      select b.programme_id, b.id, v.kind, v.cause, v.about::jsonb, v."notBefore", coalesce(v."notBefore", now())
        from ${given('v', rows, { beneficiaryId: 'uuid', kind: 'text', cause: 'text', about: 'text', notBefore: 'timestamptz' })}
        join beneficiary b on b.id = v."beneficiaryId"
        join programme_messaging g on g.programme_id = b.programme_id and not v.kind = any (g.switched_off)
       -- Who got a voucher has been told with it.
       where v.kind <> 'payment_sent' or not exists (select from voucher c where c.payout_id = (v.about::jsonb ->> 'payoutId')::uuid)
      on conflict (beneficiary_id, kind, cause) do nothing returning 1),
    told as (select pg_notify(${messageChannel}, '') from (select 1 from fresh limit 1) one)
    select 1 from fresh left join told on true`.execute(house.db)
  return queued.rows.length
}
