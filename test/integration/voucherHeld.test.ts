/** Cards that wait because something holds them back go on once nothing does, whatever it was that ended. */
import { afterEach, expect, it } from 'vitest'
import { holdPerson, releasePerson } from '../../db/beneficiaryStates.js'
import { pauseAccount, resumeAccount } from '../../db/distributionActs.js'
import { asha } from './livesStage.js'
import { aVoucherStage, type VoucherStage } from './voucherStage.js'

let stage: VoucherStage
afterEach(() => stage.end())

const untilStates = (wanted: Record<string, number>): Promise<unknown> =>
  stage.until(
    () => stage.states(),
    states => JSON.stringify(states) === JSON.stringify(wanted),
  )

it('a yes in a pause of the FSP account, or of somebody who is held, has its document once that is over', async () => {
  stage = await aVoucherStage({ people: 2, rules: { remindersAfterS: [] } })
  const { house, voucherAccountId: fspAccountId } = stage
  await stage.workAndTell()
  await stage.pay()
  await stage.until(
    async () => Promise.all([1, 2].map(person => stage.phone(person))),
    phones => phones.every(texts => texts.length === 1),
  )
  const held = (await stage.vouchers())[1]!.beneficiaryId
  expect(await holdPerson(house, { beneficiaryId: held, reason: 'Somebody asks', by: asha })).toMatchObject({
    ok: true,
  })
  await pauseAccount(house, { fspAccountId, reason: 'unclear_answer', by: asha })
  await stage.presses(1, 'yes')
  await stage.presses(2, 'yes')
  await untilStates({ agreed: 2 })
  expect(await resumeAccount(house, { fspAccountId, by: asha })).toMatchObject({ ok: true })
  // Their life would look by itself within the hour: nobody is to wait for that.
  await untilStates({ delivered: 1, agreed: 1 })
  expect(await releasePerson(house, { beneficiaryId: held, by: asha })).toMatchObject({ ok: true })
  await untilStates({ delivered: 2 })
  await stage.vouchersAgree()
})
