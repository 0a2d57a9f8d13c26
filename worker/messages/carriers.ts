/** The carriers of our accounts, opened when first needed and again when an account changes. */
import { openCarrierAccount } from '../../db/messages/carrierAccounts.js'
import type { House } from '../../db/database.js'
import type { CarrierAccountId } from '../../domain/ids.js'
import type { Carrier, CarrierAccount } from '../../messaging/contract.js'

export interface OpenCarrier {
  readonly carrier: Carrier
  readonly callbackToken: string
}

export interface Carriers {
  /** @throws when there is no such account or nothing can be made of it */
  of(carrierAccountId: CarrierAccountId): Promise<OpenCarrier>
}

/** @param connect makes a carrier from an account (messaging/registry.ts `carrierFor` with its environment) */
export function openCarriers(house: House, connect: (account: CarrierAccount) => Carrier): Carriers {
  const kept = new Map<CarrierAccountId, OpenCarrier & { madeFrom: string }>()
  return {
    of: async id => {
      const account = await openCarrierAccount(house, id)
      if (!account) throw new Error('There is no such carrier account.')
      const { credentials, settings, callbackToken } = account
      const madeFrom = house.sealing.lookup('body', JSON.stringify([credentials, settings])).toString('hex')
      const known = kept.get(id)
      if (known?.madeFrom === madeFrom) return known
      const made = { carrier: connect(account), callbackToken, madeFrom }
      kept.set(id, made)
      return made
    },
  }
}
