/**
 * Processes that die at an invitation. An e-mail may come twice where nobody knows whether it left, under one id, so that a
 * mailbox can tell; a person is never registered twice, and no link is spent without its person.
 */
import { randomUUID } from 'node:crypto'
import { createServer, type AddressInfo } from 'node:net'
import { once } from 'node:events'
import { Connection } from '@temporalio/client'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { takeSelection } from '../../db/invitations/take.js'
import { until } from '../ground/patience.js'
import { temporalAddress } from '../ground/temporal.js'
import { asha } from '../world/payday.js'
import { registering, selection } from './invitationGround.js'
import { compiledProcesses, startProcess, type Compiled, type StartedProcess } from './livesProcess.js'
import { makeNamespace } from './livesStage.js'
import { aMailServer, publicUrl, type MailServer } from './mailServer.js'
import { aMessageGround, type MessageGround } from './messageGround.js'

let compiled: Compiled
let ground: MessageGround
let mail: MailServer
const namespace = `invitations-${randomUUID()}`
const running: StartedProcess[] = []

beforeAll(async () => {
  compiled = await compiledProcesses()
  mail = await aMailServer()
  const connection = await Connection.connect({ address: temporalAddress() })
  await makeNamespace(connection, namespace)
  await connection.close()
})
afterAll(async () => {
  compiled.remove()
  await mail.stop()
})
beforeEach(async () => {
  ground = await aMessageGround({ people: 0 })
  mail.received.length = 0
  await sql`update programme set languages = '{en,sw}' where id = ${ground.programmeId}`.execute(ground.house.db)
  const taken = await takeSelection(ground.house, {
    programmeId: ground.programmeId,
    bytes: Buffer.from(selection([{ email: 'john@example.org', place: 'Burat', reference: 'IW-2' }])),
    fileName: 'selection.csv',
    partner: 'Isiolo Women',
    ...{ byCards: false, days: 21, remindAfterDays: [], by: asha },
  })
  expect(taken).toMatchObject({ ok: true, byLetter: 1 })
})
afterEach(async () => {
  for (const one of running.splice(0)) {
    one.kill('SIGKILL')
    await one.ended
  }
  await ground.end()
})

async function run(what: 'worker' | 'api', more: Record<string, string>): Promise<StartedProcess> {
  const place = { TEMPORAL_ADDRESS: temporalAddress(), TEMPORAL_NAMESPACE: namespace }
  const one = await startProcess(compiled, { ...ground.env, ...place, ...more }, what)
  running.push(one)
  return one
}

describe('a worker killed', () => {
  const post = (more: Record<string, string> = {}) =>
    run('worker', {
      MKONO_WORKER_ROLES: 'mail',
      MKONO_MAIL: `smtp://mkono:p%40ss@127.0.0.1:${mail.place.port}`,
      MKONO_MAIL_FROM: 'Mkono <mkono@example.org>',
      MKONO_PUBLIC_URL: publicUrl,
      ...more,
    })
  const letter = async () =>
    (
      await sql<{ tries: number; sent: boolean }>`
        select tries, sent_at is not null as sent from invitation_letter`.execute(ground.house.db)
    ).rows[0]

  it.each([
    ['before an e-mail leaves sends it once', 'inviting', 0],
    ['after it left and before that is kept sends it again, under the same id', 'invited', 1],
  ])('%s', async (_what, moment, left) => {
    const first = await post({ MKONO_TEST_HOOKS: `${moment}:1=SIGKILL` })
    expect(await first.ended).toBe('SIGKILL')
    expect([mail.received.length, await letter()]).toEqual([left, { tries: 1, sent: false }])
    // The lease of the dead one ends.
    await sql`update invitation_letter set next_try_at = now()`.execute(ground.house.db)
    await post()
    await until(letter, seen => seen?.sent === true)
    expect(mail.received).toHaveLength(left + 1)
    expect(new Set(mail.received.map(({ id }) => id)).size).toBe(1)
    expect(new Set(mail.received.map(({ text }) => /register\/\S+/.exec(text)?.[0])).size).toBe(1)
  })
})

describe('an API killed', () => {
  async function freePort(): Promise<number> {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    await new Promise(resolve => server.close(resolve))
    return port
  }
  const standing = async () => {
    const { rows } = await sql<{ state: string; person: boolean; people: number }>`
      select i.state, i.beneficiary_id is not null as person, (select count(*)::int from beneficiary) as people
        from invitation i`.execute(ground.house.db)
    return rows[0]
  }

  it.each([
    ['before a registration is kept leaves the link as good as it was', 'registering', 'open'],
    ['after it was kept has spent the link with its person', 'registered', 'registered'],
  ])('%s, and whoever taps again is there once', async (_what, moment, state) => {
    const { rows } = await sql<{ token: Buffer }>`select token_enc as token from invitation`.execute(ground.house.db)
    const token = ground.house.sealing.open(rows[0]!.token)
    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    const api = { MKONO_PORT: String(port), MKONO_PUBLIC_URL: url }
    const tap = () =>
      fetch(`${url}/register/${token}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'sec-fetch-site': 'same-origin',
          origin: url,
        },
        body: new URLSearchParams(registering()).toString(),
      })
    const first = await run('api', { ...api, MKONO_TEST_HOOKS: `${moment}:1=SIGKILL` })
    await expect(tap()).rejects.toThrow()
    expect(await first.ended).toBe('SIGKILL')
    const there = state === 'registered'
    expect(await until(standing, seen => seen !== undefined)).toEqual({ state, person: there, people: there ? 1 : 0 })
    await run('api', api)
    expect(await (await tap()).text()).toContain('registered')
    expect(await standing()).toEqual({ state: 'registered', person: true, people: 1 })
  })
})
