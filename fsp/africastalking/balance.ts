import { z } from 'zod'
import { digitsOf, isCurrency, parseMoneyText, type Money } from '../../domain/money.js'
import { FspUnreachable } from '../contract.js'
import { ask } from './ask.js'
import type { AfricasTalkingAccount } from './settings.js'

const answer = z.object({ status: z.string(), balance: z.string() })

/** What the wallet holds. Throws FspUnreachable, also where the provider says that it can not tell (`NotAvailable`). */
export async function balance(account: AfricasTalkingAccount): Promise<Money> {
  const read = answer.safeParse(await ask(account, '/query/wallet/balance', {}))
  const held = read.success && read.data.status === 'Success' ? readBalance(read.data.balance) : undefined
  if (!held || held.currency !== account.currency) {
    throw new FspUnreachable('unclear_answer', 'The wallet’s balance is not available: look it up at the provider.')
  }
  return held
}

/** Fees may leave fractions of a minor unit in the wallet. They pay nobody: what counts is rounded down. */
export function readBalance(text: string): Money | undefined {
  const [currency = '', ...decimal] = text.trim().split(' ')
  if (!isCurrency(currency)) return undefined
  const digits = digitsOf(currency)
  const whole = decimal
    .join(' ')
    .replace(/\.(\d*)$/, (_, fraction: string) => (digits === 0 ? '' : `.${fraction.slice(0, digits)}`))
  const parsed = parseMoneyText(`${currency} ${whole}`)
  if (!parsed.ok) return undefined
  const cut = !parseMoneyText(text).ok
  return cut && text.includes('-') ? { ...parsed.money, minor: parsed.money.minor - 1n } : parsed.money
}
