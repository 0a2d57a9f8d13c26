/** Before a list is taken in: an empty one to fill in, and which column of a file holds what. */
import { z } from '@hono/zod-openapi'
import { fieldsInUse } from '../../db/customFields.js'
import { lookAtColumns } from '../../db/importList.js'
import { findProgramme } from '../../db/programmes.js'
import { customColumn } from '../../domain/customField.js'
import { importTemplate, templateColumns } from '../importTemplate.js'
import { found, settled } from '../problem.js'
import { downloadBytes, route } from '../route.js'
import { saidOf, saidOut } from '../told.js'
import { pathId } from '../words.js'
import { upload } from './imports.js'

const scoped = { about: 'programme', whole: true, noun: 'imports', permission: 'imports.make' } as const

const columns = route({
  ...upload,
  ...scoped,
  path: '/programmes/{id}/imports/columns',
  kind: 'reads',
  does: 'Which columns a file has, what each seems to hold and what is still to be said; nothing is stored',
  answer: z.object({
    headers: z.array(z.string()),
    rows: z.number().int(),
    map: z.record(z.string(), z.string()).openapi({ description: 'field → header' }),
    problems: z.array(z.object({ code: z.string(), message: z.string(), said: saidOut })),
    fields: z
      .array(
        z.object({
          field: z.string(),
          own: z.boolean().openapi({ description: 'of the programme itself; the others are everybody’s' }),
          labels: z
            .record(z.string(), z.string())
            .openapi({ description: 'of an own field: how it is called, by language' }),
          required: z.boolean(),
        }),
      )
      .openapi({ description: 'what a list of this programme can hold' }),
  }),
  handle: async ({ house, params, body }) => {
    const given = { programmeId: params.id, bytes: body.file.bytes, ...body.list }
    const { headers, rows, columns, rules } = settled(await lookAtColumns(house, given))
    const { custom = [] } = rules
    const fields = templateColumns(custom).map(({ field, required }) => {
      const own = custom.find(({ key }) => field === customColumn(key))
      return { field, own: own !== undefined, labels: { ...own?.labels }, required }
    })
    const map = Object.fromEntries(Object.entries(columns.map).map(([field, header]) => [field, header ?? '']))
    return {
      headers: [...headers],
      rows,
      map,
      problems: columns.problems.map(each => ({ ...each, said: saidOf(each.message) })),
      fields,
    }
  },
})

const template = downloadBytes({
  ...scoped,
  path: '/programmes/{id}/imports/template.xlsx',
  does: 'An empty list to fill in, with the programme’s own fields and how each is written',
  params: pathId<'programme'>(),
  file: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  handle: async ({ house, params }) => {
    const { name } = found(await findProgramme(house, params.id), 'programme')
    return importTemplate({ name, custom: await fieldsInUse(house, params.id), madeAt: new Date() })
  },
})

export const importColumnRoutes = [columns, template]
