import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { listActs } from '../../db/audit.js'
import { findBeneficiary, listBeneficiaries } from '../../db/beneficiaries.js'
import { changeStates } from '../../db/beneficiaryStates.js'
import { listPairs } from '../../db/duplicates.js'
import { historyOf } from '../../db/history.js'
import { applyChanges, dryRunChanges } from '../../db/peopleChanges.js'
import type { BeneficiaryId, ProgrammeId } from '../../domain/ids.js'
import { aList, anIsiolo, anotherProgramme, good, idsByName, imported, maker, type Isiolo } from './isiolo.js'

let isiolo: Isiolo
let programmeId: ProgrammeId
let ids: Map<string, BeneficiaryId>
beforeAll(async () => {
  isiolo = await anIsiolo()
})
afterAll(() => isiolo.end())
beforeEach(async () => {
  programmeId = await anotherProgramme(isiolo.house, isiolo.fspAccountId)
  const rows = [
    'Ekai Lokol, 0722000001, Kinna, 5, sw, yes, 12345678',
    'Guyo Boru, 0722000002, Kinna, 3',
    'Tume Dida, 0722000003',
  ]
  await imported(isiolo, aList(...rows), { programmeId })
  ids = await idsByName(isiolo, programmeId)
})

const file = (...lines: string[]): Buffer => Buffer.from(lines.join('\n'))
const dry = async (bytes: Buffer) => good(await dryRunChanges(isiolo.house, { programmeId, bytes }))
const apply = (bytes: Buffer, digest: string) => applyChanges(isiolo.house, { programmeId, bytes, digest, by: maker })
const person = async (name: string) => findBeneficiary(isiolo.house, ids.get(name) as BeneficiaryId)

describe('a file of changes', () => {
  it('shows before and after of every person in its dry run, and stores nothing', async () => {
    const bytes = file('number,ward,household size', '1,Merti,5', '2,,4', '3,Kinna,5')
    const read = await dry(bytes)
    expect(read).toMatchObject({
      rows: 3,
      changed: 2,
      unchanged: 1,
      byField: { place: 1, householdSize: 1 },
      refused: [],
    })
    expect(read.changes.map(({ fields }) => fields)).toEqual([
      [{ field: 'place', before: 'Kinna', after: 'Merti' }],
      [{ field: 'householdSize', before: '3', after: '4' }],
    ])
    expect(await person('Ekai Lokol')).toMatchObject({ place: 'Kinna' })
  })

  it('is stored as a whole, once: the same file again finds everything as it says', async () => {
    const bytes = file(
      'beneficiary_id,name,ward,hhsize,language,partner,national id,remarks',
      `${ids.get('Ekai Lokol') ?? ''},Ekai Lokol Ewoi,Merti,6,en,CARE,-,moved in May`,
    )
    const { digest } = await dry(bytes)
    expect(good(await apply(bytes, digest))).toMatchObject({
      changed: 1,
      byField: { name: 1, nationalId: 1, remarks: 1 },
    })
    const changed = {
      ...{ name: 'Ekai Lokol Ewoi', place: 'Merti', householdSize: 6, language: 'en', partner: 'CARE' },
      ...{ nationalId: null, remarks: 'moved in May', phone: '+254722000001' },
    }
    expect(await person('Ekai Lokol')).toMatchObject(changed)
    expect(good(await apply(bytes, digest))).toMatchObject({ changed: 0, unchanged: 1 })
    const subject = ['beneficiary', ids.get('Ekai Lokol') ?? ''] as const
    const acts = await listActs(isiolo.house, { subject, act: 'beneficiary changed by file', limit: 9 })
    expect(acts.map(({ details, hasPersonal }) => [(details['fields'] as string[]).length, hasPersonal])).toEqual([
      [7, true],
    ])
    // Found by what is true now, and by nothing else.
    const found = async (search: string) =>
      (await listBeneficiaries(isiolo.house, { filter: { programmeId }, search, limit: 9 })).people.length
    expect([await found('Ewoi Ekai Lokol'), await found('Ekai Lokol'), await found('12345678')]).toEqual([1, 0, 0])
  })

  it('with anything wrong in it changes nobody and tells all of it', async () => {
    const bytes = file('number,name,hhsize', '1,New Name,5', '2,,many', '9,,4', 'x,,4', '1,,7', ',,4')
    const read = await dry(bytes)
    expect(read.refused.map(({ row, problems }) => [row, problems.length])).toEqual([
      [3, 1],
      [4, 1],
      [5, 1],
      [6, 1],
      [7, 1],
    ])
    const refusal = await apply(bytes, read.digest)
    expect(refusal).toMatchObject({ ok: false, problem: 'invalid' })
    expect(await person('Ekai Lokol')).toMatchObject({ name: 'Ekai Lokol', householdSize: 5 })
  })

  it('leaves alone whom somebody changed since its dry run, and tells both values', async () => {
    const bytes = file('number,ward', '1,Merti', '2,Chari')
    const { digest } = await dry(bytes)
    const other = file('number,ward', '1,Garbatulla')
    good(await apply(other, (await dry(other)).digest))
    const read = good(await apply(bytes, digest))
    expect(read.changedSince.map(({ row, fields }) => [row, fields])).toEqual([
      [2, [{ field: 'place', before: 'Garbatulla', after: 'Merti' }]],
    ])
    expect(await person('Ekai Lokol')).toMatchObject({ place: 'Garbatulla' })
    expect(await person('Guyo Boru')).toMatchObject({ place: 'Chari' })
  })

  it('of which somebody else saw the dry run, or of another file, is refused', async () => {
    const { digest } = await dry(file('number,ward', '1,Merti'))
    expect(await apply(file('number,ward', '1,Merti', '2,Chari'), digest)).toMatchObject({ problem: 'conflict' })
  })

  it('never touches a phone number, nor whoever is declined', async () => {
    const bytes = file('number,ward,phone', '1,Merti,0799000000')
    good(await apply(bytes, (await dry(bytes)).digest))
    expect(await person('Ekai Lokol')).toMatchObject({ place: 'Merti', phone: '+254722000001' })
    const who = { programmeId, ids: [ids.get('Guyo Boru') as BeneficiaryId] }
    good(await changeStates(isiolo.house, { act: 'decline', who, reason: 'moved away', by: maker }))
    const { refused } = await dry(file('number,ward', '2,Merti'))
    expect(refused.map(({ problems }) => problems.join())).toEqual([
      'The person is declined: there is nothing to change.',
    ])
  })

  it('puts a pair before a person where it makes two people the same', async () => {
    const bytes = file('number,name,ward', '2,Lokol Ekai,Kinna')
    good(await apply(bytes, (await dry(bytes)).digest))
    const { pairs } = await listPairs(isiolo.house, { programmeId, limit: 10 })
    expect(pairs.map(({ reasons }) => reasons)).toEqual([['name_place']])
  })
})

describe('the history of a person', () => {
  it('tells of every field how it came, before, after, who, and by which act', async () => {
    const bytes = file('number,name,remarks', '1,Ekai Ewoi,tall')
    good(await apply(bytes, (await dry(bytes)).digest))
    const who = { programmeId, ids: [ids.get('Ekai Lokol') as BeneficiaryId] }
    good(await changeStates(isiolo.house, { act: 'pause', who, reason: 'away', by: maker }))
    const history = await historyOf(isiolo.house, ids.get('Ekai Lokol') as BeneficiaryId)
    const told =
      history?.entries.map(({ field, before, after, act, person }) => [field, before, after, act, person]) ?? []
    expect(told).toHaveLength(9)
    expect(told).toEqual(
      expect.arrayContaining([
        ['name', null, 'Ekai Lokol', 'import', 'amina'],
        ['phone', null, '+254722000001', 'import', 'amina'],
        ['nationalId', null, '12345678', 'import', 'amina'],
        ['name', 'Ekai Lokol', 'Ekai Ewoi', 'change by file', 'amina'],
        ['remarks', null, 'tall', 'change by file', 'amina'],
        ['state', 'registered', 'paused', 'state', 'amina'],
      ]),
    )
  })

  it('is only added to, and lies sealed', async () => {
    await expect(sql`update beneficiary_change set field = 'x'`.execute(isiolo.house.db)).rejects.toThrow('append-only')
    await expect(sql`delete from beneficiary_change`.execute(isiolo.house.db)).rejects.toThrow('append-only')
    const { rows } = await sql<{ row: string }>`select t::text as row from beneficiary_change t`.execute(
      isiolo.house.db,
    )
    expect(rows.map(({ row }) => row).join()).not.toContain('Ekai')
  })
})
