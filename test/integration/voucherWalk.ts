/**
 * One list of people, each on a way of their own through the life of a voucher: a worker, the simulators of FSP and carrier, and
 * what stands about each of them. The time of one person is moved without that of the others.
 */
import { sql } from 'kysely'
import { expect } from 'vitest'
import { createDistribution } from '../../db/distributions.js'
import { seeToVoucher } from '../../db/vouchers/look.js'
import { setVoucherRules } from '../../db/vouchers/rules.js'
import type { DistributionId, PayoutId, VoucherId } from '../../domain/ids.js'
import { usualAsking } from '../../domain/voucher.js'
import { asha, baraka, expectDone, numberOf } from './livesStage.js'
import { aVoucherStage, type VoucherStage } from './voucherStage.js'

export interface Card {
  voucherId: VoucherId
  payoutId: PayoutId
  state: string
  ended: string | null
  askedAt: Date
  nextAt: Date | null
  lookedAt: Date
  payout: string
  money: string
}

/** How it ended for one person; one payout is told once, however many cards it has. */
export interface Ends {
  cards: string[]
  payouts: [state: string, money: string][]
  told: string[]
  inbox: number
  cases?: string[]
}
export const given: Pick<Ends, 'payouts'> = { payouts: [['paid', 'disbursed']] }
export const released: Pick<Ends, 'payouts'> = { payouts: [['closed', 'none']] }

export type Path = [says: string, n: number, walk: (n: number) => Promise<void>, ends: Ends]

const highestCardMinor = 5_000n
export type Walk = Awaited<ReturnType<typeof aWalk>>

/** Everybody is asked about EUR 25 already; `large`: somebody whose EUR 100 no card holds. */
export async function aWalk({ people, large = 0 }: { people: number; large?: number }) {
  const stage = await aVoucherStage({ people, rules: { highestCardMinor } })
  const { db } = stage.house
  await sql`update programme set per_extra_member_minor = 2500`.execute(db)
  await sql`update beneficiary set household_size = 8 where number = ${large}`.execute(db)
  await stage.workAndTell()
  const listId = await stage.pay()
  await stage.until(
    () => Promise.all(Array.from({ length: people }, (_, at) => stage.phone(at + 1))),
    phones => phones.every(texts => texts.length === 1),
  )
  return { stage, listId, ...reading(stage), ...moving(stage), isAs: standsAs(stage) }
}

const standsAs =
  ({ until, standing }: VoucherStage) =>
  (id: DistributionId, state: string) =>
    until(
      () => standing(id),
      each => each.state === state,
    )

function reading(stage: VoucherStage) {
  const { db } = stage.house
  const cardsOf = async (n: number): Promise<Card[]> =>
    (
      await sql<Card>`
        select v.id as "voucherId", v.payout_id as "payoutId", v.state, v.ended, v.asked_at as "askedAt", v.next_at as "nextAt",
               v.looked_at as "lookedAt", p.state as payout, p.money
          from voucher v join beneficiary b on b.id = v.beneficiary_id join payout p on p.id = v.payout_id
         where b.number = ${n} order by v.opened_at, v.part`.execute(db)
    ).rows
  /** What they were or are told, in order: the kind, and what its cause says beside the payout or the card that it is about. */
  const toldTo = async (n: number): Promise<string[]> => {
    const { rows } = await sql<{ kind: string; cause: string }>`
      select m.kind, m.cause from message m join beneficiary b on b.id = m.beneficiary_id
       where b.number = ${n} and m.kind like 'voucher%' order by m.seq`.execute(db)
    const short = (cause: string): string =>
      cause.replace(/^[0-9a-f-]{36}/, '').replace(/[0-9a-f-]{36}$/, 'another number')
    return rows.map(({ kind, cause }) => kind + short(cause))
  }
  /** What is kept for the morning. */
  const keptOf = async (n: number): Promise<string[]> =>
    (
      await sql<{ kind: string }>`
        select m.kind from message m join beneficiary b on b.id = m.beneficiary_id
         where b.number = ${n} and m.state = 'queued' and m.not_before > now() order by m.seq`.execute(db)
    ).rows.map(({ kind }) => kind)
  const inboxOf = async (n: number): Promise<number> =>
    (
      await sql<{ count: number }>`
        select count(*)::int as count from incoming_message i join beneficiary b on b.id = i.beneficiary_id
         where b.number = ${n} and i.state = 'inbox'`.execute(db)
    ).rows[0]!.count
  const casesOf = async (n: number): Promise<string[]> =>
    (
      await sql<{ code: string }>`
        select c.says_code as code from work_case c join beneficiary b on b.id = c.beneficiary_id
         where b.number = ${n} and c.state = 'open' order by 1`.execute(db)
    ).rows.map(({ code }) => code)
  const endOf = async (n: number): Promise<Ends> => {
    const cards = await cardsOf(n)
    const payouts = new Map(cards.map(({ payoutId, payout, money }) => [payoutId, [payout, money] as [string, string]]))
    return {
      cards: cards.map(({ state, ended }) => (ended === null ? state : `${state}, ${ended}`)),
      payouts: [...payouts.values()],
      told: await toldTo(n),
      inbox: await inboxOf(n),
      cases: await casesOf(n),
    }
  }
  /** Cards with something on them that the FSP has for this person, by its own book. */
  const liveCardsOf = async (n: number): Promise<number> => {
    const payouts = (await cardsOf(n)).map(({ payoutId }) => String(payoutId))
    const { cards } = await stage.cards()
    const live = cards.filter(({ balanceMinor }) => balanceMinor !== '0')
    return live.filter(({ reference }) => payouts.some(id => reference.startsWith(id))).length
  }
  return {
    ...{ cardsOf, toldTo, keptOf, inboxOf, casesOf, liveCardsOf },
    isIn: (n: number, state: string) =>
      stage.until(
        () => cardsOf(n),
        cards => cards.every(card => card.state === state),
      ),
    inboxHas: (n: number, count: number) =>
      stage.until(
        () => inboxOf(n),
        seen => seen === count,
      ),
    questionsOn: (n: number, count: number) =>
      stage.until(
        () => stage.phone(n),
        texts => texts.filter(text => text.includes('JA of NEE')).length === count,
      ),
    caseOf: (n: number, code: string) =>
      stage.until(
        () => casesOf(n),
        codes => codes.includes(code),
      ),
    /** The end of a path: what stands about the person, and the books of all. */
    endsAs: async (n: number, { cases, ...ends }: Ends): Promise<void> => {
      const states = ends.payouts.map(([state]) => state).join()
      const found = await stage.until(
        () => endOf(n),
        each => each.payouts.map(([state]) => state).join() === states,
      )
      expect(found).toMatchObject(ends)
      if (cases) expect(found.cases).toEqual(cases)
      await stage.vouchersAgree()
    },
  }
}

function moving(stage: VoucherStage) {
  const { house, sandbox, programmeId } = stage
  const { db, sealing } = house
  const { cardsOf } = reading(stage)
  const wake = (n: number): Promise<unknown> =>
    sql`
      update voucher v set next_at = now(), wake_at = clock_timestamp()
        from beneficiary b where b.id = v.beneficiary_id and b.number = ${n} and v.state = 'waiting'`.execute(db)
  /** Hours go by for one person; their cards have been looked at since. */
  const passes = async (n: number, hours: number): Promise<Card[]> => {
    const { rows } = await sql<{ at: Date }>`
      update voucher v set asked_at = asked_at - ${hours} * interval '1 hour', deadline_at = deadline_at - ${hours} * interval '1 hour',
             next_at = now(), wake_at = clock_timestamp()
        from beneficiary b where b.id = v.beneficiary_id and b.number = ${n} and v.state = 'waiting' returning clock_timestamp() as at`.execute(
      db,
    )
    const moved = rows[0]!.at
    // A look that changed something is followed by another at once: what it waits for then is further away.
    const settled = moved.getTime() + 5 * 60_000
    const seen = ({ state, lookedAt, nextAt }: Card): boolean =>
      state !== 'waiting' || (lookedAt >= moved && nextAt !== null && nextAt.getTime() > settled)
    return stage.until(
      () => cardsOf(n),
      cards => cards.every(seen),
    )
  }
  const phoneIs = (n: number, facts: object): Promise<unknown> =>
    sandbox.ask('PUT', `/sandbox/twilio/phones/${encodeURIComponent(numberOf(n))}`, facts)
  return {
    ...{ wake, passes, phoneIs },
    deadlineComes: (n: number): Promise<unknown> =>
      sql`update voucher v set deadline_at = now() from beneficiary b where b.id = v.beneficiary_id and b.number = ${n}`.execute(
        db,
      ),
    lookAt: async (n: number): Promise<void> => {
      const [card] = await cardsOf(n)
      await seeToVoucher(house, card!.voucherId)
    },
    /** As if the question that did arrive had come to nothing, as whatever comes after it does. */
    notReached: async (n: number): Promise<void> => {
      await sql`
        update message m set state = 'failed', reason = 'unknown_subscriber' from beneficiary b
         where b.id = m.beneficiary_id and b.number = ${n} and m.kind = 'voucher_question'`.execute(db)
      await phoneIs(n, { code: 63024 })
    },
    /** Corrected, checked and approved meanwhile: that of the person with the number fifty higher. */
    hasAnotherNumber: async (n: number): Promise<void> => {
      const number = numberOf(n + 50)
      await sql`
        update destination d set state = 'superseded' from beneficiary b
         where b.id = d.beneficiary_id and b.number = ${n} and d.state = 'approved'`.execute(db)
      await sql`
        insert into destination (beneficiary_id, version, number_enc, number_lookup, state, account_check, entered_by, decided_by, decided_at)
        select id, 2, ${sealing.seal(number)}, ${sealing.lookup('number', number)}, 'approved', 'ok', 'asha', 'baraka', now()
          from beneficiary where number = ${n}`.execute(db)
    },
    /** A further round for one person, beside the one that waits. */
    anotherRoundFor: async (n: number): Promise<void> => {
      const filter = { beneficiaryIds: [stage.people[n - 1]!] }
      const made = await createDistribution(house, { programmeId, round: 2, name: 'Round 2', filter, by: asha })
      if (!made.ok) throw new Error(made.why)
      const life = stage.lives.distribution(made.distributionId)
      await life.begin({ programmeId, fspName: 'intersolve' })
      const { listHash } = await standsAs(stage)(made.distributionId, 'awaiting_approval')
      expectDone(await life.approve(baraka, listHash ?? ''))
      expectDone(await life.start(asha))
    },
    /** Hours of rest of the programme that begin with the present one, or none. */
    nightIs: async (when: 'now' | 'never'): Promise<void> => {
      const clock = { timeZone: 'Europe/Amsterdam', hourCycle: 'h23', hour: '2-digit' } as const
      const here = Number(new Intl.DateTimeFormat('en-GB', clock).format(new Date()))
      const rest = when === 'never' ? [0, 0] : [here, (here + 2) % 24]
      const [quietFromHour = 0, quietUntilHour = 0] = rest
      const rules = { ...usualAsking, quietFromHour, quietUntilHour, highestCardMinor, programmeId, by: asha }
      expectDone(await setVoucherRules(house, rules))
    },
    /** Both wait for the payout in this order when it is let go. */
    inTheSameInstant: async (
      n: number,
      first: () => Promise<unknown>,
      second: () => Promise<unknown>,
    ): Promise<void> => {
      const [card] = await cardsOf(n)
      const waits = (count: number): Promise<number> =>
        stage.until(
          async () =>
            (
              await sql<{ count: number }>`
                select count(*)::int as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
                db,
              )
            ).rows[0]!.count,
          seen => seen >= count,
        )
      const both: Promise<unknown>[] = []
      await db.transaction().execute(async held => {
        await sql`select from payout where id = ${card!.payoutId} for update`.execute(held)
        both.push(first())
        await waits(1)
        both.push(second())
        await waits(2)
      })
      await Promise.all(both)
    },
  }
}
