/** What programmes have begun to use of what most of them never do: told with their list, so that nobody is led to it elsewhere. */
import { sql } from 'kysely'
import type { ProgrammeId } from '../domain/ids.js'
import { voucherFsps } from '../domain/voucherFsps.js'
import type { House } from './database.js'

/** `vouchers`: its account or that of one of its lists gives them, or its rules for them were set; `invitations`: there was a selection. */
export const programmeUses = ['vouchers', 'invitations'] as const
export type ProgrammeUse = (typeof programmeUses)[number]

/** Of the programmes that whoever looks sees. */
export async function usesOfProgrammes(house: House): Promise<ReadonlyMap<ProgrammeId, readonly ProgrammeUse[]>> {
  const { rows } = await sql<{ id: ProgrammeId; vouchers: boolean; invitations: boolean }>`
    with giving as (select id from fsp_account where fsp_name = any (${[...voucherFsps]}))
    select p.id, programme_invites(p.id) as invitations,
           p.fsp_account_id in (select id from giving) is true
             or exists (select from programme_voucher v where v.programme_id = p.id)
             or exists (select from distribution d where d.programme_id = p.id and d.fsp_account_id in (select id from giving)) as vouchers
      from programme p`.execute(house.db)
  return new Map(rows.map(row => [row.id, programmeUses.filter(use => row[use])]))
}
