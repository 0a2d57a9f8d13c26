/**
 * A simulated Intersolve at the level of its wire, with a book of its own. Like the other provider it shares nothing with
 * the product but the public facts of what it speaks (fsp/intersolve).
 */
import type { Chance } from '../chance.js'
import { after, clock } from '../clock.js'
import type { Reply, Request } from '../provider.js'
import { calmVouchers, type VoucherWeather } from './weather.js'

export interface Card {
  cardId: string
  pin: string
  transactionId: string
  refPos: string
  /** `payout.part` */
  reference: string
  minor: string
  isLive: boolean
  /** how often it was said to be unable to take back what stood, or what was about to be made */
  denied: number
}

export const longestProcessingMs = 2_000
/** So that every play comes to its end. */
const calmsAfterMs = 15 * 60_000
/** From then on a card of a lost order may stand beside the next one: it has been said twice that there is none. */
const denialsThatCount = 2

class Intersolve {
  cards: Card[] = []
  /** parts of a payout that got a second live card, and why that was not so by Intersolve’s own word */
  twoAtOnce: string[] = []
  /** cards that are being made */
  busy = 0
  private chance!: Chance
  private weather: VoucherWeather = calmVouchers
  private calmAt = 0
  private readonly denials = new Map<string, number>()

  begin(chance: Chance, weather: VoucherWeather): void {
    this.chance = chance
    this.weather = weather
    this.cards = []
    this.twoAtOnce = []
    this.busy = 0
    this.denials.clear()
    this.calmAt = clock.now + calmsAfterMs
  }

  private hits = (share: number): boolean => clock.now < this.calmAt && this.chance.hit(share)

  refusesConnection = (): boolean => this.hits(this.weather.connectionRefused)

  serve({ body }: Request): Reply {
    const { weather } = this
    const asks = /<soap:Body><(\w+)/.exec(body)?.[1] ?? ''
    const afterMs = this.chance.between(5, 300)
    if (this.hits(weather.throttled)) return answer(429, 'slow down', afterMs)
    switch (asks) {
      case 'IssueCard':
        return this.spoilt(asks, afterMs, () => this.issue(body))
      case 'Cancel': {
        const cardId = textIn(body, 'CardId')
        return this.spoilt(asks, afterMs, () => this.cancel(this.standing(card => card.cardId === cardId)))
      }
      case 'CancelTransactionByRefPos': {
        const refPos = textIn(body, 'RefPosToCancel')
        return this.spoilt(asks, afterMs, () =>
          this.cancel(
            this.standing(card => card.refPos === refPos),
            refPos,
          ),
        )
      }
      case 'GetCard':
        return this.hits(weather.balanceFails)
          ? this.noAnswer(afterMs)
          : answer(200, enveloped('GetCard', this.balance(textIn(body, 'CardId'))), afterMs)
      default:
        return answer(500, 'what?', afterMs)
    }
  }

  /** Does it, or not, or later; and tells it, or not, or something else. */
  private spoilt(asks: string, afterMs: number, act: () => string): Reply {
    const { weather, chance } = this
    if (this.hits(weather.lostBefore)) return this.noAnswer(afterMs)
    if (this.hits(weather.doneLate)) {
      this.busy += 1
      void after(chance.between(100, longestProcessingMs - 400)).then(() => {
        this.busy -= 1
        act()
      })
      return { is: 'silence' }
    }
    const isBroken = this.hits(weather.unavailable)
    if (isBroken && chance.hit(0.5)) return this.brokenAnswer(asks, afterMs)
    const fields = act()
    if (isBroken) return this.brokenAnswer(asks, afterMs)
    if (this.hits(weather.lostAfter)) return this.noAnswer(afterMs)
    const whole = answer(200, enveloped(asks, fields), this.hits(weather.answerLate) ? 45_000 : afterMs)
    return whole.is === 'bytes' && this.hits(weather.bodyCut) ? { ...whole, bytes: whole.bytes.slice(0, -60) } : whole
  }

  private noAnswer = (afterMs: number): Reply => (this.chance.hit(0.5) ? { is: 'silence' } : { is: 'reset', afterMs })

  private brokenAnswer = (asks: string, afterMs: number): Reply =>
    this.chance.pick([
      answer(503, 'unavailable', afterMs),
      answer(500, '<soap:Envelope><soap:Body><soap:Fault/></soap:Body></soap:Envelope>', afterMs),
      answer(200, enveloped(asks, element('ResultCode', '999')), afterMs),
    ])

  private standing = (which: (card: Card) => boolean): Card | undefined =>
    this.cards.find(card => card.isLive && which(card))

  private issue(body: string): string {
    const reference = textIn(body, 'ClientReference')
    const beside = this.cards.filter(card => card.isLive && card.reference === reference)
    for (const { refPos, denied } of beside)
      if (denied < denialsThatCount) this.twoAtOnce.push(`${reference}: ${refPos} stands, denied ${denied} times`)
    const number = this.cards.length + 1
    const card: Card = {
      cardId: `70${String(number).padStart(17, '0')}`,
      pin: String(number).padStart(6, '0'),
      transactionId: `T${number}`,
      refPos: textIn(body, 'RefPos'),
      reference,
      minor: textIn(body, 'Value'),
      isLive: true,
      denied: this.denials.get(textIn(body, 'RefPos')) ?? 0,
    }
    this.cards.push(card)
    const told: [string, string][] = [
      ['ResultCode', '0'],
      ['CardId', card.cardId],
      ['PIN', card.pin],
      ['TransactionId', card.transactionId],
      ['CardOldBalance', '0'],
      ['CardNewBalance', card.minor],
      ['ExpiryDate', this.hits(this.weather.oddCard) ? '2025-01-01' : '2028-12-31'],
    ]
    return told.map(([name, value]) => element(name, value)).join('')
  }

  private cancel(card: Card | undefined, refPos = ''): string {
    const said = (code: string) => element('ResultCode', code)
    if (!card) {
      // It may be on its way here still.
      this.denials.set(refPos, (this.denials.get(refPos) ?? 0) + 1)
      return said('18')
    }
    if (this.hits(this.weather.denies)) {
      card.denied += 1
      return said('18')
    }
    card.isLive = false
    return said(this.hits(this.weather.deniesWhatItDid) ? '18' : '0')
  }

  private balance(cardId: string): string {
    const card = this.cards.find(each => each.cardId === cardId)
    if (!card) return element('ResultCode', '101')
    const told =
      element('Status', card.isLive ? 'Active' : 'Cancelled') +
      element('Balance', card.isLive ? card.minor : '0') +
      element('BalanceFactor', '100')
    return element('ResultCode', '0') + element('Card', told)
  }
}

const textIn = (body: string, name: string): string => new RegExp(`<${name}>([^<]*)</${name}>`).exec(body)?.[1] ?? ''
const element = (name: string, value: string): string => `<${name}>${value}</${name}>`
const namespace = 'http://www.loyaltyinabox.com/giftcard_6_8/'

const enveloped = (of: string, fields: string): string =>
  '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">' +
  `<soap:Body><${of}Response xmlns="${namespace}">${fields}</${of}Response></soap:Body></soap:Envelope>`

function answer(status: number, body: string, afterMs: number): Reply {
  const head = `content-type: text/xml\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n`
  return { is: 'bytes', afterMs, bytes: `HTTP/1.1 ${status} Whatever\r\n${head}\r\n${body}` }
}

export const intersolve = new Intersolve()
