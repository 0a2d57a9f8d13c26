/** Every FSP we can pay through: how its connector is made and what an account of it must hold. */
import type { z } from 'zod'
import type { Currency } from '../domain/money.js'
import type { Connector, ConnectorAccount } from './contract.js'
import type { VoucherConnector } from './voucherContract.js'
import { createAfricasTalking } from './africastalking/connector.js'
import {
  africasTalkingCredentials,
  africasTalkingSettings,
  defaultTariffs,
  urlsFor,
} from './africastalking/settings.js'
import { createIntersolve } from './intersolve/connector.js'
import { asConnector } from './vouchersAsConnector.js'
import { furtherProblems, intersolveCredentials, intersolveSettings, intersolveUrl } from './intersolve/settings.js'

/** Where connectors find addresses: the process's environment, handed in by whoever starts the process. */
export type Env = Readonly<Record<string, string | undefined>>

export type KnownFsp = KnownAccount & Connecting

interface KnownAccount {
  name: string
  title: string
  /** zod schemas of what an account stores; all values are texts */
  credentials: z.ZodObject
  settings: z.ZodObject
  /** what of an account can not be seen field by field: sentences that say what to do */
  further(account: Pick<ConnectorAccount, 'currency' | 'settings'>): readonly string[]
}

/** Money to a number (contract.ts), or a voucher (voucherContract.ts). */
type Connecting =
  | { gives: 'transfers'; connect(account: ConnectorAccount, env: Env): Connector }
  | { gives: 'vouchers'; connect(account: ConnectorAccount, env: Env): VoucherConnector }

const africasTalking: KnownFsp = {
  name: 'africastalking',
  title: 'Africa’s Talking (mobile money)',
  credentials: africasTalkingCredentials,
  settings: africasTalkingSettings,
  further: ({ currency, settings }) =>
    settings['tariff'] !== undefined || defaultTariffs[currency] !== undefined
      ? []
      : [`Set the tariff: the highest fees in ${currency} are not known.`],
  gives: 'transfers',
  connect: (account, env) => createAfricasTalking(account, urlsFor(account.credentials['username'] ?? '', env)),
}

const intersolve: KnownFsp = {
  name: 'intersolve',
  title: 'Intersolve (supermarket vouchers)',
  credentials: intersolveCredentials,
  settings: intersolveSettings,
  further: furtherProblems,
  gives: 'vouchers',
  connect: (account, env) => createIntersolve(account, intersolveUrl(env)),
}

const known: readonly KnownFsp[] = [africasTalking, intersolve]

/** The names by which accounts call their FSP, and what each needs. */
export const knownFsps = (): readonly KnownFsp[] => known

export const findFsp = (name: string): KnownFsp | undefined => known.find(fsp => fsp.name === name)

export interface AccountProblem {
  /** `credentials.apiKey`, `settings.tariff`, or `fspName` */
  field: string
  /** what to do, without any value */
  says: string
}

/** Everything that is wrong with an account before it is kept; empty for a good one. Never repeats a credential. */
export function accountProblems(account: {
  fspName: string
  currency: Currency
  credentials: unknown
  settings: unknown
}): readonly AccountProblem[] {
  const fsp = findFsp(account.fspName)
  if (!fsp) return [{ field: 'fspName', says: `must be one of: ${known.map(({ name }) => name).join(', ')}` }]
  const credentials = fsp.credentials.safeParse(account.credentials)
  const settings = fsp.settings.safeParse(account.settings)
  const problems = [...listed('credentials', credentials), ...listed('settings', settings)]
  if (problems.length > 0) return problems
  const kept = account.settings as Readonly<Record<string, string>>
  return fsp.further({ currency: account.currency, settings: kept }).map(says => ({ field: 'settings', says }))
}

function listed(part: string, result: z.ZodSafeParseResult<unknown>): AccountProblem[] {
  return (result.error?.issues ?? []).map(({ path, message }) => ({ field: [part, ...path].join('.'), says: message }))
}

/**
 * The connector of an account; of one that gives vouchers it holds theirs. `env` may hold the addresses of its services (see
 * README.md). Throws an Error that says what to correct if the FSP is not known or the account can not be used.
 */
export function connectorFor(account: ConnectorAccount, env: Env): Connector {
  const fsp = fspOf(account)
  return fsp.gives === 'transfers' ? fsp.connect(account, env) : asConnector(fsp.connect(account, env))
}

/** The same of an account that gives vouchers. */
export function voucherConnectorFor(account: ConnectorAccount, env: Env): VoucherConnector {
  const fsp = fspOf(account)
  if (fsp.gives !== 'vouchers') throw new Error('This FSP account sends money: choose one that gives vouchers.')
  return fsp.connect(account, env)
}

export function fspOf({ fspName }: Pick<ConnectorAccount, 'fspName'>): KnownFsp {
  const fsp = findFsp(fspName)
  if (fsp) return fsp
  throw new Error(
    `There is no connector for this FSP account: its FSP must be one of ${known.map(({ name }) => name).join(', ')}.`,
  )
}
