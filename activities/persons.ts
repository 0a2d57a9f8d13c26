/** What a person’s life asks of the house. Whatever an act concerns must be that person’s own. */
import { closePayout, notAsApproved } from '../db/attempts.js'
import { holdPerson, releasePerson } from '../db/beneficiaryStates.js'
import { openCase } from '../db/cases.js'
import { decideDestination } from '../db/destinations.js'
import { batchesOfPerson } from '../db/lives/batches.js'
import {
  lookAgainAtPerson,
  payoutPlace,
  personOfDestination,
  personOfEnd,
  personRows,
  type PersonPayout,
  type PersonRows,
} from '../db/lives/person.js'
import { openAttempt } from '../db/openAttempt.js'
import { refuseUnlessMay } from '../db/stillMay.js'
import { decideEnd } from '../db/unknownEnds.js'
import { caseEnds } from '../domain/caseEnds.js'
import { said } from '../domain/caseSays.js'
import { beneficiaryRef } from '../domain/beneficiaryRef.js'
import { refused, type Done } from '../domain/done.js'
import type { ApprovalId, BeneficiaryId, DestinationId, PayoutId } from '../domain/ids.js'
import { isCurrency, money, toText } from '../domain/money.js'
import { mkono } from '../domain/people.js'
import type { Permission } from '../domain/permissions.js'
import { reasons } from '../domain/reason.js'
import type { PersonAct, PersonActivities, PersonFound } from './contract.js'
import { mattersOf } from './matters.js'
import { checkDestination } from './people.js'
import type { World } from './world.js'

/** The life looks at least once a day (workflows/attention.ts); whoever is later than that is the caretaker’s. */
const graceMs = 10 * 60_000
const longestMs = 24 * 3_600_000

export function personActivities(world: World): PersonActivities {
  const { house, connectors, waker } = world
  return {
    lookAtPerson: async ({ beneficiaryId }) => {
      const id = beneficiaryId as BeneficiaryId
      const rows = await personRows(house, id)
      if (!rows) return null
      const now = new Date()
      const found = foundOf(rows, now)
      for (const payout of mattersOf(rows, now).exhausted) await decideNow(world, rows, payout)
      const waitMs = found.nextCheckAt === undefined ? longestMs : Date.parse(found.nextCheckAt) - now.getTime()
      await lookAgainAtPerson(house, id, Math.min(Math.max(waitMs, 0), longestMs) + graceMs)
      return found
    },

    actOnPerson: async ({ beneficiaryId, act }) => doAct(world, beneficiaryId as BeneficiaryId, act),

    checkNumber: ({ destinationId }) =>
      checkDestination({ house, connectors, lives: waker }, destinationId as DestinationId),

    openAttempt: async ({ payoutId, approvalId }) => {
      const opened = await openAttempt(house, {
        payoutId: payoutId as PayoutId,
        by: mkono,
        ...(approvalId === undefined ? {} : { approvalId: approvalId as ApprovalId }),
      })
      if (opened.ok) return { ok: true }
      if (opened === notAsApproved) await wakeDistribution(world, payoutId as PayoutId)
      return opened
    },

    closeAtDeadline: async ({ payoutId }) => {
      const why = caseEnds.deadline
      const closed = await closePayout(house, { payoutId: payoutId as PayoutId, by: mkono, why, as: 'closed' })
      if (closed.ok) await wakeDistribution(world, payoutId as PayoutId)
      return closed
    },
  }
}

/** What was given back, or a part whose approval was dropped, may have been the last that it waited for. */
async function wakeDistribution({ house, waker }: World, payoutId: PayoutId): Promise<void> {
  const place = await payoutPlace(house, payoutId)
  if (place) waker.distribution(place.distributionId)
}

/** Time has mended nothing: the payout goes on somebody’s list, once. */
async function decideNow({ house }: World, rows: PersonRows, payout: PersonPayout): Promise<void> {
  await openCase(house, {
    kind: 'decision',
    programmeId: rows.programmeId,
    beneficiaryId: rows.beneficiaryId,
    payoutId: payout.payoutId,
    attemptId: payout.last?.attemptId,
    reason: payout.reason,
    says: said('tried_out', { reason: payout.reason ?? 'refused_unlisted' }),
    owner: 'finance',
    atDeadline: 'close_payout',
  })
}

/** What each act takes of whoever asks, as at their door (api/routes/), asked again where it is done. */
const takes: Readonly<Record<PersonAct['act'], Permission>> = {
  correct: 'corrections.propose',
  decideCorrection: 'corrections.decide',
  retry: 'payouts.retry',
  giveUp: 'payouts.giveUp',
  hold: 'people.hold',
  release: 'people.release',
  endUnknown: 'payouts.proposeEnd',
  decideEnd: 'payouts.decideEnd',
}

async function doAct(world: World, beneficiaryId: BeneficiaryId, act: PersonAct): Promise<Done> {
  const { house, waker } = world
  const { by } = act
  const barred = await refuseUnlessMay(house, { by, permission: takes[act.act], beneficiaryId })
  if (barred) return barred
  switch (act.act) {
    case 'correct':
      return (await personOfDestination(house, act.destinationId as DestinationId)) === beneficiaryId
        ? { ok: true }
        : notTheirs('correction')
    case 'decideCorrection': {
      if ((await personOfDestination(house, act.destinationId as DestinationId)) !== beneficiaryId)
        return notTheirs('correction')
      const { approve, reason } = act
      const decided = await decideDestination(house, {
        destinationId: act.destinationId as DestinationId,
        approve,
        reason,
        by,
      })
      if (!decided.ok) return decided
      for (const distributionId of decided.gaveBack ?? []) waker.distribution(distributionId)
      return { ok: true }
    }
    case 'retry':
    case 'giveUp': {
      const payoutId = act.payoutId as PayoutId
      const place = await payoutPlace(house, payoutId)
      if (place?.beneficiaryId !== beneficiaryId) return notTheirs('payout')
      const acted: Done =
        act.act === 'retry'
          ? await openAttempt(house, { payoutId, by })
          : await closePayout(house, { payoutId, by, why: act.reason, as: 'closed' })
      if (acted.ok || acted === notAsApproved) waker.distribution(place.distributionId)
      return acted.ok ? { ok: true } : acted
    }
    case 'hold':
      return holdPerson(house, { beneficiaryId, reason: act.reason, by })
    case 'release': {
      const released = await releasePerson(house, { beneficiaryId, by })
      for (const each of await batchesOfPerson(house, beneficiaryId)) waker.batch(each.distributionId, each.batch)
      return released
    }
    case 'endUnknown':
      return (await personOfEnd(house, act.unknownEndId)) === beneficiaryId ? { ok: true } : notTheirs('proposal')
    case 'decideEnd': {
      if ((await personOfEnd(house, act.unknownEndId)) !== beneficiaryId) return notTheirs('proposal')
      const decided = await decideEnd(house, { unknownEndId: act.unknownEndId, confirm: act.confirm, by })
      if (!decided.ok) return decided
      waker.wake(decided.touched)
      for (const { distributionId } of decided.touched) waker.distribution(distributionId)
      return { ok: true }
    }
  }
}

const notTheirs = (what: string): Done => refused('not_found', `This person has no such ${what}.`)

export function foundOf(rows: PersonRows, now: Date): PersonFound {
  const { matters, waits } = mattersOf(rows, now)
  const first = waits.reduce<Date | undefined>(
    (least, { until }) => (least && least <= until ? least : until),
    undefined,
  )
  const [next] = waits
  return {
    programmeId: rows.programmeId,
    ref: beneficiaryRef(rows.programmeName, rows.number),
    matters,
    settled: matters.length === 0 && waits.length === 0,
    says: next ? `${next.says} until ${onDay(next.until)}; ${next.owner}.` : 'Nothing is outstanding.',
    waits: waits.map(({ says, owner, until }) => ({ says, owner, until: until.toISOString() })),
    lines: rows.payouts.map(payout => ({ at: payout.stateAt.toISOString(), says: line(payout) })),
    ...(first ? { nextCheckAt: first.toISOString() } : {}),
  }
}

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
const onDay = (date: Date): string => `${date.getUTCDate()} ${months[date.getUTCMonth()] ?? ''}`

function line({ distributionName, amountMinor, currency, state, reason, last }: PersonPayout): string {
  const amount = isCurrency(currency) ? toText(money(amountMinor, currency)) : `${currency} ${amountMinor}`
  const tries = last && last.ordinal > 1 ? ` (attempt ${last.ordinal})` : ''
  const why = reason === null ? '' : `: ${reasons[reason].says}`
  return `${distributionName}: ${amount} ${state.replace('_', ' ')}${tries}${why}`
}
