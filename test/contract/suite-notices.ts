/** The part of the contract that concerns what an FSP sends by itself: notices and questions before a payment. */
import { describe, expect, it } from 'vitest'
import type { Call, ParsedNotice } from '../../fsp/contract.js'
import { aCall, asked } from './builders.js'
import type { Harness } from './harness.js'
import { outcomes, paidTo, send } from './judging.js'

type Told = Extract<ParsedNotice, { kind: 'outcome' }>

export function noticesContract(harness: Harness): void {
  const parsed = async (key: string, count: number): Promise<Told[]> => {
    const arrivals = await harness.notices(key, count)
    return arrivals.map(({ raw, contentType }) => {
      const notice = harness.connector().parseNotice(raw, contentType)
      if (notice.kind !== 'outcome')
        throw new Error(`The sandbox sent something that the connector reads as ${notice.kind}.`)
      return notice
    })
  }
  const one = async (call: Call = aCall(1)) => {
    const answer = await send(harness.connector(), call)
    return { attempt: call.attempts[0]!, entry: answer.entries[0]! }
  }
  const truth = async ({ attempt, entry }: Awaited<ReturnType<typeof one>>) => {
    const ids = entry.transactionId === undefined ? [] : [entry.transactionId]
    const [finding] = await harness.connector().query([asked(attempt, { transactionIds: ids })])
    return finding?.outcome.is
  }

  describe('notices', () => {
    it('name the attempt, the transaction, the number and the amount', async () => {
      const { attempt, entry } = await one()
      const [notice] = await parsed(attempt.key, 1)
      expect(notice).toMatchObject({
        direction: 'out',
        attemptKey: attempt.key,
        outcome: { is: 'paid' },
        transactionId: entry.transactionId,
        number: attempt.number,
        amount: attempt.amount,
      })
      expect(notice?.receipt).toBeTruthy()
    })

    it('that overtake the answer name the transaction that the answer names later', async () => {
      await harness.trouble('notice before the answer')
      const call = aCall(1)
      let answered = false
      const sending = one(call).finally(() => (answered = true))
      const [notice] = await parsed(call.attempts[0]!.key, 1)
      expect(answered).toBe(false)
      expect((await sending).entry.transactionId).toBe(notice?.transactionId)
    })

    it('that come twice say the same twice', async () => {
      await harness.trouble('notice twice')
      const { attempt } = await one()
      const [first, second] = await parsed(attempt.key, 2)
      expect(second).toEqual(first)
      expect(await paidTo(harness, [attempt])).toHaveLength(1)
    })

    it('that come late were told before by asking', async () => {
      await harness.trouble('notice late')
      const sent = await one()
      const [notice] = await parsed(sent.attempt.key, 1)
      expect(notice?.outcome).toEqual({ is: 'paid' })
      expect(await truth(sent)).toBe('paid')
    })

    it.each([
      ['notice forged: amount', 'amount'],
      ['notice forged: number', 'number'],
      ['notice forged: transaction', 'transactionId'],
    ] as const)(
      'that are forged (%s) do not agree with the attempt, and asking tells the truth',
      async (trouble, field) => {
        await harness.trouble(trouble)
        const sent = await one()
        const [forged] = await parsed(sent.attempt.key, 1)
        const known = { ...sent.attempt, transactionId: sent.entry.transactionId }
        expect(forged?.[field]).not.toEqual(known[field])
        expect(await truth(sent)).toBe('paid')
      },
    )

    it.each([
      ['notice of success, then of failure', ['paid', 'refused']],
      ['notice of failure, then of success', ['refused', 'paid']],
    ] as const)('that contradict each other (%s) are both read, and asking tells the truth', async (trouble, said) => {
      await harness.trouble(trouble)
      const sent = await one()
      const both = await parsed(sent.attempt.key, 2)
      expect(both.map(({ outcome }) => outcome.is)).toEqual(said)
      expect(await truth(sent)).toBe('paid')
      expect(await paidTo(harness, [sent.attempt])).toHaveLength(1)
    })

    it.each([
      ['recipient not registered', 'not_registered'],
      ['recipient at limit', 'recipient_limit'],
    ] as const)('of a refusal (%s) say why, and nobody was paid', async (trouble, reason) => {
      await harness.trouble(trouble)
      const { attempt, entry } = await one()
      expect(entry.outcome).toEqual({ is: 'accepted' })
      const [notice] = await parsed(attempt.key, 1)
      expect(notice?.outcome).toEqual({ is: 'refused', reason })
      expect(await paidTo(harness, [attempt])).toEqual([])
    })

    it('that are no notices are malformed, never an outcome', () => {
      const connector = harness.connector()
      for (const raw of ['', '{', 'null', '[]', '"paid"', '{}', '<Success/>', '{"status":"Success"}']) {
        expect(connector.parseNotice(raw, 'application/json').kind).toBe('malformed')
        expect(connector.parseValidation(raw).kind).toBe('malformed')
      }
    })
  })

  if (harness.connector().describe().validates) validations(harness)
}

function validations(harness: Harness): void {
  const connector = () => harness.connector({ account: 'asksBack' })

  describe('the question before a payment', () => {
    it('names attempt, transaction, number and amount; answered yes, the attempt is paid once', async () => {
      const questions: string[] = []
      harness.answerValidations(raw => {
        questions.push(raw)
        return connector().validationReply(true)
      })
      const call = aCall(1)
      const { entries } = await send(connector(), call)
      const attempt = call.attempts[0]!
      await harness.notices(attempt.key, 1)
      expect(questions.map(raw => connector().parseValidation(raw))).toEqual([
        {
          kind: 'ask',
          attemptKey: attempt.key,
          transactionId: entries[0]?.transactionId,
          number: attempt.number,
          amount: attempt.amount,
        },
      ])
      expect(await paidTo(harness, [attempt])).toHaveLength(1)
    })

    it.each<[string, () => { status: number; body: unknown }]>([
      ['no', () => connector().validationReply(false)],
      ['with an error', () => ({ status: 500, body: '' })],
    ])('answered %s, nothing is paid, and the notice says so', async (_, answer) => {
      harness.answerValidations(answer)
      const call = aCall(2)
      expect(outcomes(await send(connector(), call))).toEqual([{ is: 'accepted' }])
      for (const { key } of call.attempts) {
        const [arrival] = await harness.notices(key, 1)
        const notice = connector().parseNotice(arrival!.raw, arrival!.contentType)
        expect(notice).toMatchObject({ kind: 'outcome', outcome: { is: 'refused', reason: 'not_taken' } })
      }
      expect(await paidTo(harness, call.attempts)).toEqual([])
    })
  })
}
