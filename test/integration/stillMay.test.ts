/** A right that is taken away between asking and doing is not used any more: by lives, by distributions, by long files. */
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PersonAct } from '../../activities/contract.js'
import { personActivities } from '../../activities/persons.js'
import type { World } from '../../activities/world.js'
import { proposeDestination } from '../../db/destinations.js'
import { startDistribution } from '../../db/distributionActs.js'
import type { Given } from '../../db/roles.js'
import { changeRoles } from '../../db/staffRoles.js'
import { mkono } from '../../domain/people.js'
import { aDistribution, aPayday, asha, must, numberOf, type Payday } from '../world/payday.js'
import { anApi, aProgramme } from './apiGround.js'
import { anAccount } from './mailServer.js'

let payday: Payday
beforeEach(async () => {
  payday = await aPayday({ people: 1 })
})
afterEach(() => payday.end())

/** What the life of the first person does when an update reaches it at last; nobody is woken by it here. */
function lifeDoes(act: PersonAct) {
  const waker = {
    distribution: () => undefined,
    batch: () => undefined,
    person: () => undefined,
    wake: () => undefined,
  }
  const life = personActivities({ house: payday.house, waker } as unknown as World)
  return life.actOnPerson({ beneficiaryId: payday.people[0]!, act })
}

const by = (role: string) => ({ person: 'baraka', role })
const baraka = (...roles: Given[]) => account('baraka', ...roles)
/** @returns what gives them other roles */
async function account(handle: string, ...roles: Given[]): Promise<(...others: Given[]) => Promise<void>> {
  const { memberId } = await anAccount(payday.house, handle)
  const have = async (...others: Given[]) => {
    must(await changeRoles(payday.house, { memberId, roles: others, by: mkono }))
  }
  await have(...roles)
  return have
}

async function aCorrection(): Promise<string> {
  const { house, people } = payday
  const { destinationId } = must(
    await proposeDestination(house, { beneficiaryId: people[0]!, number: numberOf(77), by: asha }),
  )
  await sql`update destination set account_check = 'ok' where id = ${destinationId}`.execute(house.db)
  return destinationId
}
const stateOf = async (destinationId: string) =>
  (await sql<{ state: string }>`select state from destination where id = ${destinationId}`.execute(payday.house.db))
    .rows[0]?.state

describe('what waits for a person’s life', () => {
  it('approves no correction for whoever may not approve any more when the life comes to it', async () => {
    const have = await baraka({ role: 'finance_approver' })
    const destinationId = await aCorrection()
    const approve = { act: 'decideCorrection', by: by('finance_approver'), destinationId, approve: true } as const
    await have({ role: 'viewer' })
    expect(await lifeDoes(approve)).toMatchObject({ problem: 'four_eyes', why: expect.stringContaining('taken away') })
    expect(await stateOf(destinationId)).toBe('proposed')
    await have({ role: 'finance_approver' })
    must(await lifeDoes(approve))
    expect(await stateOf(destinationId)).toBe('approved')
  })

  it('does nothing to somebody whom the one who asked does not reach any more', async () => {
    const { programmeId } = payday
    const officer = { role: 'enrolment_officer', programmeId }
    const have = await baraka({ ...officer, areas: ['Burat'] })
    const hold = { act: 'hold', by: by('enrolment_officer'), reason: 'asked by the chief' } as const
    expect(await lifeDoes(hold)).toMatchObject({ problem: 'four_eyes' })
    await have({ ...officer, areas: ['Wabera'], partner: 'Kenya Red Cross' })
    expect(await lifeDoes(hold)).toMatchObject({ problem: 'four_eyes' })
    await have({ ...officer, areas: ['Burat', 'Wabera'] })
    must(await lifeDoes(hold))
  })

  it('does nothing for an account that was deactivated meanwhile, whatever it is that was asked', async () => {
    await baraka({ role: 'programme_manager' }, { role: 'enrolment_officer' })
    await sql`update staff_member set deactivated_at = now() where handle = 'baraka'`.execute(payday.house.db)
    const id = payday.people[0]!
    const asked = [
      { act: 'correct', destinationId: id },
      { act: 'decideCorrection', destinationId: id, approve: false, reason: 'no' },
      { act: 'retry', payoutId: id },
      { act: 'giveUp', payoutId: id, reason: 'moved away' },
      { act: 'hold', reason: 'asked by the chief' },
      { act: 'release' },
      { act: 'endUnknown', unknownEndId: id },
      { act: 'decideEnd', unknownEndId: id, confirm: true },
    ] as const
    for (const each of asked)
      expect(await lifeDoes({ ...each, by: by('programme_manager') }), each.act).toMatchObject({ problem: 'four_eyes' })
  })

  it('goes on for whoever has no account: the house itself and the command line', async () => {
    must(await lifeDoes({ act: 'hold', by: asha, reason: 'asked by the chief' }))
    must(await lifeDoes({ act: 'release', by: mkono }))
  })
})

it('a distribution is not started by whoever holds the role for some of its people alone by then', async () => {
  const { house, programmeId } = payday
  const maker = { role: 'finance_maker', programmeId }
  const distributionId = await aDistribution(payday, 'approved')
  const have = await account('wanja', { ...maker, areas: ['Wabera'] })
  const start = () => startDistribution(house, { distributionId, by: { person: 'wanja', role: 'finance_maker' } })
  expect(await start()).toMatchObject({ problem: 'four_eyes', why: expect.stringContaining('distributions.start') })
  await have({ role: 'viewer' })
  expect(await start()).toMatchObject({ problem: 'four_eyes' })
  await have(maker)
  must(await start())
})

it('what was sent so slowly that its sender lost the right meanwhile is stored nowhere', async () => {
  const api = await anApi()
  try {
    const before = (await api.call('GET', '/programmes', {})).json.items.length as number
    const sent = JSON.stringify(aProgramme())
    // The body is asked for behind the door: what happens then happens between the two.
    const slowly = async (meanwhile: () => Promise<unknown>) => {
      const body = new ReadableStream<Uint8Array>(
        {
          pull: async stream => {
            await meanwhile()
            stream.enqueue(new TextEncoder().encode(sent))
            stream.close()
          },
        },
        { highWaterMark: 0 },
      )
      const headers = {
        authorization: `Bearer ${api.tokens.programme_manager}`,
        'idempotency-key': 'sent-slowly-0001',
        'content-type': 'application/json',
      }
      return api.app.request('/programmes', { method: 'POST', headers, body, duplex: 'half' } as RequestInit)
    }
    const lost = await slowly(() =>
      sql`update role_grant set role = 'viewer' where role = 'programme_manager'`.execute(api.house.db),
    )
    expect(lost.status).toBe(403)
    expect(((await lost.json()) as { detail: string }).detail).toContain('programmes.create')
    expect((await api.call('GET', '/programmes', { as: 'viewer' })).json.items).toHaveLength(before)
  } finally {
    await api.close()
  }
})
