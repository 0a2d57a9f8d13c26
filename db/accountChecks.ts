/**
 * Account checks: can this number receive money by the programme’s FSP? The rows are the checkpoint: a destination is
 * `pending` until an answer is there, and an asked question has a lease, so that a crash or a lost callback only means
 * that it is asked again. Numbers are asked once, however many people share them.
 */
import { sql } from 'kysely'
import { done, refused, type Done } from '../domain/done.js'
import type { DestinationId, FspAccountId, ProgrammeId } from '../domain/ids.js'
import type { By } from '../domain/people.js'
import { recordAct } from './audit.js'
import { chosenBy, type BeneficiaryFilter } from './beneficiaryFilter.js'
import { inTransaction, type House } from './database.js'
import type { AccountCheckState } from './schema.js'

/** A question that got no answer at all is asked again after this: its worker is gone. */
export const leaseMs = 2 * 60_000
/** A question whose answer comes by callback is asked again after this, three times in all. */
export const callbackWaitMs = 6 * 60 * 60_000
export const asksInAll = 3

/**
 * Wants the numbers of these people checked: all that are not ok and not under way; with `again` those that are ok too
 * (they are not payable until the answer is there). Start `accountCheck/<programme>` afterwards.
 */
export async function markPending(
  house: House,
  { who, again, by }: { who: BeneficiaryFilter; again?: boolean | undefined; by: By },
): Promise<Done<{ marked: number }>> {
  const programme = await house.db
    .selectFrom('programme')
    .select('fsp_account_id')
    .where('id', '=', who.programmeId)
    .executeTakeFirst()
  if (!programme) return refused('not_found', 'There is no such programme.')
  if (!programme.fsp_account_id) return refused('state', 'The programme has no FSP account yet: give it one first.')
  return inTransaction(house, async house => {
    const from: AccountCheckState[] = ['unchecked', 'cannot_receive', 'unclear', ...(again ? (['ok'] as const) : [])]
    const { rows } = await sql`
      with marked as (
        update beneficiary set account_check = 'pending', account_check_reason = null
         where ${chosenBy(who)} and state in ('registered','validated','included','paused')
           and account_check = any(${from}::text[])
        returning id)
      update destination d set account_check = 'pending', account_check_reason = null
        from marked where d.beneficiary_id = marked.id and d.state = 'approved'
      returning d.id`.execute(house.db)
    await recordAct(house, {
      by,
      act: 'account check wanted',
      programmeId: who.programmeId,
      subject: ['programme', who.programmeId],
      details: { numbers: rows.length },
    })
    return done({ marked: rows.length })
  })
}

export interface TakenChecks {
  readonly fspAccountId: FspAccountId
  /** E.164, each once */
  readonly numbers: readonly string[]
}

/** Pending destinations, current or proposed, of people who are still there, where there is an FSP to ask. */
const pendingOf = (programmeId: ProgrammeId) => sql`
  destination d join beneficiary b on b.id = d.beneficiary_id
  join programme g on g.id = b.programme_id and coalesce(d.fsp_account_id, g.fsp_account_id) is not null
 where b.programme_id = ${programmeId} and d.account_check = 'pending' and d.state in ('approved','proposed')
   and b.state not in ('declined','completed')`

/** Until when an asked question stands. */
const standsUntil = sql`c.asked_at + case when c.provider_check_id is null
  then ${leaseMs} * interval '1 millisecond' else ${callbackWaitMs} * interval '1 millisecond' end`

/**
 * Takes at most `limit` numbers to ask one FSP about now and leases them; with `destinationId` only that one’s. Null when
 * there is no FSP account to ask at. Those of the programme’s own account come first, then those of whoever is paid, or is
 * to be paid, through another one.
 */
export async function takePending(
  house: House,
  { programmeId, destinationId, limit }: { programmeId: ProgrammeId; destinationId?: DestinationId; limit: number },
): Promise<TakenChecks | null> {
  return inTransaction(house, async house => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`account check:${programmeId}`}, 0))`.execute(house.db)
    let taken: TakenChecks | null = null
    for (const account of await accountsToAsk(house, programmeId)) {
      taken = await takeFrom(house, account, { programmeId, destinationId, limit })
      if (taken.numbers.length > 0) break
    }
    return taken
  })
}

interface ToAsk {
  fspAccountId: FspAccountId
  /** asked about everybody whose destination names no other */
  isProgrammes: boolean
}

async function accountsToAsk(house: House, programmeId: ProgrammeId): Promise<ToAsk[]> {
  const { rows } = await sql<ToAsk>`
    select fsp_account_id as "fspAccountId", true as "isProgrammes" from programme where id = ${programmeId} and fsp_account_id is not null
    union all
    select distinct d.fsp_account_id, false from destination d join beneficiary b on b.id = d.beneficiary_id join programme g on g.id = b.programme_id
     where d.account_check = 'pending' and d.fsp_account_id is not null and d.fsp_account_id is distinct from g.fsp_account_id
       and b.programme_id = ${programmeId}
     order by 2 desc, 1`.execute(house.db)
  return rows
}

/** Ends its walk along what is pending as soon as it has them: a list of 100,000 is taken in hundreds of steps. */
async function takeFrom(
  house: House,
  { fspAccountId, isProgrammes }: ToAsk,
  {
    programmeId,
    destinationId,
    limit,
  }: { programmeId: ProgrammeId; destinationId: DestinationId | undefined; limit: number },
): Promise<TakenChecks> {
  const { rows } = await sql<{ number_enc: Buffer }>`
      with asked as (
        select e.number_lookup from account_check c join destination e on e.id = c.destination_id
         where c.fsp_account_id = ${fspAccountId} and c.state = 'asked' and ${standsUntil} > now()),
      found as (
        select d.id, d.number_lookup from destination d
         where d.account_check = 'pending' and d.state in ('approved','proposed')
           and (${destinationId ?? null}::uuid is null or d.id = ${destinationId ?? null})
           and (d.fsp_account_id = ${fspAccountId} or (${isProgrammes} and d.fsp_account_id is null))
           and (select b.programme_id = ${programmeId} and b.state not in ('declined','completed')
                  from beneficiary b where b.id = d.beneficiary_id)
           and d.number_lookup not in (select number_lookup from asked)
         order by d.beneficiary_id limit ${limit}),
      wanted as (select distinct on (number_lookup) number_lookup, id from found order by number_lookup, id),
      again as (
        update account_check c set asked_at = now() from wanted w
         where c.destination_id = w.id and c.fsp_account_id = ${fspAccountId}
           and c.state = 'asked' and c.provider_check_id is null
        returning c.destination_id),
      first as (
        insert into account_check (fsp_account_id, destination_id)
        select ${fspAccountId}, id from wanted where id not in (select destination_id from again))
      select d.number_enc from destination d join wanted on wanted.id = d.id`.execute(house.db)
  return { fspAccountId, numbers: rows.map(row => house.sealing.open(row.number_enc)) }
}

/** Gives numbers back that were taken and could not be asked about. */
export async function giveBack(house: House, { fspAccountId, numbers }: TakenChecks): Promise<void> {
  const lookups = numbers.map(number => house.sealing.lookup('number', number))
  await sql`
    delete from account_check c using destination d
     where d.id = c.destination_id and d.number_lookup = any(${lookups}::bytea[]) and c.fsp_account_id = ${fspAccountId}
       and c.state = 'asked' and c.provider_check_id is null`.execute(house.db)
}

/**
 * Wants one destination checked, again if the answer was no good; null when it is decided otherwise or its check is ok.
 * Its programme is needed to ask.
 */
export async function wantCheckOf(house: House, destinationId: DestinationId): Promise<ProgrammeId | null> {
  const { rows } = await sql<{ programme_id: ProgrammeId }>`
    update destination d set account_check = 'pending', account_check_reason = null
      from beneficiary b
     where b.id = d.beneficiary_id and d.id = ${destinationId} and d.state = 'proposed' and d.account_check <> 'ok'
    returning b.programme_id`.execute(house.db)
  return rows[0]?.programme_id ?? null
}

export interface CheckStanding {
  readonly unchecked: number
  readonly pending: number
  readonly ok: number
  readonly cannotReceive: number
  readonly unclear: number
  /** numbers waiting, of proposed destinations too; some may be asked already */
  readonly waiting: number
  /** when the next number can be asked; null when nothing waits */
  readonly nextAt: Date | null
}

/** Where the account checks of a programme stand: people by the answer for their current number, and what waits. */
export async function checkStanding(house: House, programmeId: ProgrammeId): Promise<CheckStanding> {
  const people = await sql<{ account_check: AccountCheckState; count: bigint }>`
    select account_check, count(*) as count from beneficiary
     where programme_id = ${programmeId} and state not in ('declined','completed') group by 1`.execute(house.db)
  const waits = await sql<{ waiting: bigint; next_at: Date | null }>`
    select count(*) as waiting, min(coalesce(until, now())) as next_at
      from (select (
              select max(${standsUntil}) from account_check c join destination e on e.id = c.destination_id
               where e.number_lookup = n.number_lookup and c.fsp_account_id = n.account and c.state = 'asked') as until
              from (select distinct d.number_lookup, coalesce(d.fsp_account_id, g.fsp_account_id) as account
                      from ${pendingOf(programmeId)}) n) w`.execute(house.db)
  const count = (state: AccountCheckState): number =>
    Number(people.rows.find(row => row.account_check === state)?.count ?? 0)
  return {
    unchecked: count('unchecked'),
    pending: count('pending'),
    ok: count('ok'),
    cannotReceive: count('cannot_receive'),
    unclear: count('unclear'),
    waiting: Number(waits.rows[0]?.waiting ?? 0),
    nextAt: waits.rows[0]?.next_at ?? null,
  }
}

/** Programmes in which a number can be asked now: the caretaker begins their account checks. */
export async function overdueChecks(house: House, limit: number): Promise<ProgrammeId[]> {
  const { rows } = await sql<{ programme_id: ProgrammeId }>`
    select distinct b.programme_id
      from destination d join beneficiary b on b.id = d.beneficiary_id
      join programme p on p.id = b.programme_id and coalesce(d.fsp_account_id, p.fsp_account_id) is not null
     where d.account_check = 'pending' and d.state in ('approved','proposed') and b.state not in ('declined','completed')
       and not exists (select 1 from account_check c join destination e on e.id = c.destination_id
                        where e.number_lookup = d.number_lookup and c.fsp_account_id = coalesce(d.fsp_account_id, p.fsp_account_id)
                          and c.state = 'asked' and ${standsUntil} > now())
     limit ${limit}`.execute(house.db)
  return rows.map(row => row.programme_id)
}
