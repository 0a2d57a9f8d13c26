/** The evidence of one payout in one order of time: calls, answers, the FSP’s words, statements, people, money. */
import { sql } from 'kysely'
import { afterEach, expect, it } from 'vitest'
import { makeList } from '../../activities/lists.js'
import { textOf } from '../../cli/evidence.js'
import { askList, bytesOfList } from '../../db/issuedLists.js'
import { findPayout } from '../../db/read/payouts.js'
import { timelineOf, type TimelineEntry } from '../../db/read/timeline.js'
import type { PayoutId } from '../../domain/ids.js'
import { asha, must } from '../world/payday.js'
import { reconciled, statementText, transfersUnderWay, type Transfers } from './statementGround.js'

let there: Transfers
afterEach(() => there.payday.end())

const payoutAt = async (position: number): Promise<PayoutId> => {
  const { rows } = await sql<{ id: PayoutId }>`select id from payout where position = ${position}`.execute(
    there.payday.house.db,
  )
  return rows[0]!.id
}
const timeline = async (position: number): Promise<TimelineEntry[]> =>
  timelineOf(there.payday.house, await payoutAt(position))
const says = (entries: readonly TimelineEntry[], what: TimelineEntry['what']): string[] =>
  entries.filter(each => each.what === what).map(each => each.says)

it('a paid payout is followed from the frozen list to the line of the statement, and fits a screen', async () => {
  there = await transfersUnderWay(2)
  expect(await there.say(0, { is: 'paid' })).toBe('applied')
  const { receipt, number } = there.of[0]!
  const line = { receipt, amount: '-5,000.00', party: `${number.slice(1)} - PERSON 1` }
  await reconciled(there.payday, statementText([line]))
  const found = await timeline(1)
  expect(found.map(({ at }) => at.getTime())).toEqual(found.map(({ at }) => at.getTime()).toSorted((a, b) => a - b))
  expect(found.filter(({ by }) => by !== null).map(({ what, by }) => `${what} ${by}`)).toEqual(
    expect.arrayContaining(['list asha', 'approval baraka']),
  )
  expect(says(found, 'call')).toEqual([expect.stringMatching(/^stored in a call of 2, to leave by \d\d:\d\d:\d\d$/)])
  expect(says(found, 'transaction')).toEqual(['the FSP says paid, confirmed when asked'])
  expect(says(found, 'attempt').at(-1)).toMatch(/^is paid/)
  expect(says(found, 'statement')).toEqual([
    'a statement has it, as principal completed, 500000 minor units out (matched)',
  ])
  expect(says(found, 'money')).toContainEqual(expect.stringMatching(/^in transit → disbursed, 500000 minor units/))
  const screen = textOf({ payout: (await findPayout(there.payday.house, await payoutAt(1)))!, timeline: found })
  expect(screen.split('\n').length).toBeLessThanOrEqual(50)
  for (const personal of [receipt, number, number.slice(1), 'PERSON']) expect(screen).not.toContain(personal)
})

it('what a statement of its time lacks stands in the timeline and in the closing report', async () => {
  there = await transfersUnderWay(3)
  for (const place of [0, 1, 2]) await there.say(place, { is: 'paid' })
  const lines = [0, 2].map(place => ({
    receipt: there.of[place]!.receipt,
    amount: '-5,000.00',
    party: `${there.of[place]!.number.slice(1)} - PERSON`,
  }))
  const early = { ...lines[0]!, receipt: 'EARLY00001', at: Date.now() - 86_400_000, amount: '-1.00', party: '' }
  const late = { ...early, receipt: 'LATE000001', at: Date.now() + 60_000 }
  await reconciled(there.payday, statementText([early, ...lines, late]))
  expect(says(await timeline(2), 'statement')).toEqual(['a statement of its time does not have it'])
  const { house } = there.payday
  const asked = { kind: 'closing', format: 'csv', shows: 'references', forSigning: false } as const
  const { listId } = must(await askList(house, { ...asked, distributionId: there.distributionId, by: asha }))
  await makeList(house, listId)
  expect((await bytesOfList(house, listId)).toString()).toContain('2,"We hold it as paid, and the statement')
})
