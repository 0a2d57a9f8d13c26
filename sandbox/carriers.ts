/** Which carrier a Kenyan number was first given to, and the network codes (facts/protocols.md 1.5 and 7). */

export interface Carrier {
  name: string
  networkCode: string
}

/** Codes of the three smaller ones are not published with the provider's; these are their MCC and MNC. */
export const carriers = {
  Safaricom: { name: 'Safaricom', networkCode: '63902' },
  Airtel: { name: 'Airtel', networkCode: '63903' },
  Telkom: { name: 'Telkom', networkCode: '63907' },
  Equitel: { name: 'Equitel', networkCode: '63999' },
  Jamii: { name: 'Jamii', networkCode: '63910' },
  Infura: { name: 'Infura', networkCode: '63912' },
  Homeland: { name: 'Homeland', networkCode: '63909' },
} as const satisfies Record<string, Carrier>

export type CarrierName = keyof typeof carriers

export const carrierNames: readonly [CarrierName, ...CarrierName[]] = [
  'Safaricom',
  'Airtel',
  'Telkom',
  'Equitel',
  'Jamii',
  'Infura',
  'Homeland',
]

const ranges: readonly [from: number, to: number, carrier: CarrierName][] = [
  [100, 108, 'Airtel'],
  [110, 119, 'Safaricom'],
  [120, 120, 'Telkom'],
  [121, 121, 'Infura'],
  [124, 124, 'Equitel'],
  [700, 729, 'Safaricom'],
  [730, 739, 'Airtel'],
  [740, 743, 'Safaricom'],
  [744, 744, 'Homeland'],
  [745, 746, 'Safaricom'],
  [747, 747, 'Jamii'],
  [748, 749, 'Safaricom'],
  [750, 756, 'Airtel'],
  [757, 759, 'Safaricom'],
  [760, 760, 'Airtel'],
  [761, 761, 'Telkom'],
  [762, 767, 'Airtel'],
  [768, 769, 'Safaricom'],
  [770, 779, 'Telkom'],
  [780, 789, 'Airtel'],
  [790, 799, 'Safaricom'],
]

/** By prefix only; undefined for unassigned prefixes and other countries. A ported number is told in its facts. */
export function carrierByPrefix(phoneNumber: string): CarrierName | undefined {
  if (!/^\+254\d{9}$/.test(phoneNumber)) return undefined
  const prefix = Number(phoneNumber.slice(4, 7))
  return ranges.find(([from, to]) => from <= prefix && prefix <= to)?.[2]
}
