/**
 * The demo’s side of the sandbox: arranges the provider’s world before the payday (account, wallet, numbers, faults) and
 * reads its own book afterwards. Only its public control interface is used (sandbox/README.md).
 */
import { z } from 'zod'
import { openControl } from './control.js'
import type { Plan } from './plan.js'

/** How our FSP account signs in at the sandbox. */
export const username = 'isiolo'
export const productName = 'Isiolo'

export interface Callbacks {
  readonly notification: string
  readonly validation: string
  readonly insights: string
}

const bookShape = z.object({
  summary: z.object({ transfers: z.number(), paidMinor: z.string(), numbersOrPayoutsPaidTwice: z.number() }),
  transfers: z.array(
    z.object({
      payoutId: z.string().nullable(),
      phoneNumber: z.string(),
      amountMinor: z.string(),
      currency: z.string(),
      status: z.enum(['paid', 'reversed']),
    }),
  ),
})
export type ProviderBook = z.infer<typeof bookShape>
export type Transfer = ProviderBook['transfers'][number]

const faultsShape = z.object({ faults: z.array(z.object({ id: z.number(), hits: z.number() })) })
const armedShape = z.object({ id: z.number() })
const accountsShape = z.object({ accounts: z.array(z.object({ username: z.string(), balanceMinor: z.string() })) })

/** Ids of the faults that were armed, to see afterwards that each really struck. */
export interface Armed {
  readonly answerLost: number
  readonly callbackLost: number
  readonly callbacksTwice: number
}

export interface Provider {
  readonly url: string
  /** @returns which faults were armed */
  arrange(plan: Plan, account: { apiKey: string; callbacks: Callbacks }): Promise<Armed>
  book(): Promise<ProviderBook>
  /** what the wallet holds, in minor units */
  walletMinor(): Promise<bigint>
  /** puts money into the wallet, in minor units */
  topUp(amountMinor: bigint): Promise<void>
  hits(fault: number): Promise<number>
}

export function openProvider(url: string): Provider {
  const ask = openControl(url)
  const arm = async (fault: object): Promise<number> => (await ask('POST', '/sandbox/faults', armedShape, fault)).id
  return {
    url,
    arrange: async ({ programme, refusedAtPay, faults }, { apiKey, callbacks }) => {
      await ask('PUT', `/sandbox/accounts/${username}`, z.unknown(), {
        apiKey,
        productName,
        currency: programme.currency,
        openingBalanceMinor: programme.walletMinor,
        notificationUrl: callbacks.notification,
        validationUrl: callbacks.validation,
        insightsUrl: callbacks.insights,
        failClosed: true,
        // Slow enough to watch.
        processingMinMs: 200,
        processingMaxMs: 2_500,
      })
      const refusals = [...refusedAtPay.atFirst, ...refusedAtPay.afterCorrection]
      await ask('PUT', '/sandbox/numbers', z.unknown(), Object.fromEntries(refusals.map(refusalAt)))
      return {
        answerLost: await arm({ kind: 'answer-lost-after', numbers: [faults.answerLostPaying], count: 1 }),
        callbackLost: await arm({ kind: 'callback-lost', numbers: [faults.callbackLostFor], count: 1 }),
        callbacksTwice: await arm({ kind: 'callback-twice', numbers: faults.callbacksTwiceFor }),
      }
    },
    book: () => ask('GET', `/book/africastalking?username=${username}`, bookShape),
    walletMinor: async () => {
      const { accounts } = await ask('GET', '/sandbox/accounts', accountsShape)
      return BigInt(accounts.find(account => account.username === username)?.balanceMinor ?? '0')
    },
    topUp: async amountMinor => {
      const path = `/sandbox/accounts/${username}/topups`
      await ask('POST', path, z.unknown(), { amountMinor: amountMinor.toString() })
    },
    hits: async fault => {
      const { faults } = await ask('GET', '/sandbox/faults', faultsShape)
      return faults.find(({ id }) => id === fault)?.hits ?? 0
    },
  }
}

/** The account check sees the carrier only, so both kinds pass it and show at payment. */
const refusalAt = ({ number, why }: Plan['refusedAtPay']['atFirst'][number]): [string, object] => [
  number,
  why === 'blocked' ? { refuse: 'The recipient account is blocked' } : { registered: false },
]
