import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { countBeneficiaries, listBeneficiaries } from '../../db/beneficiaries.js'
import { beneficiaryStory } from '../../db/beneficiaryStory.js'
import { changeStates, countPeople, holdPerson, releasePerson } from '../../db/beneficiaryStates.js'
import type { StateAct } from '../../domain/beneficiaryState.js'
import { countPairs, decidePair, listPairs } from '../../db/duplicates.js'
import type { BeneficiaryId, ProgrammeId } from '../../domain/ids.js'
import { aDistribution, aPayday } from '../world/payday.js'
import {
  aList,
  anIsiolo,
  anotherProgramme,
  approver,
  everybodyChecked,
  good,
  idsByName,
  imported,
  maker,
  type Isiolo,
} from './isiolo.js'

let isiolo: Isiolo
let programmeId: ProgrammeId
let ids: Map<string, BeneficiaryId>
beforeAll(async () => {
  isiolo = await anIsiolo()
})
afterAll(() => isiolo.end())

/** Six people: Ekai and Guyo share a phone, the others share nothing. */
beforeEach(async () => {
  programmeId = await anotherProgramme(isiolo.house, isiolo.fspAccountId)
  const list = aList(
    'Ekai Lokol, 0722000001, Kinna',
    'Guyo Wario, 0722000001, Chari',
    'Amina Ali, 0722000003, Kinna, 7, en, yes, 12345678',
    'Mary Ekal, 0722000004, Burat',
    'John Duba, 0722000005, Burat, 3',
    'Sofia Ali, 0722000006, Chari, 9',
  )
  await imported(isiolo, list, { programmeId })
  ids = await idsByName(isiolo, programmeId)
})

const id = (name: string): BeneficiaryId => {
  const found = ids.get(name)
  if (!found) throw new Error(`There is no ${name}.`)
  return found
}
const act = async (what: StateAct, given: { names?: string[]; reason?: string; dryRun?: boolean } = {}) => {
  const who = { programmeId, ...(given.names ? { ids: given.names.map(id) } : {}) }
  return good(
    await changeStates(isiolo.house, { act: what, who, by: maker, reason: given.reason, dryRun: given.dryRun }),
  )
}
const stateOf = async (name: string) => (await beneficiaryStory(isiolo.house, id(name)))?.person.state
const hindrances = (result: { cannot: readonly { code: string; count: number }[] }) =>
  Object.fromEntries(result.cannot.map(({ code, count }) => [code, count]))

describe('moving people along', () => {
  it('counts in a dry run and changes nobody', async () => {
    await everybodyChecked(isiolo, programmeId)
    const dry = await act('validate', { dryRun: true })
    expect(dry).toMatchObject({ considered: 6, changed: 4 })
    expect(dry.says).toBe('4 of 6 can be validated; 2 cannot: 2 possible duplicate, undecided.')
    expect((await countPeople(isiolo.house, programmeId)).byState).toEqual({ registered: 6 })
  })

  it('validates whom the FSP can reach and who doubles nobody, and says why not of the others', async () => {
    expect(hindrances(await act('validate'))).toEqual({ not_checked: 4, possible_duplicate: 2 })
    await everybodyChecked(isiolo, programmeId)
    await isiolo.house.db
      .updateTable('beneficiary')
      .set({ account_check: 'cannot_receive' })
      .where('id', '=', id('Mary Ekal'))
      .execute()
    await isiolo.house.db
      .updateTable('beneficiary')
      .set({ account_check: 'unclear' })
      .where('id', '=', id('John Duba'))
      .execute()
    const done = await act('validate')
    expect(done.changed).toBe(2)
    expect(hindrances(done)).toEqual({ cannot_receive: 1, unclear: 1, possible_duplicate: 2 })
  })

  it('includes only who was validated', async () => {
    await everybodyChecked(isiolo, programmeId)
    expect(hindrances(await act('include'))).toEqual({ registered: 6 })
    await act('validate', { names: ['Amina Ali', 'Mary Ekal'] })
    const included = await act('include')
    expect(included.changed).toBe(2)
    expect(included.says).toBe('2 of 6 were included; 4 cannot: 4 not validated.')
    expect(hindrances(await act('include'))).toEqual({ registered: 4, included: 2 })
  })

  it('lets nobody go where the table of states has no way, whatever the code asks of the database', async () => {
    const { db } = isiolo.house
    const to = (state: 'included' | 'completed') =>
      db.updateTable('beneficiary').set({ state }).where('id', '=', id('Mary Ekal')).execute()
    await expect(to('included')).rejects.toThrow('can not go from registered to included')
    await expect(to('completed')).rejects.toThrow('can not go from registered to completed')
  })

  it('pauses from any live state and brings back where somebody was', async () => {
    await everybodyChecked(isiolo, programmeId)
    await act('validate', { names: ['Amina Ali'] })
    expect((await act('pause', { names: ['Amina Ali', 'Mary Ekal'], reason: 'moved away' })).changed).toBe(2)
    expect(hindrances(await act('include', { names: ['Amina Ali'] }))).toEqual({ paused: 1 })
    expect(hindrances(await act('resume'))).toEqual({ not_paused: 4 })
    expect([await stateOf('Amina Ali'), await stateOf('Mary Ekal')]).toEqual(['validated', 'registered'])
  })

  it('declines for good, with a reason, and frees whoever was doubled', async () => {
    const without = await changeStates(isiolo.house, { act: 'decline', who: { programmeId }, by: maker, reason: ' ' })
    expect(without).toMatchObject({ ok: false, problem: 'invalid' })
    await act('decline', { names: ['Ekai Lokol'], reason: 'left the county' })
    expect(await countPairs(isiolo.house, programmeId)).toEqual({ open: 0, different: 0, duplicate: 1 })
    expect(hindrances(await act('decline', { names: ['Ekai Lokol'], reason: 'again' }))).toEqual({ declined: 1 })
    await everybodyChecked(isiolo, programmeId)
    expect(hindrances(await act('validate'))).toEqual({ declined: 1 })
  })

  it('leaves a line in the story of everybody moved, with the reason sealed', async () => {
    await act('pause', { names: ['Amina Ali', 'Mary Ekal'], reason: 'Amina is in hospital' })
    const story = await beneficiaryStory(isiolo.house, id('Mary Ekal'))
    expect(story?.acts.map(({ act, details }) => [act, details])).toEqual([
      ['beneficiary paused', { from: 'registered', to: 'paused' }],
    ])
    expect(JSON.stringify(story?.acts)).not.toContain('hospital')
  })

  it('never declines somebody whose payout is under way', async () => {
    const payday = await aPayday({ people: 2 })
    try {
      await aDistribution(payday)
      const [first] = payday.people
      const who = { programmeId: payday.programmeId, ids: first ? [first] : [] }
      const declined = good(await changeStates(payday.house, { act: 'decline', who, reason: 'no', by: maker }))
      expect(declined).toMatchObject({ changed: 0, cannot: [{ code: 'payout_under_way', count: 1 }] })
    } finally {
      await payday.end()
    }
  })

  it('moves nobody twice when two do it at once', async () => {
    await everybodyChecked(isiolo, programmeId)
    const results = await Promise.all([act('validate'), act('validate'), act('validate')])
    expect(results.reduce((sum, { changed }) => sum + changed, 0)).toBe(4)
  })
})

describe('a possible duplicate', () => {
  const thePair = async () => (await listPairs(isiolo.house, { programmeId, limit: 10 })).pairs[0]!

  it('shows both people side by side', async () => {
    expect((await thePair()).people.map(({ name, phone }) => [name, phone]).sort()).toEqual([
      ['Ekai Lokol', '+254722000001'],
      ['Guyo Wario', '+254722000001'],
    ])
  })

  it('is decided once by a person: different households, both may go on', async () => {
    const { pairId } = await thePair()
    const different = { pairId, decision: { is: 'different' as const }, reason: 'mother and daughter', by: maker }
    expect(await decidePair(isiolo.house, different)).toEqual({ ok: true })
    expect(await decidePair(isiolo.house, different)).toEqual({ ok: true })
    const other = { pairId, decision: { is: 'duplicate' as const, declineId: id('Ekai Lokol') }, by: approver }
    expect(await decidePair(isiolo.house, other)).toMatchObject({ ok: false, problem: 'conflict' })
    await everybodyChecked(isiolo, programmeId)
    expect((await act('validate')).changed).toBe(6)
  })

  it('is one household: one entry is declined, the other goes on', async () => {
    const { pairId } = await thePair()
    const decision = { is: 'duplicate' as const, declineId: id('Guyo Wario') }
    expect(await decidePair(isiolo.house, { pairId, decision, by: maker })).toEqual({ ok: true })
    expect(await thePair()).toMatchObject({ state: 'duplicate', declinedId: id('Guyo Wario'), decidedBy: maker.person })
    expect([await stateOf('Guyo Wario'), await stateOf('Ekai Lokol')]).toEqual(['declined', 'registered'])
  })

  it('can only decline one of its two', async () => {
    const { pairId } = await thePair()
    const decision = { is: 'duplicate' as const, declineId: id('Mary Ekal') }
    expect(await decidePair(isiolo.house, { pairId, decision, by: maker })).toMatchObject({
      ok: false,
      problem: 'invalid',
    })
    expect(await stateOf('Mary Ekal')).toBe('registered')
  })

  it('that was decided opens again for a new reason and not for the old one', async () => {
    const { pairId } = await thePair()
    await decidePair(isiolo.house, { pairId, decision: { is: 'different' }, by: maker })
    await imported(isiolo, aList('Ekai Lokol, 0722000001, Kinna, 9'), { programmeId })
    expect(await thePair()).toMatchObject({ state: 'different' })
    expect(await countPairs(isiolo.house, programmeId)).toEqual({ open: 2, different: 1, duplicate: 0 })
  })
})

describe('holding a person', () => {
  it('needs a reason, is idempotent and is told in the story', async () => {
    const beneficiaryId = id('Mary Ekal')
    expect(await holdPerson(isiolo.house, { beneficiaryId, reason: '', by: maker })).toMatchObject({
      problem: 'invalid',
    })
    for (let twice = 0; twice < 2; twice++)
      good(await holdPerson(isiolo.house, { beneficiaryId, reason: 'fraud alert', by: maker }))
    expect(await countBeneficiaries(isiolo.house, { programmeId, held: true })).toBe(1)
    good(await releasePerson(isiolo.house, { beneficiaryId, by: maker }))
    const story = await beneficiaryStory(isiolo.house, beneficiaryId)
    expect(story?.person.heldReason).toBeNull()
    expect(story?.acts.map(({ act }) => act)).toEqual(['beneficiary held', 'beneficiary released'])
  })
})

describe('the list of people', () => {
  const names = async (
    given: Omit<Parameters<typeof listBeneficiaries>[1], 'filter' | 'limit'> & { filter?: object; limit?: number },
  ) =>
    (
      await listBeneficiaries(isiolo.house, { limit: 50, ...given, filter: { programmeId, ...given.filter } })
    ).people.map(({ name }) => name)

  it.each([
    ['a name in any order', 'ali  AMINA', ['Amina Ali']],
    ['a number as people write it', '722 000 001', ['Ekai Lokol', 'Guyo Wario']],
    ['a national ID', '12.345.678', ['Amina Ali']],
    ['the programme’s number', 'ISI-0004', ['Mary Ekal']],
    ['nothing that is there', 'Nobody', []],
    ['text that is no text', '\0\ud800', []],
  ])('is searched by %s', async (_, search, found) => {
    expect(await names({ search })).toEqual(found)
    expect(await countBeneficiaries(isiolo.house, { programmeId }, search)).toBe(found.length)
  })

  it('is filtered', async () => {
    expect(await names({ filter: { place: 'kinna' } })).toEqual(['Ekai Lokol', 'Amina Ali'])
    expect(await names({ filter: { duplicateOpen: true } })).toEqual(['Ekai Lokol', 'Guyo Wario'])
    expect(
      await names({
        filter: { duplicateOpen: false, languages: ['en'], accountChecks: ['unchecked'], states: ['registered'] },
      }),
    ).toEqual(['Amina Ali'])
    expect(await names({ filter: { ids: [] } })).toEqual([])
    expect(await names({ filter: { held: true } })).toEqual([])
  })

  it.each(['number', 'place', 'householdSize', 'state', 'accountCheck'] as const)(
    'is sorted by %s and paged without gap or repetition',
    async sort => {
      for (const descending of [false, true]) {
        const whole = await names({ sort, descending })
        expect(whole).toHaveLength(6)
        const paged: string[] = []
        let after: BeneficiaryId | undefined
        do {
          const page = await listBeneficiaries(isiolo.house, {
            filter: { programmeId },
            sort,
            descending,
            limit: 2,
            after,
          })
          paged.push(...page.people.map(({ name }) => name))
          after = page.next ?? undefined
        } while (after)
        expect(paged).toEqual(whole)
      }
    },
  )
})
