import type { HttpBindings } from '@hono/node-server'
import { Accounts, rulesOfAccount, type Account } from './accounts.js'
import { Book } from './book.js'
import { Calls } from './calls.js'
import { Callbacks, type CallbackRules } from './callbacks.js'
import { Database } from './database.js'
import { Faults, type Hit } from './faults.js'
import { createIntersolve, type Intersolve } from './intersolve/index.js'
import type { VoucherRequest } from './intersolve/routes.js'
import { Numbers } from './numbers.js'
import { Post } from './post.js'
import { Settlement } from './settlement.js'
import { Transfers } from './transfers.js'
import { rulesOfCallback, TwilioAccounts, type TwilioAccount } from './twilio/accounts.js'
import { createTwilio, type Twilio } from './twilio/index.js'
import { Wallet } from './wallet.js'

/** What a Hono handler of a simulated interface finds in its context, put there by its entrance. */
export interface SandboxEnv {
  Bindings: HttpBindings
  Variables: {
    account: Account
    /** The request's fields, from query, JSON (numbers as `{ literal }`) or form. */
    fields: Record<string, unknown>
    hits: readonly Hit[]
    arrivedAt: number
    /** The call stands in the record of calls. */
    isNoted: boolean
    /** At Twilio's interfaces, in place of `account` and `fields`. */
    twilioAccount: TwilioAccount
    form: URLSearchParams
    /** At the voucher service, in place of `account` and `fields`. */
    vouchers: VoucherRequest
  }
}

/** All that lives in one sandbox. */
export interface World {
  seed: string
  db: Database
  accounts: Accounts
  wallet: Wallet
  numbers: Numbers
  faults: Faults
  transfers: Transfers
  book: Book
  callbacks: Callbacks
  calls: Calls
  settlement: Settlement
  twilio: Twilio
  intersolve: Intersolve
  /** Aborted when the sandbox stops: whoever waits, waits no longer. */
  stopping: AbortController
  /** For the console: what a client did that it should not, and what went wrong in here. */
  notes: { redirectsFollowed: number; refusedCalls: number; trouble: string | null }
  close(): void
}

/** Connections to the payer's system; its callbacks and validations share them. */
const connections = 128
const callbackLanes = 64

export function createWorld(dataFile: string, seed: string): World {
  const db = new Database(dataFile)
  const notes: World['notes'] = { redirectsFollowed: 0, refusedCalls: 0, trouble: null }
  const onTrouble = (error: unknown): void => {
    notes.trouble = error instanceof Error ? error.message : 'The data file could not be written: see that it exists.'
  }
  const post = new Post(connections)
  const wallet = new Wallet(db)
  const accounts = new Accounts(db, wallet)
  const numbers = new Numbers(db, seed)
  const faults = new Faults(db, seed)
  const transfers = new Transfers(db)
  const book = new Book(db)
  const twilioAccounts = new TwilioAccounts(db)
  const rulesOf = (username: string, url: string): CallbackRules => {
    const atTwilio = twilioAccounts.find(username)
    return atTwilio ? rulesOfCallback(atTwilio, url) : rulesOfAccount(accounts.get(username))
  }
  const callbacks = new Callbacks(db, rulesOf, post, callbackLanes, onTrouble)
  const rooms = { db, accounts, wallet, numbers, faults, transfers, book, callbacks }
  const settlement = new Settlement({ ...rooms, post }, onTrouble)
  const twilio = createTwilio({ db, accounts: twilioAccounts, faults, callbacks }, onTrouble)
  const intersolve = createIntersolve(db)
  const calls = new Calls(db)
  const stopping = new AbortController()
  const close = (): void => {
    stopping.abort()
    settlement.stop()
    twilio.carriage.stop()
    callbacks.stop()
    post.close()
    db.close()
  }
  return { ...rooms, seed, calls, settlement, twilio, intersolve, stopping, notes, close }
}
