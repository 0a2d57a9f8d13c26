/** A person as the tables hold them: sealed, and hashed for what must be found again. */
import type { CustomValues } from '../domain/customField.js'
import type { DuplicateKeys } from '../domain/duplicates.js'
import { identityText, type PersonRow } from '../domain/importRow.js'
import { nameKey, namePlaceKey } from '../domain/names.js'
import type { Sealing } from './sealing.js'

export interface SealedPerson {
  readonly identityDigest: Buffer
  readonly name: Buffer
  readonly nameLookup: Buffer
  readonly namePlaceLookup: Buffer
  readonly nationalId: Buffer | null
  readonly nationalIdLookup: Buffer | null
  readonly number: Buffer
  readonly numberLookup: Buffer
  readonly remarks: Buffer | null
  /** JSON of the programme’s own fields */
  readonly custom: string
  readonly customSealed: Buffer | null
  readonly place: string
  readonly partner: string | null
  readonly householdSize: number
  readonly language: string
  readonly consentAt: Date
}

/** Only the processor’s work: a list has it done for the next rows while PostgreSQL stores the ones before. */
export function sealPerson({ seal, lookup }: Sealing, person: PersonRow): SealedPerson {
  const { name, number, place, nationalId, remarks, custom } = person
  return {
    identityDigest: lookup('row', identityText(person)),
    name: seal(name),
    nameLookup: lookup('name', nameKey(name)),
    namePlaceLookup: lookup('name_place', namePlaceKey(name, place)),
    nationalId: nationalId === null ? null : seal(nationalId),
    nationalIdLookup: nationalId === null ? null : lookup('national_id', nationalId),
    number: seal(number),
    numberLookup: lookup('number', number),
    remarks: remarks === null ? null : seal(remarks),
    custom: JSON.stringify(custom.plain),
    customSealed: sealedCustom(seal, custom.personal),
    place,
    partner: person.partner,
    householdSize: person.householdSize,
    language: person.language,
    consentAt: consentMoment(person.submittedAt, new Date()),
  }
}

/** What of a programme’s own fields identifies the person, as one sealed text; null where there is none. */
export const sealedCustom = (seal: Sealing['seal'], personal: CustomValues['personal']): Buffer | null =>
  Object.keys(personal).length === 0 ? null : seal(JSON.stringify(personal))

/** What of a person is compared with others, as text. */
export const duplicateKeys = (
  one: Pick<SealedPerson, 'numberLookup' | 'nationalIdLookup' | 'namePlaceLookup'>,
): DuplicateKeys => ({
  phone: one.numberLookup.toString('hex'),
  nationalId: one.nationalIdLookup?.toString('hex') ?? null,
  namePlace: one.namePlaceLookup.toString('hex'),
})

/** When the form was sent, if it says so in ISO 8601 (without an offset: UTC) and not in the future; else now. */
function consentMoment(submittedAt: string | null, now: Date): Date {
  const iso = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})?)?$/.exec(
    submittedAt ?? '',
  )
  if (!iso) return now
  const at = new Date(`${iso[1] ?? ''}T${iso[2] ?? '00:00'}${iso[3] ?? 'Z'}`)
  return at.getTime() > 0 && at <= now ? at : now
}
