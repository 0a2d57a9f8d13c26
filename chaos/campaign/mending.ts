/**
 * What staff do all the time: resume what was paused, try refused payouts again, correct numbers that can not receive,
 * and, as two people, end the unknowns that nothing explains, by what the provider’s own book says.
 */
import { z } from 'zod'
import type { Answer } from './desks.js'
import { numberOf } from './people.js'
import type { TransferRecord } from './provider.js'
import { distributionNow, openCases, payoutsOf, type Case } from './rounds.js'
import type { Programme, Stage } from './stage.js'

export interface Mended {
  retried: number
  corrected: number
  /** successes that were lies: taken back by the FSP, and given up by a person */
  givenBack: number
  /** ended by two people, as the book says */
  endedPaid: number
  endedRefused: number
  accountsResumed: number
  distributionsResumed: number
  /** contradictions that a person looked at, so that paying could go on */
  contradictionsClosed: number
  refusedActs: Record<string, number>
}

const accountsShape = z.object({ items: z.array(z.object({ id: z.string(), pausedReason: z.string().nullable() })) })
const madeShape = z.object({ id: z.string() })

export class Mending {
  readonly done: Mended = {
    ...{
      retried: 0,
      corrected: 0,
      givenBack: 0,
      endedPaid: 0,
      endedRefused: 0,
      accountsResumed: 0,
      distributionsResumed: 0,
    },
    contradictionsClosed: 0,
    refusedActs: {},
  }
  /** payouts whose number was corrected, and at which attempt */
  readonly #corrected = new Set<string>()
  #nextNumber: number

  constructor(
    private readonly stage: Stage,
    private readonly programmes: readonly Programme[],
    firstFreeNumber: number,
  ) {
    this.#nextNumber = firstFreeNumber
  }

  /** One look at everything that waits for people. */
  async look(): Promise<void> {
    await this.#resumeAccounts()
    for (const programme of this.programmes) {
      for (const { id, cancelled } of programme.distributions) {
        if (cancelled === true) continue
        await this.#resumeDistribution(id)
        await this.#retry(id)
        await this.#correct(id)
        await this.#giveBack(id)
      }
      await this.#approveCorrections(programme)
    }
    await this.#endUnknowns()
  }

  /** A refusal is the system’s right; it is counted, so that a report shows what was refused. */
  #note(what: string, { status, body }: Answer): boolean {
    if (status < 400) return true
    const problem = z.object({ type: z.string().optional(), detail: z.string().optional() }).safeParse(body)
    const name = `${what}: ${status} ${problem.data?.detail ?? ''}`
    this.done.refusedActs[name] = (this.done.refusedActs[name] ?? 0) + 1
    return false
  }

  async #resumeAccounts(): Promise<void> {
    const { operator } = this.stage
    const { items } = await operator.get('/fsp-accounts', accountsShape)
    for (const { id, pausedReason } of items) {
      if (pausedReason === null) continue
      if (this.#note('resume account', await operator.ask('POST', `/fsp-accounts/${id}/resume`, {})))
        this.done.accountsResumed += 1
    }
  }

  async #resumeDistribution(id: string): Promise<void> {
    const { state } = await distributionNow(this.stage, id)
    if (state !== 'paused') return
    if (this.#note('resume', await this.stage.maker.ask('POST', `/distributions/${id}/resume`, {})))
      this.done.distributionsResumed += 1
  }

  async #retry(id: string): Promise<void> {
    const { maker } = this.stage
    const { mayBeRetried } = await maker.post(
      `/distributions/${id}/retry/dry-run`,
      {},
      z.object({ mayBeRetried: z.number() }),
    )
    if (mayBeRetried === 0) return
    const answer = await maker.ask('POST', `/distributions/${id}/retry`, {})
    if (!this.#note('retry', answer)) return
    const said = z.object({ done: z.number(), refused: z.array(z.object({ why: z.string() })) }).parse(answer.body)
    this.done.retried += said.done
    for (const { why } of said.refused) this.#note('retry', { status: 409, body: { detail: why } })
  }

  /** A number that can not receive: another one is proposed, once, and approved by somebody else. */
  async #correct(id: string): Promise<void> {
    const { maker } = this.stage
    for (const payout of await payoutsOf(this.stage, id, 'refused')) {
      if (payout.reason !== 'not_registered' && payout.reason !== 'recipient_blocked') continue
      const name = `${payout.id} ${payout.attempts}`
      if (this.#corrected.has(name)) continue
      const body = { number: numberOf(this.#nextNumber++), reason: 'The number was wrong.' }
      const answer = await maker.ask('POST', `/beneficiaries/${payout.beneficiaryId}/corrections`, body)
      if (this.#note('correct', answer)) this.done.corrected += 1
      this.#corrected.add(name)
    }
  }

  /** A success that the FSP took back: its money returns to the budget, where another list may pay the round. */
  async #giveBack(id: string): Promise<void> {
    for (const payout of await payoutsOf(this.stage, id, 'to_decide')) {
      const answer = await this.stage.maker.ask('POST', `/payouts/${payout.id}/give-up`, {
        reason: 'It was never paid.',
      })
      if (this.#note('give back', answer)) this.done.givenBack += 1
    }
  }

  async #approveCorrections({ programmeId }: Programme): Promise<void> {
    this.#note(
      'approve corrections',
      await this.stage.approver.ask('POST', `/programmes/${programmeId}/corrections/decide`, { approve: true }),
    )
  }

  /** Only what the provider never took is ended as refused; what it took, a query or a callback must explain. */
  async #endUnknowns(): Promise<void> {
    const cases = await openCases(this.stage)
    for (const each of cases) if (each.kind === 'contradiction' && each.payoutId !== null) await this.#looked(each)
    const doubtful = cases.filter(each => isDoubtful(each))
    if (doubtful.length === 0) return
    const records: TransferRecord[] = []
    for (const { username, productName } of this.programmes)
      records.push(...(await this.stage.provider.records(username, productName)))
    const taken = new Set(records.flatMap(({ requestMetadata }) => requestMetadata?.attemptKey ?? []))
    for (const { payoutId } of doubtful) if (payoutId !== null) await this.#endUnknown(payoutId, taken)
  }

  /** Somebody compares the callback with the provider’s statement: it was a lie, or of no matter. */
  async #looked({ id }: Case): Promise<void> {
    const answer = await this.stage.approver.ask('POST', `/cases/${id}/close`, {
      reason: 'Compared with the statement.',
    })
    if (this.#note('close case', answer)) this.done.contradictionsClosed += 1
  }

  async #endUnknown(payoutId: string, taken: ReadonlySet<string>): Promise<void> {
    const { maker, approver } = this.stage
    const shape = z.object({
      attempts: z.array(z.object({ key: z.string(), state: z.string(), refusalConfirmed: z.boolean() })),
      ends: z.array(z.object({ id: z.string(), state: z.string() })),
    })
    const { attempts, ends } = await maker.get(`/payouts/${payoutId}`, shape)
    const last = attempts.findLast(
      each => each.state === 'unknown' || (each.state === 'refused' && !each.refusalConfirmed),
    )
    if (!last || taken.has(last.key)) return
    let proposed = ends.find(({ state }) => state === 'proposed')?.id
    if (proposed === undefined) {
      const body = { outcome: 'refused', reason: 'The provider’s statement does not have it.', evidence: 'statement' }
      const answer = await maker.ask('POST', `/payouts/${payoutId}/ends`, body)
      if (!this.#note('propose end', answer)) return
      proposed = madeShape.parse(answer.body).id
    }
    const decided = await approver.ask('POST', `/unknown-ends/${proposed}/decide`, { confirm: true })
    if (this.#note('decide end', decided)) this.done.endedRefused += 1
  }
}

const isDoubtful = ({ kind, payoutId }: Case): boolean =>
  payoutId !== null && (kind === 'unknown' || kind === 'decision')
