/** Every address of the portal in a programme of which there is something to see on each (fullWorld.ts says what). */
import fs from 'node:fs'
import path from 'node:path'
import { sql } from 'kysely'
import { setAreas } from '../../db/areas.js'
import { openCase } from '../../db/cases.js'
import { said } from '../../domain/caseSays.js'
import { asha } from '../integration/livesPeople.js'
import { aRoundOf } from '../integration/insightWorld.js'
import { statementText } from '../integration/statementGround.js'
import { aVoucherStage, type VoucherStage } from '../integration/voucherStage.js'
import { aFile, asking, fill } from './fullWorld.js'
import { aPortal, type Portal } from './portalGround.js'

export interface Everything {
  readonly portal: Portal
  /** by its path in web/portal/routes.tsx: where it is here */
  readonly pages: Readonly<Record<string, string>>
  /** of programmes, accounts, lists, partners, colleagues and questions */
  readonly names: readonly string[]
  /** the same pages where they look otherwise: by what is to be seen */
  readonly also: Readonly<Record<string, string>>
}

/** As they stand in the routes: one that is new there has to be visited here. */
export function declaredPaths(): string[] {
  const routes = fs.readFileSync(path.resolve(import.meta.dirname, '../../web/portal/routes.tsx'), 'utf8')
  return [...routes.matchAll(/\bpath: '([^']+)'/g)].map(([, path = '']) => path)
}

export async function everything(): Promise<Everything> {
  let stage: VoucherStage | undefined
  const portal = await aPortal({ people: 6 }, async ({ people, settings = {} }) => {
    stage = await aVoucherStage({ people, api: settings })
    return stage
  })
  if (!stage) throw new Error('There is no stage.')
  const { house, programmeId, people } = stage
  await stage.workAndTell()
  await stage.writes(4, 'Goedemorgen, wanneer komt mijn bon? Ik heb hem nog niet gekregen.')
  const distributionId = await stage.pay()
  const states = (is: (states: Record<string, number>) => boolean) => stage!.until(() => stage!.states(), is)
  await states(states => states['waiting'] === 6)
  await stage.presses(1, 'yes')
  await stage.presses(2, 'yes')
  await stage.presses(3, 'no')
  await states(states => states['delivered'] === 2 && states['waiting'] === 3)
  const about = { programmeId, owner: 'programme staff', atDeadline: 'escalate', kind: 'correction' } as const
  const { caseId } = await openCase(house, {
    ...about,
    beneficiaryId: people[0],
    reason: 'not_registered',
    says: said('number_can_not_receive', { reason: 'not_registered' }),
  })
  await pastRounds(stage)
  const { paused, waiting } = await fill(stage, distributionId)
  const { rows } = await sql<{
    id: string
  }>`select payout_id as id from voucher where state = 'delivered' limit 1`.execute(house.db)
  const in_ = `/programmes/${programmeId}`
  return {
    portal,
    names: [
      ...['Isiolo Women', 'Isiolo', 'Wabera', 'Vouchers', 'Wallet', 'Winter, second round', 'Round', 'twilio'],
      ...['The shop in the centre is closed', 'Wanjiru Kamau', 'Water uit', 'Put', 'Rivier', 'water', 'UTC'],
    ],
    also: {
      'a list that stands still': `/distributions/${paused}`,
      'a list to approve': `/distributions/${waiting}`,
      ...Object.fromEntries(
        ['broadcasts', 'texts', 'words', 'totals', 'print', 'unheard', 'settings'].map(part => [
          `messages ${part}`,
          `${in_}/messages?part=${part}`,
        ]),
      ),
    },
    pages: {
      '/': '',
      '/people/$personId': `/people/${people[0]}`,
      '/distributions/$distributionId': `/distributions/${distributionId}`,
      '/programmes/new': '/programmes/new',
      '/staff': '/staff',
      '/roles': '/roles',
      '/acts': '/acts',
      '/system': '/system',
      '/work': '/work',
      '/work/$caseId': `/work/${caseId}`,
      '/waiting': '/waiting',
      '/reconciling': '/reconciling',
      '/statements/$statementId': `/statements/${await aStatement(stage)}`,
      '/programmes/$programmeId/vouchers/$payoutId': `${in_}/vouchers/${rows[0]?.id}`,
      '/programmes/$programmeId/messages/broadcasts/$broadcastId': `${in_}/messages/broadcasts/${await aBroadcast(stage)}`,
      '/insight': '/insight',
      ...(await ofTheHouse(stage)),
      ...Object.fromEntries(
        [
          ...['people', 'distributions', 'setup', 'entitlement', 'calendar', 'fields', 'money'],
          ...['outside', 'vouchers', 'messages', 'insight', 'invitations'],
          ...['people/changes', 'people/duplicates', 'people/export', 'people/import'],
        ].map(name => [`/programmes/$programmeId/${name}`, `${in_}/${name}`]),
      ),
    },
  }
}

async function ofTheHouse({ house, fspAccountId }: VoucherStage): Promise<Record<string, string>> {
  const { rows } = await sql<{ id: string }>`select id from carrier_account limit 1`.execute(house.db)
  return {
    '/account': '/account',
    '/tokens': '/tokens',
    '/carriers': '/carriers',
    '/strangers': '/strangers',
    '/carriers/$carrierId': `/carriers/${rows[0]?.id}`,
    '/fsp-accounts': '/fsp-accounts',
    '/fsp-accounts/new': '/fsp-accounts/new',
    '/fsp-accounts/$accountId': `/fsp-accounts/${fspAccountId}`,
  }
}

/** Months of payments in several places, for the charts. */
async function pastRounds({ house, programmeId, fspAccountId }: VoucherStage): Promise<void> {
  const world = { programmeId, accountId: fspAccountId }
  const places = {
    Wabera: 60,
    'Bulla Pesa': 34,
    'Garba Tula': 25,
    Kinna: 12,
    'Oldonyiro, the far north-west of the county': 9,
    Merti: 3,
  }
  for (const [round, daysAgo] of [150, 118, 90, 63, 34, 6].entries())
    await aRoundOf(
      house,
      world,
      round + 10,
      Object.entries(places).flatMap(([place, people], at) => [
        {
          place,
          state: 'paid',
          cameDaysAgo: daysAgo + 3 + 5 * at,
          daysAgo,
          people: Math.ceil((people * (round + 2)) / 8),
        },
        { place, state: 'paid', cameDaysAgo: daysAgo + 40, daysAgo, people: 1 + at, failedFor: 'recipient_limit' },
        {
          place,
          state: 'refused',
          cameDaysAgo: daysAgo + 9,
          daysAgo,
          people: 1 + (at % 3),
          failedFor: 'not_registered',
        },
        { place, state: 'unknown', cameDaysAgo: daysAgo + 9, daysAgo, people: at % 2, failedFor: 'no_answer' },
      ]),
    )
  const areas = [
    { name: 'Wabera', latitude: 0.354, longitude: 37.582 },
    { name: 'Bulla Pesa', latitude: 0.345, longitude: 37.6 },
    { name: 'Garba Tula', latitude: 0.531, longitude: 38.517 },
    { name: 'Kinna', latitude: 0.317, longitude: 38.205 },
    { name: 'Oldonyiro, the far north-west of the county', latitude: 0.63, longitude: 36.99 },
  ]
  const placed = await setAreas(house, { programmeId, areas, by: asha })
  if (!placed.ok) throw new Error(placed.why)
}

async function aStatement(stage: VoucherStage): Promise<string> {
  const stranger = { receipt: 'SLA0000001', amount: '-100.00', party: '254711999999 - A Stranger' }
  const file = aFile('november-with-a-name-that-is-rather-long.csv', [statementText([stranger])])
  const { id = '' } = await (
    await asking(stage, 'finance_maker')
  )(`/fsp-accounts/${stage.fspAccountId}/statements`, file)
  return id
}

async function aBroadcast(stage: VoucherStage): Promise<string> {
  const body = {
    name: 'The shop in the centre is closed',
    who: {},
    texts: { nl: 'De winkel in het centrum is dicht.' },
  }
  const { id = '' } = await (
    await asking(stage, 'programme_manager')
  )(`/programmes/${stage.programmeId}/broadcasts`, body)
  return id
}
