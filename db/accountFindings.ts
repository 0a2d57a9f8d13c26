/** What FSPs say about numbers, at once or by a later callback, and what follows: states, cases, lives to wake. */
import { sql } from 'kysely'
import { caseEnds } from '../domain/caseEnds.js'
import { said } from '../domain/caseSays.js'
import type { BeneficiaryId, DestinationId, FspAccountId, ProgrammeId } from '../domain/ids.js'
import { mkono } from '../domain/people.js'
import { isReason } from '../domain/reason.js'
import { asksInAll, callbackWaitMs } from './accountChecks.js'
import { recordActs } from './audit.js'
import { openCase } from './cases.js'
import { inTransaction, type House } from './database.js'
import { tellPeople, type ToTell } from './messages/queue.js'
import { closePersonalCases } from './personCases.js'
import type { AccountCheckState } from './schema.js'

/** The shape of a connector’s finding (fsp/contract.ts). `reason` is one of domain/reason.ts. */
export interface NumberFinding {
  readonly number: string
  readonly is: 'ok' | 'cannotReceive' | 'unclear' | 'pending'
  readonly reason?: string | undefined
  readonly checkId?: string | undefined
}

export interface FindingsRecorded {
  readonly ok: number
  readonly cannotReceive: number
  readonly unclear: number
  readonly pending: number
  /** people whose life has something to do now */
  readonly toWake: readonly BeneficiaryId[]
}

type Answer = { lookup: Buffer; is: 'ok' | 'cannotReceive' | 'unclear'; reason: string | null }

/**
 * Records answers for every pending destination with these numbers, in all programmes of the FSP account. Counts are of
 * destinations. An answer that repeats itself finds nothing pending and changes nothing.
 */
export async function recordFindings(
  house: House,
  { fspAccountId, findings }: { fspAccountId: FspAccountId; findings: readonly NumberFinding[] },
): Promise<FindingsRecorded> {
  return inTransaction(house, async house => {
    const answers: Answer[] = []
    let pending = 0
    for (const { number, is, reason, checkId } of findings) {
      const lookup = house.sealing.lookup('number', number)
      if (is !== 'pending') answers.push({ lookup, is, reason: reason ?? null })
      else {
        pending++
        await awaitCallback(house, fspAccountId, lookup, checkId)
      }
    }
    return { ...(await settle(house, fspAccountId, answers)), pending }
  })
}

/** The answer will come by callback, under the FSP’s own id of the check. Without an id it is asked again. */
async function awaitCallback(
  house: House,
  fspAccountId: FspAccountId,
  lookup: Buffer,
  checkId?: string,
): Promise<void> {
  if (checkId === undefined) return
  await sql`
    update account_check c set provider_check_id = ${checkId}, asked_at = now()
      from destination d
     where d.id = c.destination_id and d.number_lookup = ${lookup} and c.fsp_account_id = ${fspAccountId}
       and c.state = 'asked' and c.provider_check_id is null
       and not exists (select 1 from account_check o where o.fsp_account_id = ${fspAccountId} and o.provider_check_id = ${checkId})`.execute(
    house.db,
  )
}

/**
 * A callback answered a check that was asked before. `unknown`: no such check of this account. The finding’s own number
 * is not believed; the check’s is.
 */
export async function recordLateFinding(
  house: House,
  given: { fspAccountId: FspAccountId; checkId: string; finding: Omit<NumberFinding, 'number' | 'checkId'> },
): Promise<({ matched: true } & FindingsRecorded) | { matched: false }> {
  return inTransaction(house, async house => {
    const asked = await house.db
      .selectFrom('account_check')
      .innerJoin('destination', 'destination.id', 'account_check.destination_id')
      .select('number_lookup')
      .where('account_check.fsp_account_id', '=', given.fspAccountId)
      .where('provider_check_id', '=', given.checkId)
      .executeTakeFirst()
    if (!asked) return { matched: false }
    const { is, reason } = given.finding
    if (is === 'pending') return { matched: true, ok: 0, cannotReceive: 0, unclear: 0, pending: 1, toWake: [] }
    const answer = { lookup: asked.number_lookup, is, reason: reason ?? null }
    return { matched: true, ...(await settle(house, given.fspAccountId, [answer])), pending: 0 }
  })
}

/** Numbers asked so often whose callbacks never came: unclear, on somebody’s work list. */
export async function settleSilentChecks(house: House, programmeId: ProgrammeId): Promise<FindingsRecorded> {
  return inTransaction(house, async house => {
    const { rows } = await sql<{ lookup: Buffer; fsp_account_id: FspAccountId }>`
      select d.number_lookup as lookup, c.fsp_account_id
        from account_check c join destination d on d.id = c.destination_id join beneficiary b on b.id = d.beneficiary_id
       where b.programme_id = ${programmeId} and d.account_check = 'pending'
         and c.state = 'asked' and c.provider_check_id is not null
       group by 1, 2
      having count(*) >= ${asksInAll} and max(c.asked_at) < now() - ${callbackWaitMs} * interval '1 millisecond'`.execute(
      house.db,
    )
    const all: FindingsRecorded[] = []
    for (const fspAccountId of new Set(rows.map(row => row.fsp_account_id))) {
      const silent = rows.filter(row => row.fsp_account_id === fspAccountId)
      const answers = silent.map(({ lookup }): Answer => ({ lookup, is: 'unclear', reason: 'silent' }))
      all.push({ ...(await settle(house, fspAccountId, answers)), pending: 0 })
    }
    const sum = (of: 'ok' | 'cannotReceive' | 'unclear'): number => all.reduce((total, each) => total + each[of], 0)
    const toWake = all.flatMap(each => each.toWake)
    return { ok: sum('ok'), cannotReceive: sum('cannotReceive'), unclear: sum('unclear'), pending: 0, toWake }
  })
}

const stateOf: Readonly<Record<Answer['is'], AccountCheckState>> = {
  ok: 'ok',
  cannotReceive: 'cannot_receive',
  unclear: 'unclear',
}

interface Settled {
  id: DestinationId
  beneficiary_id: BeneficiaryId
  programme_id: ProgrammeId
  current: boolean
  is: 'ok' | 'cannot_receive' | 'unclear'
  reason: string | null
  deadline_at: Date
}

async function settle(
  house: House,
  fspAccountId: FspAccountId,
  answers: readonly Answer[],
): Promise<Omit<FindingsRecorded, 'pending'>> {
  if (answers.length === 0) return { ok: 0, cannotReceive: 0, unclear: 0, toWake: [] }
  const settled = await settleRows(house, fspAccountId, answers)
  await recordActs(
    house,
    settled.map(one => ({
      by: mkono,
      act: `account check: ${one.is === 'cannot_receive' ? 'cannot receive' : one.is}`,
      programmeId: one.programme_id,
      subject: ['beneficiary', one.beneficiary_id] as const,
      details: { destinationId: one.id, reason: one.reason },
    })),
  )
  const found = (is: Settled['is']): Settled[] => settled.filter(one => one.is === is)
  const mended = found('ok')
    .filter(({ current }) => current)
    .map(one => one.beneficiary_id)
  if (mended.length > 0) {
    const resolution = caseEnds.can_receive
    await closePersonalCases(house, { ids: mended, kinds: ['correction', 'account_check'], by: mkono, resolution })
  }
  const wanting = [...found('cannot_receive'), ...found('unclear')]
  const told: ToTell[] = []
  for (const one of wanting) told.push(...(await openCaseFor(house, one)))
  await tellPeople(house, told)
  const proposed = settled.filter(({ current }) => !current)
  const toWake = new Set([...wanting, ...proposed].map(one => one.beneficiary_id))
  return {
    ok: found('ok').length,
    cannotReceive: found('cannot_receive').length,
    unclear: found('unclear').length,
    toWake: [...toWake],
  }
}

async function settleRows(house: House, fspAccountId: FspAccountId, answers: readonly Answer[]): Promise<Settled[]> {
  const { rows } = await sql<Settled>`
    with answer as (
      select * from unnest(${answers.map(({ lookup }) => lookup)}::bytea[], ${answers.map(({ is }) => stateOf[is])}::text[],
                           ${answers.map(({ reason }) => reason)}::text[]) as a (lookup, said, reason)),
    settled as (
      update destination d set account_check = answer.said, account_check_reason = answer.reason
        from answer, beneficiary b, programme p
       where d.number_lookup = answer.lookup and d.account_check = 'pending' and d.state in ('approved','proposed')
         and b.id = d.beneficiary_id and p.id = b.programme_id and coalesce(d.fsp_account_id, p.fsp_account_id) = ${fspAccountId}
      returning d.id, d.beneficiary_id, b.programme_id, d.state = 'approved' as current, answer.said as "is", answer.reason,
                now() + p.correction_days * interval '1 day' as deadline_at),
    mirrored as (
      update beneficiary b set account_check = s."is", account_check_reason = s.reason, account_checked_at = now()
        from settled s where s.beneficiary_id = b.id and s.current),
    answered as (
      update account_check c set state = 'answered', answered_at = now()
        from destination d, answer
       where d.id = c.destination_id and d.number_lookup = answer.lookup
         and c.fsp_account_id = ${fspAccountId} and c.state = 'asked')
    select * from settled order by beneficiary_id, id`.execute(house.db)
  return rows
}

/** @returns what the person is to be told of it */
async function openCaseFor(house: House, one: Settled): Promise<ToTell[]> {
  const why = { reason: one.reason !== null && isReason(one.reason) ? one.reason : null }
  // A proposed number that is no good leaves what it should have mended: a correction that is wanted.
  const unclear = one.is === 'unclear'
  const kind = unclear && one.current ? 'account_check' : 'correction'
  const { caseId, opened } = await openCase(house, {
    kind,
    programmeId: one.programme_id,
    beneficiaryId: one.beneficiary_id,
    reason: one.reason,
    says: one.current
      ? said(unclear ? 'number_unclear' : 'number_can_not_receive', why)
      : said(unclear ? 'new_number_unclear' : 'new_number_can_not_receive', why),
    owner: 'programme staff',
    deadlineAt: one.deadline_at,
    atDeadline: 'escalate',
  })
  const { beneficiary_id: beneficiaryId } = one
  return opened && kind === 'correction'
    ? [{ beneficiaryId, kind: 'correct_number', cause: caseId, about: { caseId } }]
    : []
}
