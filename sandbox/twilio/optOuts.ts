import type { Database } from '../database.js'
import type { TwilioAccount } from './accounts.js'
import type { Channel } from './phones.js'

/** The words that Twilio heeds by itself, in English only. */
const stop: ReadonlySet<string> = new Set([
  'STOP',
  'STOPALL',
  'UNSUBSCRIBE',
  'CANCEL',
  'END',
  'QUIT',
  'OPTOUT',
  'REVOKE',
])
const start: ReadonlySet<string> = new Set(['START', 'UNSTOP'])
const help: ReadonlySet<string> = new Set(['HELP', 'INFO'])

export type OptOutType = 'STOP' | 'START' | 'HELP'

/** Who asked a sender for no more messages. */
export class OptOuts {
  constructor(private readonly db: Database) {}

  has(accountSid: string, sender: string, person: string): boolean {
    const sql = 'SELECT 1 AS yes FROM opt_out WHERE account = ? AND sender = ? AND phone_number = ?'
    return this.db.one(sql, accountSid, sender, person) !== undefined
  }

  /** Heeds what a person wrote. Returns what it was, where the account has asked to be told. */
  hear(account: TwilioAccount, channel: Channel, person: string, sender: string, text: string): OptOutType | undefined {
    const isHeeded = account.optOut === 'advanced' || (account.optOut === 'default' && channel === 'sms')
    const type = isHeeded ? this.#typeOf(account, person, sender, text) : undefined
    const values = [account.accountSid, sender, person]
    if (type === 'STOP') {
      this.db.run('INSERT OR IGNORE INTO opt_out (account, sender, phone_number) VALUES (?, ?, ?)', ...values)
    } else if (type === 'START') {
      this.db.run('DELETE FROM opt_out WHERE account = ? AND sender = ? AND phone_number = ?', ...values)
    }
    return account.optOut === 'advanced' ? type : undefined
  }

  #typeOf({ accountSid }: TwilioAccount, person: string, sender: string, text: string): OptOutType | undefined {
    const word = text.trim().toUpperCase()
    if (stop.has(word)) return 'STOP'
    // A plain yes starts again only where something was stopped; otherwise it is an answer like any other.
    if (start.has(word) || (word === 'YES' && this.has(accountSid, sender, person))) return 'START'
    return help.has(word) ? 'HELP' : undefined
  }
}
