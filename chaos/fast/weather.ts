/** What the provider does to us in one play, drawn from its seed: mostly little, sometimes everything. Shares are 0 to 1. */
import type { Chance } from './chance.js'

export interface Weather {
  /** asks us before it pays; `failClosed`: pays nothing without our yes */
  validates: boolean
  failClosed: boolean
  connectionRefused: number
  lostBefore: number
  lostAfter: number
  /** the answer comes after we have given it up */
  answerLate: number
  throttled: number
  /** 503, from something in between: the payment was taken, or not */
  unavailable: number
  htmlError: number
  redirected: number
  bodyCut: number
  entriesSwapped: number
  entryMissing: number
  /** refused at once for a reason that time mends */
  shortOfFloat: boolean
  badCredentials: boolean
  /** a taken payment fails at the operator, and may succeed when tried again */
  failsLater: number
  /** failed when asked, and a success some time after: the FSP breaks its word */
  flips: number
  slow: number
  /** `find` and lists do not show it for a while */
  hidden: number
  queryFails: number
  noticeLost: number
  noticeDoubled: number
  noticeLate: number
  noticeBeforeAnswer: number
  /** an older word arrives after the newer one */
  noticeReordered: number
  forgedFailure: number
  forgedSuccess: number
  /** a failure notice for what it paid */
  contradicts: number
  /** a success notice for what failed, beside the truth */
  lies: number
  /** processes what it took once a second time, as another transaction */
  repeatsItself: number
}

export const calm: Weather = {
  validates: false,
  failClosed: false,
  connectionRefused: 0,
  lostBefore: 0,
  lostAfter: 0,
  answerLate: 0,
  throttled: 0,
  unavailable: 0,
  htmlError: 0,
  redirected: 0,
  bodyCut: 0,
  entriesSwapped: 0,
  entryMissing: 0,
  shortOfFloat: false,
  badCredentials: false,
  failsLater: 0,
  flips: 0,
  slow: 0,
  hidden: 0,
  queryFails: 0,
  noticeLost: 0,
  noticeDoubled: 0,
  noticeLate: 0,
  noticeBeforeAnswer: 0,
  noticeReordered: 0,
  forgedFailure: 0,
  forgedSuccess: 0,
  contradicts: 0,
  lies: 0,
  repeatsItself: 0,
}

export function weatherOf(chance: Chance): Weather {
  const storm = chance.pick([0, 0.1, 0.2, 0.5])
  const share = (most: number): number => (chance.hit(storm) ? chance.next() * most : 0)
  const validates = chance.hit(0.4)
  const failClosed = validates && chance.hit(0.7)
  return {
    validates,
    failClosed,
    connectionRefused: share(0.3),
    lostBefore: share(0.3),
    lostAfter: share(0.6),
    answerLate: share(0.4),
    throttled: share(0.3),
    unavailable: share(0.4),
    htmlError: share(0.4),
    redirected: share(0.4),
    bodyCut: share(0.4),
    entriesSwapped: share(1),
    entryMissing: share(0.5),
    shortOfFloat: chance.hit(storm / 5),
    badCredentials: chance.hit(storm / 10),
    failsLater: share(0.4),
    flips: chance.hit(0.1) ? 0.5 : 0,
    slow: share(0.3),
    hidden: share(0.7),
    queryFails: share(0.3),
    noticeLost: share(0.7),
    noticeDoubled: share(0.7),
    noticeLate: share(0.5),
    noticeBeforeAnswer: share(0.8),
    noticeReordered: share(0.5),
    forgedFailure: share(0.5),
    forgedSuccess: share(0.2),
    contradicts: share(0.4),
    lies: share(0.4),
    // Only where we are asked before each transaction is there anything that could keep it from paying twice.
    repeatsItself: failClosed ? share(0.5) : 0,
  }
}
