/** What a handler may ask about the reach of whoever asks, beside what the database already hides from them. */
import { chosenBy, type BeneficiaryFilter } from '../db/beneficiaryFilter.js'
import type { House } from '../db/database.js'
import { asSeen } from '../db/reach.js'
import { reaches, reachOf } from '../domain/reach.js'
import type { Asker } from './authenticate.js'
import type { Circumstances } from './route.js'

export function sightOf(house: House, { grants, reach }: Asker): Pick<Circumstances, 'chosen' | 'may'> {
  return {
    chosen: async (who: BeneficiaryFilter) => {
      if (reach.everywhere || reach.whole.includes(who.programmeId)) return who
      const ids = await asSeen(house, reach, async house => {
        const rows = await house.db.selectFrom('beneficiary').select('id').where(chosenBy(who)).execute()
        return rows.map(({ id }) => id)
      })
      return { programmeId: who.programmeId, ids }
    },
    may: (permission, person) => reaches(reachOf(grants, permission), person),
  }
}
