import { expect, test } from 'vitest'
import { keepAlive, type Running } from './keep-alive.js'

/** A process that ends when told to, as killed ones do. */
class Puppet implements Running {
  stopped = 0
  die: () => void = () => undefined
  readonly exited = new Promise<void>(resolve => {
    this.die = resolve
  })
  stop(): Promise<void> {
    this.stopped++
    this.die()
    return this.exited
  }
}

function stage(failures = 0): { started: Puppet[]; lines: string[]; options: Parameters<typeof keepAlive<Puppet>>[0] } {
  const started: Puppet[] = []
  const lines: string[] = []
  const start = (): Promise<Puppet> => {
    if (started.length > 0 && failures-- > 0) return Promise.reject(new Error('the port is taken'))
    const puppet = new Puppet()
    started.push(puppet)
    return Promise.resolve(puppet)
  }
  return { started, lines, options: { name: 'worker', start, say: line => lines.push(line), waitsMs: [0] } }
}

test('what ends by itself is started again', async () => {
  const { started, lines, options } = stage()
  const kept = await keepAlive(options)
  started[0]?.die()
  await expect.poll(() => started).toHaveLength(2)
  started[1]?.die()
  await expect.poll(() => started).toHaveLength(3)
  await kept.stop()
  expect(started[2]?.stopped).toBeGreaterThan(0)
  expect(lines).toContain('worker runs again')
})

test('a start that fails is tried again and told', async () => {
  const { started, lines, options } = stage(2)
  const kept = await keepAlive(options)
  started[0]?.die()
  await expect.poll(() => started).toHaveLength(2)
  expect(lines.filter(line => line === 'worker does not start: the port is taken')).toHaveLength(2)
  await kept.stop()
})

test('what is stopped stays stopped', async () => {
  const { started, options } = stage()
  const kept = await keepAlive(options)
  await kept.stop()
  expect(started).toHaveLength(1)
  expect(started[0]?.stopped).toBeGreaterThan(0)
})

test('stopping ends a wait that is under way', async () => {
  const { started, lines, options } = stage()
  const kept = await keepAlive({ ...options, waitsMs: [3_600_000] })
  started[0]?.die()
  await expect.poll(() => lines).toHaveLength(1)
  await kept.stop()
  expect(started).toHaveLength(1)
})

test('a first start that fails is the caller’s to tell', async () => {
  const failing = { name: 'worker', start: () => Promise.reject(new Error('no engine')), say: () => undefined }
  await expect(keepAlive(failing)).rejects.toThrow('no engine')
})
