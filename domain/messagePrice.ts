/**
 * What a message will cost, where its carrier tells no price or has not told it yet: by a table of what the carrier asks for
 * numbers that begin so. An estimate, and always called one. In millionths of the currency's unit; no float is made.
 */
import type { Channel } from './message.js'

/** Lists that are read out cost nothing here. */
export const pricedChannels = ['whatsapp', 'sms'] as const satisfies readonly Channel[]
export type PricedChannel = (typeof pricedChannels)[number]

export interface PriceLine {
  readonly channel: PricedChannel
  /** the digits with which numbers begin, country first: `254`, `25473`; empty: every number that no other line names */
  readonly prefix: string
  /** ISO 4217 */
  readonly currency: string
  /** of an SMS for each segment, of a WhatsApp message for the whole */
  readonly micros: bigint
}

export interface Estimate {
  readonly micros: bigint
  readonly currency: string
}

/**
 * The line whose prefix says most about the number counts. Null: no line names it.
 * @param number E.164
 */
export function priceOf(
  lines: readonly PriceLine[],
  { channel, number, segments }: { channel: Channel; number: string; segments: number },
): Estimate | null {
  const digits = number.replace(/^\+/, '')
  const fitting = lines.filter(line => line.channel === channel && digits.startsWith(line.prefix))
  const [line] = fitting.sort((one, other) => other.prefix.length - one.prefix.length)
  return line ? costBy(line, segments) : null
}

/**
 * Where no number is at hand: what it costs at most in a country, for its operators may differ.
 * @param callingCode the country's, without plus
 */
export function highestPriceIn(
  lines: readonly PriceLine[],
  { channel, callingCode, segments }: { channel: Channel; callingCode: string; segments: number },
): Estimate | null {
  const within = lines.filter(line => line.channel === channel && line.prefix.startsWith(callingCode))
  const whole = priceOf(lines, { channel, number: callingCode, segments })
  const all = [...within.map(line => costBy(line, segments)), ...(whole ? [whole] : [])]
  return all.reduce<Estimate | null>((most, each) => (most && most.micros >= each.micros ? most : each), null)
}

const costBy = ({ channel, micros, currency }: PriceLine, segments: number): Estimate => ({
  micros: channel === 'sms' ? micros * BigInt(segments) : micros,
  currency,
})

/** @returns everything that is wrong with a table, in sentences; nothing where nothing is */
export function wrongWithPrices(lines: readonly PriceLine[]): readonly string[] {
  const seen = new Set<string>()
  const twice = lines.flatMap(({ channel, prefix }) => {
    const key = `${channel} ${prefix}`
    const known = seen.has(key)
    seen.add(key)
    return known ? [`The price of ${channel} to ${prefix === '' ? 'all other numbers' : prefix} is there twice.`] : []
  })
  const currencies = [...new Set(lines.map(line => line.currency))]
  return [
    ...new Set(twice),
    ...(currencies.length > 1
      ? [`A carrier bills an account in one currency: the table has ${currencies.join(' and ')}.`]
      : []),
  ]
}

/** A way that costs something, with its estimate. */
export interface WayCost extends Estimate {
  readonly channel: PricedChannel
  readonly carrierAccountId: string
}

/**
 * What one message costs on each way of a programme, in their order; ways that no table prices are left out.
 * @param to the number; without one the dearest of the country counts
 */
export function costsByWay(
  ways: readonly { readonly channel: Channel; readonly carrierAccountId: string }[],
  tables: ReadonlyMap<string, readonly PriceLine[]>,
  { to, callingCode, segments }: { to?: string | null; callingCode: string | null; segments: number },
): readonly WayCost[] {
  return ways.flatMap(({ channel, carrierAccountId }) => {
    const lines = tables.get(carrierAccountId)
    if (channel === 'print' || !lines) return []
    const cost = to
      ? priceOf(lines, { channel, number: to, segments })
      : callingCode === null
        ? null
        : highestPriceIn(lines, { channel, callingCode, segments })
    return cost ? [{ channel, carrierAccountId, ...cost }] : []
  })
}

export interface BroadcastCost extends Estimate {
  readonly channel: PricedChannel
  /** `told`: what its carrier has asked for a segment lately · `table`: at most, by the table of prices */
  readonly by: 'told' | 'table'
}

/**
 * What telling many costs on each way of a programme if all go that way: by what its carrier has told lately, else by the
 * table. A way that neither prices is left out.
 * @param groups people who read the same text, and how many segments it takes
 */
export function broadcastCosts(
  groups: readonly { readonly people: number; readonly segments: number }[],
  given: {
    ways: readonly { readonly channel: Channel; readonly carrierAccountId: string }[]
    /** of one segment, by channel */
    told: readonly { readonly channel: string; readonly currency: string; readonly micros: bigint }[]
    tables: ReadonlyMap<string, readonly PriceLine[]>
    callingCode: string | null
  },
): readonly BroadcastCost[] {
  const { ways, tables, callingCode } = given
  const channels = pricedChannels.filter(channel => ways.some(way => way.channel === channel))
  return channels.flatMap(channel => {
    const told = given.told.filter(price => price.channel === channel)
    if (told.length > 0)
      return told.map(({ currency, micros }): BroadcastCost => {
        const all = groups.map(({ people, segments }) => BigInt(people) * BigInt(channel === 'sms' ? segments : 1))
        return { channel, currency, micros: micros * all.reduce((sum, each) => sum + each, 0n), by: 'told' }
      })
    // The first way of this channel carries everybody whom it reaches.
    const first = ways.filter(way => way.channel === channel).slice(0, 1)
    const parts = groups.map(({ people, segments }) =>
      costsByWay(first, tables, { callingCode, segments }).map(cost => ({
        ...cost,
        micros: cost.micros * BigInt(people),
      })),
    )
    const [one] = parts.flat()
    if (!one) return []
    const micros = parts.flat().reduce((sum, cost) => sum + cost.micros, 0n)
    return [{ channel, currency: one.currency, micros, by: 'table' as const }]
  })
}
