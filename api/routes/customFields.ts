/** A programme’s own fields: what it wants to know of every person beside what every programme knows. */
import { z } from '@hono/zod-openapi'
import type { House } from '../../db/database.js'
import { addField, changeField, listFields, type ProgrammeField } from '../../db/customFields.js'
import { findProgramme } from '../../db/programmes.js'
import { customTypes } from '../../domain/customField.js'
import { basisOf, basisOut, replaced } from '../basis.js'
import { found, settled } from '../problem.js'
import { fieldIn, ownField } from '../replaceable.js'
import { route } from '../route.js'
import { anId, done, doneOut, moment, pathId, shortText } from '../words.js'

const noun = 'programmes'
const labels = z
  .record(z.string().max(20), shortText(120))
  .openapi({ description: 'by language of the programme', example: { en: 'Water from', sw: 'Maji kutoka' } })
const limit = z.string().min(1).max(40)
const rules = z.strictObject({
  min: limit.optional().openapi({ description: 'smallest number or date; of a text the fewest characters' }),
  max: limit.optional(),
  mask: z.string().min(1).max(60).optional().openapi({ description: '# a digit, @ a letter, anything else itself' }),
  options: z
    .array(z.strictObject({ key: shortText(40), labels }))
    .min(1)
    .max(200)
    .optional(),
})
const rulesOut = z.object({
  min: z.string().optional(),
  max: z.string().optional(),
  mask: z.string().optional(),
  options: z.array(z.object({ key: z.string(), labels: z.record(z.string(), z.string()) })).optional(),
})
const toOut = (house: House, { fieldId, ...field }: ProgrammeField) => ({
  ...field,
  id: fieldId,
  basis: basisOf(house, fieldIn({ fieldId, ...field })),
})

const list = route({
  method: 'get',
  path: '/programmes/{id}/fields',
  about: 'programme',
  noun,
  permission: 'programmes.read',
  kind: 'reads',
  does: 'The fields that the programme adds to every person, those put away too',
  params: pathId<'programme'>(),
  answer: z.object({
    items: z.array(
      z.object({
        id: anId,
        programmeId: anId,
        key: z.string(),
        type: z.enum(customTypes),
        labels: z.record(z.string(), z.string()),
        required: z.boolean(),
        rules: rulesOut,
        personal: z.boolean(),
        archivedAt: moment.nullable(),
        createdBy: z.string(),
        createdAt: moment,
        basis: basisOut,
      }),
    ),
  }),
  handle: async ({ house, params }) => {
    found(await findProgramme(house, params.id), 'programme')
    return { items: (await listFields(house, params.id)).map(field => toOut(house, field)) }
  },
})

const add = route({
  method: 'post',
  path: '/programmes/{id}/fields',
  about: 'programme',
  whole: true,
  noun,
  permission: 'programmes.fields',
  kind: 'stores',
  does: 'Add a field to what the programme knows of every person',
  more: 'Its key, type and secrecy stay as they are made. A personal field is sealed, masked, and nothing is filtered by it.',
  params: pathId<'programme'>(),
  body: z.strictObject({
    key: shortText(40),
    type: z.enum(customTypes),
    labels,
    required: z.boolean().default(false),
    rules: rules.default({}),
    personal: z.boolean(),
  }),
  status: 201,
  answer: z.object({ id: anId }),
  handle: async ({ house, by, params, body }) => ({
    id: settled(await addField(house, { programmeId: params.id, ...body, by })).fieldId,
  }),
})

const change = route({
  method: 'patch',
  path: '/programme-fields/{id}',
  about: 'programme_field',
  whole: true,
  noun,
  permission: 'programmes.fields',
  kind: 'stores',
  does: 'Change how a field is called and judged, or put it away; what is known of people stays',
  params: pathId<'field'>(),
  body: z.strictObject({
    labels: labels.optional(),
    required: z.boolean().optional(),
    rules: rules.optional(),
    archived: z.boolean().optional(),
  }),
  replaces: ({ params }) => replaced(ownField, params.id),
  undoes: true,
  answer: doneOut,
  handle: async ({ house, by, params, body: { labels, required, rules, archived } }) => {
    const changes = {
      ...(labels === undefined ? {} : { labels }),
      ...(required === undefined ? {} : { required }),
      ...(rules === undefined ? {} : { rules }),
      archived,
    }
    settled(await changeField(house, { fieldId: params.id, by, changes }))
    return done
  },
})

export const customFieldRoutes = [list, add, change]
