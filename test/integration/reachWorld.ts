/** Two programmes, the first with people of two places and two partners; of everything that a route can be about, one of each. */
import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { House } from '../../db/database.js'
import type { About } from '../../db/reach.js'
import type { ProgrammeId } from '../../domain/ids.js'
import type { Seeing } from '../../api/personal.js'
import { anAccount, aProgramme, type TestApi } from './apiGround.js'

/** Where something lies: programme A in Wabera or in Burat, or programme B. */
export const corners = ['A Wabera', 'A Burat', 'B Wabera'] as const
export type Corner = (typeof corners)[number]

export interface Things extends Record<About, string> {
  /** everything here that nobody beyond may ever be shown: ids, names, numbers */
  readonly secrets: readonly string[]
  /** what is masked for whoever may not see it */
  readonly personal: Readonly<Record<Seeing, readonly string[]>>
}
export interface World {
  readonly programmes: Readonly<Record<'A' | 'B', ProgrammeId>>
  readonly things: Readonly<Record<Corner, Things>>
}

export async function aWorld(api: TestApi): Promise<World> {
  const account = await made(api, '/fsp-accounts', anAccount())
  const programmes = { A: await programme(api, account), B: await programme(api, account) }
  const imports = { A: await anImport(api.house, programmes.A), B: await anImport(api.house, programmes.B) }
  const fields = { A: await aField(api.house, programmes.A), B: await aField(api.house, programmes.B) }
  const distributions = {
    A: await aDistribution(api.house, programmes.A, account),
    B: await aDistribution(api.house, programmes.B, account),
  }
  const things = {} as Record<Corner, Things>
  for (const [at, corner] of corners.entries()) {
    const [name = 'A', place = ''] = corner.split(' ') as ['A' | 'B', string]
    const frame = {
      account,
      programme: programmes[name],
      field: fields[name],
      import: imports[name],
      distribution: distributions[name],
    }
    things[corner] = await thingsOf(api, { ...frame, place, at: at + 1, shared: name === 'A' })
  }
  return { programmes, things }
}

async function made(api: TestApi, path: string, body: object): Promise<string> {
  const answer = await api.call('POST', path, { as: 'administrator', body })
  if (answer.status !== 201) throw new Error(`${path}: ${answer.text}`)
  return String(answer.json.id)
}

async function programme(api: TestApi, fspAccountId: string): Promise<ProgrammeId> {
  const id = (await made(api, '/programmes', aProgramme())) as ProgrammeId
  await sql`update programme set fsp_account_id = ${fspAccountId} where id = ${id}`.execute(api.house.db)
  return id
}

/** Rows as they would stand, without the guards of how they come to stand so. */
async function row(house: House, table: string, values: Record<string, unknown>): Promise<string> {
  return house.db.transaction().execute(async db => {
    await sql`set local session_replication_role = replica`.execute(db)
    const names = Object.keys(values)
    const { rows } = await sql<{ id: string }>`
      insert into ${sql.table(table)} (${sql.join(names.map(name => sql.ref(name)))})
      values (${sql.join(Object.values(values))}) returning id`.execute(db)
    if (!rows[0]) throw new Error(`no ${table}`)
    return rows[0].id
  })
}

const anImport = (house: House, programmeId: ProgrammeId): Promise<string> =>
  row(house, 'beneficiary_import', {
    programme_id: programmeId,
    file_name: `list-of-${programmeId}.csv`,
    file_enc: house.sealing.seal('name,phone'),
    file_digest: randomBytes(32),
    column_map: '{}',
    created_by: 'asha',
  })

const aField = (house: House, programmeId: ProgrammeId): Promise<string> =>
  row(house, 'programme_field', {
    ...{
      programme_id: programmeId,
      key: 'water',
      type: 'yes_no',
      required: false,
      personal: false,
      created_by: 'asha',
    },
    ...{ labels: '{}', rules: '{}' },
  })

const aDistribution = (house: House, programmeId: ProgrammeId, account: string): Promise<string> =>
  row(house, 'distribution', {
    programme_id: programmeId,
    round: 1,
    name: 'Round 1',
    state: 'paying',
    fsp_account_id: account,
    list_filter: '{}',
    list_hash: randomBytes(32),
    payouts: 2,
    batches: 1,
    batch_size: 500,
    total_minor: 1_000_000n,
    created_by: 'asha',
    frozen_at: new Date(),
  })

/** What staff write into free text holds names. */
const byHand = (name: string): string => `asked for by ${name}`

interface Frame {
  account: string
  programme: ProgrammeId
  field: string
  import: string
  distribution: string
  place: string
  at: number
  shared: boolean
}

async function thingsOf(api: TestApi, frame: Frame): Promise<Things> {
  const { house } = api
  const name = `Planted ${frame.place} ${frame.at}`
  const numbers = [1, 2].map(i => `07123${frame.at}456${i}`)
  // Two of one name in one place: a possible duplicate, seen only with both of them.
  const people: string[] = []
  for (const phone of numbers) {
    const body = {
      name,
      phone,
      place: frame.place,
      householdSize: 5,
      consent: true,
      nationalId: `7${frame.at}34567${phone.slice(-1)}`,
      partner: `partner ${frame.at}`,
    }
    const answer = await api.call('POST', `/programmes/${frame.programme}/beneficiaries`, { body })
    if (answer.status !== 201) throw new Error(answer.text)
    people.push(String(answer.json.id))
  }
  const [beneficiary = ''] = people
  const correction = await api.call('POST', `/beneficiaries/${beneficiary}/corrections`, {
    body: { number: `07123${frame.at}4569`, reason: byHand(name) },
  })
  const { rows: pairs } = await sql<{ id: string }>`
    select id from possible_duplicate where beneficiary_a = ${beneficiary} or beneficiary_b = ${beneficiary}`.execute(
    house.db,
  )
  const written = byHand(name)
  await sql`
    update beneficiary set held_reason = ${written}, state_reason = ${written} where id = ${beneficiary}`.execute(
    house.db,
  )
  await sql`update possible_duplicate set reason = ${written} where id = ${pairs[0]?.id}`.execute(house.db)
  const money = await moneyOf(house, { ...frame, written }, beneficiary)
  const forTheField = [money.people_export, money.field_link]
  const ids = [
    ...people,
    String(correction.json.id),
    pairs[0]?.id ?? '',
    money.payout,
    money.work_case,
    money.proposal,
    ...forTheField,
  ]
  return {
    beneficiary,
    programme: frame.programme,
    destination: String(correction.json.id),
    possible_duplicate: pairs[0]?.id ?? '',
    beneficiary_import: frame.import,
    programme_field: frame.field,
    distribution: frame.distribution,
    ...money,
    personal: {
      'people.seeNames': [name],
      'people.seeNumbers': [1, 2, 9].map(i => `+2547123${frame.at}456${i}`),
      'people.seeIds': [1, 2].map(i => `7${frame.at}34567${i}`),
    },
    secrets: [
      ...ids,
      name,
      `partner ${frame.at}`,
      ...numbers.map(number => `+254${number.slice(1)}`),
      ...(frame.shared ? [] : [frame.programme, frame.import, frame.distribution]),
    ],
  }
}

async function moneyOf(
  house: House,
  frame: Frame & { written: string },
  beneficiary: string,
): Promise<
  Pick<
    Things,
    | 'payout'
    | 'work_case'
    | 'proposal'
    | 'people_export'
    | 'issued_list'
    | 'field_link'
    | 'broadcast'
    | 'incoming_message'
    | 'invitation'
  >
> {
  const { rows } = await sql<{ id: string; lookup: Buffer }>`
    select id, number_lookup as lookup from destination where beneficiary_id = ${beneficiary} and version = 1`.execute(
    house.db,
  )
  const [destination] = rows
  const common = {
    programme_id: frame.programme,
    distribution_id: frame.distribution,
    beneficiary_id: beneficiary,
    amount_minor: 500_000n,
    destination_id: destination?.id,
    fsp_account_id: frame.account,
  }
  const payout = await row(house, 'payout', {
    ...common,
    round: 1,
    purpose: 'round',
    position: frame.at,
    batch: 1,
    fee_reserve_minor: 1_000n,
    state: 'unknown',
    money: 'in_transit',
    held_reason: frame.written,
  })
  const attempt = await row(house, 'attempt', {
    ...common,
    payout_id: payout,
    ordinal: 1,
    key: `${payout}.1`,
    state: 'unknown',
    currency: 'KES',
    number_lookup: destination?.lookup,
    approval_id: payout,
    opened_by: 'mkono',
  })
  const { programme_id } = common
  const about = { programme_id, beneficiary_id: beneficiary, payout_id: payout, attempt_id: attempt }
  const work_case = await row(house, 'work_case', {
    ...about,
    kind: 'unknown',
    says: 'Nobody knows yet whether it was paid.',
    owner: 'finance',
    deadline_at: new Date(Date.now() + 86_400_000),
    at_deadline: 'escalate',
    resolution: frame.written,
  })
  const proposal = await row(house, 'proposal', {
    kind: 'unknown_end',
    programme_id,
    subject: attempt,
    summary: '{"outcome":"paid"}',
    reason: frame.written,
    proposed_by: 'asha',
    proposed_role: 'finance_maker',
  })
  const people_export = await row(house, 'people_export', {
    programme_id,
    what: 'corrections',
    place: frame.place,
    asked_by: 'asha',
  })
  const issued_list = await row(house, 'issued_list', {
    programme_id,
    distribution_id: frame.distribution,
    kind: 'approved',
    format: 'pdf',
    shows: 'references',
    for_signing: false,
    list_hash: randomBytes(32),
    asked_by: 'asha',
  })
  const broadcast = await row(house, 'broadcast', {
    programme_id,
    name: 'Market day',
    filter: JSON.stringify({ programmeId: programme_id }),
    texts: '{"en":"Come on Monday"}',
    created_by: 'asha',
  })
  const carrier_account_id = await row(house, 'carrier_account', {
    carrier: 'print',
    name: `Lists ${payout}`,
    credentials_enc: house.sealing.seal('{}'),
    callback_token_enc: house.sealing.seal(payout),
    callback_token_lookup: randomBytes(32),
    created_by: 'asha',
  })
  const incoming_message = await row(house, 'incoming_message', {
    carrier_account_id,
    carrier_message_id: payout,
    channel: 'sms',
    number_enc: house.sealing.seal(`+2547123${frame.at}4561`),
    number_lookup: destination?.lookup,
    text_enc: house.sealing.seal(frame.written),
    beneficiary_id: beneficiary,
    programme_id,
    understood: 'not_understood',
    state: 'inbox',
  })
  await row(house, 'message', {
    programme_id,
    beneficiary_id: beneficiary,
    kind: 'reply',
    cause: incoming_message,
    state: 'to_print',
    language: 'en',
    body_enc: house.sealing.seal(frame.written),
  })
  await row(house, 'beneficiary_note', {
    beneficiary_id: beneficiary,
    text_enc: house.sealing.seal(frame.written),
    written_by: 'asha',
  })
  await row(house, 'case_contact', {
    case_id: work_case,
    how: 'called',
    result: 'promised',
    note_enc: house.sealing.seal(frame.written),
    at: new Date(),
    entered_by: 'asha',
  })
  const field_link = await row(house, 'field_link', {
    programme_id,
    place: frame.place,
    language: 'en',
    token_lookup: randomBytes(32),
    made_by: 'asha',
    expires_at: new Date(Date.now() + 86_400_000),
  })
  const list_id = await row(house, 'invitation_list', {
    ...{ programme_id, partner: `partner ${frame.at}`, file_name: 'selection.csv', by_cards: true },
    ...{ reminders_after_s: '[]', good_for_s: 86_400, rows_invited: 1, rows_known: 0, created_by: 'asha' },
  })
  const invitation = await row(house, 'invitation', {
    ...{ list_id, programme_id, partner: `partner ${frame.at}`, place: frame.place, language: 'en' },
    name_enc: house.sealing.seal(frame.written),
    ...{ identity_digest: randomBytes(32), token_lookup: randomBytes(32), token_enc: house.sealing.seal(payout) },
    expires_at: new Date(Date.now() + 86_400_000),
  })
  return {
    payout,
    work_case,
    proposal,
    people_export,
    issued_list,
    field_link,
    broadcast,
    incoming_message,
    invitation,
  }
}
