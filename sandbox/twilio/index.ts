/** The simulator of Twilio's messages: read `routes.ts` (what is asked), `order.ts` (what is taken), `carriage.ts` (what becomes of it). */
import type { Callbacks } from '../callbacks.js'
import type { Database } from '../database.js'
import type { Faults } from '../faults.js'
import type { TwilioAccounts } from './accounts.js'
import { Carriage } from './carriage.js'
import { Contents } from './contents.js'
import { Messages } from './messages.js'
import { OptOuts } from './optOuts.js'
import { Pace } from './pace.js'
import { TwilioPhones } from './phones.js'

interface Rooms {
  db: Database
  accounts: TwilioAccounts
  faults: Faults
  callbacks: Callbacks
}

export interface Twilio {
  accounts: TwilioAccounts
  phones: TwilioPhones
  messages: Messages
  contents: Contents
  optOuts: OptOuts
  pace: Pace
  carriage: Carriage
}

export function createTwilio({ db, accounts, faults, callbacks }: Rooms, onTrouble: (error: unknown) => void): Twilio {
  const phones = new TwilioPhones(db)
  const messages = new Messages(db)
  const contents = new Contents(db)
  const carriage = new Carriage({ db, accounts, phones, messages, contents, faults, callbacks }, onTrouble)
  return { accounts, phones, messages, contents, carriage, optOuts: new OptOuts(db), pace: new Pace() }
}
