/** Fees by bands of amounts, in minor units: `1000000:1500,*:4000` is 1500 up to 1000000 and 4000 above. */

export interface Band {
  /** null: no upper bound */
  upToMinor: bigint | null
  feeMinor: bigint
}

export type Tariff = readonly [Band, ...Band[]]

/** Reads a tariff. Undefined unless the bands rise and the last one is open, so that every amount has a fee. */
export function readTariff(text: string): Tariff | undefined {
  const bands = text.split(',').map(readBand)
  const [first, ...rest] = bands
  if (!first || !rest.every(band => band !== undefined)) return undefined
  const tariff: Tariff = [first, ...rest]
  return tariff.every((band, index) => risesTo(band, tariff[index + 1])) ? tariff : undefined
}

function readBand(text: string): Band | undefined {
  const match = /^(\*|\d{1,15}):(\d{1,15})$/.exec(text.trim())
  if (!match) return undefined
  return { upToMinor: match[1] === '*' ? null : BigInt(match[1] ?? ''), feeMinor: BigInt(match[2] ?? '') }
}

function risesTo(band: Band, next: Band | undefined): boolean {
  if (!next) return band.upToMinor === null
  return band.upToMinor !== null && (next.upToMinor === null || next.upToMinor > band.upToMinor)
}

/** The fee of the band that the amount falls into. */
export function feeOf(tariff: Tariff, amountMinor: bigint): bigint {
  const band = tariff.find(({ upToMinor }) => upToMinor === null || amountMinor <= upToMinor)
  return band?.feeMinor ?? tariff[0].feeMinor
}
