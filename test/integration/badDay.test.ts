/**
 * One bad day at the desk: two thousand payouts, and nearly everything that goes wrong. What staff do, they do by the API and
 * with files; the provider’s own book, `mkono verify` and the signed list say in the end whether all came right.
 */
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { DistributionId } from '../../domain/ids.js'
import { aDesk, type Desk } from './badDayDesk.js'

const people = 2_000
const wards = ['Chari', 'Kinna', 'Wabera'] as const
/** In each ward, of people whose number can not receive. */
const wrongInWard = 10
const minuteMs = 60_000

let desk: Desk
let round: DistributionId
let wrong: readonly { ward: string; old: string; next: string }[]
beforeAll(async () => {
  desk = await aDesk({ people, wards })
})
afterAll(() => desk.end())

/** The hours of the day, in their order: each begins where the one before has ended. */
const day: { what: string; happens: () => Promise<void> }[] = []
const step = (what: string, happens: () => Promise<void>): void => void day.push({ what, happens })

step('begins with too little in the float: that is known before anything is started', async () => {
  round = await desk.approvedRound()
  await desk.post('programme_manager', `/fsp-accounts/${desk.stage.fspAccountId}/balance`, {})
  const float = await desk.get('programme_manager', `/distributions/${round}/float`)
  expect(BigInt(float.shortMinor)).toBeGreaterThan(0n)
  const refused = await desk.ask('finance_maker', 'POST', `/distributions/${round}/start`)
  expect([refused.status, refused.text]).toEqual([409, expect.stringMatching(/missing|holds/)])
  wrong = await desk.breakNumbers(round, wrongInWard)
  await desk.topUp(people * 560_000)
  await desk.post('finance_maker', `/distributions/${round}/pay-first`, { count: 500 })
  await desk.post('finance_maker', `/distributions/${round}/start`)
  await desk.until(
    () => desk.stage.standing(round),
    ({ byState }) => (byState.paid?.count ?? 0) + (byState.refused?.count ?? 0) === 500,
  )
})

step('goes on with four requests lost and no callback any more, and every payout still has an owner', async () => {
  await desk.silence()
  await desk.loseRequests(4)
  await desk.post('finance_maker', `/distributions/${round}/pay-first`, { count: null })
  const standing = await desk.until(
    () => desk.stage.standing(round),
    ({ byState, openCases }) => byState.unknown?.count === 40 && openCases === 70,
  )
  expect(standing.byState).toMatchObject({
    paid: { count: people - 30 - 40 },
    refused: { count: 30 },
    unknown: { count: 40 },
  })
  const { by } = await desk.get('finance_approver', '/cases/counts')
  expect(by.kind).toMatchObject({ correction: 30, unknown: 40 })
  expect(by.place).toMatchObject({ Chari: expect.any(Number), Kinna: expect.any(Number), Wabera: expect.any(Number) })
})

step(
  'sees that callbacks stay away, although their address is reached and ours, and that they come again',
  async () => {
    await desk.timeGoesBy(20 * minuteMs)
    const open = await desk.until(
      () => desk.casesOf('callbacks_silent'),
      cases => cases.length === 1,
    )
    expect(open[0]!.says).toMatch(/callback/i)
    const health = await desk.get('programme_manager', `/fsp-accounts/${desk.stage.fspAccountId}/callback-health`)
    expect(health.state).toBe('silent')
    const tested = await desk.post('programme_manager', `/fsp-accounts/${desk.stage.fspAccountId}/callback-test`)
    expect(tested.is).toBe('ours')
    await desk.timeGoesBy(-20 * minuteMs)
    await desk.speak()
  },
)

step('sends thirty wrong numbers to the field, ward by ward, and pays them by what comes back', async () => {
  for (const ward of wards) {
    const sheet = await desk.takeAlong(ward)
    const filled = await desk.fill(sheet, new Map(wrong.map(({ old, next }) => [old, next])))
    expect(filled.people).toBe(wrongInWard)
    const dry = await desk.upload(
      'enrolment_officer',
      `/programmes/${desk.stage.programmeId}/correction-lists/filled/dry-run`,
      filled.csv,
    )
    expect([dry.problems, dry.stale]).toEqual([[], []])
    const taken = await desk.upload(
      'enrolment_officer',
      `/programmes/${desk.stage.programmeId}/correction-lists/filled`,
      filled.csv,
    )
    expect(taken.stored).toHaveLength(wrongInWard)
  }
  await desk.until(
    () => desk.numbersChecked(),
    count => count === 30,
  )
  const decided = await desk.post('finance_approver', `/programmes/${desk.stage.programmeId}/corrections/decide`, {
    approve: true,
  })
  expect(decided.asked).toBe(30)
  await desk.until(
    () => desk.stage.standing(round),
    ({ byState }) => byState.paid?.count === people - 40,
  )
  expect(await desk.casesOf('correction')).toEqual([])
})

step('ends forty unknowns by two people each, and pays them once nothing says that they were paid', async () => {
  const open = await desk.casesOf('unknown')
  expect(open).toHaveLength(40)
  for (const { payoutId } of open) {
    // Not before the FSP can have no more of it under way.
    const { json } = await desk.until(
      () =>
        desk.ask('finance_maker', 'POST', `/payouts/${payoutId}/ends`, {
          outcome: 'refused',
          reason: 'The FSP has no such transfer, by telephone',
          evidence: 'Ticket 4711: four requests never arrived.',
        }),
      ({ status }) => status === 201,
    )
    const { id } = json
    const alone = await desk.ask('finance_maker', 'POST', `/unknown-ends/${id}/decide`, { confirm: true })
    expect(alone.status).toBe(403)
    await desk.post('finance_approver', `/unknown-ends/${id}/decide`, { confirm: true })
  }
  const payoutIds = open.map(({ payoutId }) => payoutId)
  const retried = await desk.post('finance_maker', `/distributions/${round}/retry`, { payoutIds })
  expect(retried).toMatchObject({ asked: 40, left: 0 })
  await desk.until(
    () => desk.stage.standing(round),
    ({ byState }) => byState.paid?.count === people,
  )
  expect(
    await desk.until(
      () => desk.casesOf('callbacks_silent'),
      cases => cases.length === 0,
    ),
  ).toEqual([])
})

step('holds a statement against it: twelve differences are told, each explained, and nothing else', async () => {
  const taken = await desk.takeBack(4)
  const file = await desk.statement({ leaveOut: 4, otherAmount: 4 })
  const read = await desk.reconcile(file)
  expect(read.counts).toMatchObject({ reversed: 4, missing_at_theirs: 4, other_amount: 4 })
  const { items } = await desk.get('finance_maker', `/statements/${read.id}/differences?limit=100`)
  expect(items).toHaveLength(12)
  // The same again says nothing new.
  const again = await desk.ask('finance_maker', 'POST', desk.statementsPath, undefined, file)
  expect([again.status, again.json.id]).toEqual([202, read.id])
  for (const { id } of await desk.casesOf('statement'))
    await desk.post('finance_approver', `/cases/${id}/close`, { reason: 'The FSP has corrected its export.' })
  const decisions = await desk.casesOf('decision')
  expect(decisions.map(({ payoutId }) => payoutId).sort()).toEqual([...taken].sort())
  for (const payoutId of taken)
    await desk.post('finance_maker', `/payouts/${payoutId}/give-up`, { reason: 'To be paid anew' })
  await desk.until(
    () => desk.stage.standing(round),
    ({ byState, state }) => state === 'closed' && byState.closed?.count === 4,
  )
})

step('pays anew whoever was taken back, and nobody else can be on that list', async () => {
  const { payable } = await desk.post('finance_maker', `/distributions/${round}/follow-up/dry-run`, {})
  expect(payable).toBe(4)
  const { id } = await desk.post('finance_maker', `/distributions/${round}/follow-up`, {})
  await desk.approve(id)
  await desk.post('finance_maker', `/distributions/${id}/start`)
  await desk.until(
    () => desk.stage.standing(id),
    ({ state, byState }) => state === 'closed' && byState.paid?.count === 4,
  )
})

step('ends with nothing open, books that agree, and a list that finance can sign', async () => {
  const counts = await desk.until(
    () => desk.get('finance_approver', '/cases/counts'),
    ({ total }) => total === 0,
  )
  expect(counts.by.kind).toEqual({})
  await desk.stage.booksAgree()
  const approved = await desk.issued(round, { kind: 'approved', format: 'xlsx' })
  const verdict = await desk.upload('finance_maker', `/distributions/${round}/verify-list`, approved)
  expect(verdict).toMatchObject({
    verdict: 'is_the_list',
    rows: { same: people, differing: 0, missing: 0, added: 0 },
  })
  const told = (await desk.issued(round, { kind: 'closing', format: 'csv' })).toString()
  for (const says of ['with another amount', 'does not have it', 'was taken back'])
    expect([says, told.split(says).length - 1]).toEqual([says, 4])
  const report = await desk.issued(round, { kind: 'closing', format: 'pdf' })
  expect(report.subarray(0, 5).toString()).toBe('%PDF-')
})

it(
  'a bad day ends with everybody paid, corrected, explained, or closed with the money released',
  { timeout: 15 * minuteMs },
  async () => {
    for (const { what, happens } of day)
      await happens().catch((error: unknown) => {
        throw new Error(`The day stopped where it ${what}`, { cause: error })
      })
  },
)
