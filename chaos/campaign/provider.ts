/** The campaign’s side of the sandbox: arranges accounts, arms what is to go wrong, and reads the provider’s own book. */
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'

export interface CallbackUrls {
  readonly notification: string
  readonly validation: string
  readonly insights: string
}

const lineShape = z.object({
  payoutId: z.string().nullable(),
  attemptKey: z.string().nullable(),
  phoneNumber: z.string(),
  amountMinor: z.string(),
  currency: z.string(),
  transactionId: z.string(),
  at: z.string(),
  status: z.enum(['paid', 'reversed']),
})
export type BookLine = z.infer<typeof lineShape>
const bookShape = z.object({ transfers: z.array(lineShape) })

/** What the provider took and what became of it, refused ones too. */
const recordShape = z.object({
  transactionId: z.string(),
  status: z.string(),
  description: z.string().optional(),
  value: z.string(),
  destination: z.string(),
  creationTime: z.string().optional(),
  requestMetadata: z.object({ payoutId: z.string().optional(), attemptKey: z.string().optional() }).optional(),
})
export type TransferRecord = z.infer<typeof recordShape>
const pageShape = z.object({ responses: z.array(recordShape) })

const healthShape = z.object({
  redirectsFollowed: z.number(),
  transfers: z.record(z.string(), z.number()),
  callbacks: z.object({ pending: z.number(), delivered: z.number(), givenUp: z.number(), lost: z.number() }),
})
const faultsShape = z.object({
  faults: z.array(z.object({ id: z.number(), hits: z.number(), spec: z.looseObject({ kind: z.string() }) })),
})

const toldShape = z.object({
  summary: z.object({
    phonesWithTheSameTextTwice: z.array(z.object({ to: z.string(), times: z.number() })),
  }),
})

const textsShape = z.object({ messages: z.array(z.object({ to: z.string(), body: z.string(), status: z.string() })) })
const arrived: readonly string[] = ['sent', 'delivered', 'read']

const cardShape = z.object({
  refPos: z.string(),
  /** `payout.part` */
  reference: z.string(),
  state: z.string(),
  issuedMinor: z.string(),
  spentMinor: z.string(),
  balanceMinor: z.string(),
})
export type VoucherCard = z.infer<typeof cardShape>
const cardsShape = z.object({ cards: z.array(cardShape) })

const pageSize = 999
export const apiKey = 'only-for-this-campaign'

/** The sandbox may be starting again. */
async function insist(send: () => Promise<Response>): Promise<Response> {
  const until = Date.now() + 60_000
  for (;;) {
    try {
      return await send()
    } catch (error) {
      if (Date.now() > until) throw error
      await pause(300)
    }
  }
}

export type Provider = ReturnType<typeof openProvider>

export function openProvider(url: string) {
  const ask = async <T>(method: string, path: string, answer: z.ZodType<T>, body?: object): Promise<T> => {
    const request = { method, headers: { apikey: apiKey }, ...(body ? { body: JSON.stringify(body) } : {}) }
    const response = await insist(() => fetch(url + path, request))
    const text = await response.text()
    if (!response.ok) throw new Error(`The sandbox refused ${method} ${path}: ${text.slice(0, 200)}`)
    return answer.parse(text === '' ? undefined : JSON.parse(text))
  }
  return {
    url,
    setAccount: (username: string, settings: object) =>
      ask('PUT', `/sandbox/accounts/${username}`, z.unknown(), settings),
    setCarrier: (accountSid: string, settings: object) =>
      ask('PUT', `/sandbox/twilio/accounts/${accountSid}`, z.unknown(), settings),
    /** phones, and how often they have a text that they have more than once */
    sameTextTwice: async (accountSid: string): Promise<string[]> => {
      const { summary } = await ask('GET', `/book/twilio?accountSid=${accountSid}`, toldShape)
      return summary.phonesWithTheSameTextTwice.map(({ to, times }) => `${to}: ${times} times`)
    },
    setVoucherAccount: (username: string, settings: object) =>
      ask('PUT', `/sandbox/intersolve/accounts/${username}`, z.unknown(), settings),
    /** every card that Intersolve ever issued to one account */
    cards: async (username: string): Promise<VoucherCard[]> =>
      (await ask('GET', `/book/intersolve?username=${username}`, cardsShape)).cards,
    /** at a till; false: the card does not hold so much, or was taken back meanwhile */
    spend: async (username: string, refPos: string, amountMinor: string): Promise<boolean> => {
      const body = JSON.stringify({ username, refPos, amountMinor })
      return (await insist(() => fetch(`${url}/sandbox/intersolve/spend`, { method: 'POST', body }))).ok
    },
    /** what has come to phones, the oldest first */
    textsOf: async (accountSid: string) =>
      (await ask('GET', `/book/twilio?accountSid=${accountSid}`, textsShape)).messages.filter(({ status }) =>
        arrived.includes(status),
      ),
    /** what somebody writes by SMS */
    writes: async (from: string, to: string, body: string): Promise<void> => {
      await ask('POST', '/sandbox/twilio/incoming', z.unknown(), { from, to, body })
    },
    move: (username: string, what: 'topups' | 'withdrawals', amountMinor: string) =>
      ask('POST', `/sandbox/accounts/${username}/${what}`, z.unknown(), { amountMinor }),
    balanceMinor: async (username: string): Promise<bigint> => {
      const shape = z.object({ accounts: z.array(z.object({ username: z.string(), balanceMinor: z.string() })) })
      const { accounts } = await ask('GET', '/sandbox/accounts', shape)
      return BigInt(accounts.find(account => account.username === username)?.balanceMinor ?? '0')
    },
    arm: (fault: object) => ask('POST', '/sandbox/faults', z.object({ id: z.number() }), fault),
    disarmAll: () => ask('DELETE', '/sandbox/faults', z.unknown()),
    /** how often each kind of fault has struck */
    hits: async (): Promise<Record<string, number>> => {
      const { faults } = await ask('GET', '/sandbox/faults', faultsShape)
      const counts: Record<string, number> = {}
      for (const { hits, spec } of faults) counts[spec.kind] = (counts[spec.kind] ?? 0) + hits
      return counts
    },
    health: () => ask('GET', '/sandbox/health', healthShape),
    book: async (): Promise<BookLine[]> => (await ask('GET', '/book/africastalking', bookShape)).transfers,
    /** everything the provider ever took of one account */
    records: async (username: string, productName: string): Promise<TransferRecord[]> => {
      const all: TransferRecord[] = []
      for (let page = 1; ; page++) {
        const query = new URLSearchParams({ username, productName, pageNumber: `${page}`, count: `${pageSize}` })
        const { responses } = await ask('GET', `/query/transaction/fetch?${query.toString()}`, pageShape)
        all.push(...responses)
        if (responses.length < pageSize) return all
      }
    },
  }
}
