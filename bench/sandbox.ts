/** The bench’s side of the provider’s simulator: it is arranged and asked over its public control interface only. */
import { z } from 'zod'
import { Refused } from '../cli/failure.js'

export const currency = 'KES'
/** how the bench signs in at the provider */
export const username = 'bench'
export const productName = 'Bench'
/** Larger than any bench spends; minor units. */
const walletMinor = '100000000000000'

export interface Arranged {
  readonly apiKey: string
  readonly notificationUrl: string
  readonly insightsUrl?: string
  /** with one, the account pays nothing that was not validated */
  readonly validationUrl: string | null
  /** how long the provider takes to pay */
  readonly processingMs: { readonly least: number; readonly most: number }
}

export interface Sandbox {
  readonly url: string
  ask<T>(method: string, path: string, answer: z.ZodType<T>, body?: object): Promise<T>
  /** makes the account that pays */
  arrange(account: Arranged): Promise<void>
  /** callbacks not delivered yet */
  pendingCallbacks(): Promise<number>
  book(): Promise<ProviderBook>
}

const healthShape = z.object({ callbacks: z.object({ pending: z.number(), givenUp: z.number(), lost: z.number() }) })
const bookShape = z.object({
  summary: z.object({ transfers: z.number(), paidMinor: z.string(), numbersOrPayoutsPaidTwice: z.number() }),
  transfers: z.array(z.object({ payoutId: z.string().nullable(), amountMinor: z.string(), status: z.string() })),
})
export type ProviderBook = z.infer<typeof bookShape>

export function openSandbox(url: string): Sandbox {
  const ask: Sandbox['ask'] = async (method, path, answer, body) => {
    const response = await fetch(url + path, { method, ...(body ? { body: JSON.stringify(body) } : {}) })
    const text = await response.text()
    if (!response.ok) throw new Refused(`The sandbox refused ${method} ${path}: ${text.slice(0, 200)}`)
    return answer.parse(JSON.parse(text))
  }
  return {
    url,
    ask,
    arrange: async ({ processingMs, ...given }) => {
      await ask('PUT', `/sandbox/accounts/${username}`, z.unknown(), {
        ...{ productName, currency, openingBalanceMinor: walletMinor, idempotency: 'off' },
        ...given,
        failClosed: given.validationUrl !== null,
        processingMinMs: processingMs.least,
        processingMaxMs: processingMs.most,
      })
    },
    pendingCallbacks: async () => (await ask('GET', '/sandbox/health', healthShape)).callbacks.pending,
    book: () => ask('GET', `/book/africastalking?username=${username}`, bookShape),
  }
}
