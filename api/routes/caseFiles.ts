/** The work list as a file: the cases that the same filters show to whoever asks. Nothing that somebody wrote by hand stands in it. */
import { z } from '@hono/zod-openapi'
import { recordAct } from '../../db/audit.js'
import { listCases, type Case } from '../../db/caseList.js'
import { caseRef } from '../../domain/caseRef.js'
import type { CaseId } from '../../domain/ids.js'
import { tableFiles } from '../tableFiles.js'
import { caseFilterOf, casesIn } from './cases.js'

const block = 1_000

export const caseFileRoutes = tableFiles({
  path: '/cases/list',
  noun: 'cases',
  permission: 'cases.read',
  does: 'Cases of every kind, most pressing first',
  query: z.strictObject(casesIn),
  handle: async ({ house, by, query }, format) => {
    const { programmeId } = query
    const subject = programmeId === undefined ? (['house', 'cases'] as const) : (['programme', programmeId] as const)
    await recordAct(house, { by, act: 'file fetched', programmeId, subject, details: { what: 'work list', format } })
    const filter = caseFilterOf(query)
    return {
      name: 'Work list',
      columns: [
        { head: 'case', width: 14 },
        { head: 'kind', width: 18 },
        { head: 'what it is about', width: 50 },
        { head: 'person', width: 12 },
        { head: 'place', width: 16 },
        { head: 'belongs to', width: 18 },
        { head: 'state', width: 9 },
        { head: 'opened (UTC)', width: 20 },
        { head: 'deadline (UTC)', width: 20 },
        { head: 'raised', kind: 'whole', width: 8 },
        { head: 'last contact', width: 14 },
        { head: 'last contact at (UTC)', width: 20 },
        { head: 'closed (UTC)', width: 20 },
      ],
      blocks: async function* (house) {
        for (let after: CaseId | undefined; ;) {
          const { cases, next }: { cases: Case[]; next: CaseId | null } = await listCases(house, {
            ...filter,
            after,
            limit: block,
          })
          yield cases.map(cellsOf)
          if (next === null) return
          after = next
        }
      },
    }
  },
})

const cellsOf = (each: Case) => [
  caseRef(each.caseId),
  each.kind.replaceAll('_', ' '),
  each.says,
  each.ref,
  each.place,
  each.owner,
  each.state,
  utcOf(each.openedAt),
  utcOf(each.deadlineAt),
  each.escalations,
  each.lastContact?.result.replaceAll('_', ' ') ?? null,
  utcOf(each.lastContact?.at),
  utcOf(each.closedAt),
]

const utcOf = (at: Date | null | undefined): string | null => at?.toISOString().slice(0, 19).replace('T', ' ') ?? null
