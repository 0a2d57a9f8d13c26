import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startSandbox, type RunningSandbox } from '../server.js'
import { bookFolder, patience } from '../testkit/payer.js'
import { accountSid, codeOf, customer, newNumber, sms } from '../testkit/twilio.js'

let folder: ReturnType<typeof bookFolder>
let sandbox: RunningSandbox
let us: ReturnType<typeof customer>

beforeEach(async () => {
  folder = bookFolder()
  sandbox = await startSandbox({ dataFile: folder.dataFile, seed: 'twilio' })
  us = customer(sandbox.url)
  await us.account()
})

afterEach(async () => {
  await sandbox.stop()
  folder.remove()
})

const send = (to = newNumber(), body = 'Habari') => us.client.messages.create({ to, from: sms, body })
const taken = async () => (await us.book()).summary.messages

describe('sending', () => {
  test.each<[string, object, boolean]>([
    ['answer-lost-before', {}, false],
    ['answer-lost-after', {}, true],
    ['cut-body', {}, true],
    ['status-500', {}, false],
    ['status-500', { params: { accepted: true } }, true],
    ['html-503', {}, false],
    ['html-503', { params: { accepted: true } }, true],
    ['status-401', {}, false],
    ['status-429', {}, false],
    ['redirect-307', {}, false],
  ])('%s %o fails; was it taken: %s', async (kind, more, wasTaken) => {
    await us.arm({ kind: kind as 'slow', where: 'twilio', username: accountSid, count: 1, ...more })
    await expect(send()).rejects.toThrow()
    expect(await taken()).toBe(wasTaken ? 1 : 0)
    await send()
    expect(await taken()).toBe(wasTaken ? 2 : 1)
  })

  test('is refused in Twilio’s own words where the fault says so', async () => {
    await us.arm({ kind: 'status-401', where: 'twilio', nth: 1 })
    await us.arm({ kind: 'status-429', where: 'twilio', nth: 2 })
    expect([await codeOf(send()), await codeOf(send())]).toEqual([20003, 20429])
  })

  test('is slow', async () => {
    await us.arm({ kind: 'slow', where: 'twilio', params: { delayMs: 60 } })
    const startedAt = Date.now()
    await send()
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(55)
  })

  test('reaches nobody as long as the carrier is down', async () => {
    await us.arm({ kind: 'answer-lost-before', where: 'twilio', forMs: 86_400_000 })
    await expect(send()).rejects.toThrow()
    await expect(send()).rejects.toThrow()
    await us.control('DELETE', '/faults')
    expect(await codeOf(send())).toBe('taken')
  })

  test('strikes the same phones in every run of one seed, and only those', async () => {
    await us.arm({ kind: 'status-500', where: 'twilio', probability: 0.5 })
    const numbers = Array.from({ length: 20 }, (_, index) => `+2547120000${index + 10}`)
    const first = await Promise.all(numbers.map(to => codeOf(send(to).then(() => 'taken'))))
    await sandbox.stop()
    const second = bookFolder()
    sandbox = await startSandbox({ dataFile: second.dataFile, seed: 'twilio' })
    us = customer(sandbox.url)
    await us.account()
    await us.arm({ kind: 'status-500', where: 'twilio', probability: 0.5 })
    const outcomes = new Map<string, unknown>()
    for (const to of [...numbers].reverse()) outcomes.set(to, await codeOf(send(to)))
    second.remove()
    const isTaken = (outcome: unknown) => outcome === 'taken'
    expect(numbers.map(to => isTaken(outcomes.get(to)))).toEqual(first.map(isTaken))
    expect(new Set(first.map(isTaken)).size).toBe(2)
  })
})

describe('a message that was taken', () => {
  test('is missing from the first lists, and from those alone', async () => {
    await us.arm({ kind: 'not-found-first', where: 'twilio-list', params: { times: 2 } })
    const to = newNumber()
    await send(to)
    const lists = async () => (await us.client.messages.list({ to })).length
    expect([await lists(), await lists(), await lists()]).toEqual([0, 0, 1])
  })

  test('is missing from every list until it is so old', async () => {
    const to = newNumber()
    await us.arm({ kind: 'not-found-first', where: 'twilio-list', params: { delayMs: 300 } })
    await send(to)
    const list = async () => (await us.client.messages.list({ to })).length
    expect(await list()).toBe(0)
    await expect.poll(list, patience).toBe(1)
  })

  test('is not found at first by its own id', async () => {
    await us.arm({ kind: 'not-found-first', where: 'twilio-fetch' })
    const sent = await send()
    expect(await codeOf(us.client.messages(sent.sid).fetch())).toBe(20404)
    expect((await us.client.messages(sent.sid).fetch()).sid).toBe(sent.sid)
  })

  test('does not arrive while the operator is down', async () => {
    const fault = await us.arm({ kind: 'operator-down' })
    const end = async (sid: string) => {
      await expect.poll(async () => (await us.client.messages(sid).fetch()).status, patience).toMatch(/delivered/)
      return (await us.client.messages(sid).fetch()).errorCode
    }
    expect(await end((await send()).sid)).toBe(30410)
    await us.control('DELETE', `/faults/${fault.id}`)
    expect(await end((await send()).sid)).toBeNull()
  })
})
