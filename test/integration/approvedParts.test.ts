/** What was approved is what is paid: each part of a list is held against its hash at the moment of paying. */
import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { listCases } from '../../db/caseList.js'
import { closePayout } from '../../db/attempts.js'
import { listActs } from '../../db/audit.js'
import { closeByLooking } from '../../db/caseOwner.js'
import { takeCalls, type CallToSend, type Taken } from '../../db/calls.js'
import { decideDestination, proposeDestination } from '../../db/destinations.js'
import { startDistribution } from '../../db/distributionActs.js'
import { approveDistribution } from '../../db/distributionApproval.js'
import { dryRunDistribution, freezeList } from '../../db/distributionList.js'
import { createDistribution } from '../../db/distributions.js'
import { dropPart, releaseDropped, stillApproved } from '../../db/droppedParts.js'
import { setExchangeRate } from '../../db/exchangeRate.js'
import { balances } from '../../db/ledger.js'
import { listHashOf, partStanding } from '../../db/listHash.js'
import { openAttempt } from '../../db/openAttempt.js'
import { applyFindings, type Finding } from '../../db/outcomes.js'
import { findDistribution } from '../../db/read/distributions.js'
import { closeIfDone } from '../../db/standing.js'
import { verifyBooks } from '../../db/verify.js'
import type { DistributionId, PayoutId } from '../../domain/ids.js'
import { aPayday, asha, baraka, chege, must, numberOf, pricing, type Payday } from '../world/payday.js'

let payday: Payday
let id: DistributionId
afterEach(() => payday.end())

/** Six households in three parts of two, approved and started. */
async function paying(): Promise<void> {
  payday = await aPayday({ people: 6 })
  id = await aList()
}

async function aList(): Promise<DistributionId> {
  const { house, programmeId } = payday
  const given = { programmeId, round: 1, name: 'Round 1', batchSize: 2, by: asha }
  const { distributionId } = must(await createDistribution(house, given))
  const { hash } = must(await freezeList(house, { distributionId, pricing }))
  must(await approveDistribution(house, { distributionId, by: baraka, listHash: hash }))
  must(await startDistribution(house, { distributionId, by: asha }))
  return distributionId
}

/** What somebody with the rights of the database does: guards and triggers are off. */
const tamper = (statement: string): Promise<unknown> =>
  payday.house.db.transaction().execute(async trx => {
    await sql`set local session_replication_role = replica`.execute(trx)
    await sql.raw(statement).execute(trx)
  })
const rows = async <T>(statement: string): Promise<T[]> => (await sql.raw<T>(statement).execute(payday.house.db)).rows
const states = async (): Promise<string> =>
  (await rows<{ state: string }>(`select state from payout where distribution_id = '${id}' order by position`))
    .map(row => row.state)
    .join(' ')
const payoutAt = async (position: number): Promise<PayoutId> =>
  (await rows<{ id: PayoutId }>(`select id from payout where distribution_id = '${id}' and position = ${position}`))[0]!
    .id
const still = (batch: number): Promise<boolean> => stillApproved(payday.house, { distributionId: id, batch })
const take = (batch: number): Promise<Taken> =>
  takeCalls(payday.house, {
    distributionId: id,
    batch,
    recipientsPerCall: 10,
    calls: 10,
    sendByMs: 30_000,
    longestProcessingMs: 1_000,
  })
const wrong = async (): Promise<Record<string, string[]>> =>
  Object.fromEntries(
    (await verifyBooks(payday.house)).checks.filter(each => !each.ok).map(each => [each.name, each.examples]),
  )
const openCases = async () =>
  (await listCases(payday.house, { distributionId: id, state: 'open', limit: 100 })).cases.filter(
    each => each.kind === 'approval_dropped',
  )
const dropped = async () => (await findDistribution(payday.house, id))!.droppedParts

const said = (call: CallToSend, i: number, what: Finding['said']): Promise<unknown> =>
  applyFindings(payday.house, [
    {
      fspAccountId: call.fspAccountId,
      attempt: { key: call.attempts[i]!.key },
      said: what,
      ...(what.is === 'notTaken'
        ? { source: 'answer', callId: call.callId }
        : { source: 'query', transactionId: `T${call.attempts[i]!.key}`, feeMinor: 700n }),
    },
  ])
const pay = async (batch: number): Promise<void> => {
  expect(await still(batch)).toBe(true)
  const { calls } = await take(batch)
  for (const call of calls) for (const i of call.attempts.keys()) await said(call, i, { is: 'paid' })
}

const lists = 'frozen lists agree with their hashes'

describe('a part that was changed after its approval', () => {
  const own = `where distribution_id = (select id from distribution) and position = 3`
  const changes: [string, string][] = [
    ['an amount', `update payout set amount_minor = 900000 ${own}`],
    ['an amount, to less', `update payout set amount_minor = 100 ${own}`],
    ['a fee reserve', `update payout set fee_reserve_minor = 5 ${own}`],
    [
      'a destination',
      `update payout set destination_id = (select t.id from destination t where t.beneficiary_id <> payout.beneficiary_id limit 1) ${own}`,
    ],
    [
      'the number of a destination',
      `update destination set number_lookup = '\\x00' where id = (select destination_id from payout ${own})`,
    ],
    ['the account', `update payout set fsp_account_id = gen_random_uuid() ${own}`],
    ['a person', `update payout set beneficiary_id = gen_random_uuid() ${own}`],
    ['somebody, taken away', `delete from payout ${own}`],
    [
      'somebody, slipped in',
      `insert into payout (distribution_id, beneficiary_id, programme_id, round, purpose, position, batch, amount_minor, fee_reserve_minor, destination_id, fsp_account_id, state, money)
       select distribution_id, gen_random_uuid(), programme_id, round, purpose, 77, batch, amount_minor, fee_reserve_minor, destination_id, fsp_account_id, 'ready', 'reserved' from payout ${own}`,
    ],
  ]

  it.each(changes)('by %s is not paid, and gives back exactly what was reserved for it', async (_what, statement) => {
    await paying()
    await pay(1)
    await tamper(statement)
    expect(Object.keys(await wrong())).toContain(lists)

    expect(await still(2)).toBe(false)
    expect(await take(2)).toEqual({ calls: [] })
    expect(await dropped()).toMatchObject([{ batch: 2, why: 'rows' }])
    await pay(3)
    expect(await states()).toMatch(/^paid paid cancelled (cancelled )?paid paid( cancelled)?$/)
    expect(await closeIfDone(payday.house, id)).toMatchObject({ closed: true })
    expect(await balances(payday.house, payday.programmeId)).toMatchObject({
      available: 1_000_000_000n - 4n * 500_700n,
      reserved: 0n,
      in_transit: 0n,
      disbursed: 4n * 500_000n,
    })
    expect((await wrong())[lists]).toEqual([`${id}/2`])
    expect(await openCases()).toMatchObject([{ owner: 'approver', distributionId: id, atDeadline: 'escalate' }])
    const acts = await listActs(payday.house, { subject: ['distribution', id], act: 'approval dropped', limit: 9 })
    expect(acts).toMatchObject([{ person: 'mkono', details: { batch: 2, found: 'rows' } }])
  })

  it('is dropped once, whoever finds it and however often, and its case is closed by looking', async () => {
    await paying()
    await tamper(`update payout set amount_minor = 900000 ${own}`)
    expect(await Promise.all([still(2), still(2), take(1), still(2), take(3)])).toMatchObject([
      false,
      false,
      {},
      false,
      {},
    ])
    expect(await still(2)).toBe(false)
    expect(await openCases()).toHaveLength(1)
    expect((await rows(`select 1 from ledger_entry where kind = 'released'`)).length).toBe(2)
    expect(
      await rows(`select from_account, to_account, amount_minor from ledger_entry where kind = 'approval_dropped'`),
    ).toEqual([{ from_account: 'available', to_account: 'reserved', amount_minor: 400_000n }])
    const [open] = await openCases()
    must(await closeByLooking(payday.house, { caseId: open!.caseId, by: chege, resolution: 'a clerk, by hand' }))
    expect(await still(2)).toBe(false)
    expect(await openCases()).toEqual([])
  })

  it('is dropped beside those who take calls: each payout had left before or is cancelled', async () => {
    await paying()
    await tamper(`update payout set fsp_account_id = gen_random_uuid() ${own}`)
    const one = { recipientsPerCall: 1, calls: 1, sendByMs: 30_000, longestProcessingMs: 1_000 }
    const takeOne = (): Promise<Taken> => takeCalls(payday.house, { distributionId: id, batch: 2, ...one })
    await Promise.all([takeOne(), still(2), takeOne(), still(2), takeOne()])
    const left = (await rows(`select 1 from attempt where state = 'sending'`)).length
    expect((await states()).split(' ').slice(2, 4).sort()).toEqual(
      ['cancelled', 'cancelled', 'in_progress', 'in_progress'].slice(left, left + 2),
    )
    const balance = await balances(payday.house, payday.programmeId)
    expect(balance).toMatchObject({ reserved: 4n * 501_000n, in_transit: BigInt(left) * 501_000n })
  })

  it('and whose hash was taken away with it is none that anybody approved: nothing of the list is paid', async () => {
    await paying()
    await tamper(`update payout set amount_minor = 900000 ${own}; delete from distribution_part where batch = 2`)
    for (const batch of [2, 1, 3]) expect(await still(batch)).toBe(false)
    expect(await dropped()).toMatchObject([{ batch: 1 }, { batch: 2 }, { batch: 3 }])
    expect(await balances(payday.house, payday.programmeId)).toMatchObject({ available: 1_000_000_000n, reserved: 0n })
  })

  it('keeps its people free for another list, and the books agree once the rows are put right', async () => {
    await paying()
    const [{ was } = { was: '' }] = await rows<{ was: string }>(`select destination_id as was from payout ${own}`)
    await tamper(`update payout set destination_id = gen_random_uuid() ${own}`)
    expect(await still(2)).toBe(false)
    const dry = { programmeId: payday.programmeId, round: 1, pricing }
    expect(await dryRunDistribution(payday.house, dry)).toMatchObject({ payable: 2 })
    await tamper(`update payout set destination_id = '${was}' ${own}`)
    expect(await wrong()).toEqual({})
    // An approval that was dropped does not come back with the rows.
    expect(await still(2)).toBe(false)
    for (const batch of [1, 3]) await pay(batch)
    const first = id
    id = await aList()
    await pay(1)
    expect(await states()).toBe('paid paid')
    for (const each of [first, id]) expect(await closeIfDone(payday.house, each)).toMatchObject({ closed: true })
    expect(await wrong()).toEqual({})
  })

  it('whose change was undone before anybody came to pay it is paid', async () => {
    await paying()
    await tamper(`update payout set amount_minor = 900000 ${own}`)
    expect(await partStanding(payday.house, { distributionId: id, batch: 2 })).toMatchObject({ stands: false })
    await tamper(`update payout set amount_minor = 500000 ${own}`)
    expect(await dropPart(payday.house, { distributionId: id, batch: 2 }, 'rows')).toBe(false)
    await pay(2)
    expect(await wrong()).toEqual({})
  })

  it('cannot be made right by the database’s guards: a hash, or the end of an approval, is not rewritten', async () => {
    await paying()
    await tamper(`update payout set amount_minor = 900000 ${own}`)
    await still(2)
    for (const change of [`hash = '\\x00'`, 'dropped_at = null, dropped_why = null', 'reserved_minor = 1'])
      await expect(rows(`update distribution_part set ${change}`)).rejects.toThrow(/keeps what was approved/)
  })

  it('stops all of the list where its head was changed', async () => {
    await paying()
    await tamper(
      `update distribution set exchange_rate = '{"currency":"EUR","rate":"1","on":"2026-11-20","source":"x"}'`,
    )
    expect((await wrong())[lists]).toEqual([id])
    for (const batch of [1, 2, 3]) expect(await still(batch)).toBe(false)
    expect(await states()).toBe('cancelled cancelled cancelled cancelled cancelled cancelled')
    expect(await openCases()).toHaveLength(1)
  })

  it('is not touched while it still waits for its approval', async () => {
    payday = await aPayday({ people: 2 })
    const given = { programmeId: payday.programmeId, round: 1, name: 'Round 1', by: asha }
    id = must(await createDistribution(payday.house, given)).distributionId
    must(await freezeList(payday.house, { distributionId: id, pricing }))
    await tamper(`update payout set amount_minor = 1`)
    expect(await openAttempt(payday.house, { payoutId: await payoutAt(1), by: asha })).toMatchObject({ ok: false })
    expect(await states()).toBe('listed listed')
    expect(await dropped()).toEqual([])
  })
})

describe('what certainly has not left', () => {
  it('is released; what is under way is followed to its end, and released when it comes back', async () => {
    payday = await aPayday({ people: 4 })
    const given = { programmeId: payday.programmeId, round: 1, name: 'Round 1', batchSize: 10, by: asha }
    id = must(await createDistribution(payday.house, given)).distributionId
    const { hash } = must(await freezeList(payday.house, { distributionId: id, pricing }))
    must(await approveDistribution(payday.house, { distributionId: id, by: baraka, listHash: hash }))
    must(await startDistribution(payday.house, { distributionId: id, by: asha }))
    const one = { distributionId: id, recipientsPerCall: 3, calls: 1, sendByMs: 30_000, longestProcessingMs: 1_000 }
    const [call] = (await takeCalls(payday.house, one)).calls
    await tamper(`update payout set amount_minor = 900000 where position = 4`)
    expect(await still(1)).toBe(false)
    expect(await states()).toBe('in_progress in_progress in_progress cancelled')
    expect(await balances(payday.house, payday.programmeId)).toMatchObject({ reserved: 0n, in_transit: 1_503_000n })

    await said(call!, 0, { is: 'paid' })
    await said(call!, 1, { is: 'notTaken', reason: 'throttled' })
    await said(call!, 2, { is: 'refused', reason: 'recipient_limit' })
    expect(await states()).toBe('paid in_progress refused cancelled')
    expect(await take(1)).toMatchObject({ calls: [] })
    expect(await openAttempt(payday.house, { payoutId: await payoutAt(3), by: asha })).toMatchObject({ ok: false })
    expect(await releaseDropped(payday.house, 10)).toEqual([])
    expect(await states()).toBe('paid cancelled cancelled cancelled')
    expect(await closeIfDone(payday.house, id)).toMatchObject({ closed: true })
    expect(await balances(payday.house, payday.programmeId)).toMatchObject({ reserved: 0n, in_transit: 0n })
    expect(await openCases()).toHaveLength(1)
  })

  it('and came back while nobody asked is released by the caretaker', async () => {
    await paying()
    const { calls } = await take(2)
    await tamper(`update payout set fsp_account_id = gen_random_uuid() where position = 4`)
    expect(await still(2)).toBe(false)
    await said(calls[0]!, 0, { is: 'refused', reason: 'recipient_limit' })
    await said(calls[0]!, 1, { is: 'notTaken', reason: 'throttled' })
    expect(await releaseDropped(payday.house, 10)).toEqual([id])
    expect(await releaseDropped(payday.house, 10)).toEqual([])
    expect(await states()).toBe('ready ready cancelled cancelled ready ready')
  })
})

describe('a retry after the list was changed', () => {
  const refusedOne = async (): Promise<PayoutId> => {
    await paying()
    const { calls } = await take(2)
    await said(calls[0]!, 0, { is: 'refused', reason: 'not_registered' })
    await said(calls[0]!, 1, { is: 'paid' })
    return calls[0]!.attempts[0]!.payoutId
  }

  it('is not opened, and its money is given back', async () => {
    const payoutId = await refusedOne()
    await tamper(`update payout set amount_minor = 900000 where id = '${payoutId}'`)
    expect(await openAttempt(payday.house, { payoutId, by: asha })).toMatchObject({ ok: false, problem: 'state' })
    expect(await rows(`select state, released from payout where id = '${payoutId}'`)).toEqual([
      { state: 'cancelled', released: true },
    ])
    expect(await balances(payday.house, payday.programmeId)).toMatchObject({ reserved: 4n * 501_000n })
  })

  it.each([
    ['amount', 'amount_minor = 900000'],
    [
      'destination',
      `destination_id = (select id from destination where beneficiary_id <> attempt.beneficiary_id limit 1)`,
    ],
  ])('that was opened with another %s does not leave', async (_what, change) => {
    const payoutId = await refusedOne()
    must(await openAttempt(payday.house, { payoutId, by: asha }))
    await tamper(`update attempt set ${change} where payout_id = '${payoutId}' and ordinal = 2`)
    const one = { distributionId: id, payoutId, recipientsPerCall: 1, calls: 1, sendByMs: 1, longestProcessingMs: 1 }
    const taken = await takeCalls(payday.house, one)
    expect(taken).toEqual({ calls: [], halted: 'not_as_approved', parts: [{ batch: 2, found: 'attempt' }] })
    expect(await dropPart(payday.house, { distributionId: id, batch: 2 }, 'attempt')).toBe(true)
    expect(await takeCalls(payday.house, one)).toEqual({ calls: [] })
    expect(await rows(`select state from attempt where payout_id = '${payoutId}' order by ordinal`)).toEqual([
      { state: 'refused' },
      { state: 'withdrawn' },
    ])
  })
})

describe('what may happen to a list after its approval', () => {
  it('changes no hash: holds, payouts given up, corrections, retries and outcomes', async () => {
    const payoutId = await (async () => {
      await paying()
      const { calls } = await take(1)
      await said(calls[0]!, 0, { is: 'refused', reason: 'not_registered' })
      await said(calls[0]!, 1, { is: 'paid' })
      return calls[0]!.attempts[0]!.payoutId
    })()
    const hash = await listHashOf(payday.house, id)
    const [{ person } = { person: payday.people[0]! }] = await rows<{ person: (typeof payday.people)[0] }>(
      `select beneficiary_id as person from payout where id = '${payoutId}'`,
    )
    const proposed = must(
      await proposeDestination(payday.house, { beneficiaryId: person, number: numberOf(99), by: asha }),
    )
    await sql`update destination set account_check = 'ok' where id = ${proposed.destinationId}`.execute(payday.house.db)
    must(await decideDestination(payday.house, { destinationId: proposed.destinationId, approve: true, by: baraka }))
    const [approval] = await rows<{ id: never }>(`select id from approval where kind = 'destination'`)
    must(await openAttempt(payday.house, { payoutId, by: asha, approvalId: approval!.id }))
    const [corrected] = (
      await takeCalls(payday.house, {
        distributionId: id,
        payoutId,
        recipientsPerCall: 1,
        calls: 1,
        sendByMs: 1,
        longestProcessingMs: 1,
      })
    ).calls
    expect(corrected!.attempts[0]!.number).toBe(numberOf(99))
    must(await closePayout(payday.house, { payoutId: await payoutAt(3), by: asha, why: 'moved away', as: 'closed' }))
    await sql`update payout set held_reason = 'a question' where position = 4`.execute(payday.house.db)
    expect(await listHashOf(payday.house, id)).toEqual(hash)
    for (const batch of [1, 2, 3]) expect(await still(batch)).toBe(true)
    expect(await wrong()).toEqual({})
  })

  it('leaves the exchange rate under which it was frozen', async () => {
    payday = await aPayday({ people: 2 })
    const { house, programmeId } = payday
    const rate = { currency: 'EUR', on: '2026-11-20', source: 'InforEuro' } as const
    must(await setExchangeRate(house, { programmeId, ...rate, rate: '129.350', by: asha }))
    id = await aList()
    const frozen = (await findDistribution(house, id))!
    must(await setExchangeRate(house, { programmeId, ...rate, rate: '140', by: asha }))
    expect(await findDistribution(house, id)).toMatchObject({
      listHash: frozen.listHash,
      exchangeRate: { rate: '129.35' },
    })
    expect((await listHashOf(house, id)).toString('hex')).toBe(frozen.listHash)
    expect(await still(1)).toBe(true)
    expect(await wrong()).toEqual({})
  })
})
