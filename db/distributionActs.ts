import { sql } from 'kysely'
import { caseEnds } from '../domain/caseEnds.js'
import { said, type CaseSays } from '../domain/caseSays.js'
import { done, refused, type Done, type Refused } from '../domain/done.js'
import type { DistributionId, FspAccountId, ProgrammeId } from '../domain/ids.js'
import { isCurrency, money, toText } from '../domain/money.js'
import type { DistributionState } from '../domain/payout.js'
import { mkono, type By } from '../domain/people.js'
import type { Permission } from '../domain/permissions.js'
import { reachesWhole } from '../domain/reach.js'
import { nobodyIsAsked } from './approvalMail.js'
import { hasApproved } from './approvals.js'
import { recordAct } from './audit.js'
import { cancelUnsent } from './cancelling.js'
import { openCase } from './cases.js'
import { inTransaction, type House } from './database.js'
import { lockDistribution, type DistributionRow } from './distributions.js'
import { movedBy } from './lastAct.js'
import { knownShort } from './float.js'
import { tellVouchersOf } from './vouchers/wake.js'
import { listHashOf } from './listHash.js'
import { permissionsOf } from './roles.js'
import { mayNoLonger, reachNow } from './stillMay.js'

/** What each act takes. Asked again here, of the role it is done by: between the request and the rows there may be days. */
const needs = {
  approved: 'distributions.approve',
  rejected: 'distributions.approve',
  started: 'distributions.start',
  paused: 'distributions.pause',
  resumed: 'distributions.resume',
  cancelled: 'distributions.cancel',
  limited: 'distributions.payFirst',
} as const satisfies Record<string, Permission>

/** What the house does by itself needs no role; everybody else holds it still, for the whole programme. */
async function refuseUnallowed(
  house: House,
  { by, name, programmeId }: { by: By; name: keyof typeof needs; programmeId: ProgrammeId },
): Promise<Refused | null> {
  if (by.person === mkono.person) return null
  const permission = needs[name]
  if (!(await permissionsOf(house, by.role)).includes(permission))
    return refused('four_eyes', `The role ${by.role} does not let a distribution be ${name}.`)
  const reach = await reachNow(house, { by, permission })
  return reach && !reachesWhole(reach, programmeId) ? mayNoLonger(permission) : null
}

/** Does `work` under the distribution’s lock, if it is in one of `from`; already in `already` is a quiet yes. */
export async function act(
  house: House,
  {
    distributionId,
    by,
    name,
    from,
    already,
    details,
  }: {
    distributionId: DistributionId
    by: By
    name: keyof typeof needs
    from: readonly DistributionState[]
    already: DistributionState
    details?: Readonly<Record<string, unknown>>
  },
  work: (inner: House, row: DistributionRow) => Promise<Done>,
): Promise<Done> {
  return inTransaction(house, async inner => {
    const row = await lockDistribution(inner, distributionId)
    if (!row) return refused('not_found', 'There is no such distribution.')
    const unallowed = await refuseUnallowed(inner, { by, name, programmeId: row.programmeId })
    if (unallowed) return unallowed
    if (row.state === already) return done()
    if (!from.includes(row.state)) {
      const first = await whoWasFirst(inner, distributionId)
      return refused('state', `A distribution that is ${words(row.state)}${first}${first && ','} can not be ${name}.`)
    }
    const end = await work(inner, row)
    if (end.ok) {
      await recordAct(inner, {
        by,
        act: `distribution ${name}`,
        programmeId: row.programmeId,
        subject: ['distribution', distributionId],
        ...(details ? { details } : {}),
      })
    }
    return end
  })
}

const moving = ['approved', 'rejected', 'started', 'paused', 'resumed', 'cancelled', 'closed'] as const

const whoWasFirst = (house: House, id: DistributionId): Promise<string> =>
  movedBy(
    house,
    ['distribution', id],
    moving.map(each => `distribution ${each}`),
  )

const words = (state: DistributionState): string => state.replace('_', ' ')

/**
 * From here on money moves. Asked twice it starts once. Where the account at the FSP is known to hold too little for it and
 * for what goes before it, it is not started, but for the reason that `short` gives: then it goes before what was not started,
 * and where that does not do either it waits, paused, for the money.
 */
export async function startDistribution(
  house: House,
  { distributionId, by, short }: { distributionId: DistributionId; by: By; short?: string | undefined },
): Promise<Done> {
  const details = short === undefined ? {} : { details: { startedShort: short } }
  return act(
    house,
    { distributionId, by, name: 'started', from: ['approved'], already: 'paying', ...details },
    async (inner, row) => {
      const missing = short === undefined ? await whatIsMissing(inner, row) : null
      if (missing) return missing
      if (row.approvedBy === by.person || (await hasApproved(inner, distributionId, by.person)))
        return refused('four_eyes', 'Who approved a distribution does not start it; ask another person.')
      const hash = await listHashOf(inner, distributionId)
      if (!row.listHash?.equals(hash))
        return refused('conflict', 'The list is no longer what was approved; nothing is paid.')
      await sql`
      update distribution set state = 'paying', started_by = ${by.person}, started_at = now(), next_check_at = now() where id = ${distributionId}`.execute(
        inner.db,
      )
      await inner.hooks.at('starting')
      return done()
    },
  )
}

async function whatIsMissing(house: House, { id, currency }: DistributionRow): Promise<Refused | null> {
  const known = await knownShort(house, id)
  if (!known) return null
  const text = (minor: bigint): string => (isCurrency(currency) ? toText(money(minor, currency)) : minor.toString())
  const beside =
    known.beforeMinor > 0n ? ` beside ${text(known.beforeMinor)} for what was started, or approved before it` : ''
  return refused(
    'insufficient_funds',
    `The account at the FSP is short by ${text(known.missingMinor)}: it holds ${text(known.heldMinor)}, ${text(known.neededMinor)} is needed with the highest fees${beside}. ` +
      'Top it up, let only the first ones be paid (pay-first), or start it short with a reason: then it is paid before those that were not started, and waits for the money.',
  )
}

export async function pauseDistribution(
  house: House,
  { distributionId, by, reason }: { distributionId: DistributionId; by: By; reason: string },
): Promise<Done> {
  return act(
    house,
    { distributionId, by, name: 'paused', from: ['paying'], already: 'paused', details: { reason } },
    async inner => {
      await sql`update distribution set state = 'paused', pause_reason = ${reason}, paused_by = ${by.person} where id = ${distributionId}`.execute(
        inner.db,
      )
      return done()
    },
  )
}

/** The reason that marks a pause for want of money at the FSP: it ends by itself once the money is there. */
export const shortOfFunds = 'insufficient_funds'

/** Too little money at the FSP: pauses with a case that says what is missing. */
export async function pauseForFunds(
  house: House,
  { distributionId, says }: { distributionId: DistributionId; says: CaseSays },
): Promise<Done> {
  return inTransaction(house, async inner => {
    const paused = await pauseDistribution(inner, { distributionId, by: mkono, reason: shortOfFunds })
    if (!paused.ok) return paused
    const row = await lockDistribution(inner, distributionId)
    if (!row) return refused('not_found', 'There is no such distribution.')
    await openCase(inner, {
      kind: 'float_short',
      programmeId: row.programmeId,
      distributionId,
      reason: 'insufficient_funds',
      says,
      owner: 'finance',
      atDeadline: 'escalate',
    })
    return done()
  })
}

export async function resumeDistribution(
  house: House,
  { distributionId, by }: { distributionId: DistributionId; by: By },
): Promise<Done> {
  return act(house, { distributionId, by, name: 'resumed', from: ['paused'], already: 'paying' }, async inner => {
    await sql`update distribution set state = 'paying', pause_reason = null, paused_by = null, next_check_at = now() where id = ${distributionId}`.execute(
      inner.db,
    )
    await sql`
      update work_case set state = 'closed', closed_at = now(), closed_by = ${by.person}, resolution = ${caseEnds.resumed}
       where distribution_id = ${distributionId} and kind = 'float_short' and state = 'open'`.execute(inner.db)
    await tellVouchersOf(inner, distributionId)
    return done()
  })
}

/**
 * Cancels what has not left: prepared attempts are withdrawn, their money returns to the budget. What is on its way or
 * unknown stays and is followed to its end; nothing of it is sent again (`releaseCancelled`), and a distribution that was
 * being paid then closes by itself.
 */
export async function cancelDistribution(
  house: House,
  { distributionId, by, reason }: { distributionId: DistributionId; by: By; reason: string },
): Promise<Done> {
  const from = ['freezing', 'awaiting_approval', 'approved', 'paying', 'paused'] as const
  return act(
    house,
    { distributionId, by, name: 'cancelled', from, already: 'cancelled', details: { reason } },
    async (inner, row) => {
      const moved = row.state === 'paying' || row.state === 'paused'
      await nobodyIsAsked(inner, distributionId)
      await cancelUnsent(inner, { distributionId, by, why: reason })
      await tellVouchersOf(inner, distributionId)
      const left = await sql<{ count: number }>`
      select count(*)::int as count from payout where distribution_id = ${distributionId} and not released`.execute(
        inner.db,
      )
      const state = moved && (left.rows[0]?.count ?? 0) > 0 ? 'paying' : 'cancelled'
      await sql`
      update distribution set state = ${state}, cancelled_by = ${by.person}, pause_reason = ${state === 'paying' ? null : reason}, next_check_at = now(),
             closed_at = case when ${state} = 'cancelled' then now() end where id = ${distributionId}`.execute(inner.db)
      return done()
    },
  )
}

/** Pay the first N of the list, then wait; null: all of them. */
export async function changePayFirst(
  house: House,
  { distributionId, by, count }: { distributionId: DistributionId; by: By; count: number | null },
): Promise<Done> {
  return inTransaction(house, async inner => {
    const row = await lockDistribution(inner, distributionId)
    if (!row) return refused('not_found', 'There is no such distribution.')
    const unallowed = await refuseUnallowed(inner, { by, name: 'limited', programmeId: row.programmeId })
    if (unallowed) return unallowed
    if (['closed', 'rejected', 'cancelled'].includes(row.state))
      return refused('state', `The distribution is ${words(row.state)}${await whoWasFirst(inner, distributionId)}.`)
    if (count !== null && count < 1) return refused('invalid', 'Pay the first one at least, or all of them.')
    await sql`update distribution set pay_first = ${count}, next_check_at = now() where id = ${distributionId}`.execute(
      inner.db,
    )
    await recordAct(inner, {
      by,
      act: 'distribution limited',
      programmeId: row.programmeId,
      subject: ['distribution', distributionId],
      details: { first: count },
    })
    return done()
  })
}

/** Nothing leaves through this FSP account until somebody resumes it. */
export async function pauseAccount(
  house: House,
  { fspAccountId, reason, by }: { fspAccountId: FspAccountId; reason: string; by: By },
): Promise<Done> {
  return inTransaction(house, async inner => {
    const { rows } = await sql`
      update fsp_account set paused_reason = ${reason}, paused_at = now() where id = ${fspAccountId} and paused_reason is null returning id`.execute(
      inner.db,
    )
    if (rows.length === 0) return done()
    await recordAct(inner, {
      by,
      act: 'FSP account paused',
      subject: ['fsp_account', fspAccountId],
      details: { reason },
    })
    await openCase(inner, {
      kind: 'decision',
      fspAccountId,
      reason,
      says: said('account_stopped'),
      owner: 'finance',
      atDeadline: 'escalate',
    })
    return done()
  })
}

export async function resumeAccount(
  house: House,
  { fspAccountId, by }: { fspAccountId: FspAccountId; by: By },
): Promise<Done> {
  return inTransaction(house, async inner => {
    const account = await inner.db
      .selectFrom('fsp_account')
      .select('confirmed_by')
      .where('id', '=', fspAccountId)
      .forUpdate()
      .executeTakeFirst()
    if (!account) return refused('not_found', 'There is no such FSP account.')
    if (account.confirmed_by === null)
      return refused('four_eyes', 'A second person confirms this account first; that resumes it.')
    await sql`update fsp_account set paused_reason = null, paused_at = null where id = ${fspAccountId}`.execute(
      inner.db,
    )
    await recordAct(inner, { by, act: 'FSP account resumed', subject: ['fsp_account', fspAccountId] })
    await sql`
      update work_case set state = 'closed', closed_at = now(), closed_by = ${by.person}, resolution = ${caseEnds.resumed}
       where fsp_account_id = ${fspAccountId} and kind = 'decision' and state = 'open' and payout_id is null`.execute(
      inner.db,
    )
    return done()
  })
}
