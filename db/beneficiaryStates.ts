/** Moving people along: validate, include, decline, pause, resume; one, some or all that a filter means. Set-based. */
import { randomUUID } from 'node:crypto'
import { sql, type RawBuilder } from 'kysely'
import {
  hindrances,
  ruleOf,
  standings,
  stateActNames,
  type Hindrance,
  type StateAct,
} from '../domain/beneficiaryState.js'
import { caseEnds } from '../domain/caseEnds.js'
import type { ActName } from '../domain/acts.js'
import { done, refused, type Done } from '../domain/done.js'
import type { BeneficiaryId, ProgrammeId } from '../domain/ids.js'
import type { MessageKind } from '../domain/message.js'
import type { BeneficiaryState } from '../domain/payout.js'
import type { By } from '../domain/people.js'
import { recordAct, undoneBy } from './audit.js'
import { chosenBy, hasOpenDuplicate, hasPayoutUnderWay, type BeneficiaryFilter } from './beneficiaryFilter.js'
import { inTransaction, type House } from './database.js'
import { movedBy } from './lastAct.js'
import { tellPeople } from './messages/queue.js'
import { forgetOverlaps } from './overlaps.js'
import { closePairCases, closePersonalCases } from './personCases.js'

/** Why somebody can not be moved, in words for a count: “28 possible duplicates”. */
export const obstacles = { ...hindrances, ...standings } as const
export type Obstacle = keyof typeof obstacles

/** When each of them hinders a row of `beneficiary`. */
const hinders: Readonly<Record<Hindrance, RawBuilder<boolean>>> = {
  possible_duplicate: hasOpenDuplicate,
  not_checked: sql`account_check in ('unchecked','pending')`,
  cannot_receive: sql`account_check = 'cannot_receive'`,
  unclear: sql`account_check = 'unclear'`,
  payout_under_way: hasPayoutUnderWay,
  // Whoever joins late gets what is left of the rounds, and the last of them has been opened.
  no_rounds_left: sql`beneficiary.programme_id in (
      select k.programme_id from programme_calendar k where k.late <> 'all' and k.rounds_each <= (
        select count(*) from programme_cycle y where y.programme_id = k.programme_id and y.round is not null))
    and not exists (select from beneficiary_rounds n where n.beneficiary_id = beneficiary.id)`,
}

/** The first obstacle as text, or null: then the person can be moved (domain/beneficiaryState.ts). */
function obstacleTo(act: StateAct): RawBuilder<Obstacle | null> {
  const { from, hindered } = ruleOf(act)
  const elsewhere = act === 'resume' ? sql`'not_paused'` : sql`beneficiary.state`
  const whens = hindered.map(each => sql`when ${hinders[each]} then ${each}`)
  return sql<Obstacle | null>`case when beneficiary.state <> all(${[...from]}::text[]) then ${elsewhere} ${
    whens.length > 0 ? sql.join(whens, sql` `) : sql``
  } end`
}

const target = (act: StateAct): RawBuilder<BeneficiaryState> => {
  const { to } = ruleOf(act)
  return to === 'before' ? sql`coalesce(paused_from, 'registered')` : sql`${to}`
}

export interface StatesChanged {
  readonly considered: number
  /** in a dry run: how many could be */
  readonly changed: number
  /** those who were changed, to be meant again; null: more than 1,000, or a dry run */
  readonly ids: readonly BeneficiaryId[] | null
  readonly cannot: readonly { readonly code: Obstacle; readonly says: string; readonly count: number }[]
  /** “412 of 500 can be included; 88 cannot: 60 not validated, 28 possible duplicate, undecided” */
  readonly says: string
}

/**
 * Moves everybody whom `who` means and whom nothing hinders; counts the others by what hinders them. Declining and
 * pausing need a reason. A dry run changes nothing. Every person moved gets an audit line, the act itself one more.
 */
export async function changeStates(
  house: House,
  given: { act: StateAct; who: BeneficiaryFilter; reason?: string | undefined; by: By; dryRun?: boolean | undefined },
): Promise<Done<StatesChanged>> {
  const reason = given.reason?.trim() ?? ''
  if (reason === '' && ruleOf(given.act).reason && given.dryRun !== true) {
    return refused('invalid', `Say why: to ${given.act} somebody needs a reason.`)
  }
  if (given.dryRun === true) return done(told(given.act, await hindered(house, given), null))
  return inTransaction(house, async house => {
    // Locked first, so that what hinders is read from rows that no longer change.
    await sql`select count(*) from (select 1 from beneficiary where ${chosenBy(given.who)} order by id for update) l`.execute(
      house.db,
    )
    const counts = await hindered(house, given)
    const changed = await move(house, given.act, given.who, reason, given.by)
    await tellMoved(house, given.act, changed)
    if (given.act === 'decline' && changed.length > 0) await settleDeclined(house, changed, given.by)
    const result = told(given.act, counts, changed)
    await recordAct(house, {
      by: given.by,
      act: `beneficiaries ${ruleOf(given.act).done}`,
      programmeId: given.who.programmeId,
      subject: ['programme', given.who.programmeId],
      details: {
        considered: result.considered,
        changed: result.changed,
        cannot: result.cannot.map(({ code, count }) => [code, count]),
      },
    })
    return done(result)
  })
}

type Counts = readonly { obstacle: Obstacle | null; count: number }[]

async function hindered(house: House, { act, who }: { act: StateAct; who: BeneficiaryFilter }): Promise<Counts> {
  const { rows } = await sql<{ obstacle: Obstacle | null; count: bigint }>`
    select obstacle, count(*) as count
      from (select ${obstacleTo(act)} as obstacle from beneficiary where ${chosenBy(who)}) o
     group by obstacle order by count(*) desc, obstacle`.execute(house.db)
  return rows.map(row => ({ obstacle: row.obstacle, count: Number(row.count) }))
}

async function move(
  house: House,
  act: StateAct,
  who: BeneficiaryFilter,
  reason: string,
  by: By,
): Promise<BeneficiaryId[]> {
  const personal = reason === '' ? null : house.sealing.seal(JSON.stringify({ reason }))
  const { rows } = await sql<{ id: BeneficiaryId }>`
    with before as (
      select id, state from beneficiary where ${chosenBy(who)} and ${obstacleTo(act)} is null),
    moved as (
      update beneficiary
         set state = ${target(act)},
             paused_from = ${act === 'pause' ? sql`beneficiary.state` : sql`null`},
             state_reason = ${reason === '' ? null : reason}
             ${act === 'include' ? sql`, included_at = coalesce(beneficiary.included_at, now())` : sql``}
        from before where before.id = beneficiary.id
      returning beneficiary.id, beneficiary.programme_id, before.state as state_before, beneficiary.state as state_now),
    told as (
      insert into audit_event (person, role, act, programme_id, subject_kind, subject_id, details, details_enc)
      select ${by.person}, ${by.role}, ${`beneficiary ${ruleOf(act).done}` satisfies ActName}, programme_id, 'beneficiary', id::text,
             jsonb_build_object('from', state_before, 'to', state_now) || ${JSON.stringify(undoneBy(house))}::jsonb, ${personal}::bytea
        from moved)
    select id from moved`.execute(house.db)
  return rows.map(row => row.id)
}

const toldWhen: Partial<Record<StateAct, MessageKind>> = {
  include: 'included',
  decline: 'declined',
  complete: 'completed',
}

/** Somebody may be included, paused and included again: each time is news of its own. */
async function tellMoved(house: House, act: StateAct, ids: readonly BeneficiaryId[]): Promise<void> {
  const kind = toldWhen[act]
  if (kind === undefined) return
  const cause = randomUUID()
  await tellPeople(
    house,
    ids.map(beneficiaryId => ({ beneficiaryId, kind, cause })),
  )
}

/** Who is declined doubles nobody, waits for no number and needs nobody’s work any more. */
async function settleDeclined(house: House, ids: readonly BeneficiaryId[], by: By): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    update possible_duplicate p
       set state = 'duplicate', decided_by = ${by.person}, decided_at = now(), reason = 'declined',
           declined_beneficiary_id = case when p.beneficiary_a = any(${[...ids]}::uuid[]) then p.beneficiary_a else p.beneficiary_b end
     where p.state = 'open'
       and (p.beneficiary_a = any(${[...ids]}::uuid[]) or p.beneficiary_b = any(${[...ids]}::uuid[]))
    returning p.id`.execute(house.db)
  const resolution = caseEnds.one_declined
  await closePairCases(house, { pairIds: rows.map(({ id }) => id), by, resolution })
  await house.db
    .updateTable('destination')
    .set({ state: 'superseded' })
    .where('state', '=', 'proposed')
    .where(sql<boolean>`beneficiary_id = any(${[...ids]}::uuid[])`)
    .execute()
  await forgetOverlaps(house, ids)
  await closePersonalCases(house, {
    ids,
    kinds: ['correction', 'account_check'],
    by,
    resolution: caseEnds.declined,
  })
}

/** As many as a request may name one by one. */
const mostNamed = 1_000

function told(act: StateAct, counts: Counts, moved: readonly BeneficiaryId[] | null): StatesChanged {
  const changed = moved === null ? null : moved.length
  const cannot = counts.flatMap(({ obstacle, count }) =>
    obstacle === null ? [] : [{ code: obstacle, says: obstacles[obstacle], count }],
  )
  const considered = counts.reduce((sum, { count }) => sum + count, 0)
  const able = changed ?? counts.find(({ obstacle }) => obstacle === null)?.count ?? 0
  const can = changed === null ? `can be ${ruleOf(act).done}` : `were ${ruleOf(act).done}`
  const hindrance = cannot.map(({ says, count }) => `${count} ${says}`).join(', ')
  const says = `${able} of ${considered} ${can}${hindrance === '' ? '' : `; ${considered - able} cannot: ${hindrance}`}.`
  return { considered, changed: able, ids: moved && moved.length <= mostNamed ? moved : null, cannot, says }
}

/** Who brought somebody to the state they are in, for whoever comes second. */
export const whoMoved = (house: House, beneficiaryId: BeneficiaryId): Promise<string> =>
  movedBy(
    house,
    ['beneficiary', beneficiaryId],
    stateActNames.map(act => `beneficiary ${ruleOf(act).done}`),
  )

/** Nothing of this person’s leaves while held; what is on its way can not be called back. */
export async function holdPerson(
  house: House,
  { beneficiaryId, reason, by }: { beneficiaryId: BeneficiaryId; reason: string; by: By },
): Promise<Done> {
  if (reason.trim() === '') return refused('invalid', 'Say why: to hold somebody needs a reason.')
  return setHeld(house, beneficiaryId, reason.trim(), by)
}

export const releasePerson = (
  house: House,
  { beneficiaryId, by }: { beneficiaryId: BeneficiaryId; by: By },
): Promise<Done> => setHeld(house, beneficiaryId, null, by)

async function setHeld(house: House, beneficiaryId: BeneficiaryId, reason: string | null, by: By): Promise<Done> {
  return inTransaction(house, async house => {
    const person = await house.db
      .selectFrom('beneficiary')
      .select(['programme_id', 'held_reason'])
      .where('id', '=', beneficiaryId)
      .forUpdate()
      .executeTakeFirst()
    if (!person) return refused('not_found', 'There is no such beneficiary.')
    if (person.held_reason === reason) return done()
    await house.db.updateTable('beneficiary').set({ held_reason: reason }).where('id', '=', beneficiaryId).execute()
    await recordAct(house, {
      by,
      act: reason === null ? 'beneficiary released' : 'beneficiary held',
      programmeId: person.programme_id,
      subject: ['beneficiary', beneficiaryId],
      ...(reason === null ? {} : { personal: { reason } }),
    })
    return done()
  })
}

/** How many of a programme stand where. */
export async function countPeople(
  house: House,
  programmeId: ProgrammeId,
): Promise<{ total: number; byState: Record<string, number>; byAccountCheck: Record<string, number>; held: number }> {
  const { rows } = await sql<{ state: string; account_check: string; count: bigint; held: bigint }>`
    select state, account_check, count(*) as count, count(held_reason) as held
      from beneficiary where programme_id = ${programmeId} group by state, account_check`.execute(house.db)
  const counted = {
    total: 0,
    byState: {} as Record<string, number>,
    byAccountCheck: {} as Record<string, number>,
    held: 0,
  }
  for (const { state, account_check: check, count, held } of rows) {
    counted.total += Number(count)
    counted.held += Number(held)
    counted.byState[state] = (counted.byState[state] ?? 0) + Number(count)
    counted.byAccountCheck[check] = (counted.byAccountCheck[check] ?? 0) + Number(count)
  }
  return counted
}
