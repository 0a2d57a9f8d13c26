import type { Hono } from 'hono'
import type { SimSwapEntry, SimSwapNotification, SimSwapResponse } from '../fsp/africastalking/wire.js'
import { carriers } from './carriers.js'
import { entrance, refuse } from './entrance.js'
import { newReference, newSimSwapRequestId } from './identifiers.js'
import { minor, moneyText } from './money.js'
import { isMobileNumber } from './numbers.js'
import { words } from './words.js'
import type { SandboxEnv, World } from './world.js'

/** How the provider writes "never". */
const neverSwapped = '01-01-1900'
const costMinor = 100

/** POST /v1/sim-swap: the carrier at once, the date of the last SIM swap later by callback. */
export function addInsights(app: Hono<SandboxEnv>, world: World): void {
  const guarded = entrance(world, 'insights', fields => {
    const numbers = numbersIn(fields)
    return { key: `insights ${numbers.join()}`, numbers, amounts: [] }
  })
  app.post('/v1/sim-swap', guarded, c => {
    const numbers = numbersIn(c.get('fields'))
    if (numbers.length === 0) return refuse(c, world, words.missingField('phoneNumbers'))
    const account = c.get('account')
    const transactionId = newReference()
    const responses = numbers.map(number => look(world, number, account.currency))
    const url = account.insightsUrl
    if (url !== null) {
      const dueAt = Date.now() + account.insightsDelayMs
      world.db.atomically(() => {
        for (const entry of responses.filter(one => one.status === 'Queued')) {
          const body = JSON.stringify(notice(world, entry, transactionId))
          const { username } = account
          world.callbacks.add({ username, about: entry.requestId, kind: 'simSwap', url, body, dueAt })
        }
      })
      world.callbacks.wake()
    }
    const answer: SimSwapResponse = { status: 'Processed', transactionId, responses }
    return c.json(answer)
  })
}

/** The SDK passes on one number or a list, whichever it was given. */
function numbersIn(fields: Record<string, unknown>): string[] {
  const given = fields['phoneNumbers']
  return (Array.isArray(given) ? given : [given]).filter(one => typeof one === 'string')
}

function look(world: World, number: string, currency: string): SimSwapEntry {
  const name = world.numbers.carrier(number)
  const carrier = name ? carriers[name] : undefined
  const known = carrier !== undefined && isMobileNumber(number)
  return {
    requestId: newSimSwapRequestId(),
    status: known ? 'Queued' : 'Failed',
    phoneNumber: {
      carrierName: carrier?.name ?? 'Unknown',
      countryCode: number.startsWith('+254') ? 254 : 0,
      networkCode: carrier?.networkCode ?? '0',
      number,
      numberType: known ? 'Mobile' : 'FixedLine',
    },
    cost: moneyText(minor(known ? costMinor : 0), currency),
  }
}

function notice(world: World, entry: SimSwapEntry, transactionId: string): SimSwapNotification {
  const swapped = world.numbers.facts(entry.phoneNumber.number).lastSimSwapDate
  return {
    requestId: entry.requestId,
    transactionId,
    providerRefId: newReference(),
    status: swapped === undefined ? 'NotSwapped' : 'Swapped',
    lastSimSwapDate: swapped ?? neverSwapped,
  }
}
