/**
 * A simulated provider at the level of its wire: it keeps its own book and does to us whatever the weather says. It shares
 * nothing with the product but the public documents it speaks (README.md of fsp/africastalking).
 */
import type { Chance } from './chance.js'
import { after, clock } from './clock.js'
import { calm, type Weather } from './weather.js'

export interface Request {
  method: string
  path: string
  query: URLSearchParams
  headers: Record<string, string>
  body: string
}
export type Reply =
  { is: 'silence' } | { is: 'reset'; afterMs: number } | { is: 'bytes'; bytes: string; afterMs: number }

export interface Transaction {
  id: string
  attemptKey: string
  payoutId: string
  number: string
  amount: number
  status: 'Queued' | 'Success' | 'Failed'
  description: string
  visibleAt: number
  takenAt: number
  /** it said Failed when asked, and paid afterwards */
  brokeItsWord: boolean
}

interface Recipient {
  phoneNumber: string
  amount: number
  metadata: { payoutId: string; attemptKey: string }
}

/** Where it delivers; undefined: no answer. */
export type Deliver = (what: 'notification' | 'validation', body: unknown) => Promise<{ body: string } | undefined>

export const longestProcessingMs = 2_000

class Provider {
  book: Transaction[] = []
  /** numbers it will never pay */
  unregistered = new Set<string>()
  /** transactions and deliveries under way */
  busy = 0
  private weather: Weather = calm
  private chance!: Chance
  private deliver: Deliver = () => Promise.resolve(undefined)
  private mendedAt = 0
  private nextId = 0

  begin(chance: Chance, weather: Weather, deliver: Deliver): void {
    this.chance = chance
    this.weather = weather
    this.deliver = deliver
    this.book = []
    this.unregistered = new Set()
    this.busy = 0
    this.nextId = 0
    this.mendedAt = clock.now + 120_000
  }

  refusesConnection = (): boolean => this.chance.hit(this.weather.connectionRefused)

  serve(request: Request): Reply {
    if (request.path === '/mobile/b2c/request') return this.pay(request)
    if (this.chance.hit(this.weather.queryFails)) {
      return this.chance.hit(0.5) ? { is: 'reset', afterMs: 50 } : answer(500, { error: 'try again' }, 50)
    }
    const asked = request.method === 'GET' ? request.query : new URLSearchParams(JSON.parse(request.body))
    switch (request.path) {
      case '/query/transaction/find': {
        const found = this.visible().find(each => each.id === asked.get('transactionId'))
        return answer(200, found ? { status: 'Success', data: record(found) } : { status: 'Failure' }, 20)
      }
      case '/query/transaction/fetch': {
        const responses = asked.get('pageNumber') === '1' ? this.visible().map(each => record(each)) : []
        return answer(200, { status: 'Success', responses }, 20)
      }
      case '/query/wallet/balance':
        return answer(200, { status: 'Success', balance: `KES ${this.isShort() ? '10' : '10000000'}.0000` }, 20)
      default:
        return answer(404, {}, 20)
    }
  }

  private isShort = (): boolean => this.weather.shortOfFloat && clock.now < this.mendedAt
  private visible = (): Transaction[] => this.book.filter(each => each.visibleAt <= clock.now)

  private pay(request: Request): Reply {
    const { chance, weather } = this
    const afterMs = chance.between(5, 300)
    if (weather.badCredentials && clock.now < this.mendedAt) return answer(401, 'no', afterMs)
    if (chance.hit(weather.throttled))
      return answer(429, 'slow down', afterMs, chance.hit(0.5) ? { 'retry-after': '2' } : {})
    if (chance.hit(weather.lostBefore)) return this.lost(afterMs)
    const taken = !chance.hit(weather.unavailable / 2)
    if (!taken) return answer(503, 'unavailable', afterMs)
    const { recipients } = JSON.parse(request.body) as { recipients: Recipient[] }
    let entries = recipients.map(each => this.take(each))
    if (chance.hit(weather.entryMissing)) entries = entries.slice(1)
    if (chance.hit(weather.entriesSwapped)) entries = [...entries.slice(1), ...entries.slice(0, 1)]
    if (chance.hit(weather.lostAfter)) return this.lost(afterMs)
    if (chance.hit(weather.unavailable)) return answer(503, 'unavailable', afterMs)
    if (chance.hit(weather.htmlError)) return answer(chance.pick([500, 502, 200]), '<html>oops</html>', afterMs)
    if (chance.hit(weather.redirected)) return answer(307, '', afterMs, { location: `http://fsp${request.path}` })
    const whole = answer(201, { numQueued: entries.length, entries }, chance.hit(weather.answerLate) ? 45_000 : afterMs)
    if (whole.is === 'bytes' && chance.hit(weather.bodyCut)) return { ...whole, bytes: whole.bytes.slice(0, -40) }
    return whole
  }

  private lost = (afterMs: number): Reply => (this.chance.hit(0.5) ? { is: 'silence' } : { is: 'reset', afterMs })

  private take(recipient: Recipient): Record<string, string> {
    const { phoneNumber, amount } = recipient
    const value = text(amount)
    if (this.isShort()) return { phoneNumber, status: 'Failed', errorMessage: 'Insufficient balance', value }
    const one = this.write(recipient)
    if (this.chance.hit(this.weather.repeatsItself)) this.write(recipient)
    return { phoneNumber, status: 'Queued', provider: 'Mpesa', value, transactionId: one.id, transactionFee: text(10) }
  }

  private write({ phoneNumber, amount, metadata }: Recipient): Transaction {
    const { chance, weather } = this
    const transaction: Transaction = {
      id: `ATPid_${(this.nextId += 1).toString(16).padStart(32, '0')}`,
      ...metadata,
      number: phoneNumber,
      amount,
      status: 'Queued',
      description: 'on its way',
      visibleAt: chance.hit(weather.hidden) ? clock.now + chance.between(1_000, 60_000) : clock.now,
      takenAt: clock.now,
      brokeItsWord: false,
    }
    this.book.push(transaction)
    this.work(() => this.live(transaction))
    return transaction
  }

  private work(what: () => Promise<void>): void {
    this.busy += 1
    void what().finally(() => {
      this.busy -= 1
    })
  }

  private async live(transaction: Transaction): Promise<void> {
    const { chance, weather } = this
    // Forged before the truth is out, and known to nobody else.
    if (chance.hit(weather.forgedFailure)) {
      this.tell(transaction, 'Failed', { description: 'recipient limit reached' }, chance.between(5, 900))
    }
    if (chance.hit(weather.forgedSuccess)) this.forge(transaction)
    const soon = chance.hit(weather.noticeBeforeAnswer) ? 1 : chance.between(20, longestProcessingMs / 2)
    await after(chance.hit(weather.slow) ? chance.between(longestProcessingMs, 240_000) : soon)
    const denied = weather.validates ? await this.denied(transaction) : undefined
    if (denied !== undefined) this.end(transaction, 'Failed', denied)
    else if (this.unregistered.has(transaction.number)) this.end(transaction, 'Failed', 'The number is not registered')
    else if (chance.hit(weather.failsLater)) this.end(transaction, 'Failed', 'recipient limit reached')
    else this.end(transaction, 'Success', 'paid')
    this.notify(transaction)
    if (transaction.description === 'recipient limit reached' && chance.hit(weather.flips)) {
      await after(chance.between(30_000, 300_000))
      transaction.brokeItsWord = true
      this.end(transaction, 'Success', 'paid')
      this.tell(transaction, 'Success', {}, chance.between(10, 2_000))
    }
  }

  private end(transaction: Transaction, status: 'Success' | 'Failed', description: string): void {
    transaction.status = status
    transaction.description = description
  }

  /** undefined: we said yes, or it pays without our word */
  private async denied({ id, number, amount, attemptKey, payoutId }: Transaction): Promise<string | undefined> {
    for (let asked = 0; asked < 3; asked++) {
      const question = { transactionId: id, phoneNumber: number, currencyCode: 'KES', amount }
      const said = await this.deliver('validation', { ...question, metadata: { attemptKey, payoutId } })
      if (said?.body.includes('Validated') === true) return undefined
      if (said?.body.includes('Failed') === true) return 'not validated'
      await after(150)
    }
    return this.weather.failClosed ? 'validation failed' : undefined
  }

  private notify(transaction: Transaction): void {
    const { chance, weather } = this
    const { status } = transaction
    const delay = (): number =>
      chance.hit(weather.noticeLate) ? chance.between(20_000, 300_000) : chance.between(1, 400)
    const lies = status === 'Failed' && chance.hit(weather.lies)
    if (lies) this.tell(transaction, 'Success', {}, delay())
    if (lies || !chance.hit(weather.noticeLost)) this.tell(transaction, status, {}, delay())
    if (chance.hit(weather.noticeDoubled)) this.tell(transaction, status, {}, delay())
    if (chance.hit(weather.noticeDoubled)) this.tell(transaction, status, { again: 'yes' }, delay())
    if (chance.hit(weather.noticeReordered)) this.tell(transaction, 'Queued', {}, delay())
    if (status === 'Success' && chance.hit(weather.contradicts)) {
      this.tell(transaction, 'Failed', { description: 'recipient limit reached' }, delay())
    }
  }

  private forge(transaction: Transaction): void {
    const claim = this.chance.pick<Record<string, string>>([
      { transactionId: `ATPid_${'f'.repeat(32)}` },
      { value: text(1) },
    ])
    this.tell(transaction, 'Success', claim)
  }

  /** Delivers until it is acknowledged, at most five times. */
  private tell(transaction: Transaction, status: string, more: Record<string, string> = {}, inMs = 5): void {
    const body = { ...record(transaction), status, ...more }
    this.work(async () => {
      await after(inMs)
      for (let tries = 0; tries < 5; tries++) {
        if (await this.deliver('notification', body)) return
        await after(1_000 * 2 ** tries)
      }
    })
  }
}

const text = (amount: number): string => `KES ${amount}.0000`

const record = ({ id, status, number, amount, description, attemptKey, payoutId }: Transaction) => ({
  transactionId: id,
  status,
  category: 'MobileB2C',
  destination: number,
  value: text(amount),
  description,
  requestMetadata: { attemptKey, payoutId },
  ...(status === 'Success' && { transactionFee: text(10), providerRefId: `R${id.slice(-8)}` }),
})

function answer(status: number, body: unknown, afterMs: number, headers: Record<string, string> = {}): Reply {
  const written = typeof body === 'string' ? body : JSON.stringify(body)
  const type = typeof body === 'string' ? 'text/html' : 'application/json'
  const head = Object.entries({
    'content-type': type,
    'content-length': String(Buffer.byteLength(written)),
    connection: 'close',
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`)
  return { is: 'bytes', afterMs, bytes: `HTTP/1.1 ${status} Whatever\r\n${head.join('')}\r\n${written}` }
}

export const provider = new Provider()
