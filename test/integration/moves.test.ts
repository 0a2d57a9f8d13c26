import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { recordFindings } from '../../db/accountFindings.js'
import { giveBack, takePending } from '../../db/accountChecks.js'
import { closePayout } from '../../db/attempts.js'
import { decideDestination, proposeDestination } from '../../db/destinations.js'
import { startDistribution } from '../../db/distributionActs.js'
import { approveDistribution } from '../../db/distributionApproval.js'
import { dryRunDistribution, freezeList } from '../../db/distributionList.js'
import { createDistribution } from '../../db/distributions.js'
import { createFollowUp } from '../../db/followUps.js'
import { applyFindings, type Finding } from '../../db/outcomes.js'
import { closeIfDone } from '../../db/standing.js'
import { verifyBooks } from '../../db/verify.js'
import type { DestinationId, DistributionId, FspAccountId } from '../../domain/ids.js'
import { aDistribution, aPayday, asha, baraka, must, numberOf, pricing, takeAll, type Payday } from '../world/payday.js'

let payday: Payday
let other: FspAccountId
beforeEach(async () => {
  payday = await aPayday({ people: 2 })
  other = await anAccount('Other wallet', 'KES', 'chege')
})
afterEach(() => payday.end())

async function anAccount(
  name: string,
  currency: string,
  confirmedBy: string | null,
  fspName = 'africastalking',
): Promise<FspAccountId> {
  const { sealing, db } = payday.house
  const { rows } = await sql<{ id: FspAccountId }>`
    insert into fsp_account (fsp_name, name, currency, country, credentials_enc, callback_token_enc, callback_token_lookup, created_by, confirmed_by, paused_reason)
    values (${fspName}, ${name}, ${currency}, 'KE', ${sealing.seal('{}')}, ${sealing.seal('t')}, ${randomBytes(32)}, 'asha', ${confirmedBy},
            ${confirmedBy === null ? 'new' : null}) returning id`.execute(db)
  return rows[0]!.id
}

const move = (over: { fspAccountId?: FspAccountId; number?: string } = { fspAccountId: other }) =>
  proposeDestination(payday.house, { beneficiaryId: payday.people[0]!, reason: 'their operator', by: asha, ...over })

/** The FSP of the account answers about every number that waits to be asked about there. */
async function checked(at: FspAccountId): Promise<readonly string[]> {
  const { house, programmeId } = payday
  const taken = await takePending(house, { programmeId, limit: 10 })
  expect(taken?.fspAccountId).toBe(at)
  const numbers = taken?.numbers ?? []
  await recordFindings(house, { fspAccountId: at, findings: numbers.map(number => ({ number, is: 'ok' })) })
  return numbers
}
const approve = (destinationId: DestinationId, by = baraka) =>
  decideDestination(payday.house, { destinationId, approve: true, by })

async function moved(): Promise<{ gaveBack: DistributionId[] }> {
  const { destinationId } = must(await move())
  await checked(other)
  return { gaveBack: must(await approve(destinationId)).gaveBack ?? [] }
}

const notPayable = async (fspAccountId?: FspAccountId, round = 1) => {
  const given = { programmeId: payday.programmeId, round, pricing, ...(fspAccountId ? { fspAccountId } : {}) }
  const { payable, notPayable: why } = must(await dryRunDistribution(payday.house, given))
  return { payable, why }
}

async function started(distributionId: DistributionId): Promise<DistributionId> {
  const { house } = payday
  const { hash } = must(await freezeList(house, { distributionId, pricing }))
  must(await approveDistribution(house, { distributionId, by: baraka, listHash: hash }))
  must(await startDistribution(house, { distributionId, by: asha }))
  return distributionId
}

const tell = (attemptId: string, said: Finding['said']) =>
  applyFindings(payday.house, [
    { fspAccountId: payday.fspAccountId, attempt: { id: attemptId as never }, source: 'query', said },
  ])
const wrong = async () => (await verifyBooks(payday.house)).checks.filter(check => !check.ok)

it('a person who moves is checked at the new FSP, approved by somebody else, and stands on lists of that account only', async () => {
  const { destinationId } = must(await move())
  expect(await approve(destinationId)).toMatchObject({ ok: false, problem: 'state' })
  expect(await checked(other)).toEqual([numberOf(1)])
  expect(await approve(destinationId, asha)).toMatchObject({ ok: false, problem: 'four_eyes' })
  must(await approve(destinationId))
  expect(must(await approve(destinationId)).approvalId).toBeDefined()
  const why = [{ why: 'paid through another FSP account', count: 1 }]
  expect(await notPayable()).toEqual({ payable: 1, why })
  expect(await notPayable(other)).toEqual({ payable: 1, why })

  const own = await takeAll(payday, await aDistribution(payday))
  const { house, programmeId } = payday
  const given = { programmeId, round: 1, name: 'Round 1, other wallet', fspAccountId: other, by: asha }
  const there = await takeAll(payday, await started(must(await createDistribution(house, given)).distributionId))
  const sent = [...own, ...there].map(call => [call.fspAccountId, call.attempts.map(each => each.number)])
  expect(sent).toEqual([
    [payday.fspAccountId, [numberOf(2)]],
    [other, [numberOf(1)]],
  ])
  expect(await wrong()).toEqual([])
})

it('nobody is moved while a payout of theirs is under way or unknown, neither proposed nor approved', async () => {
  const { destinationId } = must(await move())
  await checked(other)
  const [call] = await takeAll(payday, await aDistribution(payday))
  const theirs = call!.attempts.find(each => each.number === numberOf(1))!
  const refusal = (state: string) => ({ ok: false, problem: 'state', why: expect.stringContaining(state) })
  expect(await approve(destinationId)).toMatchObject(refusal('in progress'))
  expect(await move()).toMatchObject(refusal('in progress'))
  await tell(theirs.attemptId, { is: 'unknown', reason: 'silent' })
  expect(await approve(destinationId)).toMatchObject(refusal('unknown'))
  expect(await move()).toMatchObject(refusal('unknown'))
  await tell(theirs.attemptId, { is: 'paid' })
  expect(must(await approve(destinationId)).gaveBack).toEqual([])
})

it('what was refused at the account before is given up with the move, and a follow-up over the new account pays it', async () => {
  const { house } = payday
  const of = await aDistribution(payday)
  const [call] = await takeAll(payday, of)
  for (const { attemptId, number } of call!.attempts)
    await tell(attemptId, number === numberOf(1) ? { is: 'refused', reason: 'wrong_operator' } : { is: 'paid' })
  expect(await moved()).toEqual({ gaveBack: [of] })
  expect(await closeIfDone(house, of)).toMatchObject({ closed: true })
  const { distributionId } = must(await createFollowUp(house, { of, fspAccountId: other, by: asha }))
  const { hash } = must(await freezeList(house, { distributionId, pricing }))
  must(await approveDistribution(house, { distributionId, by: baraka, listHash: hash }))
  must(await startDistribution(house, { distributionId, by: asha }))
  const calls = await takeAll(payday, distributionId)
  expect(calls.map(each => [each.fspAccountId, each.attempts.map(({ number }) => number)])).toEqual([
    [other, [numberOf(1)]],
  ])
  expect(await wrong()).toEqual([])
})

it('what waits on a list, approved or not, is given up with the move too, and its money goes back', async () => {
  const of = await aDistribution(payday, 'approved')
  expect(await moved()).toEqual({ gaveBack: [of] })
  const { rows } = await sql<{ state: string }>`select state from payout order by position`.execute(payday.house.db)
  expect(rows.map(row => row.state)).toEqual(['closed', 'ready'])
  expect(await wrong()).toEqual([])
})

it('a refusal that the FSP has not confirmed keeps the person where they are', async () => {
  const [call] = await takeAll(payday, await aDistribution(payday))
  const theirs = call!.attempts.find(each => each.number === numberOf(1))!
  await tell(theirs.attemptId, { is: 'refused', reason: 'wrong_operator' })
  await sql`update attempt set refusal_confirmed = false where id = ${theirs.attemptId}`.execute(payday.house.db)
  expect(await move()).toMatchObject({ ok: false, problem: 'state' })
})

it('a corrected number keeps the account, and whoever moves back follows the programme again', async () => {
  await moved()
  const { destinationId } = must(await move({ number: '0712999888' }))
  expect(await checked(other)).toEqual(['+254712999888'])
  must(await approve(destinationId))
  expect(await notPayable(other)).toMatchObject({ payable: 1 })
  expect(await move({})).toMatchObject({ ok: false, problem: 'invalid' })
  const back = must(await move({ fspAccountId: payday.fspAccountId }))
  await checked(payday.fspAccountId)
  must(await approve(back.destinationId))
  const { rows } = await sql<{ account: string | null }>`
    select fsp_account_id as account from destination where id = ${back.destinationId}`.execute(payday.house.db)
  expect(rows).toEqual([{ account: null }])
  expect(await notPayable()).toEqual({ payable: 2, why: [] })
})

it('an account of another currency, or that nobody has confirmed, takes nobody', async () => {
  expect(await move({ fspAccountId: await anAccount('Ugandan', 'UGX', 'chege') })).toMatchObject({
    ok: false,
    problem: 'invalid',
  })
  expect(await move({ fspAccountId: await anAccount('New', 'KES', null) })).toMatchObject({
    ok: false,
    problem: 'state',
  })
  const { programmeId, house } = payday
  const given = { programmeId, round: 1, name: 'Round 1', by: asha }
  expect(
    await createDistribution(house, { ...given, fspAccountId: await anAccount('Second', 'UGX', 'chege') }),
  ).toMatchObject({ ok: false, problem: 'invalid' })
})

it('numbers are asked about at the account of each, and what could not be asked is given back there', async () => {
  const { house, programmeId, people } = payday
  must(await move())
  must(await proposeDestination(house, { beneficiaryId: people[1]!, number: '0712999777', by: asha }))
  const first = await takePending(house, { programmeId, limit: 10 })
  expect(first).toEqual({ fspAccountId: payday.fspAccountId, numbers: ['+254712999777'] })
  const second = await takePending(house, { programmeId, limit: 10 })
  expect(second).toEqual({ fspAccountId: other, numbers: [numberOf(1)] })
  await giveBack(house, second!)
  expect(await takePending(house, { programmeId, limit: 10 })).toEqual(second)
  // The answer of one account says nothing about the same number at another one.
  const wrongPlace = { fspAccountId: payday.fspAccountId, findings: [{ number: numberOf(1), is: 'ok' as const }] }
  expect(await recordFindings(house, wrongPlace)).toMatchObject({ ok: 0 })
})

it('gives up nothing of a payout that was given up before', async () => {
  await aDistribution(payday, 'approved')
  const { rows } = await sql<{ id: string }>`select id from payout where beneficiary_id = ${payday.people[0]}`.execute(
    payday.house.db,
  )
  must(await closePayout(payday.house, { payoutId: rows[0]!.id as never, by: asha, why: 'a test', as: 'closed' }))
  expect(await moved()).toEqual({ gaveBack: [] })
})

it('nobody is moved to an account that gives vouchers', async () => {
  const vouchers = await anAccount('Vouchers', 'KES', 'chege', 'intersolve')
  const why = expect.stringContaining('issues vouchers: choose one that sends money')
  expect(await move({ fspAccountId: vouchers })).toMatchObject({ ok: false, problem: 'state', why })
})
