/** The demo’s side of the simulated carrier of messages: an account there before anybody is told, its own book afterwards. */
import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { openControl } from './control.js'

/** Who the messages are from; a number that nobody has. */
const smsFrom = '+15550000100'

/** “Landline or unreachable carrier”, which the carrier tells some time after it took the message */
const unreachable = 30006

const bookShape = z.object({
  summary: z.object({
    messages: z.number(),
    phonesWithTheSameTextTwice: z.array(z.object({ to: z.string(), times: z.number() })),
  }),
})
export type CarrierBook = z.infer<typeof bookShape>

export interface Carrier {
  /** as our account at the carrier is to be set up */
  readonly account: {
    readonly credentials: Readonly<Record<string, string>>
    readonly settings: Readonly<Record<string, string>>
  }
  /**
   * @param incomingPath below our public address: where it is told what people write
   * @param notReached a number that takes no SMS
   */
  arrange(incomingPath: string, notReached: string): Promise<void>
  book(): Promise<CarrierBook>
}

/** @param publicUrl where the carrier reaches us, and what it signs for */
export function openCarrier(url: string, publicUrl: string): Carrier {
  const ask = openControl(url)
  const accountSid = `AC${randomBytes(16).toString('hex')}`
  const authToken = randomBytes(16).toString('hex')
  return {
    account: {
      credentials: { accountSid, authToken },
      // The sandbox lists at once what it has taken.
      settings: { smsFrom, messagesPerSecond: '200', listedWithinMs: '1000' },
    },
    arrange: async (incomingPath, notReached) => {
      await ask('PUT', `/sandbox/twilio/accounts/${accountSid}`, z.unknown(), {
        authToken,
        senders: [smsFrom],
        incomingUrl: publicUrl + incomingPath,
        numberEndings: false,
      })
      await ask('PUT', `/sandbox/twilio/phones/${notReached}`, z.unknown(), { code: unreachable })
    },
    book: () => ask('GET', `/book/twilio?accountSid=${accountSid}`, bookShape),
  }
}
