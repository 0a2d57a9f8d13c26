/** What an account at an FSP can, and what its FSP can never tell: so that nobody learns it when money is on its way. */
import { z } from '@hono/zod-openapi'
import { findFspAccount, openFspAccount } from '../../db/fspAccounts.js'
import type { Currency } from '../../domain/money.js'
import { found } from '../problem.js'
import { route } from '../route.js'
import { saidOf, saidOut } from '../told.js'
import { minorOut, pathId } from '../words.js'

const cannotTell = ['balance', 'accountsOf', 'lostAnswers'] as const

const abilities = route({
  method: 'get',
  path: '/fsp-accounts/{id}/abilities',
  about: 'house',
  noun: 'FSP accounts',
  permission: 'fspAccounts.read',
  kind: 'reads',
  does: 'What an account can pay, and what its FSP can never tell',
  params: pathId<'fspAccount'>(),
  answer: z.object({
    gives: z.enum(['transfers', 'vouchers']),
    stepMinor: minorOut.openapi({ description: 'every amount is a multiple of it' }),
    minMinor: minorOut.nullable(),
    maxMinor: minorOut.nullable().openapi({ description: 'of one transfer or one card; null: no limit of ours' }),
    requestsPerSecond: z.number().int().nullable().openapi({ description: 'null: no limit of ours' }),
    keyWindowMs: z.number().int().nullable().openapi({
      description: 'how long a repeated key is honoured once, by contract; null: no promise',
    }),
    validates: z
      .boolean()
      .openapi({ description: 'can ask back before it pays: the account can be marked fail-closed' }),
    cannotTell: z.array(z.enum(cannotTell)).openapi({
      description:
        'balance: what it holds · accountsOf: whether a number can receive · lostAnswers: a payment whose answer was lost and that no list explains is ended by two people',
    }),
    says: z.array(z.string()).openapi({ description: 'further things it can never tell, in sentences' }),
    saysSaid: z.array(saidOut),
  }),
  handle: async ({ house, params, connectorFor }) => {
    const { currency, failClosed } = found(await findFspAccount(house, params.id), 'FSP account')
    const connector = connectorFor(await openFspAccount(house, params.id))
    const { vouchers } = connector
    const of = connector.describe()
    const cards = vouchers?.describe()
    const guarded = vouchers !== undefined || failClosed || of.keyWindowMs !== null
    const missing = {
      balance: connector.balance === undefined,
      accountsOf: connector.checkAccounts === undefined,
      lostAnswers: !guarded,
    }
    return {
      gives: vouchers ? ('vouchers' as const) : ('transfers' as const),
      stepMinor: of.payableStepMinor(currency as Currency).toString(),
      minMinor: of.minAmount?.minor.toString() ?? null,
      maxMinor: (cards ?? of).maxAmount?.minor.toString() ?? null,
      requestsPerSecond: of.requestsPerSecond,
      keyWindowMs: of.keyWindowMs,
      validates: of.validates,
      cannotTell: cannotTell.filter(each => missing[each]),
      says: [...(cards?.cannotTell ?? [])],
      saysSaid: (cards?.cannotTell ?? []).map(saidOf),
    }
  },
})

export const fspAbilityRoutes = [abilities]
