import type { Command } from 'commander'
import type { Beneficiary } from '../db/beneficiaries.js'
import type { House } from '../db/database.js'
import type { Told, Written } from '../db/messages/conversation.js'
import { type BeneficiaryId, isUuid } from '../domain/ids.js'
import { Refused } from './failure.js'
import { dataOption, example } from './options.js'

interface ConversationOptions {
  data: string
  json: boolean
}

export function registerConversation(program: Command): void {
  program
    .command('conversation <person>')
    .description(
      'everything that was said to and by one person, in order of time, and how far it came; it is written down that you looked',
    )
    .addOption(dataOption())
    .option('--json', 'print all of it as JSON', false)
    .addHelpText(
      'after',
      `${example('mkono conversation ISI-0042', 'mkono conversation 3f0d2c5a-…')}\n\nA person is named by the programme's number or by id. Their name, numbers and receipts are left out of what was said.`,
    )
    .action(async (named: string, { data, json }: ConversationOptions) => {
      const { withHouse } = await import('./house.js')
      const found = await withHouse(data, house => conversations(house, named))
      console.log(json ? JSON.stringify(found, null, 2) : found.map(textOf).join('\n\n'))
    })
}

/** One thing that was said, by us or by them. */
export interface Said {
  readonly at: Date
  readonly by: 'us' | 'them'
  /** `payment_sent`; of what they said, what was understood */
  readonly kind: string
  /** null: it has not left */
  readonly channel: string | null
  readonly state: string
  readonly reason: string | null
  /** without names, numbers and receipts; null: not written yet */
  readonly text: string | null
}

export interface Conversation {
  readonly ref: string
  readonly beneficiaryId: BeneficiaryId
  /** since when the number wants no messages */
  readonly stoppedAt: Date | null
  /** oldest first */
  readonly said: readonly Said[]
}

async function conversations(house: House, named: string): Promise<Conversation[]> {
  const { conversationOf } = await import('../db/messages/conversation.js')
  const { recordAct } = await import('../db/audit.js')
  const { personHere } = await import('./house.js')
  const people = await peopleCalled(house, named.trim())
  if (people.length === 0)
    throw new Refused('Nobody is called that: give a number like ISI-0042 or an id; mkono find looks for people too.')
  const found: Conversation[] = []
  for (const person of people) {
    const { beneficiaryId, programmeId, ref } = person
    const by = { person: personHere(), role: 'operator' }
    const subject = ['personal data', beneficiaryId] as const
    await recordAct(house, { by, act: 'conversation read', programmeId, subject })
    const { told, written, stoppedAt } = await conversationOf(house, beneficiaryId)
    found.push({ ref, beneficiaryId, stoppedAt, said: inOrder(person, told, written) })
  }
  return found
}

/** Of all programmes; two may call somebody the same. */
async function peopleCalled(house: House, named: string): Promise<Beneficiary[]> {
  const { findBeneficiary, findByNumber } = await import('../db/beneficiaries.js')
  const { listProgrammes } = await import('../db/programmes.js')
  const { beneficiaryRef, parseBeneficiaryRef } = await import('../domain/beneficiaryRef.js')
  const ids: BeneficiaryId[] = []
  const number = parseBeneficiaryRef(named)
  if (isUuid(named.toLowerCase())) ids.push(named.toLowerCase() as BeneficiaryId)
  else if (number !== null) {
    const letters = named.replace(/[^A-Za-z]/g, '').toUpperCase()
    for (const { programmeId, name } of await listProgrammes(house)) {
      if (letters !== '' && !beneficiaryRef(name, number).startsWith(`${letters}-`)) continue
      const id = await findByNumber(house, programmeId, number)
      if (id !== null) ids.push(id)
    }
  }
  const people = await Promise.all(ids.map(id => findBeneficiary(house, id)))
  return people.filter(person => person !== null)
}

/** Both sides together. */
export function inOrder(
  person: Pick<Beneficiary, 'name' | 'ref'>,
  told: readonly Told[],
  written: readonly Written[],
): Said[] {
  const ours = told.map((each): Said => {
    const { at, kind, state, reason, tries, body } = each
    const channel = tries.at(-1)?.channel ?? (state === 'to_print' || state === 'printed' ? 'print' : null)
    return { at, by: 'us', kind, channel, state, reason, text: body === null ? null : withoutPerson(body, person) }
  })
  const theirs = written.map(({ at, channel, understood, state, text }): Said => ({
    ...{ at, by: 'them', kind: understood, channel, state, reason: null },
    text: withoutPerson(text, person),
  }))
  return [...ours, ...theirs].sort((a, b) => a.at.getTime() - b.at.getTime())
}

/** A whole phone number or national ID: seven digits and more, however they are grouped; amounts have commas or points. */
const wholeNumber = /(?<![\d.,])\+?\d(?:[ -]?\d){6,}(?![.,]?\d)/g
/** As operators write receipts: capitals and digits, with both in it. */
const receipt = /\b(?=[A-Z]*\d)(?=\d*[A-Z])[A-Z\d]{8,}\b/g

/** A part of a name, as somebody writes it who is in a hurry. */
const ofName = (word: string): RegExp => new RegExp(`(?<!\\p{L})${word.replace(/[^\p{L}]/gu, '.')}(?!\\p{L})`, 'giu')

/** People are shown by their number here, as in every command; what would tell who it is or prove a payment is left out. */
function withoutPerson(text: string, { name, ref }: Pick<Beneficiary, 'name' | 'ref'>): string {
  const words = name.split(/\s+/).filter(word => [...word].length > 2)
  const without = words.reduce((rest, word) => rest.replace(ofName(word), '…'), text.replaceAll(name, ref))
  return without.replace(receipt, '…').replace(wholeNumber, '…')
}

export function textOf({ ref, beneficiaryId, stoppedAt, said }: Conversation): string {
  const wish = stoppedAt === null ? '' : `, wants no messages since ${minuteOf(stoppedAt)}`
  const head = `${ref}, ${beneficiaryId}${wish}`
  return [head, ...(said.length === 0 ? ['  Nothing was said yet.'] : said.map(lineOf))].join('\n')
}

function lineOf({ at, by, kind, channel, state, reason, text }: Said): string {
  const why = reason === null ? '' : ` (${reason.replaceAll('_', ' ')})`
  const what = [by === 'us' ? '→' : '←', kind.replaceAll('_', ' '), channel ?? '–', state.replaceAll('_', ' ') + why]
  return `  ${minuteOf(at)}  ${what.join('  ')}  ${text === null ? 'not written yet' : `“${text.replace(/\s+/g, ' ')}”`}`
}

const minuteOf = (at: Date): string => at.toISOString().slice(0, 19).replace('T', ' ')
