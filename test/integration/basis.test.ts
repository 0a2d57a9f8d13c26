/** Two who change the same settings: whoever comes second is told, and nothing is overwritten unseen. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decideAccountChange } from '../../db/fspAccountChanges.js'
import { inviteMember } from '../../db/staff.js'
import { decideRoles } from '../../db/staffRoles.js'
import { setTwoPeople } from '../../db/twoPeople.js'
import type { By } from '../../domain/people.js'
import type { DefaultRole } from '../../domain/roles.js'
import { must } from '../world/payday.js'
import { anAccount, anApi, aProgramme, type Reply, type TestApi } from './apiGround.js'

const peter: By = { person: 'peter', role: 'administrator' }
const zawadi: By = { person: 'zawadi', role: 'administrator' }

let api: TestApi
const ids = { programme: '', carrier: '', fspAccount: '', field: '', member: '' }
type As = DefaultRole

beforeAll(async () => {
  api = await anApi()
  const made = async (path: string, body: object, as: As): Promise<string> => {
    const { status, json, text } = await api.call('POST', path, { as, body })
    expect([path, status], text).toEqual([path, 201])
    return json.id
  }
  ids.carrier = await made('/carrier-accounts', { carrier: 'print', name: 'Paper', credentials: {} }, 'administrator')
  const { json } = await api.call('POST', '/fsp-accounts', { as: 'administrator', body: anAccount() })
  ids.fspAccount = json.id
  must(await decideAccountChange(api.house, { proposalId: json.proposalId, approve: true, by: peter }))
  ids.programme = await made('/programmes', aProgramme({ fspAccountId: ids.fspAccount }), 'programme_manager')
  const field = { key: 'water', type: 'text', labels: { en: 'Water', sw: 'Maji' }, personal: false }
  ids.field = await made(`/programmes/${ids.programme}/fields`, field, 'programme_manager')
  const invited = await inviteMember(api.house, {
    ...{ handle: 'wanjiru', name: 'Wanjiru', email: 'wanjiru@example.org', roles: [{ role: 'viewer' }] },
    by: peter,
  })
  ids.member = must(invited).memberId
})
afterAll(() => api.close())

interface Row {
  /** what two could replace */
  what: string
  as: As
  /** where its basis is read */
  read: () => string
  basisIn: (answer: Reply['json']) => string
  method: 'PUT' | 'POST' | 'PATCH'
  write: () => string
  /** what the first, the second and the third of them want */
  wants: () => readonly object[]
}

const own = (answer: Reply['json']): string => answer.basis
const of = (what: string) => () => `/programmes/${ids.programme}${what}`
const same = (what: string) => ({ read: of(what), write: of(what), basisIn: own })

const price = (text: string) => ({ channel: 'sms', prefix: '254', currency: 'KES', price: text })
const calendar = (time: string) => ({
  calendar: {
    ...{ frequency: { unit: 'months', every: 1, day: 1 }, firstDate: '2031-01-01', time, timeZone: 'Africa/Nairobi' },
    ...{ lastDate: null, holidays: [], onHoliday: 'skip', weekend: [] },
  },
  ...{ roundsEach: 3, late: 'all', missed: 'latest', overlap: 'skip' },
})
const asking = (deadlineS: number) => ({
  ...{ ask: true, remindersAfterS: [3_600], deadlineS, quietFromHour: 21, quietUntilHour: 7, highestCardMinor: null },
})
const three = (want: (at: number) => object) => (): readonly object[] => [1, 2, 3].map(want)

const rows: readonly Row[] = [
  {
    what: 'what a programme is',
    as: 'programme_manager',
    ...{ read: of(''), write: of(''), basisIn: own },
    method: 'PATCH',
    wants: three(at => ({ correctionDays: 40 + at })),
  },
  {
    what: 'the entitlement rule',
    as: 'programme_manager',
    ...{ read: of(''), write: of('/entitlement-rule'), basisIn: answer => answer.ruleBasis },
    method: 'POST',
    wants: three(at => ({ formula: null, capMinor: null, baseMinor: `${at}00000` })),
  },
  {
    what: 'the approval steps',
    as: 'administrator',
    ...same('/approval-steps'),
    method: 'POST',
    wants: three(at => ({ steps: [{ fromMinor: '0', approvers: at, role: null }] })),
  },
  {
    what: 'what takes two people',
    as: 'administrator',
    ...same('/two-people'),
    method: 'POST',
    wants: () => [{ what: ['exports'] }, { what: [] }, { what: ['exports'] }],
  },
  {
    what: 'the calendar',
    as: 'programme_manager',
    ...same('/calendar'),
    method: 'POST',
    wants: three(at => calendar(`0${at}:00`)),
  },
  {
    what: 'how a programme speaks with its people',
    as: 'programme_manager',
    ...same('/messaging'),
    method: 'PUT',
    wants: three(at => ({
      ways: [{ channel: 'print', carrierAccountId: ids.carrier }],
      organisation: `Office ${at}`,
    })),
  },
  {
    what: 'a text',
    as: 'programme_manager',
    read: of('/message-texts'),
    write: of('/message-texts'),
    basisIn: ({ items }) =>
      items.find((each: { kind: string; language: string }) => each.kind === 'included' && each.language === 'en')
        .basis,
    method: 'PUT',
    wants: three(at => ({ kind: 'included', language: 'en', text: `You are included. ${at}` })),
  },
  {
    what: 'the answer words',
    as: 'programme_manager',
    ...same('/answer-words'),
    method: 'PUT',
    wants: three(at => ({ words: { sw: { yes: [`sawa${'a'.repeat(at)}`] } } })),
  },
  {
    what: 'the voucher rules',
    as: 'programme_manager',
    ...same('/voucher-rules'),
    method: 'PUT',
    wants: three(at => asking(90_000 + at)),
  },
  {
    what: 'where the areas lie',
    as: 'programme_manager',
    ...same('/areas'),
    method: 'PUT',
    wants: three(at => ({ areas: [{ name: 'Wabera', latitude: at, longitude: 37.5 }] })),
  },
  {
    what: 'the prices of an account',
    as: 'administrator',
    read: () => `/carrier-accounts/${ids.carrier}/prices`,
    write: () => `/carrier-accounts/${ids.carrier}/prices`,
    basisIn: own,
    method: 'PUT',
    wants: three(at => ({ prices: [price(`0.${at}`)] })),
  },
  {
    what: 'the prices of a programme',
    as: 'programme_manager',
    read: () => `/programmes/${ids.programme}/message-prices?carrierAccountId=${ids.carrier}`,
    write: of('/message-prices'),
    basisIn: own,
    method: 'PUT',
    wants: three(at => ({ carrierAccountId: ids.carrier, prices: [price(`0.${at}`)] })),
  },
  {
    what: 'a field of the programme',
    as: 'programme_manager',
    read: of('/fields'),
    write: () => `/programme-fields/${ids.field}`,
    basisIn: ({ items }) => items[0].basis,
    method: 'PATCH',
    wants: three(at => ({ labels: { en: `Water ${at}`, sw: 'Maji' } })),
  },
  {
    what: 'a role',
    as: 'administrator',
    read: () => '/roles',
    write: () => '/roles',
    basisIn: ({ roles }) => roles.find(({ name }: { name: string }) => name === 'warehouse')?.basis ?? 'none',
    method: 'POST',
    wants: () =>
      [['programmes.read'], ['cases.read'], ['rounds.read']].map(permissions => ({ name: 'warehouse', permissions })),
  },
  {
    what: 'the roles of somebody',
    as: 'administrator',
    read: () => '/staff',
    write: () => `/staff/${ids.member}/roles`,
    basisIn: ({ items }) => items.find(({ handle }: { handle: string }) => handle === 'wanjiru').basis,
    method: 'POST',
    wants: () => ['enrolment_officer', 'programme_manager', 'finance_maker'].map(role => ({ roles: [{ role }] })),
  },
]

const basisNow = async ({ read, as, basisIn }: Row): Promise<string> =>
  basisIn((await api.call('GET', read(), { as })).json)
const write = ({ method, write, as }: Row, body: object, basis?: string): Promise<Reply> =>
  api.call(method, write(), { as, body, headers: basis === undefined ? {} : { basis } })
const want = ({ wants }: Row, at: number): object => wants()[at] ?? {}

describe('what somebody replaces', () => {
  it.each(rows)('is not overwritten by whoever looked before: $what', async row => {
    const seen = await basisNow(row)
    const first = await write(row, want(row, 0), seen)
    expect([first.status, first.json.basis !== seen], first.text).toEqual([200, true])
    expect(await basisNow(row)).toBe(first.json.basis)

    const second = await write(row, want(row, 1), seen)
    expect([second.status, second.json.type]).toEqual([409, 'urn:mkono:problem:changed-since'])
    expect(second.json.code).toBe('written_since')
    // Who was first, and when.
    expect(second.json.values.first).toMatch(
      new RegExp(`^, by the-${row.as} at \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d UTC$`),
    )
    expect(await basisNow(row)).toBe(first.json.basis)

    const over = await write(row, want(row, 1), first.json.basis)
    expect([over.status, await basisNow(row)], over.text).toEqual([200, over.json.basis])
    // Who sends no basis overwrites whatever stands there: the documentation says so.
    expect((await write(row, want(row, 2))).status).toBe(200)
  })

  // Of the two ways in which that can stand, one is how it stands: whoever writes that changes nothing.
  const moreThanTwo = rows.filter(({ what }) => what !== 'what takes two people')
  it.each(moreThanTwo)('is written by one of two who do it at the same moment: $what', async row => {
    const seen = await basisNow(row)
    const both = await Promise.all([write(row, want(row, 0), seen), write(row, want(row, 1), seen)])
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
    const won = both.find(({ status }) => status === 200)
    expect(await basisNow(row)).toBe(won?.json.basis)
  })

  it('is told the same again under the same key, and nothing else under another basis', async () => {
    const [row] = rows as [Row]
    const seen = await basisNow(row)
    const key = 'correction-days-of-isiolo'
    const send = (basis: string) =>
      api.call('PATCH', row.write(), { as: row.as, key, headers: { basis }, body: { correctionDays: 77 } })
    const first = await send(seen)
    const again = await send(seen)
    expect([again.status, again.json, again.headers.get('idempotent-replayed')]).toEqual([200, first.json, 'true'])
    expect((await send(first.json.basis)).json.type).toBe('urn:mkono:problem:key-reused')
  })
})

describe('what a second person decides', () => {
  it('an account at a provider is not proposed to be changed by whoever saw another one', async () => {
    const path = `/fsp-accounts/${ids.fspAccount}`
    const as = 'administrator'
    const seen = (await api.call('GET', path, { as })).json.basis
    const propose = (name: string, basis: string) => api.call('PATCH', path, { as, body: { name }, headers: { basis } })
    const first = await propose('Isiolo pay', seen)
    // Nothing is changed before it is approved.
    expect([first.status, first.json.basis]).toEqual([202, seen])
    must(await decideAccountChange(api.house, { proposalId: first.json.proposalId, approve: true, by: zawadi }))
    const late = await propose('Isiolo payments', seen)
    expect([late.status, late.json.code, late.json.values.first]).toEqual([
      409,
      'written_since',
      expect.stringMatching(/^, by zawadi at /),
    ])
    const { basis } = (await api.call('GET', path, { as })).json
    expect((await propose('Isiolo payments', basis)).status).toBe(202)
  })

  it('credentials that nobody can read count as well', async () => {
    const account = { carrier: 'twilio', name: 'Messages', settings: { smsFrom: '+15550000100' } }
    const credentials = (authToken: string) => ({ accountSid: `AC${'1'.repeat(32)}`, authToken })
    const made = await api.call('POST', '/carrier-accounts', {
      as: 'administrator',
      body: { ...account, credentials: credentials('0'.repeat(32)) },
    })
    expect(made.status, made.text).toBe(201)
    const path = `/carrier-accounts/${made.json.id}`
    const { items } = (await api.call('GET', '/carrier-accounts', { as: 'administrator' })).json
    const { basis: seen } = items.find(({ id }: { id: string }) => id === made.json.id)
    const change = (authToken: string) =>
      api.call('PUT', path, {
        as: 'administrator',
        headers: { basis: seen },
        body: { credentials: credentials(authToken), settings: account.settings },
      })
    expect((await change('1'.repeat(32))).status).toBe(200)
    expect((await change('2'.repeat(32))).json.code).toBe('written_since')
  })

  it('roles that a proposal changed meanwhile are not replaced by whoever saw the old ones', async () => {
    const row = rows.find(({ what }) => what === 'the roles of somebody')!
    const seen = await basisNow(row)
    must(await setTwoPeople(api.house, { programmeId: ids.programme as never, what: ['roles'], by: peter }))
    const proposed = await write(row, { roles: [{ role: 'finance_maker' }] }, seen)
    expect([proposed.status, proposed.json.basis], proposed.text).toEqual([200, seen])
    must(await decideRoles(api.house, { proposalId: proposed.json.proposalId, approve: true, by: zawadi }))
    expect((await write(row, { roles: [{ role: 'viewer' }] }, seen)).json.code).toBe('written_since')
  })
})
