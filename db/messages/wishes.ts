/** A person’s wish to hear nothing, or to hear from us again, as somebody of staff was told it. */
import { done, refused, type Done } from '../../domain/done.js'
import type { BeneficiaryId } from '../../domain/ids.js'
import type { By } from '../../domain/people.js'
import { recordAct } from '../audit.js'
import { inTransaction, type House } from '../database.js'
import { startPhone, stopPhones } from './phones.js'

export async function setStopped(
  house: House,
  { beneficiaryId, stop, reason, by }: { beneficiaryId: BeneficiaryId; stop: boolean; reason: string; by: By },
): Promise<Done> {
  return inTransaction(house, async house => {
    const number = await house.db
      .selectFrom('destination as d')
      .innerJoin('beneficiary as b', 'b.id', 'd.beneficiary_id')
      .select(['d.number_lookup', 'b.programme_id'])
      .where('d.beneficiary_id', '=', beneficiaryId)
      .where('d.state', '=', 'approved')
      .executeTakeFirst()
    if (!number) return refused('state', 'This person has no number that messages go to.')
    await (stop ? stopPhones(house, [number.number_lookup], 'staff') : startPhone(house, number.number_lookup))
    await recordAct(house, {
      by,
      act: stop ? 'messages stopped' : 'messages started again',
      programmeId: number.programme_id,
      subject: ['beneficiary', beneficiaryId],
      personal: { reason },
    })
    return done()
  })
}
