import { continueAsNew, patched, setHandler } from '@temporalio/workflow'
import type { VoucherFound } from '../activities/vouchers.js'
import { answered, attention, msUntil, patience, timeToContinue } from './attention.js'
import { voucherTold, type VoucherInput } from './contracts.js'
import { issueVoucher, seeToVoucher, takeBackVoucher } from './policies.js'

const minute = 60_000
const day = 24 * 60 * minute

const toBeOrdered: VoucherFound = { state: 'to_issue', next: 'issue', says: 'To be issued' }

export interface VoucherOver {
  state: string
}

/**
 * One e-voucher, from its order to the hands of its person, or back: issued once under a RefPos that was stored first;
 * its person is asked, reminded and waited for; a yes sends the document, a no or silence takes the card back and gives
 * the money back to the budget. Money is in transit until the document has arrived. The rows say how far it is.
 */
export async function voucher(input: VoucherInput): Promise<VoucherOver> {
  const { voucherId } = input
  const care = attention()
  const calm = patience(2_000, 30 * minute)
  let found: VoucherFound | null = null
  // Whoever begins is to be ordered as a rule; the order itself looks whether it is, and tells how it stands. That spares a look.
  let told: VoucherFound | undefined = patched('order-first') ? toBeOrdered : undefined
  setHandler(voucherTold, () => found && { state: found.state, says: found.says })

  while (!(await timeToContinue(input.historyLimit))) {
    // A step that tells how it stands afterwards spares a look. What was said in the meantime still ends the next wait.
    const begins = told === toBeOrdered
    // What began this life is no news any more.
    if (begins) care.attend()
    if (told) found = told
    else {
      care.attend()
      found = await seeToVoucher.executeWithOptions({ summary: 'Looks what is due' }, [{ voucherId }])
    }
    told = undefined
    if (!found) return { state: 'not_found' }
    care.say(found.says)
    // An order takes a moment: what can be searched for is written when it lasts.
    if (!begins) care.state(found.state.replace('_', ' '))
    switch (found.next) {
      case 'issue': {
        const step = await issueVoucher.executeWithOptions({ summary: 'Orders the card' }, [{ voucherId }])
        told = step.found
        if (step.moved) calm.reset()
        else await care.wait(step.waitMs ?? calm.next(), step.says ?? 'Is ordered later')
        break
      }
      case 'takeBack': {
        await takeBackVoucher.executeWithOptions({ summary: 'Takes the card back at the FSP' }, [{ voucherId }])
        break
      }
      case 'wait':
        await care.wait(msUntil(found.until, day), found.says)
        break
      case 'again':
        break
      case 'over':
        await answered()
        if (care.woken()) break
        return { state: found.state }
    }
  }
  return continueAsNew<typeof voucher>(input)
}
