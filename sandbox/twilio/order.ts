import { isMobileNumber } from '../numbers.js'
import { segmentsOf } from '../segments.js'
import type { World } from '../world.js'
import type { TwilioAccount } from './accounts.js'
import type { Code } from './codes.js'
import { render, type Content } from './contents.js'
import { splitAddress, type NewMessage } from './messages.js'
import type { Channel } from './phones.js'

/** What a request to send asks for, checked as far as Twilio checks before it answers. */
export type Order = { refused: Code } | { message: NewMessage; isTest: boolean }

const longestBody = 1_600
const mostMedia = 10
const address = /^(whatsapp:)?\+[1-9]\d{6,14}$/

/** Twilio's own test numbers (facts/protocols.md 3.8): a promise that holds for every account. */
const testNumber = (last: string): string => `+1500555000${last}`
const testFrom: Readonly<Record<string, Code>> = {
  [testNumber('1')]: 21212,
  [testNumber('7')]: 21606,
  [testNumber('8')]: 21611,
}
const testTo: Readonly<Record<string, Code>> = {
  [testNumber('1')]: 21211,
  [testNumber('2')]: 21612,
  [testNumber('3')]: 21408,
  [testNumber('4')]: 21610,
  [testNumber('9')]: 21614,
}
const goodTestFrom = testNumber('6')

/** Reads the form of a request to send. Refused with the first code that applies; nothing is changed. */
export function readOrder(world: World, account: TwilioAccount, form: URLSearchParams): Order {
  const to = form.get('To') ?? ''
  if (to === '') return { refused: 21604 }
  const { channel, number: person } = splitAddress(to)
  const inTest = testTo[person]
  if (inTest !== undefined) return { refused: inTest }
  if (!address.test(to) || !isMobileNumber(person)) return { refused: 21211 }

  const from = senderOf(account, form, channel)
  if ('refused' in from) return from
  if (from.sender === person) return { refused: 63031 }
  const refused = refusalOf(world, account, person, channel, from.sender)
  if (refused !== undefined) return { refused }

  const said = whatIsSaid(world, account, form, channel)
  if ('refused' in said) return said
  const statusUrl = form.get('StatusCallback')
  if (statusUrl !== null && !isWebAddress(statusUrl)) return { refused: 21609 }

  const { service, sender } = from
  const isTest = sender === goodTestFrom
  const whose = { account_sid: account.accountSid, direction: 'outbound-api' as const, channel, person, sender }
  const fate = { status: service === null ? ('queued' as const) : ('accepted' as const), due_at: null }
  return {
    message: { ...whose, ...fate, ...said, service_sid: service, status_url: isTest ? null : statusUrl },
    isTest,
  }
}

type From = { refused: Code } | { sender: string; service: string | null }

function senderOf(account: TwilioAccount, form: URLSearchParams, channel: Channel): From {
  const from = form.get('From')
  const service = form.get('MessagingServiceSid')
  if (service !== null) {
    const senders = account.services[service]
    if (!senders) return { refused: 21705 }
    const sender = from ?? senders.find(one => splitAddress(one).channel === channel)
    if (sender === undefined || !senders.includes(sender)) return { refused: 21703 }
    return { sender: splitAddress(sender).number, service }
  }
  if (from === null || from === '') return { refused: 21603 }
  const inTest = testFrom[from]
  if (inTest !== undefined) return { refused: inTest }
  if (from === goodTestFrom) return channel === 'sms' ? { sender: from, service } : { refused: 21910 }
  const own = splitAddress(from)
  if (own.channel !== channel) return { refused: 21910 }
  if (!account.senders.includes(from)) return { refused: unknownSender(from, channel) }
  return { sender: own.number, service }
}

function unknownSender(from: string, channel: Channel): Code {
  if (channel === 'whatsapp') return 63007
  return /^\+?[\dA-Za-z ]{3,16}$/.test(from) ? 21606 : 21212
}

function refusalOf(
  { twilio }: World,
  account: TwilioAccount,
  person: string,
  channel: Channel,
  sender: string,
): Code | undefined {
  const { regions, accountSid } = account
  if (regions.length > 0 && !regions.some(region => person.startsWith(region))) return 21408
  const byNumber = twilio.phones.refusal(account, person, channel)
  if (byNumber !== undefined) return byNumber
  return twilio.optOuts.has(accountSid, sender, person) ? 21610 : undefined
}

type Said =
  { refused: Code } | Pick<NewMessage, 'body' | 'segments' | 'media' | 'buttons' | 'content_sid' | 'is_complete'>

function whatIsSaid(world: World, account: TwilioAccount, form: URLSearchParams, channel: Channel): Said {
  const contentSid = form.get('ContentSid')
  if (contentSid !== null) {
    const content = world.twilio.contents.find(account.accountSid, contentSid)
    return content ? rendered(content, form.get('ContentVariables'), channel) : { refused: 21655 }
  }
  const body = form.get('Body') ?? ''
  const media = form.getAll('MediaUrl')
  if (body === '' && media.length === 0) return { refused: 21602 }
  if (media.length > mostMedia || !media.every(isWebAddress)) return { refused: 21620 }
  return [...body].length > longestBody ? { refused: 21617 } : { body, media, segments: partsOf(body, channel) }
}

function rendered(content: Content, given: string | null, channel: Channel): Said {
  const variables = variablesIn(given)
  const text = variables && render(content, variables)
  if (!variables) return { refused: 21656 }
  if (!text) return { refused: 21655 }
  // WhatsApp counts the parameters itself, so that a missing one is heard of only later (63028).
  const isComplete = text.missing.length === 0
  if (!isComplete && channel === 'sms') return { refused: 21656 }
  const { body, media, buttons } = text
  if (!media.every(isWebAddress)) return { refused: 21620 }
  if ([...body].length > longestBody) return { refused: 21617 }
  const kept = { content_sid: content.sid, is_complete: isComplete ? (1 as const) : (0 as const) }
  return { body, media, segments: partsOf(body, channel), ...kept, ...(buttons.length > 0 && { buttons }) }
}

/** A JSON object of texts; undefined for anything else. */
function variablesIn(given: string | null): Record<string, string> | undefined {
  if (given === null || given === '') return {}
  try {
    const document: unknown = JSON.parse(given)
    if (typeof document !== 'object' || document === null || Array.isArray(document)) return undefined
    const isGood = Object.values(document).every(value => typeof value === 'string' && value !== '')
    return isGood ? (document as Record<string, string>) : undefined
  } catch {
    return undefined
  }
}

const partsOf = (body: string, channel: Channel): number => (channel === 'whatsapp' ? 1 : segmentsOf(body))

const isWebAddress = (text: string): boolean => /^https?:$/.test(URL.canParse(text) ? new URL(text).protocol : '')
