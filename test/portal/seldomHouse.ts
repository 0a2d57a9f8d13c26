/**
 * One house in which every act that is seldom pressed has something to be pressed on, and somebody signed in who may press
 * them all. Every person and number is invented.
 */
import { sql } from 'kysely'
import { openCase } from '../../db/cases.js'
import { balances } from '../../db/ledger.js'
import { createCarrierAccount } from '../../db/messages/carrierAccounts.js'
import { setMessaging } from '../../db/messages/settings.js'
import { said } from '../../domain/caseSays.js'
import { aRoundOf } from '../integration/insightWorld.js'
import { asha } from '../integration/livesPeople.js'
import { statementText } from '../integration/statementGround.js'
import { aVoucherStage, type VoucherStage } from '../integration/voucherStage.js'
import { aFile, asking } from './fullWorld.js'
import { aPortal, type Portal, type Visitor } from './portalGround.js'

const twilio = { sid: `AC${'2'.repeat(32)}`, token: 'secret' }

export interface SeldomHouse {
  readonly portal: Portal
  readonly stage: VoucherStage
  /** who runs the programme, at Home */
  readonly manager: Visitor
  /** of the payout that the provider refused */
  readonly refused: { readonly caseId: string; readonly payoutId: string; readonly ref: string }
  /** of which one line is nobody’s */
  readonly statementId: string
  /** as staff make one at the carrier, with one variable, submitted. @returns its id */
  submitted(body: string): Promise<string>
  /** what WhatsApp decides on it */
  decided(contentSid: string, approval: 'approved' | 'rejected'): Promise<void>
  /** in cents */
  available(): Promise<bigint>
  end(): Promise<void>
}

export async function aSeldomHouse(): Promise<SeldomHouse> {
  let made: VoucherStage | undefined
  const portal = await aPortal({ people: 4 }, async ({ people, settings = {} }) => {
    made = await aVoucherStage({ people, api: settings })
    return made
  })
  if (!made) throw new Error('There is no stage.')
  const stage = made
  await readOutToo(stage)
  await stage.workAndTell()
  const statementId = await aStatement(stage)
  await toReadOut(stage)
  await aWrongNumber(stage, 1)
  await aWrongNumber(stage, 2)
  await ofThePast(stage)
  const refused = await aRefusal(stage)
  const manager = await portal.signedIn(await portal.member('programme_manager', 'Halima Abdi'))
  manager.page.setDefaultTimeout(30_000)
  return {
    portal,
    stage,
    manager,
    refused,
    statementId,
    submitted: body => aTemplate(stage, body),
    decided: (contentSid, approval) =>
      stage.sandbox.ask('PUT', `/sandbox/twilio/contents/${contentSid}`, { approval, reason: 'It sells something' }),
    available: async () => (await balances(stage.house, stage.programmeId)).available,
    end: () => portal.end(),
  }
}

/** Whom WhatsApp does not take is told by somebody who visits them. */
async function readOutToo({ house, programmeId }: VoucherStage): Promise<void> {
  const { rows } = await sql<{ id: never }>`select id from carrier_account`.execute(house.db)
  const print = { carrier: 'print', name: 'Visits', credentials: {}, settings: {}, by: asha }
  const account = await createCarrierAccount(house, print)
  if (!account.ok) throw new Error(account.why)
  const told = await setMessaging(house, {
    programmeId,
    ways: [
      { channel: 'whatsapp', carrierAccountId: rows[0]!.id },
      { channel: 'print', carrierAccountId: account.carrierAccountId },
    ],
    switchedOff: [],
    resendLost: false,
    insteadOf: {},
    organisation: 'Rode Kruis',
    timeZone: 'Europe/Amsterdam',
    by: asha,
  })
  if (!told.ok) throw new Error(told.why)
}

/** Nobody of them has written, and the text has no template: three are told by reading out. */
async function toReadOut(stage: VoucherStage): Promise<void> {
  const manager = await asking(stage, 'programme_manager')
  const { id = '' } = await manager(`/programmes/${stage.programmeId}/broadcasts`, {
    name: 'The shop is closed',
    who: { ids: stage.people.slice(0, 3) },
    texts: { nl: 'De winkel in het centrum is dicht.' },
  })
  await manager(`/broadcasts/${id}/confirm`, {})
  await stage.until(
    () => messagesBy(stage, 'to_print'),
    count => count === 3,
  )
}

export async function messagesBy({ house }: VoucherStage, state: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from message where state = ${state}`.execute(house.db)
  return rows[0]!.count
}

/** @param at place among the people */
async function aWrongNumber({ house, programmeId, people }: VoucherStage, at: number): Promise<void> {
  await openCase(house, {
    kind: 'correction',
    programmeId,
    beneficiaryId: people[at],
    owner: 'programme staff',
    atDeadline: 'escalate',
    reason: 'not_registered',
    says: said('number_can_not_receive', { reason: 'not_registered' }),
  })
}

/** Three people of a past round in one place, one of whom receives nothing any more. */
async function ofThePast({ house, programmeId, fspAccountId }: VoucherStage): Promise<void> {
  const past = { place: 'Merti', state: 'paid', cameDaysAgo: 60, daysAgo: 50, people: 3 } as const
  await aRoundOf(house, { programmeId, accountId: fspAccountId }, 40, [past])
  await sql`
    update beneficiary set state = 'declined'
     where id = (select id from beneficiary where place = 'Merti' order by number desc limit 1)`.execute(house.db)
}

/** The provider refuses the amount of one card. */
async function aRefusal(stage: VoucherStage): Promise<SeldomHouse['refused']> {
  await stage.sandbox.ask('POST', '/sandbox/faults', {
    ...{ kind: 'result-code', where: 'voucher-issue', count: 1, params: { code: 120 } },
  })
  await stage.pay()
  const [found] = await stage.until(
    async () => {
      const { rows } = await sql<{ caseId: string; payoutId: string; number: number }>`
        select c.id as "caseId", p.id as "payoutId", b.number
          from work_case c join payout p on p.id = c.payout_id join beneficiary b on b.id = p.beneficiary_id
         where c.state = 'open' and p.state = 'refused'`.execute(stage.house.db)
      return rows
    },
    rows => rows.length === 1,
  )
  return { ...found!, ref: `ISI-${String(found!.number).padStart(4, '0')}` }
}

async function aStatement(stage: VoucherStage): Promise<string> {
  const stranger = { receipt: 'SLA0000001', amount: '-100.00', party: '254711999999 - A Stranger' }
  const finance = await asking(stage, 'finance_maker')
  const file = aFile('november.csv', [statementText([stranger])])
  const { id = '' } = await finance(`/fsp-accounts/${stage.fspAccountId}/statements`, file)
  return id
}

async function aTemplate({ sandbox }: VoucherStage, body: string): Promise<string> {
  const authorization = `Basic ${Buffer.from(`${twilio.sid}:${twilio.token}`).toString('base64')}`
  const post = async (path: string, given: unknown): Promise<{ sid: string }> => {
    const headers = { authorization, 'content-type': 'application/json' }
    const answer = await fetch(sandbox.url + path, { method: 'POST', headers, body: JSON.stringify(given) })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as { sid: string }
  }
  const { sid } = await post('/v1/Content', {
    friendly_name: 'taken in',
    language: 'nl',
    variables: { 1: 'Mary' },
    types: { 'twilio/text': { body } },
  })
  await post(`/v1/Content/${sid}/ApprovalRequests/whatsapp`, { name: 'taken_in', category: 'UTILITY' })
  await sandbox.ask('PUT', `/sandbox/twilio/contents/${sid}`, { approval: 'pending' })
  return sid
}
