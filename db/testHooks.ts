/**
 * Lets a test end or stop this very process at a named moment: `answered:3=SIGKILL,taken:1=SIGSTOP` sends the signal when
 * that moment is reached for the third and the first time. Used by the two main.ts alone, and only where
 * MKONO_TEST_HOOKS is set. What was reached is written to standard error first, so that whoever kills counts it.
 */
import { subscribe } from 'node:diagnostics_channel'
import { writeSync } from 'node:fs'
import type { ClientRequest } from 'node:http'
import { moments, type Hooks, type Moment } from './hooks.js'

export type Signal = 'SIGKILL' | 'SIGSTOP'

interface Plan {
  moment: Moment
  nth: number
  signal: Signal
}

const form = /^([a-z]+):([1-9][0-9]{0,4})=(SIGKILL|SIGSTOP)$/
const isMoment = (text: string): text is Moment => (moments as readonly string[]).includes(text)

/** @throws Error when the text has another form */
export function testHooks(text: string, send: (signal: Signal) => void = endMyself): Hooks {
  const plans = text.split(',').map((plan): Plan => {
    const [, moment = '', nth, signal] = form.exec(plan.trim()) ?? []
    if (!isMoment(moment) || (signal !== 'SIGKILL' && signal !== 'SIGSTOP')) {
      throw new Error('MKONO_TEST_HOOKS must look like answered:3=SIGKILL; it is for tests only.')
    }
    return { moment, nth: Number(nth), signal }
  })
  const reached = new Map<Moment, number>()
  const hooks: Hooks = {
    at: moment => {
      const count = (reached.get(moment) ?? 0) + 1
      reached.set(moment, count)
      for (const plan of plans) {
        if (plan.moment !== moment || plan.nth !== count) continue
        writeSync(2, `${JSON.stringify({ reached: moment, nth: count, signal: plan.signal })}\n`)
        send(plan.signal)
      }
    },
  }
  if (plans.some(plan => plan.moment === 'sent')) atLastByte(() => hooks.at('sent'))
  return hooks
}

const endMyself = (signal: Signal): void => void process.kill(process.pid, signal)

/** A payment is the only request that carries a key. Heard from Node itself, so that the product has nothing of it. */
function atLastByte(reached: () => void): void {
  subscribe('http.client.request.start', message => {
    const { request } = message as { request: ClientRequest }
    if (request.method === 'POST' && request.hasHeader('idempotency-key')) request.once('finish', reached)
  })
}
