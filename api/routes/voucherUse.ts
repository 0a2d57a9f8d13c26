/** What people have made of their vouchers, card by card, as files. */
import { z } from '@hono/zod-openapi'
import { findProgramme } from '../../db/programmes.js'
import { voucherUses } from '../../db/vouchers/list.js'
import { voucherUseCsv, voucherUseXlsx } from '../../db/vouchers/useFile.js'
import { found } from '../problem.js'
import { download, downloadBytes } from '../route.js'
import { idOf, pathId } from '../words.js'

const programme = pathId<'programme'>()
const wantedUse = z.strictObject({
  distributionId: idOf<'distribution'>().optional(),
  use: z.enum(voucherUses).optional(),
})

const useCsv = download({
  path: '/programmes/{id}/vouchers/use.csv',
  about: 'programme',
  noun: 'vouchers',
  permission: 'vouchers.read',
  does: 'Vouchers that people got and what is left on each, as a file for spreadsheets; `use=unused` are those nobody used',
  params: programme,
  query: wantedUse,
  file: 'text/csv; charset=utf-8',
  handle: ({ house, params, query }) => voucherUseCsv(house, { programmeId: params.id, ...query }),
})

const useXlsx = downloadBytes({
  path: '/programmes/{id}/vouchers/use.xlsx',
  about: 'programme',
  noun: 'vouchers',
  permission: 'vouchers.read',
  does: 'The same as a workbook that can be printed',
  params: programme,
  query: wantedUse,
  file: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  handle: async ({ house, params, query }) => {
    const { name } = found(await findProgramme(house, params.id), 'programme')
    return voucherUseXlsx(house, { programmeId: params.id, ...query, programme: name, madeAt: new Date() })
  },
})

export const voucherUseRoutes = [useCsv, useXlsx]
