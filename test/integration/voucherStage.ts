/**
 * The Dutch programme: people who get supermarket vouchers over WhatsApp, through the simulators of Intersolve and Twilio
 * with their books. Everything else is the stage of whole lives. Every person and number is invented.
 */
import { sql } from 'kysely'
import { decideAccountChange } from '../../db/fspAccountChanges.js'
import { createFspAccount } from '../../db/fspAccounts.js'
import { createCarrierAccount } from '../../db/messages/carrierAccounts.js'
import { setMessaging } from '../../db/messages/settings.js'
import { verifyBooks } from '../../db/verify.js'
import { writeText } from '../../db/messages/texts.js'
import { setVoucherRules, type NewVoucherRules } from '../../db/vouchers/rules.js'
import type { BeneficiaryId, FspAccountId } from '../../domain/ids.js'
import { usualAsking } from '../../domain/voucher.js'
import { carrierFor } from '../../messaging/registry.js'
import { aStage, asha, chege, numberOf, type Stage, type StageOptions } from './livesStage.js'

const accountSid = `AC${'2'.repeat(32)}`
const whatsappFrom = '+31850000100'

export interface CardInBook {
  reference: string
  state: string
  issuedMinor: string
  balanceMinor: string
  refPos: string
}
export interface VoucherBook {
  summary: {
    cards: number
    liveCards: number
    heldMinor: string
    returnedMinor: string
    referencesWithTwoCards: string[]
    refPosUsedTwice: string[]
  }
  cards: CardInBook[]
}

export interface VoucherStage extends Stage {
  voucherAccountId: FspAccountId
  /** a worker that also tells people */
  workAndTell(): Promise<void>
  /** what somebody writes on their phone */
  writes(person: number, text: string): Promise<void>
  /** a quick reply under the question */
  presses(person: number, payload: 'yes' | 'no'): Promise<void>
  /** texts on the phone of a person, the oldest first */
  phone(person: number): Promise<string[]>
  cards(): Promise<VoucherBook>
  vouchers(): Promise<
    { state: string; ended: string | null; beneficiaryId: BeneficiaryId; ordinal: number; part: number }[]
  >
  /** counts by state */
  states(): Promise<Record<string, number>>
  /** our books, and Intersolve’s: nobody has two, and what stands there is what we say */
  vouchersAgree(): Promise<void>
}

export async function aVoucherStage(given: {
  people: number
  rules?: Partial<NewVoucherRules>
  intersolve?: Record<string, unknown>
  settings?: Record<string, string>
  /** what everybody is to get, in cents */
  baseMinor?: bigint
  /** of the API */
  api?: StageOptions['settings']
}): Promise<VoucherStage> {
  const stage = await aStage({ people: given.people, isPublic: true, ...(given.api && { settings: given.api }) })
  const { house, sandbox } = stage
  await sandbox.ask('PUT', '/sandbox/intersolve/accounts/relief', { password: 'secret', ...given.intersolve })
  const account = await createFspAccount(house, {
    fspName: 'intersolve',
    name: 'Vouchers',
    currency: 'EUR',
    country: 'NL',
    credentials: { username: 'relief', password: 'secret' },
    settings: {
      ean: '8712345678906',
      // Answers that a fault loses end at once; one that a busy machine gives late is not to be taken for lost.
      longestProcessingMs: '30000',
      answerTimeoutMs: '30000',
      callsAtOnce: '8',
      ...given.settings,
    },
    by: asha,
  })
  if (!account.ok) throw new Error(account.why)
  const confirmed = await decideAccountChange(house, { proposalId: account.proposalId, approve: true, by: chege })
  if (!confirmed.ok) throw new Error(confirmed.why)
  await sql`
    update programme set currency = 'EUR', country = 'NL', fsp_account_id = ${account.fspAccountId}, base_minor = ${given.baseMinor ?? 2500n},
           per_extra_member_minor = 0, languages = '{nl}' where id = ${stage.programmeId}`.execute(house.db)
  await sql`update beneficiary set language = 'nl'`.execute(house.db)
  const carrier = await createCarrierAccount(house, {
    carrier: 'twilio',
    name: 'twilio',
    credentials: { accountSid, authToken: 'secret' },
    settings: { whatsappFrom, messagesPerSecond: '200', listedWithinMs: '1000', optOutByCarrier: 'no' },
    by: asha,
  })
  if (!carrier.ok) throw new Error(carrier.why)
  await sandbox.ask('PUT', `/sandbox/twilio/accounts/${accountSid}`, {
    authToken: 'secret',
    senders: [`whatsapp:${whatsappFrom}`],
    incomingUrl: `${stage.apiUrl}/carriers/${carrier.callbackToken}/incoming`,
    statusDelayMs: 10,
    readDelayMs: null,
    optOut: 'off',
    numberEndings: false,
  })
  const told = await setMessaging(house, {
    programmeId: stage.programmeId,
    ways: [{ channel: 'whatsapp', carrierAccountId: carrier.carrierAccountId }],
    switchedOff: [],
    resendLost: false,
    insteadOf: {},
    organisation: 'Rode Kruis',
    timeZone: 'Europe/Amsterdam',
    by: asha,
  })
  if (!told.ok) throw new Error(told.why)
  await writeQuestion(stage)
  const rules = await setVoucherRules(house, {
    ...usualAsking,
    // Tests run at any hour.
    ...{ quietFromHour: 0, quietUntilHour: 0, highestCardMinor: null },
    ...given.rules,
    programmeId: stage.programmeId,
    by: asha,
  })
  if (!rules.ok) throw new Error(rules.why)
  const vouchers: VoucherStage['vouchers'] = async () => {
    const { rows } = await sql<Awaited<ReturnType<VoucherStage['vouchers']>>[number]>`
      select v.state, v.ended, v.beneficiary_id as "beneficiaryId", v.ordinal, v.part from voucher v join beneficiary b on b.id = v.beneficiary_id
       order by b.number, v.opened_at, v.part, v.ordinal`.execute(house.db)
    return rows
  }
  const cards = (): Promise<VoucherBook> => sandbox.ask('GET', '/book/intersolve?username=relief')
  return {
    ...stage,
    voucherAccountId: account.fspAccountId,
    workAndTell: async () => {
      await stage.work({
        connectCarrier: each => carrierFor(each, stage.env),
        publicUrl: stage.apiUrl,
      })
    },
    writes: async (person, text) => onPhone(sandbox.url, person, { text }),
    presses: async (person, payload) => {
      await onPhone(sandbox.url, person, { text: payload === 'yes' ? 'Ja' : 'Nee', payload })
    },
    phone: async person => {
      const book = await sandbox.ask('GET', '/book/twilio')
      const { messages } = book as { messages: { to: string; body: string; direction?: string }[] }
      return messages.filter(each => each.to.endsWith(numberOf(person))).map(each => each.body)
    },
    cards,
    vouchers,
    states: async () => {
      const counts: Record<string, number> = {}
      for (const { state } of await vouchers()) counts[state] = (counts[state] ?? 0) + 1
      return counts
    },
    vouchersAgree: async () => {
      const { summary, cards: every } = await cards()
      if (summary.referencesWithTwoCards.length > 0)
        throw new Error('somebody has two vouchers for one part of a payout')
      if (summary.refPosUsedTwice.length > 0) throw new Error('one RefPos was used twice')
      const { rows } = await sql<{ minor: string }>`
        select coalesce(sum(coalesce(balance_minor, amount_minor)), 0)::text as minor from voucher where state in ('waiting','agreed','delivered')`.execute(
        house.db,
      )
      // What is blocked or expired nobody can spend.
      const spendable = every.filter(({ state }) => state !== 'blocked' && state !== 'expired')
      const held = spendable.reduce((sum, { balanceMinor }) => sum + BigInt(balanceMinor), 0n)
      if (rows[0]?.minor !== held.toString())
        throw new Error(`Intersolve holds ${held} on cards that can be spent, we say ${rows[0]?.minor}`)
      const verified = await verifyBooks(house, {})
      const wrong = verified.checks.filter(check => !check.ok)
      if (wrong.length > 0) throw new Error(`our books do not agree: ${JSON.stringify(wrong)}`)
    },
  }
}

async function onPhone(sandboxUrl: string, person: number, form: Record<string, string>): Promise<void> {
  const answer = await fetch(`${sandboxUrl}/sandbox/phones/${encodeURIComponent(numberOf(person))}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ to: `twilio|${accountSid}|whatsapp|${whatsappFrom}`, ...form }).toString(),
  })
  if (answer.status !== 303) throw new Error(`the phone could not write: ${answer.status} ${await answer.text()}`)
}

/** The question as a template with two buttons, submitted and approved: outside the day after somebody wrote only those go. */
async function writeQuestion({ house, sandbox, programmeId }: Stage): Promise<void> {
  const authorization = `Basic ${Buffer.from(`${accountSid}:secret`).toString('base64')}`
  const post = async (path: string, body: unknown): Promise<{ sid: string }> => {
    const answer = await fetch(`${sandbox.url}${path}`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as { sid: string }
  }
  const { sid } = await post('/v1/Content', {
    friendly_name: 'voucher question',
    language: 'nl',
    variables: { 1: 'Mary', 2: '€ 25' },
    types: {
      'twilio/quick-reply': {
        body: '{{1}}, er is een waardebon van {{2}} voor u. Wilt u deze? Antwoord JA of NEE.',
        actions: [
          { title: 'Ja', id: 'yes' },
          { title: 'Nee', id: 'no' },
        ],
      },
    },
  })
  await post(`/v1/Content/${sid}/ApprovalRequests/whatsapp`, { name: 'voucher_question', category: 'UTILITY' })
  await sandbox.ask('PUT', `/sandbox/twilio/contents/${sid}`, { approval: 'approved' })
  const written = await writeText(house, {
    programmeId,
    kind: 'voucher_question',
    language: 'nl',
    text: '{name}, er is een waardebon van {amount} voor u. Wilt u deze? Antwoord JA of NEE.',
    contentSid: sid,
    contentVariables: ['name', 'amount'],
    by: asha,
  })
  if (!written.ok) throw new Error(written.why)
}
