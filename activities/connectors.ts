/** The connectors of our FSP accounts, opened when first needed and again when an account’s settings change. */
import { takeSlot } from '../db/departures.js'
import { openFspAccount, type OpenFspAccount } from '../db/fspAccounts.js'
import type { House } from '../db/database.js'
import type { FspAccountId } from '../domain/ids.js'
import type { Connector, ConnectorAccount } from '../fsp/contract.js'
import { Departures, everyMsOf } from './departures.js'
import { Lanes } from './lanes.js'

export interface OpenConnector {
  connector: Connector
  account: OpenFspAccount
  /** calls that this process may have under way at this account */
  lanes: Lanes
  /** where the account has a limit of requests a second: when one may leave */
  departures?: Departures
}

export interface Connectors {
  of(fspAccountId: FspAccountId): Promise<OpenConnector>
}

interface Kept extends OpenConnector {
  madeFrom: string
}

/** @param connect makes a connector from an account (fsp/registry.ts `connectorFor` with its environment) */
export function openConnectors(house: House, connect: (account: ConnectorAccount) => Connector): Connectors {
  const kept = new Map<FspAccountId, Kept>()
  return {
    of: async fspAccountId => {
      const account = await openFspAccount(house, fspAccountId)
      const madeFrom = house.sealing
        .lookup('body', JSON.stringify([account.credentials, account.settings]))
        .toString('hex')
      const known = kept.get(fspAccountId)
      if (known?.madeFrom === madeFrom) return known
      const connector = connect(account)
      const { callsAtOnce, requestsPerSecond } = connector.describe()
      const made = {
        connector,
        account,
        madeFrom,
        lanes: known?.lanes ?? new Lanes(),
        ...(requestsPerSecond === null ? {} : { departures: departuresOf(house, fspAccountId, requestsPerSecond) }),
      }
      made.lanes.widen(callsAtOnce)
      kept.set(fspAccountId, made)
      return made
    },
  }
}

const departuresOf = (house: House, fspAccountId: FspAccountId, requestsPerSecond: number): Departures =>
  new Departures((byMs, leadMs) =>
    takeSlot(house, { fspAccountId, everyMs: everyMsOf(requestsPerSecond), byMs, leadMs }),
  )
