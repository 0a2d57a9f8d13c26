/** Files of people: asked for with a reason, allowed by a second person where the programme says so, fetched within a day. */
import { z } from '@hono/zod-openapi'
import { askExport, decideExport, findExport, peopleFile, wrongWithFetching } from '../../db/exports.js'
import { recordAct } from '../../db/audit.js'
import type { Beneficiary } from '../../db/beneficiaries.js'
import { masked, type Seeing } from '../personal.js'
import { found, HttpProblem, settled } from '../problem.js'
import { download, route } from '../route.js'
import { anId, pathId, proposedOut, reasonIn } from '../words.js'
import { decisions } from './decisions.js'

const noun = 'beneficiaries'

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
  body: z.strictObject({ reason: reasonIn }),
  status: 201,
  answer: z.object({ id: anId, ...proposedOut.shape }),
  handle: async ({ house, by, params, body }) => {
    const { exportId, proposalId } = settled(await askExport(house, { programmeId: params.id, ...body, by }))
    return { id: exportId, proposalId }
  },
})

const file = download({
  path: '/exports/{id}/people.csv',
  about: 'people_export',
  whole: true,
  noun,
  permission: 'people.export',
  does: 'The file, for whoever asked for it, within a day; what they may not see of a person is masked',
  params: pathId<'export'>(),
  file: 'text/csv; charset=utf-8',
  handle: async ({ house, by, may, params }) => {
    const asked = found(await findExport(house, params.id), 'export')
    const wrong = wrongWithFetching(asked, by, 'people')
    if (wrong) throw new HttpProblem(wrong.problem, wrong.why)
    const { programmeId } = asked
    const { text, people } = await peopleFile(house, programmeId, person => {
      const sees = (seeing: Seeing) => may(seeing, person)
      return shownOf(person, sees)
    })
    const subject = ['export', params.id] as const
    await recordAct(house, { by, act: 'people exported', programmeId, subject, details: { people } })
    return text
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
  file,
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
