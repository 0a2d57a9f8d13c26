import { sql } from 'kysely'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { beneficiaryStory } from '../../db/beneficiaryStory.js'
import { countPairs, listPairs } from '../../db/duplicates.js'
import { enrolPerson } from '../../db/enrolment.js'
import { dryRunImport } from '../../db/importDryRun.js'
import { createImport, failImport, findImport, openImport, storeNextRows } from '../../db/imports.js'
import { listRefusedRows, refusedRowsFile } from '../../db/refusedRows.js'
import { possiblePairs } from '../../domain/duplicates.js'
import { readList } from '../../sheets/list.js'
import {
  aList,
  anIsiolo,
  anotherProgramme,
  finished,
  good,
  idsByName,
  imported,
  isioloList,
  maker,
  type Isiolo,
} from './isiolo.js'

let isiolo: Isiolo
beforeAll(async () => {
  isiolo = await anIsiolo()
})
afterAll(() => isiolo.end())

const another = () => anotherProgramme(isiolo.house, isiolo.fspAccountId)
const text = async (pieces: AsyncIterable<string> | null): Promise<string> => {
  let whole = ''
  for await (const piece of pieces ?? []) whole += piece
  return whole
}
/** Everything the tables of people hold, as one text. */
const everything = async (): Promise<string> => {
  let whole = ''
  for (const table of [
    'beneficiary',
    'beneficiary_import',
    'import_row',
    'destination',
    'audit_event',
    'possible_duplicate',
  ] as const) {
    const { rows } = await sql<{ row: string }>`select t::text as row from ${sql.table(table)} t`.execute(
      isiolo.house.db,
    )
    for (const { row } of rows)
      whole += `${row}\n${row.replace(/\\\\x((?:[0-9a-f]{2})+)/g, (_, hex: string) => Buffer.from(hex, 'hex').toString('latin1'))}\n`
  }
  return whole
}

describe('the list of Isiolo', () => {
  it('says in a dry run what it would do, and stores nothing', async () => {
    const dry = good(await dryRunImport(isiolo.house, { programmeId: isiolo.programmeId, bytes: await isioloList() }))
    expect(dry).toMatchObject({ rows: 350, wouldImport: 328, refused: 22, known: 0, possibleDuplicates: 7 })
    expect(dry.problemsByCode).toEqual({
      not_a_number: 6,
      landline: 3,
      wrong_country: 2,
      required: 7,
      no_consent: 2,
      not_whole: 2,
    })
    expect(dry.operators['Airtel']).toBe(11)
    expect((await idsByName(isiolo)).size).toBe(0)
  })

  it('is 328 people, 22 refused rows, 7 possible duplicates: 4 by phone, 3 otherwise', async () => {
    const standing = await imported(isiolo, await isioloList())
    expect(standing).toMatchObject({ state: 'done', rowsRead: 350, imported: 328, known: 0, refused: 22 })
    const { pairs } = await listPairs(isiolo.house, { programmeId: isiolo.programmeId, limit: 100 })
    expect(pairs).toHaveLength(7)
    expect(pairs.filter(({ reasons }) => reasons.includes('phone'))).toHaveLength(4)
    expect(pairs.filter(({ reasons }) => !reasons.includes('phone') && reasons.includes('name_place'))).toHaveLength(3)
    const numbers = await isiolo.house.db.selectFrom('beneficiary').select('number').orderBy('number').execute()
    expect(numbers.map(({ number }) => number)).toEqual(Array.from({ length: 328 }, (_, at) => at + 1))
  })

  it('imported again adds nobody', async () => {
    expect(await imported(isiolo, await isioloList())).toMatchObject({
      state: 'done',
      imported: 0,
      known: 328,
      refused: 22,
    })
    expect(await countPairs(isiolo.house, isiolo.programmeId)).toEqual({ open: 7, different: 0, duplicate: 0 })
  })

  it('accepts “Turkana” for a language and a name in capitals', async () => {
    const { rows } = await sql<{
      language: string
      count: bigint
    }>`select language, count(*) as count from beneficiary group by 1`.execute(isiolo.house.db)
    expect(rows.map(({ language }) => language).sort()).toEqual(['en', 'saq', 'sw', 'tuv'])
    for (const name of (await idsByName(isiolo)).keys()) expect(name).not.toBe(name.toUpperCase())
  })

  it('lies in the database without a readable name or number', async () => {
    const stored = await everything()
    for (const secret of ['Leleruk', 'Galgalo', '722794740', '39778451', 'daughter'])
      expect(stored).not.toContain(secret)
  })

  it('gives its refused rows back with their reasons, but nothing of those without consent', async () => {
    const list = await isiolo.house.db
      .selectFrom('beneficiary_import')
      .select('id')
      .orderBy('created_at')
      .executeTakeFirstOrThrow()
    const rows = await listRefusedRows(isiolo.house, { importId: list.id, limit: 100 })
    expect(rows).toHaveLength(22)
    expect(rows.filter(({ cells }) => cells === null).map(({ problems }) => problems.map(({ code }) => code))).toEqual([
      ['no_consent'],
      ['no_consent'],
    ])
    const csv = await text(await refusedRowsFile(isiolo.house, list.id))
    const read = await readList(Buffer.from(csv))
    expect(read.ok && read.list.rows).toHaveLength(22)
    expect(csv).toContain('This number is a landline')
    // The file as it came can be corrected and imported again: its own headers are there.
    expect(read.ok && read.list.headers).toContain('preferred_language')
  })
})

describe('an import', () => {
  it('goes on after a crash in the middle, with two workers at once, and stores no row twice', async () => {
    const programmeId = await another()
    const made = good(
      await createImport(isiolo.house, { programmeId, bytes: await isioloList(), fileName: 'x.csv', by: maker }),
    )
    const first = await openImport(isiolo.house, made.importId)
    await storeNextRows(isiolo.house, first!, 100)
    expect(await findImport(isiolo.house, made.importId)).toMatchObject({ state: 'running', rowsRead: 100 })
    const ends = await Promise.all([finished(isiolo, made.importId, 37), finished(isiolo, made.importId, 41)])
    for (const end of ends) expect(end).toMatchObject({ state: 'done', imported: 328, refused: 22, known: 0 })
    expect(await openImport(isiolo.house, made.importId)).toBeNull()
    expect(await countPairs(isiolo.house, programmeId)).toMatchObject({ open: 7 })
  })

  it('that fails inside a chunk leaves nothing of the chunk', async () => {
    const programmeId = await another()
    const made = good(
      await createImport(isiolo.house, {
        programmeId,
        bytes: aList('A B, 0722000001', 'C D, 07'),
        fileName: 'x',
        by: maker,
      }),
    )
    const list = await openImport(isiolo.house, made.importId)
    // The refused row cannot be stored: its row number is there already.
    await isiolo.house.db
      .insertInto('import_row')
      .values({ import_id: made.importId, row_number: 3, outcome: 'known' })
      .execute()
    await expect(storeNextRows(isiolo.house, list!)).rejects.toThrow()
    expect((await idsByName(isiolo, programmeId)).size).toBe(0)
    await isiolo.house.db.deleteFrom('import_row').where('import_id', '=', made.importId).execute()
    expect(await finished(isiolo, made.importId)).toMatchObject({ imported: 1, refused: 1 })
  })

  it('leaves at every person the row of the list they came from, and at a row who was known by it', async () => {
    const programmeId = await another()
    const { importId } = await imported(
      isiolo,
      aList('A B, 0722000001', 'C D, 07', 'E F, 0722000002', 'A B, 0722000001'),
      {
        programmeId,
        chunk: 2,
      },
    )
    const people = await isiolo.house.db
      .selectFrom('beneficiary')
      .select(['id', 'import_row'])
      .where('import_id', '=', importId)
      .orderBy('number')
      .execute()
    expect(people.map(person => person.import_row)).toEqual([2, 4])
    const others = await isiolo.house.db
      .selectFrom('import_row')
      .select(['row_number', 'outcome', 'beneficiary_id'])
      .where('import_id', '=', importId)
      .orderBy('row_number')
      .execute()
    expect(others).toEqual([
      { row_number: 3, outcome: 'refused', beneficiary_id: null },
      { row_number: 5, outcome: 'known', beneficiary_id: people[0]?.id },
    ])
  })

  it('erases the list at its end, and when it is given up', async () => {
    const programmeId = await another()
    const bytes = aList('A B, 0722000001')
    const done = await imported(isiolo, bytes, { programmeId })
    const failed = good(await createImport(isiolo.house, { programmeId, bytes, fileName: 'x', by: maker }))
    await failImport(isiolo.house, failed.importId)
    for (const importId of [done.importId, failed.importId]) {
      const row = await isiolo.house.db
        .selectFrom('beneficiary_import')
        .select('file_enc')
        .where('id', '=', importId)
        .executeTakeFirstOrThrow()
      expect(isiolo.house.sealing.open(row.file_enc)).toBe('[]')
    }
    expect(await findImport(isiolo.house, failed.importId)).toMatchObject({ state: 'failed' })
  })

  it('never holds what a row without consent says, not even while it waits', async () => {
    const programmeId = await another()
    const bytes = aList('Secret Person, 0722000009, Kinna, 5, sw, no', 'A B, 0722000001')
    const made = good(await createImport(isiolo.house, { programmeId, bytes, fileName: 'x', by: maker }))
    const row = await isiolo.house.db
      .selectFrom('beneficiary_import')
      .select('file_enc')
      .where('id', '=', made.importId)
      .executeTakeFirstOrThrow()
    expect(isiolo.house.sealing.open(row.file_enc)).toContain('A B')
    expect(isiolo.house.sealing.open(row.file_enc)).not.toContain('Secret')
  })

  it('is refused as a whole when a column is missing, and says which', async () => {
    const given = {
      programmeId: isiolo.programmeId,
      bytes: Buffer.from('name,phone\nA,0722000001'),
      fileName: 'x',
      by: maker,
    }
    const refusal = await createImport(isiolo.house, given)
    expect(refusal).toMatchObject({ ok: false, problem: 'invalid' })
    expect(!refusal.ok && refusal.why).toMatch(/place.*household size.*consent/s)
  })

  it('finds possible duplicates among people of earlier lists too, in one programme only', async () => {
    const programmeId = await another()
    await imported(
      isiolo,
      aList('Ekai Lokol, 0722000001, Kinna', 'Guyo Wario, 0722000002, Chari, 5, sw, yes, 12345678'),
      { programmeId },
    )
    const dry = good(
      await dryRunImport(isiolo.house, {
        programmeId,
        bytes: aList('LOKOL Ekai, 0722000002', 'X Y, 0722000003, Kinna, 5, sw, yes, 12345678'),
      }),
    )
    expect(dry.possibleDuplicates).toBe(3)
    await imported(isiolo, aList('LOKOL Ekai, 0722000002', 'X Y, 0722000003, Kinna, 5, sw, yes, 12345678'), {
      programmeId,
    })
    const { pairs } = await listPairs(isiolo.house, { programmeId, limit: 10 })
    expect(pairs.map(({ reasons }) => reasons.join()).sort()).toEqual(['name_place', 'national_id', 'phone'])
  })

  it('stores the same people whatever the order of rows, in whatever chunks, once however often', async () => {
    const people = [
      'A A, 0722000001',
      'B B, 0722000001',
      'A A, 0722000002',
      'C C, 0722000003',
      'C C, 0722000003',
      'D D, 07, Chari',
      'E E, 0722000004, Chari, 5, sw, no',
    ]
    const orders = fc.shuffledSubarray(people, { minLength: people.length, maxLength: people.length })
    await fc.assert(
      fc.asyncProperty(orders, fc.integer({ min: 1, max: 8 }), async (rows, chunk) => {
        const programmeId = await another()
        expect(await imported(isiolo, aList(...rows), { programmeId, chunk })).toMatchObject({
          imported: 4,
          known: 1,
          refused: 2,
        })
        expect(await imported(isiolo, aList(...rows), { programmeId, chunk })).toMatchObject({
          imported: 0,
          known: 5,
          refused: 2,
        })
        expect(await countPairs(isiolo.house, programmeId)).toMatchObject({ open: 2 })
      }),
      { numRuns: 12 },
    )
  })

  it('finds in the database the pairs that the pure rule finds', async () => {
    const key = fc.constantFrom('1', '2', '3')
    const person = fc.record({ phone: key, nationalId: fc.option(key), namePlace: key })
    await fc.assert(
      fc.asyncProperty(
        fc.array(person, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 8 }),
        async (list, chunk) => {
          const programmeId = await another()
          // The household size tells rows apart and is no sign of doubt.
          const rows = list.map(
            (one, at) =>
              `N${one.namePlace}, 072200000${one.phone}, Kinna, ${at + 1}, sw, yes, ${one.nationalId ? `ID${one.nationalId}00` : ''}`,
          )
          await imported(isiolo, aList(...rows), { programmeId, chunk })
          const { pairs } = await listPairs(isiolo.house, { programmeId, limit: 100 })
          const found = pairs
            .map(({ people, reasons }) => [...people.map(({ number }) => number).sort(), ...reasons].join())
            .sort()
          expect(found).toEqual(
            possiblePairs(list)
              .map(({ a, b, reasons }) => [a + 1, b + 1, ...reasons].join())
              .sort(),
          )
        },
      ),
      { numRuns: 15 },
    )
  })
})

describe('one person by hand', () => {
  const cells = {
    name: 'Akiru Ekal',
    phone: '0722 111 222',
    place: 'Kinna',
    householdSize: '4',
    language: 'tuv',
    consent: 'yes',
  }

  it('is numbered after the others, told apart from nobody, and known the second time', async () => {
    const programmeId = await another()
    await imported(isiolo, aList('A B, 0722111222'), { programmeId })
    const enrolled = good(await enrolPerson(isiolo.house, { programmeId, cells, by: maker }))
    expect(enrolled).toMatchObject({ number: 2, known: false, possibleDuplicates: 1 })
    const again = good(await enrolPerson(isiolo.house, { programmeId, cells, by: maker }))
    expect(again).toMatchObject({ beneficiaryId: enrolled.beneficiaryId, known: true })
    const story = await beneficiaryStory(isiolo.house, enrolled.beneficiaryId)
    expect(story).toMatchObject({
      person: { name: 'Akiru Ekal', phone: '+254722111222', state: 'registered', duplicateOpen: true },
      destinations: [{ version: 1, state: 'approved' }],
      acts: [{ act: 'beneficiary enrolled', person: 'amina' }],
    })
  })

  it('is refused with all problems at once, and without consent', async () => {
    const bad = await enrolPerson(isiolo.house, {
      programmeId: isiolo.programmeId,
      cells: { consent: 'yes' },
      by: maker,
    })
    expect('problems' in bad && bad.problems.map(({ column }) => column)).toEqual([
      'name',
      'place',
      'phone',
      'householdSize',
    ])
    const no = await enrolPerson(isiolo.house, {
      programmeId: isiolo.programmeId,
      cells: { ...cells, consent: 'no' },
      by: maker,
    })
    expect(no).toMatchObject({ ok: false, problem: 'invalid', problems: [{ code: 'no_consent' }] })
  })

  it('gets a number of their own when many are enrolled at once', async () => {
    const programmeId = await another()
    const enrolled = await Promise.all(
      Array.from({ length: 12 }, (_, at) =>
        enrolPerson(isiolo.house, { programmeId, cells: { ...cells, name: `N ${at}` }, by: maker }),
      ),
    )
    expect(enrolled.map(one => good(one).number).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 12 }, (_, at) => at + 1),
    )
    // All share one phone: every pair is found, whoever came first.
    expect(await countPairs(isiolo.house, programmeId)).toMatchObject({ open: (12 * 11) / 2 })
  })
})
