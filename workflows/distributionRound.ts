/** How a distribution is spoken to and what it says of itself: its updates, its query, its current details. */
import { ApplicationFailure, condition, patched, setHandler, upsertSearchAttributes } from '@temporalio/workflow'
import type { DistributionAct, DistributionFound, DistributionGlance } from '../activities/contract.js'
import type { Problem } from '../domain/done.js'
import { attention, patience, type Attention } from './attention.js'
import * as contract from './contracts.js'
import { actOnDistribution, glanceAtDistribution, lookAtDistribution } from './policies.js'

export interface Round extends Pick<Attention, 'say' | 'wait'> {
  readonly id: string
  /** reads the rows; null: there is no such distribution */
  look(): Promise<DistributionFound | null>
  /** batches this run has opened, and when (epoch milliseconds); forgotten when something was paused or changed */
  readonly opened: Map<number, number>
  /** when this run first saw it wait for this, epoch milliseconds */
  since(what: string): number
  /** what this run has put on the work list already */
  readonly reminded: Set<string>
  /** how often to look while it pays: often at first, then less */
  readonly pace: { next(): number; reset(): void }
}

interface Glanced {
  unchanged: Omit<DistributionFound, 'accountPaused' | 'payFirst' | 'cancelled'>
  glance: DistributionGlance
}

export function followRound(input: contract.DistributionInput): Round {
  const { distributionId } = input
  const care = attention()
  const pace = patience(2_000, 60_000)
  const opened = new Map<number, number>()
  let found: DistributionFound | null = null
  let looked = false
  let countedAt = Number.NEGATIVE_INFINITY
  const seen = new Map<string, number>()

  setHandler(contract.distributionTold, () => (found ? told(found) : null))
  const act = async (wanted: DistributionAct): Promise<contract.Acted> => {
    // An update may begin this run: first the rows, so that what ended long ago is answered as ended.
    await condition(() => looked)
    const acted = await actOnDistribution.executeWithOptions({ summary: `Somebody decides: ${wanted.act}` }, [
      { distributionId, act: wanted },
    ])
    // What a person did is seen at once and as a whole.
    countedAt = Number.NEGATIVE_INFINITY
    opened.clear()
    pace.reset()
    care.wake()
    return acted
  }
  handle(act, () => found)

  /** While a list is paid its life is woken every second, and counting it costs by its length: it is counted seldom. */
  const glance = async (before: DistributionFound | null): Promise<Glanced | null> => {
    if (before?.state !== 'paying' || Date.now() - countedAt > Math.max(3_000, before.payouts / 5)) return null
    const [from] = before.batchesToSend
    if (from === undefined || !patched('glance')) return null
    const summary = 'Looks which batches have something to send'
    const seen = await glanceAtDistribution.executeWithOptions({ summary }, [{ distributionId, from }])
    // Whatever ends here, or stands still, is looked at as a whole.
    if (seen?.state !== 'paying' || seen.batchesToSend.length === 0) return null
    const { accountPaused: _account, payFirst: _first, cancelled: _cancelled, ...unchanged } = before
    return { unchanged, glance: seen }
  }

  return {
    id: distributionId,
    opened,
    reminded: new Set(),
    pace,
    say: care.say,
    wait: care.wait,
    since: what => {
      const first = seen.get(what) ?? Date.now()
      seen.set(what, first)
      return first
    },
    look: async () => {
      care.attend()
      const before = found
      const seen = await glance(before)
      if (seen) {
        found = { ...seen.unchanged, ...seen.glance }
        care.say(told(found).says)
        return found
      }
      countedAt = Date.now()
      found = await lookAtDistribution.executeWithOptions({ summary: 'Looks how far the distribution is' }, [
        { distributionId },
      ])
      looked = true
      if (!found) return null
      if (!before) foundBy(found)
      if (before && before.paid !== found.paid) pace.reset()
      care.say(told(found).says)
      care.state(found.state)
      return found
    },
  }
}

function foundBy(found: DistributionFound): void {
  upsertSearchAttributes([
    { key: contract.searchKeys.programmeId, value: found.programmeId },
    { key: contract.searchKeys.fspName, value: found.fspName },
  ])
}

type Handler = (wanted: DistributionAct) => Promise<contract.Acted>

/** Validators are synchronous and refuse only what can not become right; the rows decide everything else under lock. */
function handle(act: Handler, found: () => DistributionFound | null): void {
  setHandler(contract.approve, arg => act({ act: 'approve', ...arg }), {
    validator: ({ by, listHash }) => {
      person(by)
      const now = found()
      if (now && by.person === now.createdBy)
        refuse('four_eyes', 'Who made a distribution can not approve it; ask another person.')
      if (now?.listHash !== undefined && listHash !== now.listHash) {
        refuse('conflict', 'The list is not the one you saw: look at it again and approve that.')
      }
      notAfterTheEnd(now)
    },
  })
  const withReason = ({ by, reason }: contract.WithReason): void => {
    person(by)
    if (reason.trim() === '') refuse('invalid', 'Give a reason.')
    notAfterTheEnd(found())
  }
  const byOnly = ({ by }: contract.ByOnly): void => {
    person(by)
    notAfterTheEnd(found())
  }
  setHandler(contract.reject, arg => act({ act: 'reject', ...arg }), { validator: withReason })
  setHandler(contract.start, arg => act({ act: 'start', ...arg }), {
    validator: arg => {
      byOnly(arg)
      if (arg.by.person === found()?.approvedBy)
        refuse('four_eyes', 'Who approved a distribution does not start it; ask another person.')
    },
  })
  setHandler(contract.pause, arg => act({ act: 'pause', ...arg }), { validator: withReason })
  setHandler(contract.resume, arg => act({ act: 'resume', ...arg }), { validator: byOnly })
  setHandler(contract.cancel, arg => act({ act: 'cancel', ...arg }), { validator: withReason })
  setHandler(contract.payFirst, arg => act({ act: 'payFirst', ...arg }), {
    validator: arg => {
      byOnly(arg)
      if (arg.count !== null && (!Number.isSafeInteger(arg.count) || arg.count < 1)) {
        refuse('invalid', 'Say how many are to be paid first: a whole number from 1, or nobody (all).')
      }
    },
  })
}

const ended: readonly string[] = ['closed', 'rejected', 'cancelled']

function notAfterTheEnd(found: DistributionFound | null): void {
  if (found && ended.includes(found.state)) refuse('state', `This distribution is ${found.state}.`)
}

/** What their role allows is asked of the rows, where roles are kept: a name says nothing about it. */
export function person(by: { person: string }): void {
  if (by.person === '') refuse('invalid', 'Nobody is named who does this.')
}

/** A typed failure: the client turns it into the same refusal that the rows would give. */
export function refuse(problem: Problem, why: string): never {
  throw ApplicationFailure.create({ message: why, type: problem, nonRetryable: true, category: 'BENIGN' })
}

function told(found: DistributionFound): contract.DistributionTold {
  return {
    state: found.state,
    says: sentence(found),
    payouts: found.payouts,
    paid: found.paid,
    refused: found.refused,
    unknown: found.unknown,
    ...(found.pauseReason === undefined ? {} : { pauseReason: found.pauseReason }),
  }
}

export function sentence(found: DistributionFound): string {
  const { payouts, paid, totalText } = found
  switch (found.state) {
    case 'freezing':
      return 'Freezes the list.'
    case 'awaiting_approval':
      return `Waits for approval${soFar(found)}: ${payouts} households, ${totalText}.`
    case 'approved':
      return `Approved and reserved: ${payouts} households, ${totalText}. Waits for its start.`
    case 'paying':
      if (found.cancelled) return `Cancelled: follows what had left (${paid} of ${payouts} paid${aside(found)}).`
      return `Paying: ${paid} of ${payouts} paid${aside(found)}.${held(found)}`
    case 'paused':
      return `Paused: ${found.pauseReason ?? 'no reason was given'} (${paid} of ${payouts} paid${aside(found)}).`
    case 'closed':
      return `Closed: ${paid} of ${payouts} paid, ${found.paidText} of ${totalText}${aside(found)}.`
    case 'rejected':
      return 'Rejected: nothing was paid.'
    case 'cancelled':
      return `Cancelled: ${paid} of ${payouts} had been paid${aside(found)}.`
  }
}

const soFar = ({ approvals }: DistributionFound): string =>
  approvals
    ? ` (${approvals.given} of ${approvals.needed}${approvals.role === null ? '' : `, now by ${approvals.role}`})`
    : ''

const aside = ({ refused, unknown }: DistributionFound): string =>
  (refused > 0 ? `, ${refused} refused` : '') + (unknown > 0 ? `, ${unknown} unknown` : '')

function held({ accountPaused, payFirst }: DistributionFound): string {
  if (accountPaused !== undefined) return ` The FSP account is paused: ${accountPaused}.`
  return payFirst === undefined ? '' : ` Only the first ${payFirst} are paid until somebody lets it continue.`
}
