/**
 * What a house of some months has besides people and payments: lists that wait and that failed, proposals, files with
 * mistakes, a calendar, papers, invitations, notes. Asked of the API, as staff ask for it. Every person is invented.
 */
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { pricesOf, setPrices } from '../../db/messages/prices.js'
import { inviteMember } from '../../db/staff.js'
import { makeToken } from '../../db/tokens.js'
import type { CarrierAccountId } from '../../domain/ids.js'
import { mkono } from '../../domain/people.js'
import type { DefaultRole } from '../../domain/roles.js'
import { aRoundOf } from '../integration/insightWorld.js'
import { asha } from '../integration/livesPeople.js'
import type { VoucherStage } from '../integration/voucherStage.js'

export type Post = (path: string, body: object | FormData, method?: 'PATCH') => Promise<{ id?: string }>

/** Somebody else than whoever looks, of this role, asking the API. */
export async function asking(
  { house, apiUrl }: Pick<VoucherStage, 'house' | 'apiUrl'>,
  role: DefaultRole,
): Promise<Post> {
  const made = await makeToken(house, { person: `the-${role}`, roles: [{ role }], by: mkono })
  if (!made.ok) throw new Error(made.why)
  return async (path, body, method) => {
    const isForm = body instanceof FormData
    const answer = await fetch(apiUrl + path, {
      method: method ?? 'POST',
      body: isForm ? body : JSON.stringify(body),
      headers: {
        authorization: `Bearer ${made.token}`,
        'idempotency-key': randomUUID(),
        ...(isForm ? {} : { 'content-type': 'application/json' }),
      },
    })
    const said = (await answer.json()) as { id?: string }
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${JSON.stringify(said)}`)
    return said
  }
}

export const aFile = (
  name: string,
  lines: readonly string[],
  more: Readonly<Record<string, string>> = {},
): FormData => {
  const form = new FormData()
  for (const [field, value] of Object.entries(more)) form.append(field, value)
  form.append('file', new Blob([lines.join('\n')], { type: 'text/csv' }), name)
  return form
}

export interface Filled {
  /** a list that stands still with some who were refused */
  readonly paused: string
  /** a list that waits for somebody to approve it */
  readonly waiting: string
}

/** @param paid the list whose vouchers were sent */
export async function fill(stage: VoucherStage, paid: string): Promise<Filled> {
  const manager = await asking(stage, 'programme_manager')
  const administrator = await asking(stage, 'administrator')
  await ownFields(stage, administrator)
  await files(stage, manager)
  const waiting = await aListToApprove(stage)
  await aCalendar(stage, manager)
  await proposals(stage, { manager, administrator })
  await aboutPeople(stage, manager)
  await prices(stage)
  await manager(`/distributions/${paid}/lists`, { kind: 'approved', format: 'csv', shows: 'references' })
  return { paused: await aPausedList(stage), waiting }
}

async function ownFields({ programmeId }: VoucherStage, administrator: Post): Promise<void> {
  const options = [
    { key: 'well', labels: { nl: 'Put' } },
    { key: 'river', labels: { nl: 'Rivier' } },
  ]
  await administrator(`/programmes/${programmeId}/fields`, {
    key: 'water',
    type: 'one_of',
    labels: { nl: 'Water uit' },
    rules: { options },
    personal: false,
  })
}

/** A list with rows that can not come in, and a partner's selection. */
async function files({ house, programmeId, until }: VoucherStage, manager: Post): Promise<void> {
  const people = [
    'name,phone,place,household size,consent',
    'Halima Guyo,+254722000101,Kinna,4,yes',
    'Halima Guyo,+254722000101,Kinna,6,yes',
    'Tume Dida,12,Kinna,many,yes',
    'Guyo Boru,+254722000103,Kinna,3,no',
  ]
  const columns = JSON.stringify({
    name: 'name',
    phone: 'phone',
    place: 'place',
    householdSize: 'household size',
    consent: 'consent',
  })
  await manager(`/programmes/${programmeId}/imports`, aFile('kinna.csv', people, { columns }))
  const invited = ['name,phone,place,reference', 'Mary Atieno,+31612345678,Wabera,IW-1', 'Guyo Wario,,Burat,IW-2']
  const partner = { partner: 'Isiolo Women', by: 'cards' }
  await manager(`/programmes/${programmeId}/invitations`, aFile('selection.csv', invited, partner))
  await until(
    async () => {
      const { rows } = await sql<{ state: string }>`select state from beneficiary_import`.execute(house.db)
      return rows[0]?.state
    },
    state => state === 'done',
  )
}

async function aListToApprove(stage: VoucherStage): Promise<string> {
  const maker = await asking(stage, 'finance_maker')
  const { id = '' } = await maker(`/programmes/${stage.programmeId}/distributions`, {
    name: 'Winter, second round',
    round: 2,
  })
  await stage.until(
    () => stage.standing(id as never),
    each => each.state === 'awaiting_approval',
  )
  return id
}

/** As rows: how a list comes to stand so is tested elsewhere. */
async function aPausedList({ house, programmeId, fspAccountId }: VoucherStage): Promise<string> {
  const failed = { place: 'Kinna', state: 'refused', cameDaysAgo: 40, daysAgo: 1 } as const
  const id = await aRoundOf(house, { programmeId, accountId: fspAccountId }, 30, [
    { place: 'Kinna', state: 'paid', cameDaysAgo: 40, daysAgo: 1, people: 31 },
    { place: 'Wabera', state: 'ready', cameDaysAgo: 40, daysAgo: 1, people: 12 },
    { ...failed, failedFor: 'not_registered', people: 5 },
    { ...failed, failedFor: 'recipient_limit', people: 2 },
    { ...failed, failedFor: 'insufficient_funds', people: 3 },
    { place: 'Wabera', state: 'unknown', cameDaysAgo: 40, daysAgo: 1, failedFor: 'no_answer', people: 1 },
  ])
  await house.db.transaction().execute(async db => {
    await sql`set local session_replication_role = replica`.execute(db)
    // Of a size of which parts can be seen.
    await sql`update ledger_entry set amount_minor = 40000 where programme_id = ${programmeId} and kind = 'funding'`.execute(
      db,
    )
    await sql`update payout p set reason = a.reason from attempt a
               where a.payout_id = p.id and p.distribution_id = ${id} and p.state in ('refused', 'unknown')`.execute(db)
    await sql`update distribution set state = 'paused', pause_reason = 'The market day was moved', paused_by = 'asha', started_by = 'asha',
                     approved_by = 'baraka', payouts = 54, total_minor = 27000000 where id = ${id}`.execute(db)
  })
  return id
}

async function proposals(
  stage: VoucherStage,
  { manager, administrator }: { manager: Post; administrator: Post },
): Promise<void> {
  const { house, programmeId, fspAccountId } = stage
  const reason = 'The partner asked for it on Monday.'
  const member = await inviteMember(house, {
    handle: 'wanjiru',
    name: 'Wanjiru Kamau',
    email: 'wanjiru@example.org',
    roles: [{ role: 'viewer' }],
    by: mkono,
  })
  if (!member.ok) throw new Error(member.why)
  await administrator('/roles', { name: 'distribution_clerk', permissions: ['programmes.read', 'people.read'] })
  const two = (what: readonly string[]) => administrator(`/programmes/${programmeId}/two-people`, { what })
  await two(['roles', 'exports'])
  await two(['exports'])
  await administrator('/roles', {
    name: 'distribution_clerk',
    permissions: ['programmes.read', 'people.read', 'distributions.read', 'distributions.pause', 'cases.read'],
  })
  await administrator(`/staff/${member.memberId}/roles`, { roles: [{ role: 'field_officer', programmeId }] })
  // So that whoever looks at the pages is given their roles at once.
  await sql`update programme set two_people = '{exports}' where id = ${programmeId}`.execute(house.db)
  await administrator(
    `/fsp-accounts/${fspAccountId}`,
    { settings: { productName: 'relief', longestProcessingMs: '1000', callsAtOnce: '4' } },
    'PATCH',
  )
  await manager(`/programmes/${programmeId}/exports`, { reason })
  await manager(`/programmes/${programmeId}/standing-approvals`, {
    roundUpToMinor: '2000000',
    inAllMinor: '9000000',
    until: new Date(Date.now() + 60 * 86_400_000).toISOString(),
    reason,
  })
  await manager(`/fsp-accounts/${fspAccountId}/trial-payments`, {
    number: '+254722000999',
    name: 'Wanjiru Kamau',
    consent: true,
    reason,
  })
}

/** Rounds of the next months, one of them left out. */
async function aCalendar({ programmeId }: VoucherStage, manager: Post): Promise<void> {
  const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
  await manager(`/programmes/${programmeId}/calendar`, {
    calendar: {
      frequency: { unit: 'days', every: 30 },
      firstDate: inDays(20),
      time: '09:00',
      timeZone: 'Africa/Nairobi',
      lastDate: null,
      holidays: [inDays(49), inDays(50), inDays(51)],
      onHoliday: 'next_working_day',
      weekend: [6, 7],
    },
    roundsEach: 6,
    late: 'rest',
    missed: 'latest',
    overlap: 'queue',
  })
  await manager(`/programmes/${programmeId}/rounds/skip`, { plannedDate: inDays(20), reason: 'Elections' })
}

async function aboutPeople({ house, programmeId, people }: VoucherStage, manager: Post): Promise<void> {
  const [first, , third, , fifth, sixth] = people
  const pair = [fifth, sixth].sort()
  await sql`insert into possible_duplicate (programme_id, beneficiary_a, beneficiary_b, reasons)
            values (${programmeId}, ${pair[0]}, ${pair[1]}, '{phone,name_place}')`.execute(house.db)
  await manager(`/beneficiaries/${first}/notes`, { text: 'She comes on Tuesdays; her daughter reads for her.' })
  await manager(`/beneficiaries/${third}/corrections`, { number: '+31612345679', reason: 'A new line' })
  await manager(`/programmes/${programmeId}/field-links`, { place: 'Wabera' })
}

async function prices({ house }: VoucherStage): Promise<void> {
  const { rows } = await sql<{ id: CarrierAccountId }>`select id from carrier_account limit 1`.execute(house.db)
  const of = { carrierAccountId: rows[0]!.id, programmeId: null }
  const lines = [
    { channel: 'whatsapp', prefix: '254', currency: 'EUR', micros: 31_500n },
    { channel: 'sms', prefix: '', currency: 'EUR', micros: 58_000n },
  ] as const
  const set = await setPrices(house, { ...of, lines: [...(await pricesOf(house, of)), ...lines], by: asha })
  if (!set.ok) throw new Error(set.why)
}
