import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { closePayout } from '../../db/attempts.js'
import type { AnswerToRecord } from '../../db/answers.js'
import type { CallToSend } from '../../db/calls.js'
import { openAttempt } from '../../db/openAttempt.js'
import { applyFindings, type Finding } from '../../db/outcomes.js'
import { verifyBooks, type Check } from '../../db/verify.js'
import type { DistributionId, PayoutId } from '../../domain/ids.js'
import { money } from '../../domain/money.js'
import { aDistribution, aPayday, asha, must, takeAll, type Payday, recordAnswer } from '../world/payday.js'

let payday: Payday
let distributionId: DistributionId
let call: CallToSend
beforeEach(async () => {
  payday = await aPayday({ people: 6 })
  distributionId = await aDistribution(payday)
  call = (await takeAll(payday, distributionId))[0]!
})
afterEach(() => payday.end())

type Outcome = AnswerToRecord['entries'][number]['outcome']

/** The FSP answers the call, entry by entry. */
const answer = (outcomes: readonly Outcome[]): Promise<unknown> =>
  recordAnswer(payday.house, {
    callId: call.callId,
    answer: {
      httpStatus: 201,
      entries: call.attempts.map((each, i) => ({
        attemptKey: each.key,
        outcome: outcomes[i] ?? { is: 'accepted' },
        ...(outcomes[i]?.is === 'unknown' ? {} : { transactionId: `T${i}`, fee: money(700n, 'KES') }),
      })),
    },
  })
const hear = (
  i: number,
  said: Finding['said'],
  transactionId = `T${i}`,
  source: Finding['source'] = 'query',
): Promise<unknown> =>
  applyFindings(payday.house, [
    {
      fspAccountId: call.fspAccountId,
      attempt: { key: call.attempts[i]!.key },
      source,
      said,
      transactionId,
      feeMinor: 700n,
    },
  ])
const wrong = async (): Promise<string[]> =>
  (await verifyBooks(payday.house)).checks.filter(each => !each.ok).map(each => each.name)
const accountIn = (checks: readonly Check[], account: string): string | undefined =>
  checks.find(each => each.name.includes(`account ${account}`))?.found

/** A change that no code of ours can make: guards and triggers are off. */
const tamper = (statement: string): Promise<unknown> =>
  payday.house.db.transaction().execute(async trx => {
    await sql`set local session_replication_role = replica`.execute(trx)
    await sql.raw(statement).execute(trx)
  })

describe('the books agree', () => {
  it('before, during and after everything that can happen to a payout', async () => {
    expect(await wrong()).toEqual([])
    await answer([
      { is: 'paid' },
      { is: 'paid' },
      { is: 'refused', reason: 'not_registered' },
      { is: 'unknown', reason: 'no_answer' },
    ])
    expect(await wrong()).toEqual([])
    await hear(2, { is: 'refused', reason: 'not_registered' })
    const retried = must(await openAttempt(payday.house, { payoutId: call.attempts[2]!.payoutId, by: asha }))
    expect(retried.ok && retried.opened).toBe(true)
    expect(await wrong()).toEqual([])
    const second = (await takeAll(payday, distributionId))[0]!
    expect(await wrong()).toEqual([])
    await recordAnswer(payday.house, {
      callId: second.callId,
      answer: {
        httpStatus: 201,
        entries: second.attempts.map(each => ({
          attemptKey: each.key,
          outcome: { is: 'paid' },
          transactionId: 'again',
          fee: money(900n, 'KES'),
        })),
      },
    })
    expect(await wrong()).toEqual([])
    // a success after the no, when the next attempt was paid already: one household has two
    await hear(2, { is: 'paid' })
    expect(await wrong()).toEqual([])
    await hear(3, { is: 'paid' })
    await hear(4, { is: 'paid' })
    // the FSP pays one attempt under two transactions
    await hear(4, { is: 'paid' }, 'T4b')
    expect(await wrong()).toEqual([])
    await hear(0, { is: 'reversed' }, 'T0', 'statement')
    expect(await wrong()).toEqual([])
    must(
      await closePayout(payday.house, {
        payoutId: call.attempts[0]!.payoutId,
        by: asha,
        why: 'moved away',
        as: 'closed',
      }),
    )
    await hear(5, { is: 'refused', reason: 'not_registered' })
    must(
      await closePayout(payday.house, {
        payoutId: call.attempts[5]!.payoutId,
        by: asha,
        why: 'not reached',
        as: 'closed',
      }),
    )

    const { ok, checks } = await verifyBooks(payday.house, { programmeId: payday.programmeId })
    expect(checks.filter(each => !each.ok)).toEqual([])
    expect(ok).toBe(true)
    // four households keep a first success; two further ones are overpaid; one came back and was released
    expect(accountIn(checks, 'disbursed')).toBe('2000000')
    expect(accountIn(checks, 'overpaid')).toBe('1000000')
    expect(accountIn(checks, 'returned')).toBe('0')
    expect(accountIn(checks, 'fees')).toBe(String(7 * 700 + 200))
    expect(accountIn(checks, 'reserved')).toBe('0')
    expect(accountIn(checks, 'in_transit')).toBe('0')
  })

  it('and nothing of another programme is read when one is asked for', async () => {
    await tamper(`update payout set money = 'none'`)
    const other = '00000000-0000-4000-8000-000000000000' as Payday['programmeId']
    expect((await verifyBooks(payday.house, { programmeId: other })).ok).toBe(true)
    expect((await verifyBooks(payday.house, { programmeId: payday.programmeId })).ok).toBe(false)
  })
})

describe('the books do not agree', () => {
  const first = (): PayoutId => call.attempts[0]!.payoutId
  const firstAttempt = (): string => call.attempts[0]!.attemptId
  const paidAll = (): Promise<unknown> => answer(call.attempts.map(() => ({ is: 'paid' as const })))

  it('when an amount is taken from one payout’s money and put to another’s: the sums still do', async () => {
    await tamper(
      `update ledger_entry set payout_id = '${call.attempts[1]!.payoutId}' where payout_id = '${first()}' and kind = 'sending'`,
    )
    const { checks } = await verifyBooks(payday.house)
    const bad = checks.filter(each => !each.ok)
    expect(bad.map(each => each.name)).toEqual(['the ledger holds for every single payout what the payout says'])
    expect(bad[0]).toMatchObject({ found: '2', examples: [first(), call.attempts[1]!.payoutId].sort() })
  })

  it.each<[string, (ids: { payout: string; attempt: string; distribution: string }) => string, string]>([
    [
      'an entry is lost',
      () =>
        `delete from ledger_entry where kind = 'paid' and id = (select min(id) from ledger_entry where kind = 'paid')`,
      'the account disbursed agrees with the payouts',
    ],
    [
      'a fee is changed',
      () =>
        `update ledger_entry set amount_minor = amount_minor + 1 where kind = 'fee' and id = (select min(id) from ledger_entry where kind = 'fee')`,
      'the account fees agrees with the payouts',
    ],
    [
      'a paid payout is set back',
      ({ payout }) => `update payout set state = 'ready' where id = '${payout}'`,
      'a payout is paid if exactly one transfer of it was, and overpaid if more',
    ],
    [
      'a success is forgotten',
      ({ attempt }) => `update attempt set state = 'refused' where id = '${attempt}'`,
      'a transaction that the FSP paid is a success here, or somebody’s case',
    ],
    [
      'a second transaction is slipped in',
      ({ attempt }) =>
        `insert into fsp_transaction (fsp_account_id, transaction_id, attempt_id, said) select fsp_account_id, 'X', id, 'paid' from attempt where id = '${attempt}'`,
      'nobody was paid twice without a case',
    ],
    [
      'an amount on the list is changed',
      ({ payout }) => `update payout set amount_minor = amount_minor + 1 where id = '${payout}'`,
      'frozen lists agree with their hashes',
    ],
    [
      'the exchange rate of a list is changed',
      () => `update distribution set exchange_rate = '{}'`,
      'frozen lists agree with their hashes',
    ],
    [
      'the hash of a part is changed',
      () => `update distribution_part set hash = sha256(hash)`,
      'frozen lists agree with their hashes',
    ],
    [
      'a part is said to have reserved more',
      () => `update distribution_part set reserved_minor = reserved_minor + 1`,
      'the parts of a list have reserved what its approval did',
    ],
    [
      'something left although its approval had been dropped',
      () => `update distribution_part set dropped_at = now() - interval '1 hour', dropped_why = 'rows'`,
      'nothing left of a part after its approval was dropped',
    ],
    [
      'a payout is taken off the list',
      ({ distribution }) => `update distribution set payouts = 7 where id = '${distribution}'`,
      'a frozen list has as many payouts, and as much money, as its distribution says',
    ],
    [
      'a payout names another account',
      ({ payout }) => `update payout set fsp_account_id = gen_random_uuid() where id = '${payout}'`,
      'a payout names the programme, round and account of its distribution, and a destination of its own person',
    ],
    [
      'a payout goes to another’s destination',
      ({ payout }) =>
        `update payout set destination_id = (select id from destination where beneficiary_id <> payout.beneficiary_id limit 1) where id = '${payout}'`,
      'a payout names the programme, round and account of its distribution, and a destination of its own person',
    ],
    [
      'an approval reserved too little',
      () => `update ledger_entry set amount_minor = amount_minor - 1 where kind = 'approval'`,
      'every approval reserved what the payouts of its list need',
    ],
    [
      'an attempt names another programme',
      ({ attempt }) => `update attempt set programme_id = gen_random_uuid() where id = '${attempt}'`,
      'attempts, transactions and ledger entries name the programme, distribution, person and account of their payout',
    ],
    [
      'a transaction names another account',
      ({ attempt }) => `update fsp_transaction set fsp_account_id = gen_random_uuid() where attempt_id = '${attempt}'`,
      'attempts, transactions and ledger entries name the programme, distribution, person and account of their payout',
    ],
    [
      'an attempt goes to another’s number',
      ({ attempt }) =>
        `update attempt set destination_id = (select id from destination where beneficiary_id <> attempt.beneficiary_id limit 1) where id = '${attempt}'`,
      'what was approved is what is sent: amount, account and destination',
    ],
    [
      'the approval is gone',
      () => `delete from approval`,
      'whatever left was on a list that somebody else approved with the same hash',
    ],
  ])('when %s', async (_what, statement, name) => {
    await paidAll()
    expect(await wrong()).toEqual([])
    await tamper(statement({ payout: first(), attempt: firstAttempt(), distribution: distributionId }))
    expect(await wrong()).toContain(name)
  })

  it.each<[string, (ids: { payout: string; attempt: string }) => string, string]>([
    [
      'a transfer under way has no time to be asked about',
      ({ attempt }) => `update attempt set next_check_at = null where id = '${attempt}'`,
      'every transfer that is under way has a time at which it is asked about, or a case',
    ],
    [
      'a refusal waits for nothing',
      ({ payout, attempt }) =>
        `update attempt set state = 'refused', next_check_at = null where id = '${attempt}'; update payout set state = 'refused', next_check_at = null where id = '${payout}'`,
      'every refusal waits for a time, a confirmation or a person',
    ],
    [
      'a payout is left behind by a closed distribution',
      ({ payout, attempt }) =>
        `update attempt set state = 'prepared', next_check_at = null where id = '${attempt}'; update distribution set state = 'closed' where id = (select distribution_id from payout where id = '${payout}')`,
      'every payout that has not left belongs to an open distribution, a time or a person',
    ],
    [
      'an attempt left without its call',
      ({ attempt }) => `delete from call_attempt where attempt_id = '${attempt}'`,
      'an attempt that may have left has its call',
    ],
    [
      'money is said to stand elsewhere',
      ({ payout }) => `update payout set money = 'reserved' where id = '${payout}'`,
      'money stands where the state of the payout says',
    ],
    [
      'an unknown is called something else',
      ({ payout }) => `update payout set state = 'refused' where id = '${payout}'`,
      'a payout is in progress or unknown if its open attempt is, and has none otherwise',
    ],
  ])('when %s', async (_what, statement, name) => {
    await tamper(statement({ payout: first(), attempt: firstAttempt() }))
    expect(await wrong()).toContain(name)
  })
})
