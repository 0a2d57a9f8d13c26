import { randomBytes } from 'node:crypto'
import twilio from 'twilio'
import type { ArmedFault } from '../faults.js'
import type { FaultInput } from '../fault-kinds.js'
import type { MessageLine, MessageSummary } from '../messageBook.js'
import type { TwilioAccountChange } from '../twilio/accounts.js'
import type { Heard, listener } from './payer.js'

/** A customer of the simulated Twilio in its tests: the real client, its callbacks, and the hands that arrange the world. */

export const accountSid = `AC${'1'.repeat(32)}`
export const authToken = 'a token of the tests'
export const sms = '+15550000100'
export const whatsapp = 'whatsapp:+15550000100'

/** The real client, with nothing changed but the addresses. */
export function realClient(url: string, token = authToken) {
  const client = twilio(accountSid, token)
  client.api.baseUrl = url
  client.content.baseUrl = url
  return client
}

export function customer(url: string) {
  const control = (method: string, path: string, body?: unknown): Promise<Response> =>
    fetch(`${url}/sandbox${path}`, { method, ...(body !== undefined && { body: JSON.stringify(body) }) })
  const sure = async (answer: Promise<Response>): Promise<Response> => {
    const response = await answer
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
    return response
  }
  return {
    client: realClient(url),
    control,
    account: (change: TwilioAccountChange = {}) =>
      sure(control('PUT', `/twilio/accounts/${accountSid}`, { authToken, ...ordinary, ...change })),
    phone: (number: string, facts: object) => sure(control('PUT', `/twilio/phones/${number}`, facts)),
    write: (given: object) => sure(control('POST', '/twilio/incoming', given)),
    arm: async (fault: FaultInput) => (await (await sure(control('POST', '/faults', fault))).json()) as ArmedFault,
    faults: async () => ((await (await control('GET', '/faults')).json()) as { faults: ArmedFault[] }).faults,
    book: async (query = '') => {
      const answer = await fetch(`${url}/book/twilio?accountSid=${accountSid}${query}`)
      return (await answer.json()) as { summary: MessageSummary; messages: MessageLine[] }
    },
  }
}

const ordinary: TwilioAccountChange = { senders: [sms, whatsapp], statusDelayMs: 1, readDelayMs: 1 }

export const formOf = (heard: Heard): Record<string, string> => Object.fromEntries(new URLSearchParams(heard.body))

/** What was told of one message, in the order of arrival. */
export const statusesOf = (phone: Awaited<ReturnType<typeof listener>>, sid: string): (string | undefined)[] =>
  phone.heard
    .map(formOf)
    .filter(form => form['MessageSid'] === sid)
    .map(form => form['MessageStatus'])

/** The code that the client's call was refused with. */
export async function codeOf(call: Promise<unknown>): Promise<unknown> {
  try {
    await call
    return 'taken'
  } catch (error) {
    return (error as { code?: unknown }).code ?? error
  }
}

let numbers = 0
/** A Kenyan number that nobody else in this run has, and that ends in nothing special. */
export const newNumber = (): string => `+2547${String((numbers += 1)).padStart(7, '0')}8`

export const hex32 = (): string => randomBytes(16).toString('hex')
