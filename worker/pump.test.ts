import { describe, expect, it } from 'vitest'
import { silentLog } from '../activities/log.js'
import { startPump } from './pump.js'

describe('a pump', () => {
  it('does at once what it is told of, and goes on while more is waiting', async () => {
    let left = 3
    let emptied: () => void = () => undefined
    const empty = new Promise<void>(resolve => (emptied = resolve))
    const pump = startPump({
      failing: 'tried again',
      round: async () => {
        left = Math.max(0, left - 1)
        if (left === 0) emptied()
        return { more: left > 0 }
      },
      log: silentLog,
      sweepMs: 600_000,
    })
    await empty
    await pump.stop()
    expect(left).toBe(0)
  })

  it('finds by its sweep what nobody told it of, also after a failure', async () => {
    let rounds = 0
    let third: () => void = () => undefined
    const reached = new Promise<void>(resolve => (third = resolve))
    const pump = startPump({
      failing: 'tried again',
      round: async () => {
        rounds += 1
        if (rounds === 3) third()
        if (rounds === 2) throw new Error('database away')
        return { more: false }
      },
      log: silentLog,
      sweepMs: 1,
    })
    await reached
    await pump.stop()
  })
})
