/** What people do in a play: make, approve and start a round, meddle while it runs, and work off their lists. */
import { closeCase } from '../../db/cases.js'
import { pauseAccount, resumeAccount } from '../../db/distributionActs.js'
import { createDistribution } from '../../db/distributions.js'
import { proposeEnd } from '../../db/unknownEnds.js'
import type { AttemptId, CaseId, DistributionId, FspAccountId, ProgrammeId } from '../../domain/ids.js'
import type { By } from '../../domain/people.js'
import type { Chance } from './chance.js'
import { after, clock } from './clock.js'
import type { Api, Crew } from './crew.js'
import { engine } from './engine.js'
import type { Ground } from './ground.js'
import { provider } from './provider.js'
import { turns } from './turns.js'
import { within } from './where.js'
import type { World } from './world.js'

const asha: By = { person: 'asha', role: 'programme_manager' }
const baraka: By = { person: 'baraka', role: 'finance_approver' }
const chege: By = { person: 'chege', role: 'finance_approver' }

const minute = 60_000
interface Case {
  id: CaseId
  kind: string
  attemptId: AttemptId | null
  payoutId: string | null
  beneficiaryId: string | null
  state: string | null
  confirmed: boolean | null
  key: string | null
  payoutState: string | null
}

export type Meddling = 'twice' | 'sameRound' | 'pause' | 'hold' | 'retry' | 'giveUp' | 'cancel' | 'terminate' | 'tamper'
const shares: Readonly<Record<Meddling, number>> = {
  twice: 0.2,
  sameRound: 0.15,
  pause: 0.15,
  hold: 0.15,
  retry: 0.25,
  giveUp: 0.1,
  cancel: 0.08,
  terminate: 0.15,
  // Books in which somebody has changed rows never agree again: only the test of the tests asks for it.
  tamper: 0,
}

export const meddlingOf = (chance: Chance): Meddling[] =>
  (Object.keys(shares) as Meddling[]).filter(each => chance.hit(shares[each]))

/** What is done to a round of vouchers: nobody gives up or changes what is on its way to a person. */
export const voucherMeddlingOf = (chance: Chance): Meddling[] =>
  (['twice', 'sameRound', 'pause', 'hold', 'terminate'] as const).filter(each => chance.hit(shares[each]))

export class Staff {
  private distributions: DistributionId[] = []
  private readonly begun = clock.now

  constructor(
    private readonly ground: Ground,
    private readonly crew: Crew,
    private readonly world: World,
    private readonly chance: Chance,
    private readonly meddling: readonly Meddling[],
    /** a play that is not at rest after this is told as such */
    private readonly longestMs: number,
    /** what else must have come to its end */
    private readonly alsoAtRest: () => Promise<boolean> = () => Promise.resolve(true),
  ) {}

  /** @returns whether everything came to rest */
  async work(): Promise<boolean> {
    const { begun } = this
    const rounds = this.meddling.includes('sameRound') ? [this.round(1), this.round(2)] : [this.round(1)]
    for (const each of this.meddling) void this.meddle(each)
    await Promise.all(rounds)
    for (;;) {
      const since = clock.now - begun
      await after(since < 3 * minute ? 20_000 : since < 10 * minute ? minute : 5 * minute)
      await this.duty()
      if (provider.busy === 0 && !this.crew.asleep() && (await this.atRest()) && (await this.alsoAtRest())) return true
      if (clock.now - begun > this.longestMs) return false
    }
  }

  /** From the list to its start, through the distribution’s life. Whoever dies meanwhile is asked again. */
  private async round(officer: number): Promise<void> {
    const { house } = this.ground
    const { batchSize } = this.world
    const programmeId = this.world.programmeId as ProgrammeId
    const given = { programmeId, round: 1, name: `Round 1, officer ${officer}`, by: asha, batchSize }
    const made = await turns.hold(createDistribution(house, given))
    if (!made.ok) throw new Error(made.why)
    const id = made.distributionId
    this.distributions.push(id)
    await this.act(({ lives }) => lives.distribution(id).begin({ programmeId, fspName: 'africastalking' }))
    for (let wait = 500; ; wait = Math.min(wait * 2, 20_000)) {
      const [row] = await this.ground.look<{ state: string; hash: string }>(
        `select state, encode(list_hash, 'hex') as hash from distribution where id = $1`,
        [id],
      )
      if (row?.state === 'cancelled' || clock.now - this.begun > this.longestMs) return
      if (row?.state === 'awaiting_approval') {
        const twice = this.meddling.includes('twice')
        await this.times(twice, ({ lives }) => lives.distribution(id).approve(baraka, row.hash))
        if (this.meddling.includes('tamper')) await this.startAndTamper(id)
        else await Promise.all([this.start(id), ...(twice ? [this.start(id)] : [])])
        return
      }
      await after(wait)
    }
  }

  /** What is refused because the account holds too little is asked for again, once somebody has had time to top it up. */
  private async start(id: DistributionId): Promise<void> {
    const until = clock.now + this.longestMs
    for (;;) {
      const said = await this.act(({ lives }) => lives.distribution(id).start(asha))
      if (said === undefined || said.ok || said.problem !== 'insufficient_funds' || clock.now >= until) return
      await after(minute)
    }
  }

  /** Between start and paying somebody with the rights of the database gives one household’s money to another’s number. */
  private async startAndTamper(id: DistributionId): Promise<void> {
    const { fspAccountId } = this.ground
    await this.act(({ house }) => pauseAccount(house, { fspAccountId, reason: 'a moment', by: chege }))
    await this.act(({ lives }) => lives.distribution(id).start(asha))
    await this.ground.look(`set session_replication_role = replica;
      update payout set destination_id = (select destination_id from payout order by position desc limit 1) where position = 1;
      set session_replication_role = origin`)
  }

  private async times(twice: boolean, what: (api: Api) => Promise<unknown>): Promise<void> {
    await Promise.all([this.act(what), ...(twice ? [this.act(what)] : [])])
  }

  /** What somebody does at the API, as everybody here does it. */
  does<T>(what: (api: Api) => Promise<T>): Promise<T | undefined> {
    return this.act(what)
  }

  /** Asks the API until it has answered; an answer that a death swallowed is asked for again. */
  private async act<T>(what: (api: Api) => Promise<T>): Promise<T | undefined> {
    const until = clock.now + this.longestMs
    for (let wait = 1_000; clock.now < until; wait = Math.min(wait * 2, 2 * minute)) {
      const api = this.crew.api()
      if (api) {
        const said = await Promise.race([
          within({ process: api.process }, () => what(api)).then(
            value => ({ value }),
            () => undefined,
          ),
          api.process.died.then(() => undefined),
          after(15_000).then(() => undefined),
        ])
        if (said) return said.value
      }
      await after(wait)
    }
    return undefined
  }

  private async meddle(how: Meddling): Promise<void> {
    const { chance, world } = this
    await after(chance.between(500, 45_000))
    const [distribution] = this.distributions
    const person = chance.pick(world.people).id
    if (!distribution) return
    switch (how) {
      case 'pause':
        await this.act(({ lives }) => lives.distribution(distribution).pause(asha, 'a moment'))
        await after(chance.between(1_000, 60_000))
        await this.act(({ lives }) => lives.distribution(distribution).resume(asha))
        return
      case 'hold':
        await this.act(({ lives }) => lives.beneficiary(person).hold(asha, 'a question'))
        await after(chance.between(1_000, 120_000))
        await this.act(({ lives }) => lives.beneficiary(person).release(asha))
        return
      case 'retry':
        for (let again = 0; again < 3; again++) {
          for (const { id } of await this.payouts()) await this.retry(id.person, id.payout)
          await after(chance.between(500, 60_000))
        }
        return
      case 'giveUp': {
        const [one] = await this.payouts()
        if (one)
          await this.act(({ lives }) => lives.beneficiary(one.id.person).giveUp(asha, one.id.payout, 'moved away'))
        return
      }
      case 'cancel':
        await this.act(({ lives }) => lives.distribution(distribution).cancel(asha, 'not this month'))
        return
      case 'terminate':
        engine.terminate(
          chance.pick([
            `distribution/${distribution}`,
            `distribution/${distribution}/batch/1`,
            `beneficiary/${person}`,
            ...(await this.voucherLives()),
          ]),
        )
        return
      case 'twice':
      case 'sameRound':
      case 'tamper':
    }
  }

  private async voucherLives(): Promise<string[]> {
    const rows = await this.ground.look<{ id: string }>('select id from voucher order by opened_at, part')
    return rows.map(({ id }) => `voucher/${id}`)
  }

  private retry(person: string, payout: string): Promise<unknown> {
    return this.act(({ lives }) => lives.beneficiary(person).retry(asha, payout))
  }

  private async payouts(): Promise<{ id: { person: string; payout: string } }[]> {
    const rows = await this.ground.look<{ payout: string; person: string }>(
      'select id as payout, beneficiary_id as person from payout order by position',
    )
    return rows.map(id => ({ id }))
  }

  /** The work lists: what only a person can end, ended with a look at the FSP’s own statement. */
  private async duty(): Promise<void> {
    const paused = await this.ground.look<{ id: FspAccountId }>(
      `select id from fsp_account where paused_reason is not null`,
    )
    for (const { id } of paused) await this.act(({ house }) => resumeAccount(house, { fspAccountId: id, by: chege }))
    // Whoever paused looks again; an act that was asked for twice may have paused once more.
    const stopped = await this.ground.look<{ id: string }>(
      `select id from distribution where state = 'paused' and paused_by = 'asha'`,
    )
    if (clock.now - this.begun > 3 * minute)
      for (const { id } of stopped) await this.act(({ lives }) => lives.distribution(id).resume(asha))
    const cases = await this.ground.look<Case>(
      `select c.id, c.kind, c.attempt_id as "attemptId", c.payout_id as "payoutId", c.beneficiary_id as "beneficiaryId",
              a.state, a.refusal_confirmed as confirmed, a.key, p.state as "payoutState"
         from work_case c left join attempt a on a.id = c.attempt_id left join payout p on p.id = c.payout_id where c.state = 'open' order by c.opened_at, c.id`,
    )
    for (const each of cases) await this.seeTo(each)
  }

  private async seeTo(each: Case): Promise<void> {
    const { id, kind, attemptId, payoutId, beneficiaryId, state, confirmed, key, payoutState } = each
    if (kind === 'contradiction') {
      // A contradiction about money that may be on its way is looked at when that is known.
      if (provider.busy === 0 && state !== 'unknown')
        await this.act(({ house }) => closeCase(house, { caseId: id, by: chege, resolution: 'looked at' }))
      return
    }
    if (!attemptId || !payoutId || !beneficiaryId || !key) return
    const open = state === 'unknown' || (state === 'refused' && confirmed === false)
    if (open && (kind === 'unknown' || kind === 'decision')) return this.end(attemptId, beneficiaryId, key)
    // What came back, or was never made, is given back to the budget; another list may pay the round.
    if (kind === 'decision' && payoutState === 'to_decide')
      await this.act(({ lives }) => lives.beneficiary(beneficiaryId).giveUp(chege, payoutId, 'it came back'))
    else if (kind === 'decision') await this.retry(beneficiaryId, payoutId)
  }

  private async end(attemptId: AttemptId, person: string, key: string): Promise<void> {
    const line = provider.book.filter(each => each.attemptKey === key)
    if (line.some(each => each.status === 'Queued')) return
    const outcome = line.some(each => each.status === 'Success') ? 'paid' : 'refused'
    const given = { attemptId, outcome, reason: 'by the statement', by: asha } as const
    const proposed = await this.act(({ house }) => proposeEnd(house, given))
    const [row] = proposed?.ok
      ? [{ id: proposed.unknownEndId }]
      : await this.ground.look<{ id: string }>(`select id from proposal where subject = $1 and state = 'proposed'`, [
          attemptId,
        ])
    if (!row) return
    await this.act(({ lives }) => lives.beneficiary(person).endUnknown(asha, row.id))
    await this.act(({ lives }) => lives.beneficiary(person).decideEnd(chege, row.id, true))
  }

  private async atRest(): Promise<boolean> {
    const [row] = await this.ground.look<{ open: number }>(
      `select (select count(*) from payout p
                where not (p.state in ('paid','overpaid','cancelled','closed')
                  or p.state = 'refused' and exists (select 1 from work_case c where c.payout_id = p.id and c.state = 'open' and c.kind = 'correction')))::int
            + (select count(*) from notice n where n.state = 'stored' or n.state = 'to_confirm' and not exists (
                select 1 from attempt a where a.id = n.attempt_id and a.state in ('paid','paid_extra') and n.tries > 0))::int
            + (select count(*) from attempt where state = 'refused' and not refusal_confirmed)::int as open`,
    )
    return row?.open === 0
  }
}
