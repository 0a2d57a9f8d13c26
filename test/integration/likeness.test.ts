import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { invent } from '../../bench/alike.js'
import { changeStates } from '../../db/beneficiaryStates.js'
import { decidePair, listPairs } from '../../db/duplicates.js'
import { enrolPerson } from '../../db/enrolment.js'
import { compareAgain, compareNext, likenessStanding } from '../../db/likenessSearch.js'
import { listOverlaps } from '../../db/overlaps.js'
import { asSeen } from '../../db/reach.js'
import type { BeneficiaryId, ProgrammeId } from '../../domain/ids.js'
import { inWords, mostSharing } from '../../domain/likeness.js'
import { aList, anIsiolo, anotherProgramme, good, idsByName, imported, maker, type Isiolo } from './isiolo.js'

let isiolo: Isiolo
beforeAll(async () => {
  isiolo = await anIsiolo()
})
afterAll(() => isiolo.end())

const another = () => anotherProgramme(isiolo.house, isiolo.fspAccountId)

async function compared(programmeId: ProgrammeId, limit = 100): Promise<number> {
  let opened = 0
  for (;;) {
    const now = await compareNext(isiolo.house, programmeId, { limit })
    if (now.compared === 0) return opened
    opened += now.opened
  }
}

async function programmeOf(...rows: string[]): Promise<ProgrammeId> {
  const programmeId = await another()
  await imported(isiolo, aList(...rows), { programmeId })
  return programmeId
}

const pairsOf = async (programmeId: ProgrammeId) => (await listPairs(isiolo.house, { programmeId, limit: 500 })).pairs
const told = async (programmeId: ProgrammeId) =>
  (await pairsOf(programmeId)).map(({ likeness, people }) => inWords(likeness, [people[0].name, people[1].name]))

describe('people who are only alike', () => {
  it('are put before a person once the background has compared them, with the reasons in words', async () => {
    const programmeId = await programmeOf(
      'Mohamed Ali, 0722000001',
      'Halima Guyo, 0722000002',
      'Cali Maxamed, 0722000003',
    )
    expect(await pairsOf(programmeId)).toEqual([])
    expect(await likenessStanding(isiolo.house, programmeId)).toEqual({ waiting: 3, tooCommon: 0 })
    expect(await compared(programmeId)).toBe(1)
    expect(await likenessStanding(isiolo.house, programmeId)).toEqual({ waiting: 0, tooCommon: 0 })
    const [says] = await told(programmeId)
    expect(says).toMatch(
      /^names sound the same: .* \/ .*; same place; same household size; phone numbers differ in one place$/,
    )
  })

  it('are found by two who compare at once, each taking others', async () => {
    const rows = Array.from({ length: 12 }, (_, i) => `Mohamed Ali, 07${22 + i}0000${10 + i * 7}`)
    const programmeId = await programmeOf(...rows)
    await Promise.all([compared(programmeId, 2), compared(programmeId, 3)])
    expect(await likenessStanding(isiolo.house, programmeId)).toEqual({ waiting: 0, tooCommon: 0 })
    const pairs = await pairsOf(programmeId)
    expect(pairs).toHaveLength((12 * 11) / 2)
    expect(pairs.every(({ reasons }) => reasons.includes('likeness'))).toBe(true)
  })

  it('are found whichever comes first, some at a time, and only once', async () => {
    const rows = ['Mohamed Ali, 0722000001', 'Muhammad Ali, 0733000002', 'Maxamed Cali, 0711000003']
    const programmeId = await programmeOf(...rows)
    expect(await compared(programmeId, 1)).toBe(3)
    await compareAgain(isiolo.house, [...(await idsByName(isiolo, programmeId)).values()])
    expect(await compared(programmeId, 2)).toBe(0)
    expect(await pairsOf(programmeId)).toHaveLength(3)
  })

  it('once dismissed stay dismissed: compared again, imported again', async () => {
    const rows = ['Aisha Hassan, 0722000011', 'Caasha Xasan, 0733000012']
    const programmeId = await programmeOf(...rows)
    await compared(programmeId)
    const [pair] = await pairsOf(programmeId)
    good(await decidePair(isiolo.house, { pairId: pair?.pairId ?? '', decision: { is: 'different' }, by: maker }))
    await imported(isiolo, aList(...rows), { programmeId })
    await compareAgain(isiolo.house, [...(await idsByName(isiolo, programmeId)).values()])
    expect(await compared(programmeId)).toBe(0)
    expect((await pairsOf(programmeId)).map(({ state }) => state)).toEqual(['different'])
  })

  it('are never compared with whoever is declined', async () => {
    const programmeId = await programmeOf('Mohamed Ali, 0722000021', 'Muhammad Ali, 0733000022')
    const [id] = (await idsByName(isiolo, programmeId)).values()
    const who = { programmeId, ids: [id as BeneficiaryId] }
    good(await changeStates(isiolo.house, { act: 'decline', who, reason: 'moved away', by: maker }))
    expect(await compared(programmeId)).toBe(0)
  })

  it('with a name too common to be compared by are counted, not silently left out', async () => {
    const rows = Array.from(
      { length: mostSharing + 5 },
      (_, i) => `Mohamed Ali, 07220${String(10_000 + i * 37)}, Merti, ${(i % 12) + 1}`,
    )
    const programmeId = await programmeOf(...rows)
    await compared(programmeId, 200)
    expect((await likenessStanding(isiolo.house, programmeId)).tooCommon).toBeGreaterThan(mostSharing)
  })

  it('leave no name behind that can be read', async () => {
    const { rows } = await sql<{ row: string }>`
      select t::text as row from beneficiary_likeness t union all select t::text from likeness_key t`.execute(
      isiolo.house.db,
    )
    const whole = rows.map(({ row }) => row).join('\n')
    for (const part of ['muhamid', 'mmd', 'Mohamed', 'Kinna', 'kinna']) expect(whole).not.toContain(part)
  })
})

describe('of an invented population of 2,500 with 100 known double entries', () => {
  it('91 are found, and of a hundred pairs that are shown 96 are one person', async () => {
    const { people, doubles } = invent({ people: 2_500, places: 10, seed: 6 })
    const programmeId = await another()
    const rows = people.map(
      ({ name, phone, place, householdSize, nationalId }) =>
        `${name}, ${phone}, ${place}, ${householdSize}, sw, yes, ${nationalId ?? ''}`,
    )
    await imported(isiolo, aList(...rows), { programmeId, chunk: 1_000 })
    await compared(programmeId, 1_000)
    const { rows: found } = await sql<{ pair: string; alike: boolean }>`
      select least(a.number, b.number) - 1 || '/' || greatest(a.number, b.number) - 1 as pair, 'likeness' = any(p.reasons) as alike
        from possible_duplicate p join beneficiary a on a.id = p.beneficiary_a join beneficiary b on b.id = p.beneficiary_b
       where p.programme_id = ${programmeId}`.execute(isiolo.house.db)
    const known = new Set(doubles.map(pair => pair.join('/')))
    const right = found.filter(({ pair, alike }) => alike && known.has(pair)).length
    const recall = found.filter(({ pair }) => known.has(pair)).length / doubles.length
    const precision = right / found.filter(({ alike }) => alike).length
    expect({ recall: recall.toFixed(2), precision: precision.toFixed(2) }).toEqual({
      recall: '0.91',
      precision: '0.96',
    })
  })
})

describe('people in two programmes', () => {
  it('are seen in both, by phone or ID, and block nothing', async () => {
    const here = await programmeOf('Ekai Lokol, 0722000031, , , , , 29384756', 'Guyo Boru, 0722000032')
    const there = await programmeOf('E. Lokol, 0733000031, Merti, 3, sw, yes, 29384756', 'Boru Guyo, 0722000032')
    await compared(here)
    await compared(there)
    for (const [mine, other] of [
      [here, there],
      [there, here],
    ] as const) {
      const { overlaps } = await listOverlaps(isiolo.house, { programmeId: mine, limit: 10 })
      expect(overlaps.map(({ reasons }) => reasons)).toEqual([['national_id'], ['phone']])
      expect(overlaps.map(each => each.other?.programmeId)).toEqual([other, other])
    }
    expect(await pairsOf(here)).toEqual([])
    const first = await listOverlaps(isiolo.house, { programmeId: here, limit: 1 })
    const second = await listOverlaps(isiolo.house, { programmeId: here, limit: 1, after: first.next ?? undefined })
    expect([...first.overlaps, ...second.overlaps].map(({ person }) => person.name)).toEqual([
      'Ekai Lokol',
      'Guyo Boru',
    ])
    expect(second.next).toBeNull()
  })

  it('are not named to somebody who reaches only one of the programmes', async () => {
    const here = await programmeOf('Tume Wario, 0722000041')
    const there = await programmeOf('Tume W, 0722000041')
    await compared(here)
    const reach = { everywhere: false, whole: [here], parts: [] }
    const seen = await asSeen(isiolo.house, reach, house => listOverlaps(house, { programmeId: here, limit: 10 }))
    expect(seen.overlaps).toMatchObject([{ reasons: ['phone'], person: { name: 'Tume Wario' }, other: null }])
    const elsewhere = await asSeen(isiolo.house, reach, house => listOverlaps(house, { programmeId: there, limit: 10 }))
    expect(elsewhere.overlaps).toEqual([])
  })

  it('who are declined in one are in one only', async () => {
    const here = await programmeOf('Dida Godana, 0722000051')
    const cells = { name: 'Dida Godana', phone: '0722000051', place: 'Kinna', householdSize: '4', consent: 'yes' }
    const there = await another()
    const { beneficiaryId } = good(await enrolPerson(isiolo.house, { programmeId: there, cells, by: maker }))
    await compared(there)
    expect((await listOverlaps(isiolo.house, { programmeId: here, limit: 10 })).overlaps).toHaveLength(1)
    const who = { programmeId: there, ids: [beneficiaryId] }
    good(await changeStates(isiolo.house, { act: 'decline', who, reason: 'in another programme', by: maker }))
    expect((await listOverlaps(isiolo.house, { programmeId: here, limit: 10 })).overlaps).toEqual([])
  })
})
