/** What stands around every request: the house, the lives, the connectors, and how this API is configured. */
import type { House } from '../db/database.js'
import type { Connector, ConnectorAccount } from '../fsp/contract.js'
import type { Connection } from '../fsp/connection.js'
import type { Carrier, CarrierAccount } from '../messaging/contract.js'
import type { Lives } from '../temporal/client.js'
import type { Log } from './log.js'
import type { ApiSettings } from './settings.js'

export interface Surroundings {
  house: House
  lives: Lives
  connectorFor: (account: ConnectorAccount) => Connector
  /** whether an account at an FSP works, asked of the FSP */
  testFsp: (account: ConnectorAccount) => Promise<Connection>
  /** of an account at a carrier of messages */
  carrierFor: (account: CarrierAccount) => Carrier
  settings: ApiSettings
  log: Log
}
