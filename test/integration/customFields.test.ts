import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { findBeneficiary, listBeneficiaries, type Beneficiary } from '../../db/beneficiaries.js'
import { addField, changeField, listFields } from '../../db/customFields.js'
import { enrolPerson } from '../../db/enrolment.js'
import { peopleTable } from '../../db/peopleFile.js'
import { historyOf } from '../../db/history.js'
import { dryRunImport } from '../../db/importDryRun.js'
import { applyChanges, dryRunChanges } from '../../db/peopleChanges.js'
import { refusedRowsFile } from '../../db/refusedRows.js'
import type { CustomField } from '../../domain/customField.js'
import type { BeneficiaryId, ProgrammeId } from '../../domain/ids.js'
import { anIsiolo, anotherProgramme, good, idsByName, imported, maker, type Isiolo } from './isiolo.js'

let isiolo: Isiolo
let programmeId: ProgrammeId
let fields: Record<'water' | 'diagnosis', string>
beforeAll(async () => {
  isiolo = await anIsiolo()
})
afterAll(() => isiolo.end())

const named = (text: string) => ({ sw: text, tuv: text, saq: text, en: text })
const water: CustomField = {
  ...{ key: 'water', type: 'one_of', required: false, personal: false },
  labels: { ...named('Water from'), sw: 'Maji kutoka' },
  rules: {
    options: [
      { key: 'well', labels: { ...named('Well'), sw: 'Kisima' } },
      { key: 'river', labels: named('River') },
    ],
  },
}
const diagnosis: CustomField = {
  ...{ key: 'diagnosis', type: 'text', required: false, personal: true },
  ...{ labels: named('Diagnosis'), rules: { max: '20' } },
}
const add = async (field: CustomField) =>
  good(await addField(isiolo.house, { programmeId, ...field, by: maker })).fieldId

beforeEach(async () => {
  programmeId = await anotherProgramme(isiolo.house, isiolo.fspAccountId)
  fields = { water: await add(water), diagnosis: await add(diagnosis) }
})

const list = (...rows: string[]): Buffer =>
  Buffer.from(['name,phone,ward,household size,consent,Maji kutoka,DIAGNOSIS', ...rows].join('\n'))
const ekai = 'Ekai Lokol,0722000001,Kinna,5,yes,kisima,asthma'
const people = async () => (await listBeneficiaries(isiolo.house, { filter: { programmeId }, limit: 50 })).people

describe('a programme’s own fields', () => {
  it('are taken from lists by key or label, judged, and shown with the person', async () => {
    const rows = [
      ekai,
      'Guyo Boru,0722000002,Kinna,3,yes,sea,this is far more than twenty',
      'Tume Dida,0722000003,Kinna,3,yes,,',
    ]
    const dry = good(await dryRunImport(isiolo.house, { programmeId, bytes: list(...rows) }))
    expect(dry.columns.map).toMatchObject({ 'custom.water': 'Maji kutoka', 'custom.diagnosis': 'DIAGNOSIS' })
    expect(dry.refusedRows.map(({ problems }) => problems.map(({ column }) => column))).toEqual([
      ['custom.water', 'custom.diagnosis'],
    ])
    const standing = await imported(isiolo, list(...rows), { programmeId })
    expect(standing).toMatchObject({ imported: 2, refused: 1, columns: { 'custom.water': 'Maji kutoka' } })
    expect((await people()).map(({ custom, customPersonal }) => [custom, customPersonal])).toEqual([
      [{ water: 'well' }, { diagnosis: 'asthma' }],
      [{}, {}],
    ])
    let refusedFile = ''
    for await (const piece of (await refusedRowsFile(isiolo.house, standing.importId)) ?? []) refusedFile += piece
    expect(refusedFile).toContain('Maji kutoka')
    expect(refusedFile).toContain('sea')
  })

  it('that are personal lie sealed', async () => {
    await imported(isiolo, list(ekai), { programmeId })
    const { rows } = await sql<{ row: string }>`select b::text as row from beneficiary b`.execute(isiolo.house.db)
    expect(rows.map(({ row }) => row).join()).not.toContain('asthma')
  })

  it('make nobody another person: a list that comes again with one more column is the same people', async () => {
    const without = Buffer.from('name,phone,ward,household size,consent\nEkai Lokol,0722000001,Kinna,5,yes')
    await imported(isiolo, without, { programmeId })
    expect(await imported(isiolo, list(ekai), { programmeId })).toMatchObject({ imported: 0, known: 1 })
  })

  it('find people, where they are not personal', async () => {
    await imported(isiolo, list(ekai, 'Tume Dida,0722000003,Kinna,3,yes,River,'), { programmeId })
    const found = async (custom: Record<string, string>) =>
      (await listBeneficiaries(isiolo.house, { filter: { programmeId, custom }, limit: 9 })).people.map(
        ({ name }) => name,
      )
    expect(await found({ water: 'river' })).toEqual(['Tume Dida'])
    expect(await found({ diagnosis: 'asthma' })).toEqual([])
  })

  it('are changed by file and have a history', async () => {
    await imported(isiolo, list(ekai), { programmeId })
    const bytes = Buffer.from('number,water,diagnosis\n1,river,-')
    const read = good(await dryRunChanges(isiolo.house, { programmeId, bytes }))
    expect(read.changes[0]?.fields).toEqual([
      { field: 'custom.water', before: 'well', after: 'river' },
      { field: 'custom.diagnosis', before: 'asthma', after: null },
    ])
    good(await applyChanges(isiolo.house, { programmeId, bytes, digest: read.digest, by: maker }))
    const id = (await idsByName(isiolo, programmeId)).get('Ekai Lokol') as BeneficiaryId
    expect(await findBeneficiary(isiolo.house, id)).toMatchObject({ custom: { water: 'river' }, customPersonal: {} })
    const told = (await historyOf(isiolo.house, id))?.entries.filter(({ field }) => field.startsWith('custom.'))
    expect(told?.map(({ field, before, after }) => [field, before, after])).toEqual([
      ['custom.water', null, 'well'],
      ['custom.diagnosis', null, 'asthma'],
      ['custom.water', 'well', 'river'],
      ['custom.diagnosis', 'asthma', null],
    ])
  })

  it('stand in files of people, masked where they are personal', async () => {
    await imported(isiolo, list(ekai), { programmeId })
    const { heads, blocks } = await peopleTable(isiolo.house, programmeId, {})
    const rows: unknown[][] = []
    const shown = (person: Beneficiary) => ({ ...person, customPersonal: { diagnosis: '•••' } })
    for await (const block of blocks(isiolo.house, shown)) rows.push(...block)
    expect([heads, rows[0]].map(cells => cells?.slice(-2))).toEqual([
      ['water', 'diagnosis'],
      ['well', '•••'],
    ])
    // Of a table those columns that it shows.
    const some = await peopleTable(isiolo.house, programmeId, { columns: ['custom.water', 'name', 'custom.shoes'] })
    const chosen: unknown[][] = []
    for await (const block of some.blocks(isiolo.house, shown)) chosen.push(...block)
    expect(some.heads).toEqual(['beneficiary number', 'name', 'water'])
    expect(chosen[0]?.slice(1)).toEqual(['Ekai Lokol', 'well'])
  })

  it('that are required are asked for in lists and by hand; unknown ones are told', async () => {
    good(await changeField(isiolo.house, { fieldId: fields.water, by: maker, changes: { required: true } }))
    const without = Buffer.from('name,phone,ward,household size,consent\nA B,0722000001,Kinna,5,yes')
    expect(await dryRunImport(isiolo.house, { programmeId, bytes: without })).toMatchObject({ problem: 'invalid' })
    const cells = { name: 'A B', phone: '0722000001', place: 'Kinna', householdSize: '4', consent: 'yes' }
    const enrol = (more: object) => enrolPerson(isiolo.house, { programmeId, cells: { ...cells, ...more }, by: maker })
    expect(await enrol({})).toMatchObject({ problem: 'invalid', problems: [{ column: 'custom.water' }] })
    expect(await enrol({ 'custom.water': 'well', 'custom.shoes': '42' })).toMatchObject({ problem: 'invalid' })
    good(await enrol({ 'custom.water': 'well' }))
  })

  it('are put away, not deleted; what people have stays', async () => {
    await imported(isiolo, list(ekai), { programmeId })
    const change = (changes: object) => changeField(isiolo.house, { fieldId: fields.water, by: maker, changes })
    expect(await change({ rules: { options: [{ key: 'river', labels: named('River') }] } })).toMatchObject({
      ok: false,
      why: expect.stringContaining('well') as string,
    })
    good(await change({ archived: true }))
    expect((await people())[0]?.custom).toEqual({ water: 'well' })
    const dry = good(await dryRunImport(isiolo.house, { programmeId, bytes: list('A B,0722000009,Kinna,5,yes,sea,') }))
    expect(dry.columns.unknown).toEqual(['Maji kutoka'])
    expect((await listFields(isiolo.house, programmeId)).map(({ archivedAt }) => archivedAt !== null)).toEqual([
      true,
      false,
    ])
  })

  it('are defined once, with every label, or not at all', async () => {
    expect(await addField(isiolo.house, { programmeId, ...water, by: maker })).toMatchObject({ problem: 'conflict' })
    const unnamed = { ...water, key: 'other', labels: { en: 'Other' } }
    expect(await addField(isiolo.house, { programmeId, ...unnamed, by: maker })).toMatchObject({ problem: 'invalid' })
  })
})
