/** Whether an account at a carrier works: asked by a question that sends nothing. */
import { messageReasons } from '../domain/message.js'
import { CarrierUnreachable, type Carrier } from './contract.js'

/**
 * `ok`: we are let in · `refused`: the carrier answered and does not let us in · `unreachable`: nobody answered ·
 * `unclear`: what answered is not the carrier's interface · `unasked`: it has no question that sends nothing
 */
export const connectionResults = ['ok', 'refused', 'unreachable', 'unclear', 'unasked'] as const

export interface Connection {
  is: (typeof connectionResults)[number]
  /** one sentence for staff, without any value of the account */
  says: string
}

/** Well-formed, and nobody’s: whoever says that there is none of it has let us in. */
const noTemplate = `HX${'0'.repeat(32)}`

/** Asks it. Never rejects over what the carrier or the network does. */
export async function testCarrier(carrier: Carrier): Promise<Connection> {
  if (!carrier.describe().hasTemplates)
    return {
      is: 'unasked',
      says: 'This carrier has no question that sends nothing: write to a number of your own and look whether it arrives.',
    }
  try {
    await carrier.template(noTemplate)
    return { is: 'ok', says: 'The carrier answers and lets this account in.' }
  } catch (error) {
    if (!(error instanceof CarrierUnreachable)) throw error
    const { reason } = error
    const is =
      reason === 'not_reached' || reason === 'no_answer' || reason === 'carrier_trouble'
        ? 'unreachable'
        : reason === 'unclear_answer'
          ? 'unclear'
          : 'refused'
    return { is, says: messageReasons[reason].says }
  }
}
