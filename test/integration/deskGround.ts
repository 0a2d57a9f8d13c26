/** A programme whose people wait for corrected numbers, ward by ward, as the daily desk finds it. Everybody is invented. */
import { openCase, type NewCase } from '../../db/cases.js'
import { said } from '../../domain/caseSays.js'
import type { BeneficiaryId, CaseId, ProgrammeId } from '../../domain/ids.js'
import { aProgramme, type TestApi } from './apiGround.js'

export interface Desk {
  readonly programmeId: ProgrammeId
  /** by name */
  readonly people: ReadonlyMap<string, BeneficiaryId>
  person(name: string): BeneficiaryId
  /** opens a correction for them, unless something else is asked for */
  open(name: string, over?: Partial<NewCase>): Promise<CaseId>
}

export const dayMs = 86_400_000
let phones = 0
/** Mobile numbers of Kenya that nobody else here has. */
export const aNumber = (): string => `07221${String(10_000 + ++phones)}`

/** @param wards who lives where: `{ Wabera: ['Ekai Lokol'], Burat: ['Guyo Wario'] }` */
export async function aDesk(api: TestApi, wards: Readonly<Record<string, readonly string[]>>): Promise<Desk> {
  const made = await api.call('POST', '/programmes', { body: aProgramme() })
  const programmeId = made.json.id as ProgrammeId
  const people = new Map<string, BeneficiaryId>()
  for (const [place, names] of Object.entries(wards))
    for (const name of names) {
      const body = { name, phone: aNumber(), place, householdSize: 4, consent: true }
      const answer = await api.call('POST', `/programmes/${programmeId}/beneficiaries`, { body })
      if (answer.status !== 201) throw new Error(answer.text)
      people.set(name, answer.json.id as BeneficiaryId)
    }
  const person = (name: string): BeneficiaryId => {
    const found = people.get(name)
    if (!found) throw new Error(`Nobody is called ${name}.`)
    return found
  }
  return {
    programmeId,
    people,
    person,
    open: async (name, over = {}) => {
      const { caseId } = await openCase(api.house, {
        kind: 'correction',
        programmeId,
        beneficiaryId: person(name),
        reason: 'not_registered',
        says: said('refused', { reason: 'not_registered' }),
        owner: 'programme staff',
        atDeadline: 'escalate',
        ...over,
      })
      return caseId
    },
  }
}
