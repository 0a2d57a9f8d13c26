/**
 * Lets a test end or stop this very process at a named moment: `answered:3=SIGKILL,taken:1=SIGSTOP` sends the signal when
 * that moment is reached for the third and the first time. Read by main.ts alone, and only where MKONO_TEST_HOOKS is set.
 */
import type { Hooks, Moment } from '../activities/hooks.js'

type Signal = 'SIGKILL' | 'SIGSTOP'

interface Plan {
  moment: string
  nth: number
  signal: Signal
}

const form = /^(taken|answered|recorded|applied):([1-9][0-9]{0,4})=(SIGKILL|SIGSTOP)$/

/** @throws Error when the text has another form */
export function testHooks(text: string, send: (signal: Signal) => void): Hooks {
  const plans = text.split(',').map((plan): Plan => {
    const [, moment, nth, signal] = form.exec(plan.trim()) ?? []
    if (moment === undefined || (signal !== 'SIGKILL' && signal !== 'SIGSTOP')) {
      throw new Error('MKONO_TEST_HOOKS must look like answered:3=SIGKILL; it is for tests only.')
    }
    return { moment, nth: Number(nth), signal }
  })
  const reached = new Map<Moment, number>()
  return {
    at: moment => {
      const count = (reached.get(moment) ?? 0) + 1
      reached.set(moment, count)
      for (const plan of plans) if (plan.moment === moment && plan.nth === count) send(plan.signal)
    },
  }
}
