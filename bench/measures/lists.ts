/** What staff look at all day: payouts and people, filtered, the first page and one in the middle, through the API. */
import { sql } from 'kysely'
import { z } from 'zod'
import type { ProgrammeId } from '../../domain/ids.js'
import { atMost, rounded, spreadOf, type Spread } from '../figures.js'
import { prepareGround, type Ground } from '../ground.js'
import { freezeRound } from '../round.js'
import type { Measure } from './contract.js'

const rounds = 40
const answer = z.object({ items: z.array(z.unknown()) })

export const lists: Measure = {
  name: 'lists',
  says: 'pages of payouts and people with filters, p95 of each',
  size: 131_072,
  run: async (screen, options, size) => {
    const ground = await prepareGround(options)
    try {
      screen.say(`Puts ${size} people into the house …`)
      const programmeId = await ground.programme(size)
      const round = await freezeRound(ground, programmeId)
      await spreadStates(ground, round.id)
      const pages = await pagesOf(ground, programmeId, round.id, size)
      const limited = await ground.deskFor('kioko', [
        { role: 'enrolment_officer', programmeId: programmeId as ProgrammeId, areas: ['Place 7'] },
      ])
      const took = new Map<string, number[]>(Object.keys(pages).map(name => [name, []]))
      for (let i = -2; i < rounds; i++) {
        for (const [name, { path, by, body }] of Object.entries(pages)) {
          const desk = by === 'one place' ? limited : ground.maker
          const began = performance.now()
          await (body ? desk.post(path, body, answer) : desk.get(path, answer))
          // The first two rounds warm caches up, as a morning's work has.
          if (i >= 0) took.get(name)?.push(performance.now() - began)
        }
      }
      const p95Ms = Object.fromEntries([...took].map(([name, times]) => [name, p95(times)]))
      const spread = Object.fromEntries(
        [...took].map(([name, times]): [string, Spread | null] => [name, spreadOf(times.map(time => rounded(time)))]),
      )
      const worst = (kind: string): number =>
        Math.max(...Object.entries(p95Ms).flatMap(([name, ms]) => (name.startsWith(kind) ? [ms] : [])))
      return {
        figures: { size, rounds, p95Ms, spread },
        goals: [
          atMost('pages of payouts, p95 ms of the slowest', 50, worst('payouts')),
          atMost('pages of people, p95 ms of the slowest', 50, worst('people')),
          atMost('pages for somebody who reaches one place, p95 ms of the slowest', 50, worst('one place')),
          atMost('what the portal’s table of people asks, p95 ms of the slowest', 100, worst('portal')),
        ],
      }
    } finally {
      await ground.end()
    }
  },
}

export function p95(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b)
  return rounded(sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0)
}

/** As a round looks while it is paid. Written by hand, because this house is thrown away and pays nobody. */
export async function spreadStates({ house }: Ground, distributionId: string): Promise<void> {
  await sql`
    update payout set
           state = case when position % 100 < 90 then 'paid' when position % 100 < 95 then 'in_progress'
                        when position % 100 < 98 then 'refused' else 'ready' end,
           reason = case when position % 100 between 95 and 97 then 'not_registered' end
     where distribution_id = ${distributionId}`.execute(house.db)
  await sql`update beneficiary set state = 'paused', paused_from = 'included' where number % 50 = 0`.execute(house.db)
  await sql`vacuum analyze payout, beneficiary`.execute(house.db)
}

interface Page {
  path: string
  by: 'everything' | 'one place'
  /** posted */
  body?: object
}

/** As the table of people asks: fifty rows and how many there are, whatever is filtered, sorted or looked for. */
function portalPages(programmeId: string, person: string, ref: string): [string, Page][] {
  const path = `/programmes/${programmeId}/beneficiaries/search`
  const asked: Record<string, object> = {
    'the first page': { who: {} },
    'a page in the middle': { who: {}, after: person },
    'by place, backwards': { who: {}, sort: 'place', descending: true },
    'by account check': { who: {}, sort: 'accountCheck' },
    paused: { who: { states: ['paused'] } },
    'one place': { who: { place: 'Place 7' }, sort: 'householdSize' },
    'possible duplicates': { who: { duplicateOpen: true } },
    'one number': { who: {}, search: ref },
  }
  return Object.entries(asked).map(([name, body]) => [
    `portal: ${name}`,
    { path, by: 'everything', body: { limit: 50, ...body } },
  ])
}

async function pagesOf(
  { house }: Ground,
  programmeId: string,
  distributionId: string,
  size: number,
): Promise<Record<string, Page>> {
  const { rows } = await sql<{ id: string; ref: string }>`
    select id, number::text as ref from beneficiary where programme_id = ${programmeId} and number = ${Math.ceil(size / 2)}`.execute(
    house.db,
  )
  const person = rows[0]?.id ?? ''
  const payouts = `/distributions/${distributionId}/payouts`
  const people = `/programmes/${programmeId}/beneficiaries`
  const filters = {
    payouts: ['', 'state=paid', 'state=refused', 'state=refused&reason=not_registered', 'held=false'],
    people: [
      ...[
        '',
        'state=included',
        'state=paused',
        `place=${encodeURIComponent('Place 7')}`,
        'accountCheck=ok&language=sw',
      ],
      ...['sort=place', 'sort=householdSize&descending=true'],
    ],
  }
  const both = (kind: string, path: string, filter: string, middle: string): [string, string][] => {
    const name = `${kind}${filter === '' ? '' : ` ${filter}`}`
    const rest = filter === '' ? '' : `&${filter}`
    return [
      [`${name}, first`, `${path}?limit=50${rest}`],
      [`${name}, middle`, `${path}?limit=50${rest}&after=${middle}`],
    ]
  }
  const by =
    (who: Page['by']) =>
    ([name, path]: [string, string]): [string, Page] => [
      who === 'everything' ? name : `${who}: ${name}`,
      { path, by: who },
    ]
  return Object.fromEntries([
    ...portalPages(programmeId, person, rows[0]?.ref ?? ''),
    ...filters.payouts
      .flatMap(filter => both('payouts', payouts, filter, String(Math.ceil(size / 2))))
      .map(by('everything')),
    ...filters.people.flatMap(filter => both('people', people, filter, person)).map(by('everything')),
    ...['', 'state=included', 'sort=householdSize&descending=true']
      .flatMap(filter => both('people', people, filter, person))
      .map(by('one place')),
  ])
}
