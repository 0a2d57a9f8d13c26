/** Bands of a tariff as somebody types them: `from;to;charge`, one a line, in whole units of the currency. */
import { parseMoney, type Digits } from '../../shown/money.ts'

export interface TypedBand {
  readonly fromMinor: string
  readonly toMinor: string
  readonly chargeMinor: string
}

const nothing = /^0+([.,]0*)?$/

/** Null: a line is no band. Whether the bands follow each other, the API judges. */
export function bandsOf(text: string, currency: string, digits: Digits): readonly TypedBand[] | null {
  const lines = text.split('\n').filter(line => line.trim() !== '')
  const bands = lines.map((line): TypedBand | null => {
    const [from = '', to = '', charge = '', ...more] = line.split(';').map(each => each.trim())
    const fromMinor = parseMoney(from, currency, digits)
    const toMinor = parseMoney(to, currency, digits)
    const chargeMinor = nothing.test(charge) ? '0' : parseMoney(charge, currency, digits)
    return more.length > 0 || fromMinor === null || toMinor === null || chargeMinor === null
      ? null
      : { fromMinor, toMinor, chargeMinor }
  })
  const whole = bands.filter(band => band !== null)
  return whole.length < bands.length ? null : whole
}
