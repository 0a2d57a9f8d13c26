import type { Context, Hono } from 'hono'
import type { BalanceResponse, FetchResponse, FindResponse, WalletFetchResponse } from '../fsp/africastalking/wire.js'
import { dashedUtc, dayMs, startOfDay } from './dates.js'
import { entrance, refuse, wholeNumber } from './entrance.js'
import { moneyText } from './money.js'
import { describe, subjectKey, type Transfer } from './transfers.js'
import { words } from './words.js'
import type { SandboxEnv, World } from './world.js'

type Fields = Record<string, unknown>

/** The four queries. Documentation says GET, the old SDK POSTs JSON; both are served (facts/protocols.md 1.3). */
export function addQueries(app: Hono<SandboxEnv>, world: World): void {
  const both = ['GET', 'POST']
  app.on(both, '/query/transaction/find', findEntrance(world), c => find(c, world))
  app.on(both, '/query/transaction/fetch', plainEntrance(world, 'fetch'), c => fetchTransactions(c, world))
  app.on(both, '/query/wallet/balance', plainEntrance(world, 'balance'), c => balance(c, world))
  app.on(both, '/query/wallet/fetch', plainEntrance(world, 'balance'), c => fetchWallet(c, world))
}

const plainEntrance = (world: World, point: 'fetch' | 'balance') =>
  entrance(world, point, fields => ({ key: `${point} ${text(fields, 'pageNumber') ?? ''}`, numbers: [], amounts: [] }))

const findEntrance = (world: World) =>
  entrance(world, 'find', (fields, account) => {
    const transfer = world.transfers.find(account.username, text(fields, 'transactionId') ?? '')
    return transfer ? aboutTransfer(transfer) : { key: 'unknown transaction', numbers: [], amounts: [] }
  })

const aboutTransfer = (transfer: Transfer) => ({
  key: subjectKey(transfer),
  numbers: [transfer.phone_number],
  amounts: [transfer.amount_minor],
})

const text = (fields: Fields, name: string): string | undefined => {
  const value = fields[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

function find(c: Context<SandboxEnv>, world: World): Response {
  const transactionId = text(c.get('fields'), 'transactionId')
  if (transactionId === undefined) return refuse(c, world, words.missingField('transactionId'))
  const account = c.get('account')
  const transfer = world.transfers.find(account.username, transactionId)
  const hidden = c.get('hits').some(hit => hit.kind === 'not-found-first')
  const answer: FindResponse =
    transfer && !hidden
      ? { status: 'Success', data: describe(transfer, account) }
      : { status: 'Failed', errorMessage: words.notFound }
  return c.json(answer)
}

function fetchTransactions(c: Context<SandboxEnv>, world: World): Response {
  const fields = c.get('fields')
  const account = c.get('account')
  const span = spanOf(fields)
  const page = pageOf(fields)
  const productName = text(fields, 'productName')
  if (productName === undefined) return refuse(c, world, words.missingField('productName'))
  if (productName !== account.productName) return refuse(c, world, words.unknownProduct)
  if (!page) return refuse(c, world, words.badPage)
  if (!span) return refuse(c, world, words.badDate)

  const status = text(fields, 'status')
  const providerChannel = text(fields, 'providerChannel')
  const filter = { ...span, ...(status && { status }), ...(providerChannel && { providerChannel }) }
  const found = excludesAll(fields, account.provider) ? [] : world.transfers.list(account.username, filter, page)
  const shown = found.filter(transfer => !isHidden(world, transfer))
  const answer: FetchResponse = { status: 'Success', responses: shown.map(transfer => describe(transfer, account)) }
  return c.json(answer)
}

/** Every transaction here is a MobileB2C from wallet to phone of one provider; a filter for another matches none. */
function excludesAll(fields: Fields, provider: string): boolean {
  const only: Record<string, string> = { category: 'MobileB2C', provider, source: 'Wallet', destination: 'PhoneNumber' }
  return Object.entries(only).some(([name, value]) => (text(fields, name) ?? value) !== value)
}

function isHidden(world: World, transfer: Transfer): boolean {
  const subject = () => ({ ...aboutTransfer(transfer), username: transfer.username })
  return world.faults.strike('fetch', subject, kind => kind === 'not-found-first').length > 0
}

function balance(c: Context<SandboxEnv>, world: World): Response {
  const { username, currency } = c.get('account')
  const answer: BalanceResponse = { status: 'Success', balance: moneyText(world.wallet.balance(username), currency) }
  return c.json(answer)
}

function fetchWallet(c: Context<SandboxEnv>, world: World): Response {
  const fields = c.get('fields')
  const { username, currency } = c.get('account')
  const span = spanOf(fields)
  const page = pageOf(fields)
  if (!page) return refuse(c, world, words.badPage)
  if (!span) return refuse(c, world, words.badDate)
  const categories = text(fields, 'categories')?.split(',') ?? []
  const rows = world.wallet.entries(username, { ...span, categories }, page)
  const answer: WalletFetchResponse = {
    status: 'Success',
    responses: rows.map(row => ({
      balance: moneyText(row.balance_minor, currency),
      category: row.category,
      date: dashedUtc(row.at),
      description: row.description,
      ...(row.transaction_id !== null && { transactionId: row.transaction_id }),
      value: moneyText(row.amount_minor, currency),
    })),
  }
  return c.json(answer)
}

function pageOf(fields: Fields): { number: number; count: number } | undefined {
  const number = wholeNumber(fields['pageNumber'])
  const count = wholeNumber(fields['count'])
  if (number === undefined || number < 1 || count === undefined || count <= 1 || count >= 1_000) return undefined
  return { number, count }
}

function spanOf(fields: Fields): { from: number; until: number } | undefined {
  const [startDate, endDate] = [text(fields, 'startDate'), text(fields, 'endDate')]
  const from = startDate === undefined ? 0 : startOfDay(startDate)
  const lastDay = endDate === undefined ? Number.MAX_SAFE_INTEGER - dayMs : startOfDay(endDate)
  return from === undefined || lastDay === undefined ? undefined : { from, until: lastDay + dayMs }
}
