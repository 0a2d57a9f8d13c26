/** What an FSP account is asked to do must be what its FSP does. */
import { givesVouchers, onlyVouchers } from '../domain/voucherFsps.js'
import { HttpProblem } from './problem.js'

interface Account {
  fspName: string
}

export function requireTransfers({ fspName }: Account): void {
  if (givesVouchers(fspName)) throw new HttpProblem('state', onlyVouchers)
}

export function requireCallbacks({ fspName }: Account): void {
  if (givesVouchers(fspName))
    throw new HttpProblem('state', 'This FSP calls nobody back: there is no address to enter there.')
}
