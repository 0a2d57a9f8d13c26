/** Files of people: asked for with a reason, allowed by a second person where the programme says so, fetched within a day. */
import { z } from '@hono/zod-openapi'
import { recordAct } from '../../db/audit.js'
import { beneficiarySorts, countBeneficiaries, type Beneficiary } from '../../db/beneficiaries.js'
import { askExport, decideExport, findExport, wrongWithFetching } from '../../db/exports.js'
import { peopleColumns, peopleTable } from '../../db/peopleFile.js'
import type { CustomColumn } from '../../domain/customField.js'
import { masked, type Seeing } from '../personal.js'
import { found, HttpProblem, settled } from '../problem.js'
import { route } from '../route.js'
import { tableFiles } from '../tableFiles.js'
import { anId, pathId, proposedOut, reasonIn } from '../words.js'
import { decisions } from './decisions.js'
import { whoIn } from './people.js'

const noun = 'beneficiaries'
const ownColumn = z
  .string()
  .regex(/^custom\.[a-z][a-z0-9_]{0,39}$/, 'must be a column of people, or custom. and the key of an own field')
  .transform(text => text as CustomColumn)

const ask = route({
  method: 'post',
  path: '/programmes/{id}/exports',
  about: 'programme',
  whole: true,
  noun,
  permission: 'people.export',
  kind: 'stores',
  does: 'Ask for a file of a programme’s people, with a reason; a second person may have to allow it',
  params: pathId<'programme'>(),
  more: 'Everybody with everything, unless people, order or columns are named: those of the table that is looked at.',
  body: z.strictObject({
    reason: reasonIn,
    who: whoIn.optional(),
    sort: z.enum(beneficiarySorts).optional(),
    descending: z.boolean().optional(),
    columns: z
      .array(z.union([z.enum(peopleColumns), ownColumn]))
      .min(1)
      .max(200)
      .optional(),
  }),
  status: 201,
  answer: z.object({ id: anId, ...proposedOut.shape }),
  handle: async ({ house, by, params, body: { reason, ...wanted } }) => {
    const asked = { programmeId: params.id, wanted, reason, by }
    const { exportId, proposalId } = settled(await askExport(house, asked))
    return { id: exportId, proposalId }
  },
})

const files = tableFiles({
  path: '/exports/{id}/people',
  about: 'people_export',
  whole: true,
  noun,
  permission: 'people.export',
  does: 'The file, for whoever asked for it, within a day; what they may not see of a person is masked',
  params: pathId<'export'>(),
  handle: async ({ house, by, may, params }, format) => {
    const asked = found(await findExport(house, params.id), 'export')
    const wrong = wrongWithFetching(asked, by, 'people')
    if (wrong) throw new HttpProblem(wrong.problem, wrong.why)
    const { programmeId, wanted } = asked
    const people = await countBeneficiaries(house, { ...wanted.who, programmeId })
    const subject = ['export', params.id] as const
    await recordAct(house, { by, act: 'people exported', programmeId, subject, details: { people, format } })
    const { heads, blocks } = await peopleTable(house, programmeId, wanted)
    const shown = (person: Beneficiary) => shownOf(person, seeing => may(seeing, person))
    return {
      name: 'People',
      columns: heads.map(head => ({ head, ...(head === 'household size' ? { kind: 'whole' as const } : {}) })),
      blocks: house => blocks(house, shown),
    }
  },
})

const shownOf = ({ name, phone, nationalId, customPersonal }: Beneficiary, sees: (seeing: Seeing) => boolean) => ({
  name: masked('name', name, sees),
  phone: phone === null ? null : masked('number', phone, sees),
  nationalId: nationalId === null ? null : masked('id', nationalId, sees),
  customPersonal: Object.fromEntries(
    Object.entries(customPersonal).map(([key, value]) => [key, masked('text', value, sees)]),
  ),
})

export const exportRoutes = [
  ask,
  ...files,
  ...decisions({
    path: '/export-requests',
    noun,
    about: 'proposal',
    whole: true,
    decides: 'people.decideExport',
    proposes: 'people.export',
    what: 'a file of people',
    decide: decideExport,
  }),
]
