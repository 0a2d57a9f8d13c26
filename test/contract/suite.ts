/**
 * The contract of connectors (design section 7), as one suite that each of them passes against its sandbox. The judge is
 * the sandbox's own book: what was paid, not what anybody says.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Call, CallAnswer, QueryFinding } from '../../fsp/contract.js'
import { aCall, anAttempt, asked } from './builders.js'
import type { ConnectorOptions, Harness, Trouble } from './harness.js'
import { bookOnceTold, outcomes, paidTo, send } from './judging.js'
import { noticesContract } from './suite-notices.js'

export function connectorContract(harness: Harness): void {
  describe(`${harness.name} keeps the contract of connectors`, () => {
    beforeAll(() => harness.start())
    afterAll(() => harness.stop())
    afterEach(() => harness.mend())
    sending(harness)
    troubledCalls(harness)
    entries(harness)
    questions(harness)
    noticesContract(harness)
    checks(harness)
  })
}

const most = (harness: Harness): number => harness.connector().describe().recipientsPerCall

function sending(harness: Harness): void {
  describe('sending', () => {
    it('a full call is taken, and pays each attempt once, to its number, its amount', async () => {
      const call = aCall(most(harness))
      const answer = await send(harness.connector(), call)
      expect(outcomes(answer)).toEqual([{ is: 'accepted' }])
      const book = await bookOnceTold(harness, call)
      expect(book).toHaveLength(call.attempts.length)
      for (const [index, attempt] of call.attempts.entries()) {
        const line = book.find(({ attemptKey }) => attemptKey === attempt.key)
        expect(line).toMatchObject({ number: attempt.number, amountMinor: attempt.amount.minor })
        expect(answer.entries[index]?.transactionId).toBe(line?.transactionId)
      }
    })

    it('no transfer costs more than the highest fee that was reserved for it', async () => {
      const step = harness.connector().describe().payableStepMinor('KES')
      const amounts = [1n, 10n, 5_000n, 10_000n, 10_001n, 50_000n, 70_000n].map(steps => steps * step)
      const call = aCall(
        amounts.slice(0, most(harness)).map(minor => anAttempt({ amount: { minor, currency: 'KES' } })),
      )
      const { entries } = await send(harness.connector(), call)
      for (const [index, { key, amount }] of call.attempts.entries()) {
        const highest = harness.connector().highestFee(amount).minor
        const [notice] = await harness.notices(key, 1)
        const told = harness.connector().parseNotice(notice!.raw, notice!.contentType)
        for (const fee of [entries[index]?.fee, told.kind === 'outcome' ? told.fee : undefined]) {
          expect(fee?.minor ?? 0n).toBeLessThanOrEqual(highest)
        }
      }
    })

    it('more recipients than a call may have, or an amount that can not be paid, leaves nobody paid', async () => {
      const tooMany = aCall(most(harness) + 1)
      const step = harness.connector().describe().payableStepMinor('KES')
      const odd = aCall([anAttempt({ amount: { minor: step * 10n + 1n, currency: 'KES' } })])
      for (const call of [tooMany, odd]) {
        const { entries } = await send(harness.connector(), call)
        expect(new Set(entries.map(({ outcome }) => outcome.is))).toEqual(new Set(['notTaken']))
        expect(await paidTo(harness, call.attempts)).toEqual([])
      }
    })

    it('a repeated call pays nobody again, and its answer is no refusal', async () => {
      const call = aCall(3)
      await send(harness.connector(), call)
      const again = await send(harness.connector(), call)
      expect(outcomes(again)).toEqual([{ is: 'unknown', reason: 'already_submitted' }])
      expect(await bookOnceTold(harness, call)).toHaveLength(3)
    })
  })
}

interface Troubled {
  trouble?: Trouble
  options?: ConnectorOptions
  outcome: unknown
  /** whether the sandbox pays all the same */
  pays: boolean
}

const past = { clock: () => Number.MAX_SAFE_INTEGER }
const notTaken = (reason: string) => ({ is: 'notTaken', reason })
const unknown = (reason: string) => ({ is: 'unknown', reason })

const troubled: Readonly<Record<string, Troubled>> = {
  'a lost answer to a call that was not taken': {
    trouble: 'answer lost before it was taken',
    outcome: unknown('no_answer'),
    pays: false,
  },
  'a lost answer to a call that was taken': {
    trouble: 'answer lost after it was taken',
    outcome: unknown('no_answer'),
    pays: true,
  },
  'an answer slower than our patience': {
    trouble: 'slow answer',
    options: { answerTimeoutMs: 100 },
    outcome: unknown('no_answer'),
    pays: true,
  },
  'a cut answer': { trouble: 'cut answer', outcome: unknown('no_answer'), pays: true },
  'a server error': { trouble: 'server error', outcome: unknown('unclear_answer'), pays: false },
  'a server error after all': {
    trouble: 'server error after it was taken',
    outcome: unknown('unclear_answer'),
    pays: true,
  },
  'an error page': { trouble: 'error page', outcome: unknown('unclear_answer'), pays: false },
  'a redirect': { trouble: 'redirect', outcome: unknown('unclear_answer'), pays: false },
  'being asked to slow down': { trouble: 'throttled', outcome: notTaken('throttled'), pays: false },
  'credentials that expired': { trouble: 'credentials expired', outcome: notTaken('credentials'), pays: false },
  'credentials that are wrong': { options: { wrongCredentials: true }, outcome: notTaken('credentials'), pays: false },
  'a wallet that is empty': { trouble: 'no money', outcome: notTaken('insufficient_funds'), pays: false },
  'a host that nobody answers at': { options: { unreachable: true }, outcome: notTaken('not_reached'), pays: false },
  'a sender that comes too late': { options: past, outcome: notTaken('too_late'), pays: false },
}

function troubledCalls(harness: Harness): void {
  describe('a call that meets trouble says what it knows and no more', () => {
    it.each(Object.entries(troubled))('%s', async (_, { trouble, options, outcome, pays }) => {
      if (trouble) await harness.trouble(trouble)
      const call = aCall(2)
      const answer = await send(harness.connector(options), call)
      expect(outcomes(answer)).toEqual([outcome])
      await harness.mend()
      if (pays) return expect(await bookOnceTold(harness, call)).toHaveLength(2)
      // The FSP's list shows what it has taken and not yet paid, too.
      const findings = await harness.connector().query(call.attempts.map(attempt => asked(attempt)))
      expect(findings.map(finding => finding.outcome.is)).toEqual(['notFound', 'notFound'])
      return expect(await paidTo(harness, call.attempts)).toEqual([])
    })

    it('being asked to slow down says for how long', async () => {
      await harness.trouble('throttled')
      expect((await send(harness.connector(), aCall(1))).retryAfterMs).toBeGreaterThan(0)
    })

    it('a redirect is never followed', async () => {
      await harness.trouble('redirect')
      await send(harness.connector(), aCall(1))
      await harness
        .connector()
        .query([asked(anAttempt())])
        .catch(() => [])
      expect(await harness.redirectsFollowed()).toBe(0)
    })

    it('a sender that falls asleep on the open connection sends nothing when it wakes', async () => {
      let now = Date.now()
      const call = aCall(2, { sendByMs: now + 1_000 })
      const sleepy = harness.connector({ clock: () => now, beforeFirstByte: () => (now += 1_001) })
      expect(outcomes(await send(sleepy, call))).toEqual([notTaken('too_late')])
      expect(await paidTo(harness, call.attempts)).toEqual([])
    })

    it('what was proven not taken can leave again in a new call and is paid once', async () => {
      await harness.trouble('throttled')
      const call = aCall(2)
      await send(harness.connector(), call)
      await harness.mend()
      await send(harness.connector(), aCall(call.attempts))
      expect(await bookOnceTold(harness, call)).toHaveLength(2)
    })

    it('the connector repeats nothing by itself, even where a repetition would pay', async () => {
      await harness.trouble('answer lost after it was taken')
      const call = aCall(2)
      const connector = harness.connector({ account: 'paysRepeats' })
      await send(connector, call)
      await harness.mend()
      expect(await bookOnceTold(harness, call)).toHaveLength(2)
    })
  })
}

function entries(harness: Harness): void {
  describe('entries of an answer', () => {
    it('in another order still belong to their attempts', async () => {
      await harness.trouble('entries reordered')
      const call = aCall(Math.min(5, most(harness)))
      const answer = await send(harness.connector(), call)
      const book = await bookOnceTold(harness, call)
      for (const { attemptKey, transactionId } of answer.entries) {
        expect(book.find(line => line.attemptKey === attemptKey)?.transactionId).toBe(transactionId)
      }
    })

    it('that are missing are unknown, for they may have been paid', async () => {
      await harness.trouble('entries missing')
      const call = aCall(Math.min(5, most(harness)))
      const answer = await send(harness.connector(), call)
      const missing = answer.entries.filter(({ outcome }) => outcome.is === 'unknown')
      expect(missing.map(({ outcome }) => outcome)).toEqual([unknown('entry_missing')])
      expect(await bookOnceTold(harness, call)).toHaveLength(call.attempts.length)
    })
  })
}

function questions(harness: Harness): void {
  const ask = async (call: Call, answer?: CallAnswer): Promise<readonly QueryFinding[]> => {
    const ids = (key: string) => answer?.entries.find(entry => entry.attemptKey === key)?.transactionId
    const silent = call.attempts.map(attempt => {
      const id = ids(attempt.key)
      return asked(attempt, { transactionIds: id === undefined ? [] : [id] })
    })
    return harness.connector().query(silent)
  }
  const sentAndTold = async (): Promise<{ call: Call; answer: CallAnswer }> => {
    const call = aCall(3)
    const answer = await send(harness.connector(), call)
    await bookOnceTold(harness, call)
    return { call, answer }
  }
  const said = (findings: readonly QueryFinding[]) => findings.map(({ by, outcome }) => `${by} ${outcome.is}`)

  describe('asking', () => {
    it('by transaction id says how each ended, with what, to whom', async () => {
      const { call, answer } = await sentAndTold()
      const findings = await ask(call, answer)
      expect(said(findings)).toEqual(Array(3).fill('find paid'))
      for (const attempt of call.attempts) {
        const finding = findings.find(({ attemptKey }) => attemptKey === attempt.key)
        expect(finding).toMatchObject({ number: attempt.number, amount: attempt.amount })
        expect(finding?.receipt).toBeTruthy()
      }
    })

    it('finds in the list what was taken though every answer was lost', async () => {
      await harness.trouble('answer lost after it was taken')
      const calls = [aCall(most(harness)), aCall(2)]
      for (const call of calls) await send(harness.connector(), call)
      await harness.mend()
      const lines = (await Promise.all(calls.map(call => bookOnceTold(harness, call)))).flat()
      const findings = await ask({ ...aCall(0), attempts: calls.flatMap(({ attempts }) => attempts) })
      expect(findings).toHaveLength(lines.length)
      for (const line of lines) {
        const finding = findings.find(({ attemptKey }) => attemptKey === line.attemptKey)
        expect(finding).toMatchObject({ by: 'list', outcome: { is: 'paid' }, transactionId: line.transactionId })
      }
    })

    it('for what was never taken finds nothing, which is no refusal', async () => {
      expect(said(await ask(aCall(2)))).toEqual(['list notFound', 'list notFound'])
    })

    it('is told "not found" by id at first, and the truth later', async () => {
      const { call, answer } = await sentAndTold()
      await harness.trouble('not found at first')
      expect(said(await ask(call, answer))).toEqual(Array(3).fill('find notFound'))
      expect(said(await ask(call, answer))).toEqual(Array(3).fill('find paid'))
    })

    it('is told "not found" by the list at first, and the truth later', async () => {
      const { call } = await sentAndTold()
      await harness.trouble('not listed at first')
      expect(said(await ask(call))).toEqual(Array(3).fill('list notFound'))
      expect(said(await ask(call))).toEqual(Array(3).fill('list paid'))
    })

    it('finds both transactions of an attempt that an FSP without keys paid twice', async () => {
      const call = aCall(1)
      const connector = harness.connector({ account: 'paysRepeats' })
      await send(connector, call)
      await send(connector, call)
      await harness.notices(call.attempts[0]!.key, 2)
      const findings = await connector.query(call.attempts.map(attempt => asked(attempt)))
      expect(findings.map(({ outcome }) => outcome.is)).toEqual(['paid', 'paid'])
      expect(new Set(findings.map(({ transactionId }) => transactionId)).size).toBe(2)
    })

    it('says why a transfer was refused', async () => {
      for (const [trouble, reason] of [
        ['recipient not registered', 'not_registered'],
        ['recipient at limit', 'recipient_limit'],
      ] as const) {
        await harness.trouble(trouble)
        const { call, answer } = await sentAndTold()
        expect(await paidTo(harness, call.attempts)).toEqual([])
        for (const finding of await ask(call, answer)) expect(finding.outcome).toEqual({ is: 'refused', reason })
        await harness.mend()
      }
    })

    it('fails as an exception with a reason where no answer can be had', async () => {
      const silent = [asked(anAttempt())]
      await expect(harness.connector({ unreachable: true }).query(silent)).rejects.toMatchObject({
        reason: 'not_reached',
      })
      await expect(harness.connector({ wrongCredentials: true }).query(silent)).rejects.toMatchObject({
        reason: 'credentials',
      })
    })
  })
}

function checks(harness: Harness): void {
  describe('checking', () => {
    it('numbers says who can receive, without excluding anybody by prefix', async () => {
      const connector = harness.connector()
      if (!connector.checkAccounts) return expect(connector).not.toHaveProperty('checkAccounts')
      const { receives, otherOperator, landline } = harness.numbers
      const findings = await connector.checkAccounts([otherOperator, receives, landline])
      expect(findings.map(({ number, is }) => [number, is])).toEqual([
        [otherOperator, 'cannotReceive'],
        [receives, 'ok'],
        [landline, 'cannotReceive'],
      ])
    })

    it('the wallet shows what a payment took from it', async () => {
      const connector = harness.connector()
      if (!connector.balance) return expect(connector).not.toHaveProperty('balance')
      const before = await connector.balance()
      const call = aCall(1)
      await send(connector, call)
      await bookOnceTold(harness, call)
      const after = await connector.balance()
      const amount = call.attempts[0]!.amount
      const spent = before.minor - after.minor
      expect(spent).toBeGreaterThanOrEqual(amount.minor)
      expect(spent).toBeLessThanOrEqual(amount.minor + connector.highestFee(amount).minor)
    })
  })
}
