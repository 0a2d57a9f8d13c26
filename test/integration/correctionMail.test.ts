/** Whoever may approve corrected numbers hears of them: once a day at most, of those that are theirs to decide. */
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { tellOfCorrections } from '../../db/correctionMail.js'
import { delegate } from '../../db/delegations.js'
import { decideDestination, proposeDestination } from '../../db/destinations.js'
import type { DestinationId } from '../../domain/ids.js'
import { aPayday, asha, baraka, must, numberOf, type Payday } from '../world/payday.js'
import { aMailServer, anAccount, publicUrl, type MailServer } from './mailServer.js'

let payday: Payday
let server: MailServer
beforeEach(async () => {
  payday = await aPayday({ people: 3 })
  server = await aMailServer()
})
afterEach(async () => {
  await server.stop()
  await payday.end()
})

const approver = 'finance_approver'
const account = (handle: string, ...grants: Parameters<typeof anAccount>[2] & object) =>
  anAccount(payday.house, handle, grants)

/** The number of the i-th person is corrected, and the FSP has said that it can receive. */
async function aCorrection(i: number, { checked = true, by = asha } = {}): Promise<DestinationId> {
  const { house, people } = payday
  const { destinationId } = must(
    await proposeDestination(house, { beneficiaryId: people[i - 1]!, number: numberOf(70 + i), by }),
  )
  if (checked) await sql`update destination set account_check = 'ok' where id = ${destinationId}`.execute(house.db)
  return destinationId
}

/** Who has a letter, by handle, after a sweep. */
async function told(): Promise<string[]> {
  server.received.length = 0
  await tellOfCorrections(payday.house)
  await server.round(payday.house)
  return server.received.map(each => each.to.split('@')[0] ?? '').sort()
}
const aDayLater = () =>
  sql`update staff_mail set created_at = created_at - interval '25 hours'`.execute(payday.house.db)

it('a number that was checked is told to those who may approve it, with how many and where, and to nobody else', async () => {
  const { programmeId, people, house } = payday
  await sql`update beneficiary set place = 'Burat' where id = ${people[2]}`.execute(house.db)
  await account('baraka', { role: approver })
  await account('burat', { role: approver, programmeId, areas: ['Burat'] })
  await account('wabera', { role: approver, programmeId, areas: ['Wabera'] })
  await account('reader', { role: 'viewer' })
  await aCorrection(1, { checked: false })
  expect(await told()).toEqual([])
  await aCorrection(2)
  await aCorrection(3)
  expect(await told()).toEqual(['baraka', 'burat', 'wabera'])
  const of = (handle: string) => server.to(`${handle}@example.org`)[0]
  expect(of('baraka')?.subject).toBe('Mkono: 2 corrected numbers wait')
  expect(of('burat')?.subject).toBe('Mkono: a corrected number waits')
  expect(of('baraka')?.text).toContain(`\n${publicUrl}/open#waiting\n`)
  expect(of('baraka')?.text).toContain('\nIsiolo: 2\n')
  for (const { text } of server.received) expect(text).not.toMatch(/Person|\+254/)
})

it('one letter a day, however many come, and another one the day after while any waits', async () => {
  await account('baraka', { role: approver })
  const first = await aCorrection(1)
  expect(await told()).toEqual(['baraka'])
  await aCorrection(2)
  expect(await told()).toEqual([])
  await aDayLater()
  expect(await told()).toEqual(['baraka'])
  await aDayLater()
  for (const id of [first, await aCorrection(2)])
    must(await decideDestination(payday.house, { destinationId: id, approve: true, by: baraka }))
  expect(await told()).toEqual([])
})

it('two sweeps at one moment write one letter', async () => {
  await account('baraka', { role: approver })
  await aCorrection(1)
  const queued = await Promise.all([tellOfCorrections(payday.house), tellOfCorrections(payday.house)])
  expect(queued.sort()).toEqual([0, 1])
})

it('is not told to whoever entered it, nor sent any more when it was decided first', async () => {
  await account('asha', { role: approver })
  await account('baraka', { role: approver })
  const id = await aCorrection(1)
  expect(await tellOfCorrections(payday.house)).toBe(1)
  must(await decideDestination(payday.house, { destinationId: id, approve: true, by: baraka }))
  expect(await told()).toEqual([])
})

it('is not approved by whoever may only in the place of the one who entered it', async () => {
  const { house } = payday
  // Entered as a maker; an approver since.
  const { memberId } = await account('asha', { role: approver })
  await account('bilal', { role: 'viewer' })
  const until = new Date(Date.now() + 86_400_000)
  must(
    await delegate(house, { from: { memberId, handle: 'asha' }, to: 'bilal', role: approver, until, reason: 'leave' }),
  )
  const destinationId = await aCorrection(1)
  const approve = (person: string) =>
    decideDestination(house, { destinationId, approve: true, by: { person, role: approver } })
  expect(await approve('bilal')).toMatchObject({ problem: 'four_eyes' })
  must(await approve('chege'))
})
