/** What Intersolve does to us in one play, and what people say. Shares are 0 to 1; all but people calm down after a while. */
import type { Chance } from '../chance.js'

export interface VoucherWeather {
  connectionRefused: number
  throttled: number
  /** nothing came of it, and no answer */
  lostBefore: number
  /** it was done, and no answer */
  lostAfter: number
  /** no answer, and done some time later, within its longest processing time */
  doneLate: number
  /** the answer comes when we have taken it for lost */
  answerLate: number
  /** 503, a fault, or a code that is in no list: done, or not */
  unavailable: number
  bodyCut: number
  /** a card that nobody can be given */
  oddCard: number
  /** says 18 of a card that stands, and does not take it back */
  denies: number
  /** takes it back and says 18 */
  deniesWhatItDid: number
  balanceFails: number
  /** what people say when they are asked; the rest says nothing */
  yes: number
  no: number
  /** yes again, a while after the first */
  again: number
  /** says yes in the very moment of the deadline, or after a no */
  late: number
}

export const calmVouchers: VoucherWeather = {
  connectionRefused: 0,
  throttled: 0,
  lostBefore: 0,
  lostAfter: 0,
  doneLate: 0,
  answerLate: 0,
  unavailable: 0,
  bodyCut: 0,
  oddCard: 0,
  denies: 0,
  deniesWhatItDid: 0,
  balanceFails: 0,
  yes: 1,
  no: 0,
  again: 0,
  late: 0,
}

export function voucherWeatherOf(chance: Chance): VoucherWeather {
  const storm = chance.pick([0, 0.2, 0.5, 0.8])
  const share = (most: number): number => (chance.hit(storm) ? chance.next() * most : 0)
  return {
    connectionRefused: share(0.3),
    throttled: share(0.3),
    lostBefore: share(0.3),
    lostAfter: share(0.6),
    doneLate: share(0.4),
    answerLate: share(0.4),
    unavailable: share(0.4),
    bodyCut: share(0.3),
    oddCard: share(0.2),
    denies: share(0.6),
    deniesWhatItDid: share(0.6),
    balanceFails: share(0.5),
    yes: 0.6,
    no: 0.2,
    again: 0.3,
    late: 0.4,
  }
}
