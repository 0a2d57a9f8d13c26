/** The demo’s side of the simulated world: Intersolve with its book and till, Twilio with its templates and phones. */
import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { Refused } from '../../failure.js'
import { openControl } from '../control.js'
import { languages, questions, words, type Spoken } from './plan.js'

/** Numbers that nobody has. */
const sender = '+31850000100'
/** the product code that the simulated service knows */
const ean = '8712345678906'
const username = 'waterstad'
/** “Landline or unreachable carrier” */
const unreachable = 30006

const bookShape = z.object({
  summary: z.object({
    cards: z.number(),
    liveCards: z.number(),
    spentMinor: z.string(),
    heldMinor: z.string(),
    returnedMinor: z.string(),
    referencesWithTwoCards: z.array(z.string()),
    refPosUsedTwice: z.array(z.string()),
  }),
  cards: z.array(
    z.object({
      /** payout and part, as we named them */
      reference: z.string(),
      issuedMinor: z.string(),
      spentMinor: z.string(),
      balanceMinor: z.string(),
      state: z.string(),
    }),
  ),
})
export type VoucherBook = z.infer<typeof bookShape>

const anything = z.unknown()

export interface VoucherWorld {
  readonly fsp: Readonly<Record<'credentials' | 'settings', Readonly<Record<string, string>>>>
  readonly carrier: Readonly<Record<'credentials' | 'settings', Readonly<Record<string, string>>>>
  /** both accounts, there before we call them; @param incomingUrl where the carrier tells what people write */
  open(incomingUrl: string): Promise<void>
  /** @returns the content SIDs of the approved question */
  templates(): Promise<Record<Spoken, string>>
  /** so many orders of this week make a card and are never answered */
  loseAnswers(count: number): Promise<void>
  /** what somebody writes, or presses, on their phone */
  writes(number: string, text: string, payload?: 'yes' | 'no'): Promise<void>
  /** nothing reaches this number any more; or it does again */
  lose(number: string): Promise<void>
  find(number: string): Promise<void>
  book(): Promise<VoucherBook>
  /** pays with a card; @param at its place in the book, from 0 */
  spend(at: number, minor: bigint): Promise<void>
}

export function openVoucherWorld(url: string): VoucherWorld {
  const ask = openControl(url)
  const accountSid = `AC${randomBytes(16).toString('hex')}`
  const authToken = randomBytes(16).toString('hex')
  const password = randomBytes(16).toString('hex')
  const asCarrier = async (path: string, body: object): Promise<string> => {
    const headers = {
      authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`,
      'content-type': 'application/json',
    }
    const answer = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) })
    const text = await answer.text()
    if (!answer.ok) throw new Refused(`The simulated carrier refused ${path}: ${text.slice(0, 200)}`)
    const { sid } = z.object({ sid: z.string().optional() }).parse(JSON.parse(text))
    return sid ?? ''
  }
  const phone = (number: string, facts: object) => ask('PUT', `/sandbox/twilio/phones/${number}`, anything, facts)
  return {
    fsp: {
      credentials: { username, password },
      // A lost answer is given up after a second and a half, where a real account waits a minute.
      settings: { ean, longestProcessingMs: '500', answerTimeoutMs: '1500', callsAtOnce: '16' },
    },
    carrier: {
      credentials: { accountSid, authToken },
      settings: { whatsappFrom: sender, smsFrom: sender, messagesPerSecond: '200', listedWithinMs: '1000' },
    },
    open: async incomingUrl => {
      await ask('PUT', `/sandbox/intersolve/accounts/${username}`, anything, { password })
      await ask('PUT', `/sandbox/twilio/accounts/${accountSid}`, anything, {
        authToken,
        senders: [`whatsapp:${sender}`, sender],
        incomingUrl,
        statusDelayMs: 50,
        readDelayMs: null,
        numberEndings: false,
      })
    },
    templates: async () => {
      const made: Partial<Record<Spoken, string>> = {}
      for (const language of languages) {
        const sid = await asCarrier('/v1/Content', contentOf(language))
        const named = { name: `voucher_question_${language}`, category: 'UTILITY' }
        await asCarrier(`/v1/Content/${sid}/ApprovalRequests/whatsapp`, named)
        await ask('PUT', `/sandbox/twilio/contents/${sid}`, anything, { approval: 'approved' })
        made[language] = sid
      }
      return made as Record<Spoken, string>
    },
    loseAnswers: async count => {
      await ask('POST', '/sandbox/faults', anything, { kind: 'answer-lost-after', where: 'voucher-issue', count })
    },
    writes: async (number, text, payload) => {
      const from = { from: `whatsapp:${number}`, to: `whatsapp:${sender}` }
      const what = payload === undefined ? { body: text } : { button: { payload, text } }
      await ask('POST', '/sandbox/twilio/incoming', anything, { ...from, ...what })
    },
    lose: async number => void (await phone(number, { code: unreachable, onWhatsApp: false })),
    find: async number => void (await phone(number, {})),
    book: () => ask('GET', `/book/intersolve?username=${username}`, bookShape),
    spend: async (at, minor) => {
      // Cards are numbered as they were made, and here nobody else makes any.
      const amount = `${minor / 100n}.${String(minor % 100n).padStart(2, '0')}`
      const answer = await fetch(`${url}/sandbox/till/${at + 1}`, {
        method: 'POST',
        redirect: 'manual',
        body: new URLSearchParams({ amount }),
      })
      const says = answer.headers.get('location') ?? ''
      if (answer.status !== 303 || !says.includes('Spent'))
        throw new Refused('The till refused a voucher that its person holds: see Intersolve’s book.')
    },
  }
}

const contentOf = (language: Spoken): object => ({
  friendly_name: `voucher question ${language}`,
  language,
  variables: { 1: 'Mary', 2: '€ 25' },
  types: {
    'twilio/quick-reply': {
      body: questions[language].replace('{1}', '{{1}}').replace('{2}', '{{2}}'),
      actions: [
        { title: words[language].button[0], id: 'yes' },
        { title: words[language].button[1], id: 'no' },
      ],
    },
  },
})
