/** A programme that has begun with what most never use, so that its menu leads there. */
import { sql } from 'kysely'
import type { House } from '../../db/database.js'
import type { ProgrammeId } from '../../domain/ids.js'

/** Rules for vouchers, and a selection of which nobody is invited yet. */
export async function usesVouchersAndInvitations(house: House, programmeId: ProgrammeId): Promise<void> {
  await sql`
    insert into programme_voucher (programme_id, ask, reminders_after_s, deadline_s, quiet_from_hour, quiet_until_hour, changed_by)
    values (${programmeId}, true, '[]', 3600, 21, 7, 'asha')`.execute(house.db)
  await sql`
    insert into invitation_list (programme_id, partner, file_name, by_cards, reminders_after_s, good_for_s, rows_invited, rows_known,
                                 created_by)
    values (${programmeId}, 'Isiolo Women', 'women.csv', false, '[]', 60, 1, 0, 'asha')`.execute(house.db)
}
