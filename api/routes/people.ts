/** What of a person goes in and out, and how many are chosen: shared by the routes about people. */
import { z } from '@hono/zod-openapi'
import type { Beneficiary } from '../../db/beneficiaries.js'
import { beneficiaryStates } from '../../domain/payout.js'
import { personal } from '../personal.js'
import { anId, idOf, manyIds, moment, shortText } from '../words.js'

export const accountChecks = ['unchecked', 'pending', 'ok', 'cannot_receive', 'unclear'] as const
const whole = z.number().int()

export const personOut = z
  .object({
    id: anId,
    programmeId: anId,
    number: whole,
    ref: z.string().openapi({ example: 'ISI-0042', description: 'what staff call the person' }),
    state: z.enum(beneficiaryStates),
    stateReason: personal('text').nullable(),
    pausedFrom: z.enum(beneficiaryStates).nullable(),
    name: personal('name'),
    nationalId: personal('id').nullable(),
    phone: personal('number').nullable(),
    place: z.string(),
    partner: z.string().nullable(),
    householdSize: whole,
    language: z.string(),
    remarks: personal('text').nullable(),
    custom: z.record(z.string(), z.string()).openapi({ description: 'the programme’s own fields, by key' }),
    customPersonal: z.record(z.string(), personal('text')).openapi({ description: 'those that identify the person' }),
    accountCheck: z.enum(accountChecks),
    accountCheckReason: z.string().nullable(),
    accountCheckedAt: moment.nullable(),
    heldReason: personal('text').nullable(),
    duplicateOpen: z.boolean(),
    importId: anId.nullable(),
    consentAt: moment,
    createdBy: z.string(),
    createdAt: moment,
  })
  .openapi('Beneficiary')
export const toPersonOut = ({ beneficiaryId, ...row }: Beneficiary) => ({ ...row, id: beneficiaryId })

/** Who of a programme is meant; everything given must hold. Nothing given: everybody. */
export const whoIn = z
  .strictObject({
    ids: manyIds<'beneficiary'>().optional(),
    states: z.array(z.enum(beneficiaryStates)).min(1).max(6).optional(),
    place: shortText(200).optional(),
    accountChecks: z.array(z.enum(accountChecks)).min(1).max(5).optional(),
    languages: z.array(z.string().max(20)).min(1).max(50).optional(),
    held: z.boolean().optional(),
    duplicateOpen: z.boolean().optional().openapi({ description: 'an undecided possible duplicate stands in the way' }),
    importId: idOf<'import'>().optional(),
    custom: z.record(z.string().max(40), z.string().max(500)).optional().openapi({
      description: 'values of the programme’s own fields by key, exactly; of personal ones nobody is found',
    }),
  })
  .openapi({ description: 'who is meant; everything given must hold' })
