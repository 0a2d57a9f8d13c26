/** How a programme speaks with its people: on which ways, about what, and what follows a lost answer. */
import { sql } from 'kysely'
import { done, refused, type Done } from '../../domain/done.js'
import type { ProgrammeId } from '../../domain/ids.js'
import type { MessageKind } from '../../domain/message.js'
import type { By } from '../../domain/people.js'
import { recordAct } from '../audit.js'
import { inTransaction, type House } from '../database.js'
import type { Way } from '../schemaMessages.js'

export interface Messaging {
  readonly ways: readonly Way[]
  readonly switchedOff: readonly MessageKind[]
  /** of a carrier that can not be asked: send again what may have arrived, or leave it to a person */
  readonly resendLost: boolean
  readonly organisation: string | null
  /** IANA, e.g. Africa/Nairobi: dates in messages are read there */
  readonly timeZone: string
  /** by language of people, which others are tried first where theirs has no text, best first */
  readonly insteadOf: Readonly<Record<string, readonly string[]>>
}

/** Null: it tells nobody anything. */
export async function messagingOf(house: House, programmeId: ProgrammeId): Promise<Messaging | null> {
  const { rows } = await sql<Messaging>`
    select ways, switched_off as "switchedOff", resend_lost as "resendLost", organisation, time_zone as "timeZone", instead_of as "insteadOf"
      from programme_messaging where programme_id = ${programmeId}`.execute(house.db)
  return rows[0] ?? null
}

/** From now on; nothing of before is told afterwards. */
export async function setMessaging(
  house: House,
  { programmeId, by, ...given }: Messaging & { programmeId: ProgrammeId; by: By },
): Promise<Done> {
  const unknown = await unknownAccounts(house, given.ways)
  if (unknown > 0)
    return refused('invalid', 'A way names a carrier account that does not exist. Print needs one of carrier print.')
  if (new Set(given.ways.map(way => `${way.channel} ${way.carrierAccountId}`)).size < given.ways.length)
    return refused('invalid', 'The same way is there twice.')
  return inTransaction(house, async house => {
    await sql`
      insert into programme_messaging (programme_id, ways, switched_off, resend_lost, organisation, time_zone, instead_of, changed_by)
      values (${programmeId}, ${JSON.stringify(given.ways)}::jsonb, ${[...given.switchedOff]}::text[], ${given.resendLost},
              ${given.organisation}, ${given.timeZone}, ${JSON.stringify(given.insteadOf)}::jsonb, ${by.person})
      on conflict (programme_id) do update set ways = excluded.ways, switched_off = excluded.switched_off,
        resend_lost = excluded.resend_lost, organisation = excluded.organisation, time_zone = excluded.time_zone,
        instead_of = excluded.instead_of, changed_by = excluded.changed_by, changed_at = now()`.execute(house.db)
    await recordAct(house, {
      by,
      act: 'messages set up',
      programmeId,
      subject: ['programme', programmeId],
      details: {
        ways: given.ways.map(way => way.channel),
        switchedOff: [...given.switchedOff],
        resendLost: given.resendLost,
        insteadOf: given.insteadOf,
      },
    })
    return done({})
  })
}

async function unknownAccounts(house: House, ways: readonly Way[]): Promise<number> {
  const ids = [...new Set(ways.map(way => way.carrierAccountId))]
  const { rows } = await sql<{ known: number }>`
    select count(*)::int as known from carrier_account where id = any (${ids}::uuid[])`.execute(house.db)
  return ids.length - (rows[0]?.known ?? 0)
}
