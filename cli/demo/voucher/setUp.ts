/** From contract to calendar: accounts, programme, people, how they are asked, what two people approve ahead, and when. */
import { z } from 'zod'
import { decideDuplicates, takeIn } from '../enrolment.js'
import { awaiting, missing, there } from '../patience.js'
import { include } from '../people.js'
import { peopleOf } from '../proof.js'
import { counted, written } from '../screen.js'
import { languages, listOf, questions, type Invited } from './plan.js'
import type { VoucherStage } from './stage.js'

const anything = z.unknown()
const made = z.object({ id: z.string() })
const proposed = z.object({ proposalId: z.string() })
const timeZone = 'Europe/Amsterdam'

export interface SetUp {
  readonly programmeId: string
  /** in the order of the plan: who is who in the system */
  readonly beneficiaryIds: readonly string[]
  /** the planned date of the first round */
  readonly firstDate: string
}

export async function setUp(stage: VoucherStage): Promise<SetUp> {
  const { plan, maker, operator, screen } = stage
  screen.chapter(`The programme ${plan.name}`)
  const fspAccountId = await openAccount(stage)
  const programme = await maker.post(
    '/programmes',
    {
      ...{ name: plan.name, currency: 'EUR', country: 'NL', rounds: plan.weeks, languages, fspAccountId },
      baseMinor: plan.voucherMinor.toString(),
    },
    made,
  )
  const programmeId = programme.id
  const fund = { amountMinor: plan.budgetMinor.toString(), reference: `${plan.name} budget` }
  await maker.post(`/programmes/${programmeId}/fund`, fund, anything)
  await operator.get(`/fsp-accounts/${fspAccountId}/connection`, anything)
  screen.say(`${written(plan.voucherMinor, 'EUR')} a household and week; budget ${written(plan.budgetMinor, 'EUR')}`)
  await setUpAsking(stage, programmeId)
  await takeIn({ maker, screen, plan: { list: listOf(plan) } }, programmeId)
  await decideDuplicates({ maker, screen }, programmeId)
  await checkNumbers(stage, programmeId)
  await include({ maker, screen }, programmeId)
  const firstDate = await setCalendar(stage, programmeId)
  await approveAhead(stage, programmeId)
  const people = await peopleOf({ maker }, programmeId)
  const idOf = new Map([...people.values()].map(({ id, phone }) => [phone, id]))
  const beneficiaryIds = plan.people.map(({ number }: Invited) => idOf.get(number) ?? '')
  return { programmeId, beneficiaryIds, firstDate }
}

/** One makes it, another confirms it. */
async function openAccount({ operator, approver, world, screen }: VoucherStage): Promise<string> {
  const account = await operator.post(
    '/fsp-accounts',
    { fspName: 'intersolve', name: 'Supermarket vouchers', currency: 'EUR', country: 'NL', ...world.fsp },
    made.extend(proposed.shape),
  )
  await approver.post(`/fsp-account-changes/${account.proposalId}/decide`, { approve: true }, anything)
  screen.say(`Account at Intersolve: made by ${operator.person}, confirmed by ${approver.person}`)
  return account.id
}

const checkShape = z.object({ pending: z.number(), waiting: z.number(), ok: z.number() })

/** Intersolve knows no accounts of people, so every number passes; who has no check is not included. */
async function checkNumbers({ plan, maker }: VoucherStage, programmeId: string): Promise<void> {
  await maker.post(`/programmes/${programmeId}/account-checks`, {}, anything)
  await awaiting('the numbers to be checked', 90, async () => {
    const { ok } = await maker.get(`/programmes/${programmeId}/account-checks`, checkShape)
    return ok === plan.people.length ? there(ok) : missing(`${ok} of ${plan.people.length} have passed`)
  })
}

/** WhatsApp first, with the approved question; where it does not reach somebody, SMS. */
async function setUpAsking({ plan, maker, operator, world, screen, publicUrl }: VoucherStage, programmeId: string) {
  const carrier = await operator.post(
    '/carrier-accounts',
    { carrier: 'twilio', name: 'WhatsApp and SMS', ...world.carrier },
    z.object({ id: z.string(), incomingPath: z.string() }),
  )
  await world.open(publicUrl + carrier.incomingPath)
  const ways = ['whatsapp', 'sms'].map(channel => ({ channel, carrierAccountId: carrier.id }))
  const messaging = { ways, timeZone, organisation: 'Hulp in Waterstad', switchedOff: ['registered', 'included'] }
  await operator.put(`/programmes/${programmeId}/messaging`, messaging, anything)
  const sids = await world.templates()
  for (const language of languages) {
    const text = questions[language].replace('{1}', '{name}').replace('{2}', '{amount}')
    const contents = { contentSid: sids[language], contentVariables: ['name', 'amount'] }
    const body = { kind: 'voucher_question', language, text, ...contents }
    await maker.put(`/programmes/${programmeId}/message-texts`, body, anything)
  }
  // Its weeks last some minutes, at whatever hour: no night is kept.
  const hours = { quietFromHour: 0, quietUntilHour: 0 }
  const rules = { ask: true, remindersAfterS: [], deadlineS: plan.deadlineS, ...hours, highestCardMinor: null }
  await maker.put(`/programmes/${programmeId}/voucher-rules`, rules, anything)
  screen.say(`The question is an approved template with two buttons, in ${counted(languages.length, 'language')}`)
  screen.say(`Whoever does not answer within ${plan.deadlineS} s (two weeks in a real programme) gets no voucher`)
}

async function approveAhead({ plan, maker, approver, screen }: VoucherStage, programmeId: string): Promise<void> {
  screen.chapter('Approved ahead')
  const roundUpToMinor = plan.voucherMinor * BigInt(plan.people.length)
  const inAllMinor = roundUpToMinor * BigInt(plan.weeks)
  const until = new Date(Date.now() + 60 * 86_400_000).toISOString()
  const { proposalId } = await maker.post(
    `/programmes/${programmeId}/standing-approvals`,
    { roundUpToMinor: roundUpToMinor.toString(), inAllMinor: inAllMinor.toString(), until },
    proposed,
  )
  await approver.post(`/standing-approvals/${proposalId}/decide`, { approve: true }, anything)
  screen.say(
    `Up to ${written(roundUpToMinor, 'EUR')} a round and ${written(inAllMinor, 'EUR')} in all: ` +
      `proposed by ${maker.person}, approved by ${approver.person}`,
  )
}

/** Every week from the next minute on: the Schedule opens the first round by itself. */
async function setCalendar({ plan, maker, screen }: VoucherStage, programmeId: string): Promise<string> {
  const first = new Date(Math.ceil((Date.now() + 5_000) / 60_000) * 60_000)
  const local = localParts(first)
  const weekday = (new Date(`${local.date}T00:00:00Z`).getUTCDay() + 6) % 7
  const calendar = {
    frequency: { unit: 'weeks', every: 1, weekday: weekday + 1 },
    ...{ firstDate: local.date, time: local.time, timeZone, lastDate: null },
    ...{ holidays: [], onHoliday: 'skip', weekend: [] },
  }
  const rules = { calendar, roundsEach: plan.weeks, late: 'all', missed: 'latest', overlap: 'skip' }
  await maker.post(`/programmes/${programmeId}/calendar`, rules, anything)
  screen.chapter('The calendar')
  screen.say(`Every week at ${local.time}, ${plan.weeks} times. The first round is opened by its Schedule, in a minute`)
  screen.say(
    'at most. A week can not be made shorter, so each later one is brought forward (“run the next round now”).',
  )
  return local.date
}

function localParts(at: Date): { date: string; time: string } {
  const [date = '', time = ''] = at.toLocaleString('sv-SE', { timeZone }).split(' ')
  return { date, time: time.slice(0, 5) }
}
