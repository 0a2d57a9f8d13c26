/**
 * Who reaches what: every route × every role × everything it can be about, within reach and beyond. What should be is
 * said here once more, apart from the code: a few lines of rule, held against every declared route. A route that is new is in it by itself.
 */
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Route } from '../../api/route.js'
import { isOpen } from '../../api/permissions.js'
import { seeings } from '../../api/personal.js'
import { listActs } from '../../db/audit.js'
import { makeToken } from '../../db/tokens.js'
import { mkono } from '../../domain/people.js'
import { levelOf } from '../../domain/permissions.js'
import { defaultRoles, type DefaultRole } from '../../domain/roles.js'
import { anApi, may, type TestApi } from './apiGround.js'
import { aWorld, corners, type Corner, type World } from './reachWorld.js'

const reaches = [
  'everywhere',
  'programme A',
  'Wabera in A',
  'partner 1 in A',
  'Wabera anywhere',
  'programme B',
] as const
type ReachName = (typeof reaches)[number]

/** Which corners, and which programmes with all their people. */
const covers: Readonly<Record<ReachName, { corners: readonly Corner[]; whole: readonly ('A' | 'B')[] }>> = {
  everywhere: { corners, whole: ['A', 'B'] },
  'programme A': { corners: ['A Wabera', 'A Burat'], whole: ['A'] },
  'Wabera in A': { corners: ['A Wabera'], whole: [] },
  'partner 1 in A': { corners: ['A Wabera'], whole: [] },
  'Wabera anywhere': { corners: ['A Wabera', 'B Wabera'], whole: [] },
  'programme B': { corners: ['B Wabera'], whole: ['B'] },
}
/** Reach is the same rule for every role: by partner, and in no particular programme, two that see and change much are enough. */
const reachesOf = (role: DefaultRole): readonly ReachName[] =>
  role === 'enrolment_officer' || role === 'finance_approver'
    ? reaches
    : ['everywhere', 'programme A', 'Wabera in A', 'programme B']

/** What belongs to a programme and to none of its people is seen by whoever reaches any of them. */
const ofTheProgramme = ['programme', 'distribution']
/** What is for a place is seen by whoever reaches everybody there, so not for a partner’s people. */
const ofAPlace = ['people_export', 'field_link']

let api: TestApi
let world: World
const tokens = new Map<string, string>()
let routes: Route[]

beforeAll(async () => {
  api = await anApi()
  world = await aWorld(api)
  routes = api.app.declared.filter((each): each is Route => 'kind' in each && !isOpen(each.permission))
  const { A, B } = world.programmes
  const given: Record<ReachName, object> = {
    everywhere: {},
    'programme A': { programmeId: A },
    'Wabera in A': { programmeId: A, areas: ['Wabera', 'Elsewhere'] },
    'partner 1 in A': { programmeId: A, partner: 'partner 1' },
    'Wabera anywhere': { areas: ['Wabera'] },
    'programme B': { programmeId: B },
  }
  for (const role of defaultRoles)
    for (const reach of reaches) {
      const person = `${role}.${reach.replaceAll(' ', '-')}`
      const made = await makeToken(api.house, { person, roles: [{ role, ...given[reach] }], by: mkono })
      if (!made.ok) throw new Error(made.why)
      tokens.set(`${role} ${reach}`, made.token)
    }
})
afterAll(() => api.close())

const somebody = '00000000-0000-4000-8000-000000000000'
/** Bodies that only look; everywhere else something that no schema takes, so that nothing is changed meanwhile. */
function bodyFor(route: Route): unknown {
  if (route.path.endsWith('/search')) return {}
  if (route.kind === 'reads' && route.path.includes('/beneficiaries/')) return { who: {} }
  return []
}

async function ask(route: Route, role: DefaultRole, reach: ReachName, id: string) {
  const authorization = `Bearer ${tokens.get(`${role} ${reach}`) ?? ''}`
  const answer = await api.call(route.method.toUpperCase(), route.path.replace('{id}', id), {
    as: null,
    headers: { authorization },
    ...(route.reads === null ? {} : { body: bodyFor(route) }),
  })
  return { status: answer.status, text: answer.text }
}

function expected(route: Route, role: DefaultRole, reach: ReachName, corner: Corner | null): 403 | 404 | 'let in' {
  const { permission, about, whole } = route
  if (isOpen(permission)) return 'let in'
  if (!may(role, permission)) return 403
  if (levelOf(permission) === 'house') return reach === 'everywhere' ? 'let in' : 403
  if (whole && covers[reach].whole.length === 0) return 403
  if (about === null || corner === null) return 'let in'
  const programme = corner === 'B Wabera' ? 'B' : 'A'
  if (whole || about === 'beneficiary_import') return covers[reach].whole.includes(programme) ? 'let in' : 404
  if (ofAPlace.includes(about) && reach === 'partner 1 in A') return 404
  const within = ofTheProgramme.includes(about)
    ? covers[reach].corners.some(each => each.startsWith(programme))
    : covers[reach].corners.includes(corner)
  return within ? 'let in' : 404
}

const asTold = ({ status }: { status: number }): 403 | 404 | 'let in' =>
  status === 403 || status === 404 ? status : 'let in'

describe('every route, for every role and reach', () => {
  for (const role of defaultRoles) {
    it(`${role}: lets in whoever may, refuses whoever may not, and knows nothing of what lies beyond`, async () => {
      const wrong: string[] = []
      for (const route of routes)
        for (const reach of reachesOf(role)) {
          // Whoever may not at all is told so before it is looked for anything.
          const of =
            route.about === null || route.about === 'house'
              ? [null]
              : may(role, route.permission)
                ? corners
                : corners.slice(0, 1)
          for (const corner of of) {
            const id =
              corner === null || route.about === null || route.about === 'house'
                ? somebody
                : world.things[corner][route.about]
            const said = await ask(route, role, reach, id)
            const should = expected(route, role, reach, corner)
            const here = `${route.method} ${route.path} (${reach}; ${corner ?? 'nothing'}): ${said.status}`
            // Of the house there is nobody of that id: found missing only by whoever is let in.
            const fits =
              asTold(said) === should || (route.about === 'house' && should === 'let in' && said.status === 404)
            if (!fits) wrong.push(`${here}, not ${should}`)
            if (said.status >= 500) wrong.push(`${here}: ${said.text}`)
            if (said.status >= 300) continue
            const beyond = corners
              .filter(each => !covers[reach].corners.includes(each))
              .flatMap(each => world.things[each].secrets)
            // What reaches Wabera anywhere knows programme B by its name and rounds.
            const known = reach === 'Wabera anywhere' ? (Object.values(world.programmes) as string[]) : []
            const shown = beyond.filter(secret => said.text.includes(secret) && !known.includes(secret))
            if (shown.length > 0) wrong.push(`${here} shows ${shown.join(', ')}`)
            for (const seeing of seeings.filter(each => !may(role, each))) {
              const bare = corners
                .flatMap(each => world.things[each].personal[seeing])
                .filter(each => said.text.includes(each))
              if (bare.length > 0) wrong.push(`${here} shows ${bare.join(', ')} without ${seeing}`)
            }
          }
        }
      expect(wrong).toEqual([])
    })
  }
})

it('only these may be done with a programme by whoever reaches some of its people: they choose among those', () => {
  const some = routes.filter(({ about, whole }) => (about === 'programme' || about === 'distribution') && !whole)
  const states = ['validate', 'include', 'decline', 'pause', 'resume'].map(
    act => `/programmes/{id}/beneficiaries/${act}`,
  )
  expect(some.filter(({ kind }) => kind !== 'reads').map(({ path }) => path)).toEqual([
    '/programmes/{id}/beneficiaries',
    ...states,
    '/programmes/{id}/correction-lists',
    '/programmes/{id}/correction-lists/filled',
    '/programmes/{id}/field-links',
  ])
  expect(routes.filter(({ kind, eyes }) => kind === 'reads' && eyes === 'house').map(({ path }) => path)).toEqual([
    '/programmes/at-a-glance',
    '/programmes/{id}/team',
    '/programmes/{id}/readiness',
    '/programmes/{id}/spending',
    '/programmes/{id}/spending.csv',
    '/programmes/{id}/spending.xlsx',
    '/distributions/{id}/float',
    '/distributions/{id}/pay-first/dry-run',
    ...states.map(path => `${path}/dry-run`),
    '/programmes/{id}/corrections/dry-run',
    '/programmes/{id}/distributions/dry-run',
    '/distributions/{id}/follow-up/dry-run',
    '/distributions/{id}/approvals',
    '/distributions/{id}/in-statements',
    '/payouts/{id}/vouchers/document.pdf',
    '/payouts/{id}/vouchers/give-again/dry-run',
    '/programmes/{id}/correction-lists',
    '/programmes/{id}/correction-lists/filled/dry-run',
    '/programmes/{id}/invitations/cards.pdf',
    '/waiting',
    '/programmes/{id}/at-stake',
    '/invitations/{id}/at-stake',
  ])
})

it('what lies beyond and what never was are answered with the same words', async () => {
  const differing: string[] = []
  for (const route of routes.filter(each => each.about !== null && each.about !== 'house')) {
    const role = defaultRoles.find(each => may(each, route.permission))
    if (!role || route.about === null || route.about === 'house') continue
    const reach = route.whole ? 'programme A' : 'Wabera in A'
    const beyond = await ask(route, role, reach, world.things['B Wabera'][route.about])
    const never = await ask(route, role, reach, somebody)
    const words = ({ text }: { text: string }): string => text.replace(/"instance":"[^"]+"/, '')
    if (beyond.status !== 404 || words(beyond) !== words(never)) differing.push(route.path)
  }
  expect(differing).toEqual([])
})

describe('somebody who reaches some people of a programme', () => {
  const as = (role: DefaultRole, reach: ReachName) => ({
    as: null,
    headers: { authorization: `Bearer ${tokens.get(`${role} ${reach}`) ?? ''}` },
  })
  const list = async (reach: ReachName): Promise<string[]> => {
    const path = `/programmes/${world.programmes.A}/beneficiaries?limit=500`
    const { items } = (await api.call('GET', path, as('enrolment_officer', reach))).json
    return items.map((each: { place: string }) => each.place)
  }

  it('lists, counts and moves only those, whomever they mean', async () => {
    expect(new Set(await list('programme A'))).toEqual(new Set(['Wabera', 'Burat']))
    expect(new Set(await list('Wabera in A'))).toEqual(new Set(['Wabera']))
    const path = `/programmes/${world.programmes.A}/beneficiaries/pause`
    const request = { ...as('enrolment_officer', 'Wabera in A'), body: { who: {}, reason: 'a question' } }
    const counted = await api.call('POST', `${path}/dry-run`, request)
    expect(counted.json).toMatchObject({ considered: 2, changed: 2 })
    const paused = await api.call('POST', path, request)
    expect(paused.json).toMatchObject({ considered: 2, changed: 2 })
    const { rows } = await sql<{ place: string; state: string }>`
      select distinct place, state from beneficiary where programme_id = ${world.programmes.A} order by place`.execute(
      api.house.db,
    )
    expect(rows).toEqual([
      { place: 'Burat', state: 'registered' },
      { place: 'Wabera', state: 'paused' },
    ])
    const named = { who: { ids: [world.things['A Burat'].beneficiary] }, reason: 'a question' }
    const none = await api.call('POST', path, { ...request, body: named })
    expect(none.json).toMatchObject({ considered: 0, changed: 0 })
  })

  it('enrols people there and nowhere else', async () => {
    const body = { name: 'Somebody New', phone: '0712999001', place: 'Wabera', householdSize: 3, consent: true }
    const path = `/programmes/${world.programmes.A}/beneficiaries`
    const enrol = async (reach: ReachName, over: object) =>
      (await api.call('POST', path, { ...as('enrolment_officer', reach), body: { ...body, ...over } })).status
    expect(await enrol('Wabera in A', { place: 'Burat' })).toBe(403)
    expect(await enrol('partner 1 in A', {})).toBe(403)
    expect(await enrol('Wabera in A', {})).toBe(201)
    expect(await enrol('partner 1 in A', { phone: '0712999002', partner: 'partner 1' })).toBe(201)
  })

  it('is hindered by a possible duplicate whom they do not see, and told that there is one', async () => {
    const body = { name: 'Across Places', phone: '0712999100', place: 'Burat', householdSize: 3, consent: true }
    const path = `/programmes/${world.programmes.A}/beneficiaries`
    const whole = as('enrolment_officer', 'programme A')
    expect((await api.call('POST', path, { ...whole, body })).status).toBe(201)
    const twin = await api.call('POST', path, {
      ...as('enrolment_officer', 'Wabera in A'),
      body: { ...body, place: 'Wabera' },
    })
    expect(twin.json.possibleDuplicates).toBe(1)
    const shown = await api.call('GET', `/beneficiaries/${twin.json.id}`, as('enrolment_officer', 'Wabera in A'))
    expect(shown.json).toMatchObject({ person: { duplicateOpen: true }, duplicates: [] })
    const open = await api.call('GET', `${path}?duplicateOpen=true`, as('enrolment_officer', 'Wabera in A'))
    expect(open.json.items.map((each: { id: string }) => each.id)).toContain(twin.json.id)
    expect(open.text).not.toContain('Burat')
    const other = await api.call('POST', path, {
      ...whole,
      body: { ...body, name: 'Alone', phone: '0712999101', place: 'Wabera' },
    })
    const alone = await api.call('GET', `/beneficiaries/${other.json.id}`, as('enrolment_officer', 'Wabera in A'))
    expect(alone.json.person.duplicateOpen).toBe(false)
    await sql`update beneficiary set account_check = 'ok' where id = ${twin.json.id}`.execute(api.house.db)
    const validated = await api.call('POST', `/beneficiaries/${twin.json.id}/validate`, {
      ...as('enrolment_officer', 'Wabera in A'),
      body: {},
    })
    expect([validated.status, validated.json.detail]).toEqual([409, expect.stringContaining('possible duplicate')])
    const pairs = await api.call(
      'GET',
      `/programmes/${world.programmes.A}/duplicates`,
      as('enrolment_officer', 'Wabera in A'),
    )
    expect(pairs.text).not.toContain('Burat')
  })
})

describe('what identifies a person', () => {
  const person = () => `/beneficiaries/${world.things['A Wabera'].beneficiary}`
  const look = async (token: string, path = person()) =>
    api.call('GET', path, { as: null, headers: { authorization: `Bearer ${token}` } })
  const tokenOf = async (person: string, roles: Parameters<typeof makeToken>[1]['roles']): Promise<string> => {
    const made = await makeToken(api.house, { person, roles, by: mkono })
    if (!made.ok) throw new Error(made.why)
    return made.token
  }

  it('is masked for whoever may not see it, each kind by itself', async () => {
    const maker = await look(tokens.get('finance_maker everywhere') ?? '')
    expect(maker.json.person).toMatchObject({ name: 'P••• W••• 1•••', phone: '+2547•••••561', nationalId: '•••671' })
    const field = await look(tokens.get('field_officer Wabera in A') ?? '')
    expect(field.json.person).toMatchObject({ name: 'Planted Wabera 1', phone: '+2547•••••561', nationalId: '•••671' })
    const manager = await look(tokens.get('programme_manager programme A') ?? '')
    expect(manager.json.person).toMatchObject({ phone: '+254712314561', nationalId: '71345671' })
  })

  it('is masked beyond the people for whom somebody may see it, in the very same list', async () => {
    const { A, B } = world.programmes
    const mixed = await tokenOf('mixed', [{ role: 'finance_maker' }, { role: 'call_centre', programmeId: A }])
    const names = async (programmeId: string): Promise<string[]> =>
      (await look(mixed, `/programmes/${programmeId}/beneficiaries?place=Wabera`)).json.items.map(
        (each: { name: string }) => each.name,
      )
    expect((await names(A)).every(name => !name.includes('•'))).toBe(true)
    expect((await names(B)).every(name => name.includes('•'))).toBe(true)
    const half = await tokenOf('half', [
      { role: 'finance_maker', programmeId: A },
      { role: 'call_centre', programmeId: A, areas: ['Wabera'] },
    ])
    const { items } = (await look(half, `/programmes/${A}/beneficiaries`)).json
    expect(items.every((each: { name: string }) => each.name.includes('•'))).toBe(true)
  })

  it('is unmasked with a reason, which is written down with who looked at what', async () => {
    const asked = (body: object) =>
      api.call('POST', `${person()}/unmask`, {
        as: null,
        headers: { authorization: `Bearer ${tokens.get('field_officer Wabera in A') ?? ''}` },
        body,
      })
    expect((await asked({ fields: ['phone'] })).status).toBe(422)
    expect((await asked({ fields: ['phone', 'nationalId'], reason: 'calls about a failed payment' })).json).toEqual({
      phone: '+254712314561',
      nationalId: '71345671',
    })
    const subject = ['beneficiary', world.things['A Wabera'].beneficiary] as const
    const acts = await listActs(api.house, { subject, limit: 10 })
    expect(acts.filter(({ act }) => act === 'person unmasked')).toMatchObject([
      { person: 'field_officer.wabera-in-a', role: 'field_officer', details: { fields: ['phone', 'nationalId'] } },
    ])
    expect(api.logged()).not.toContain('+254712314561')
  })
})

describe('the database', () => {
  it('has a rule for every table that says something of people or money, and shows no other to a limited reader', async () => {
    const { rows } = await sql<{ name: string; guarded: boolean; readable: boolean; about: boolean }>`
      select c.relname as name, c.relrowsecurity as guarded, has_table_privilege('mkono_viewer', c.oid, 'select') as readable,
             exists (select from pg_attribute a where a.attrelid = c.oid and a.attname in
               ('programme_id', 'beneficiary_id', 'payout_id', 'attempt_id', 'distribution_id', 'destination_id')) as about
        from pg_class c where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace`.execute(api.house.db)
    expect(rows.filter(each => each.readable && !each.guarded).map(each => each.name)).toEqual([
      'fsp_account',
      'withdrawal_tariff',
    ])
    expect(rows.filter(each => each.about && !each.guarded).map(each => each.name)).toEqual(['role_grant'])
  })

  it('lets a limited reader write nothing but that somebody was looked at', async () => {
    const { rows } = await sql<{ name: string; what: string }>`
      select c.relname as name, w.what from pg_class c, unnest(array['insert', 'update', 'delete', 'truncate']) as w(what)
       where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and has_table_privilege('mkono_viewer', c.oid, w.what)`.execute(
      api.house.db,
    )
    expect(rows).toEqual([{ name: 'audit_event', what: 'insert' }])
  })
})
