/** Everything that is known of one payout, in the order in which it happened: ours and the provider’s. */
import { z } from 'zod'
import type { ProvidersWord } from './judge.js'
import type { Stage } from './stage.js'

const detailShape = z.object({
  payout: z.looseObject({ ref: z.string(), state: z.string(), stateAt: z.string() }),
  attempts: z.array(z.looseObject({ key: z.string(), state: z.string(), openedAt: z.string(), stateAt: z.string() })),
  calls: z.array(z.looseObject({ createdAt: z.string(), state: z.string() })),
  transactions: z.array(z.looseObject({ firstSeenAt: z.string(), transactionId: z.string() })),
  validations: z.array(z.looseObject({ askedAt: z.string() })),
  ends: z.array(z.looseObject({ proposedAt: z.string() })),
})
const evidenceShape = z.object({ notices: z.array(z.looseObject({ receivedAt: z.string(), raw: z.string() })) })

export async function timelineOf({ maker }: Stage, payoutId: string, word: ProvidersWord): Promise<string[]> {
  const told = await maker.get(`/payouts/${payoutId}`, detailShape)
  const { notices } = await maker.get(`/payouts/${payoutId}/evidence`, evidenceShape)
  const lines: [at: string, says: string][] = [
    ...told.attempts.flatMap((each): [string, string][] => [
      [each.openedAt, `attempt ${each.key} opened`],
      [each.stateAt, `attempt ${each.key} is ${each.state} ${JSON.stringify(each)}`],
    ]),
    ...told.calls.map((each): [string, string] => [each.createdAt, `call ${JSON.stringify(each)}`]),
    ...told.transactions.map((each): [string, string] => [each.firstSeenAt, `transaction ${JSON.stringify(each)}`]),
    ...told.validations.map((each): [string, string] => [each.askedAt, `validation ${JSON.stringify(each)}`]),
    ...told.ends.map((each): [string, string] => [each.proposedAt, `end ${JSON.stringify(each)}`]),
    ...notices.map((each): [string, string] => [each.receivedAt, `notice ${JSON.stringify(each)}`]),
    ...word.book
      .filter(line => line.payoutId === payoutId)
      .map((line): [string, string] => [line.at, `PROVIDER ${line.status} ${JSON.stringify(line)}`]),
    ...word.records
      .filter(({ requestMetadata }) => requestMetadata?.payoutId === payoutId)
      .map((record): [string, string] => [record.creationTime ?? '', `PROVIDER took ${JSON.stringify(record)}`]),
  ]
  const head = `payout ${payoutId} (${told.payout.ref}) is ${told.payout.state}: ${JSON.stringify(told.payout)}`
  return [head, ...lines.sort(([one], [other]) => one.localeCompare(other)).map(([at, says]) => `  ${at}  ${says}`)]
}
