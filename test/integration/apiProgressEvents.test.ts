/** Progress of a distribution as server-sent events: over real HTTP, because what is tested is a line that stays open. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from 'kysely'
import { listen, type Listening } from '../../api/server.js'
import { makeToken, revokeToken } from '../../db/tokens.js'
import { mkono } from '../../domain/people.js'
import { anAccount, anApi, aProgramme, type TestApi } from './apiGround.js'
import { patienceMs, until } from '../ground/patience.js'

let api: TestApi
let server: Listening
let path: string
let distributionId: string
let programmeId: string
beforeAll(async () => {
  api = await anApi()
  server = await listen(api.app, { host: '127.0.0.1', port: 0 })
  const account = await api.call('POST', '/fsp-accounts', { as: 'administrator', body: anAccount() })
  const programme = await api.call('POST', '/programmes', { body: aProgramme({ fspAccountId: account.json.id }) })
  programmeId = programme.json.id
  const round = await api.call('POST', `/programmes/${programmeId}/distributions`, { body: { round: 1, name: 'One' } })
  distributionId = round.json.id
  path = `/distributions/${distributionId}/progress/events`
})
afterAll(async () => {
  await server.stop(0)
  await api.close()
})

interface Line {
  readonly status: number
  readonly type: string | null
  /** everything that came so far */
  text(): string
  isOver(): boolean
  hangUp(): void
}

async function lookAt(token: string, headers: Record<string, string> = { accept: 'text/event-stream' }): Promise<Line> {
  const hangUp = new AbortController()
  const answer = await fetch(server.url + path, {
    headers: { authorization: `Bearer ${token}`, ...headers },
    signal: hangUp.signal,
  })
  let text = ''
  let over = false
  void (async () => {
    for await (const piece of answer.body as unknown as AsyncIterable<Uint8Array>) text += Buffer.from(piece).toString()
  })()
    .catch(() => undefined)
    .finally(() => (over = true))
  return {
    status: answer.status,
    type: answer.headers.get('content-type'),
    text: () => text,
    isOver: () => over,
    hangUp: () => hangUp.abort(),
  }
}

const eventsOf = (line: Line): { state: string; payouts: number }[] =>
  [...line.text().matchAll(/^data: (\{"state".*)$/gm)].map(([, data = '']) => JSON.parse(data))
const heard = (line: Line, times: number) =>
  until(
    async () => eventsOf(line),
    events => events.length >= times,
  )
const standing = () => api.app.streams.standing()
const nobodyLooks = () =>
  until(
    async () => standing(),
    ({ streams, looked }) => streams === 0 && looked === 0,
  )

async function aToken(person: string, programme: string | null = null): Promise<{ token: string; tokenId: string }> {
  const roles = [{ role: 'viewer', ...(programme === null ? {} : { programmeId: programme as never }) }]
  const made = await makeToken(api.house, { person, roles, by: mkono })
  if (!made.ok) throw new Error(made.why)
  return made as never
}

const changePayouts = (payouts: number) =>
  sql`update distribution set payouts = ${payouts} where id = ${distributionId}`.execute(api.house.db)

describe('progress as it goes', () => {
  it('is told when it has changed, and the line is free again when its reader has gone', async () => {
    const { token } = await aToken('vera')
    const line = await lookAt(token)
    expect([line.status, line.type]).toEqual([200, 'text/event-stream; charset=utf-8'])
    await heard(line, 1)
    await changePayouts(17)
    expect((await heard(line, 2)).at(-1)?.payouts).toBe(17)
    expect(standing()).toEqual({ streams: 1, looked: 1 })
    line.hangUp()
    await nobodyLooks()
  })

  it('is read once for everybody who may see the same, and apart for whoever may see less', async () => {
    const [vera, omar, salma] = [await aToken('vera'), await aToken('omar'), await aToken('salma', programmeId)]
    const lines = await Promise.all([vera, omar, salma].map(({ token }) => lookAt(token)))
    for (const line of lines) await heard(line, 1)
    expect(standing()).toEqual({ streams: 3, looked: 2 })
    for (const line of lines) line.hangUp()
    await nobodyLooks()
  })

  it('is four at a time for one person, and the fifth is told what to do', async () => {
    const { token } = await aToken('tabitha')
    const lines = await Promise.all([1, 2, 3, 4].map(() => lookAt(token)))
    const fifth = await lookAt(token)
    expect(fifth.status).toBe(429)
    await until(
      async () => fifth.text(),
      text => text.includes('Close one'),
    )
    lines[0]?.hangUp()
    await until(
      async () => standing().streams,
      streams => streams === 3,
    )
    const instead = await lookAt(token)
    expect(instead.status).toBe(200)
    for (const line of [...lines, instead]) line.hangUp()
    await nobodyLooks()
  })

  it('ends for whoever may not see it any more', async () => {
    const { token, tokenId } = await aToken('wanjiru')
    const line = await lookAt(token)
    await heard(line, 1)
    const revoked = await revokeToken(api.house, { tokenId: tokenId as never, by: mkono })
    expect(revoked).toBeTruthy()
    await until(
      async () => line.isOver(),
      over => over,
    )
    expect(line.text()).not.toContain('event: over')
    await nobodyLooks()
  })

  it('is one event for whoever reads no stream, and nothing for whoever does not reach it', async () => {
    const { token } = await aToken('vera')
    const line = await lookAt(token, {})
    await until(
      async () => line.isOver(),
      over => over,
    )
    expect(eventsOf(line)).toHaveLength(1)
    const elsewhere = await api.call('POST', '/programmes', { body: aProgramme({ name: 'Elsewhere' }) })
    const beyond = await lookAt((await aToken('yusuf', elsewhere.json.id)).token)
    expect(beyond.status).toBe(404)
    expect(standing()).toEqual({ streams: 0, looked: 0 })
  })

  it('says that it is over with the last event, and ends', async () => {
    const { token } = await aToken('vera')
    const line = await lookAt(token)
    await heard(line, 1)
    await sql`update distribution set state = 'rejected' where id = ${distributionId}`.execute(api.house.db)
    await until(
      async () => line.isOver(),
      over => over,
    )
    expect(eventsOf(line).at(-1)?.state).toBe('rejected')
    expect(line.text()).toContain('event: over')
    await nobodyLooks()
  })

  it('holds up no end of the process', async () => {
    await sql`update distribution set state = 'paying' where id = ${distributionId}`.execute(api.house.db)
    const { token } = await aToken('vera')
    const line = await lookAt(token)
    await heard(line, 1)
    const began = Date.now()
    await server.stop(patienceMs)
    expect(Date.now() - began).toBeLessThan(patienceMs / 2)
    server = await listen(api.app, { host: '127.0.0.1', port: 0 })
  })

  it('stands in the description of the API as what it is', async () => {
    const { json } = await api.call('GET', '/openapi.json', { as: null })
    const described = json.paths['/distributions/{id}/progress/events'].get.responses['200'].content
    expect(Object.keys(described)).toEqual(['text/event-stream'])
  })
})
