import { InvalidArgumentError, type Command } from 'commander'
import { parseDecimal } from '../domain/money.js'
import { phoneProblems, readPhone } from '../domain/phone.js'
import type { TrialLine } from '../domain/trial.js'
import { givesVouchers, onlyVouchers } from '../domain/voucherFsps.js'
import { Refused } from './failure.js'
import { accountNamed } from './fspAccount.js'
import { dataOption, example } from './options.js'

interface ProposeOptions {
  data: string
  number: string
  name: string
  amount?: string
  consent: boolean
}

interface ReportOptions {
  data: string
  json: boolean
}

export function registerTrial(fsp: Command): void {
  const trial = fsp
    .command('trial')
    .description('the smallest real payment, to somebody of the staff, approved by another person')
    .addHelpText('after', example('mkono fsp trial propose Wallet --number 0712345678 --name "Asha Lokol" --consent'))

  trial
    .command('propose <account>')
    .description(
      'propose one; somebody who may decide trials approves it with the API (POST /trial-payments/{id}/decide)',
    )
    .requiredOption('--number <number>', 'telephone number of somebody of the staff')
    .requiredOption('--name <name>', 'of whom it is')
    .option('--amount <amount>', 'such as 10.00; without it the smallest that the account can pay', decimal)
    .option('--consent', 'they agreed that money is sent to them', false)
    .addOption(dataOption())
    .addHelpText('after', example('mkono fsp trial propose Wallet --number 0712345678 --name "Asha Lokol" --consent'))
    .action(propose)

  trial
    .command('report <id>')
    .description('what was seen of one, line by line')
    .option('--json', 'print it as JSON', false)
    .addOption(dataOption())
    .addHelpText('after', example('mkono fsp trial report 6f1c2d1e-2f6c-4a52-9b7e-1f0f6a8c7d55'))
    .action(report)
}

function decimal(text: string): string {
  if (!/^\d{1,12}(\.\d{1,3})?$/.test(text)) throw new InvalidArgumentError('An amount is written like 10 or 10.00.')
  return text
}

async function propose(account: string, given: ProposeOptions): Promise<void> {
  if (!given.consent) throw new Refused('Ask them first, then add --consent: it is their number and real money.')
  const { openFspAccount } = await import('../db/fspAccounts.js')
  const { proposeTrial } = await import('../db/trialPayments.js')
  const { money } = await import('../domain/money.js')
  const { trialAmount } = await import('../domain/trial.js')
  const { connectorFor } = await import('../fsp/registry.js')
  const { trialMostTimesOf } = await import('../api/config.js')
  const { personHere, withHouse } = await import('./house.js')
  const proposed = await withHouse(given.data, async house => {
    const { fspAccountId, fspName, currency, country } = await accountNamed(house, account)
    if (givesVouchers(fspName)) throw new Refused(onlyVouchers)
    const read = readPhone(given.number, country)
    if (!read.ok) throw new Refused(phoneProblems[read.problem])
    const wanted = given.amount === undefined ? undefined : parseDecimal(given.amount, currency)
    if (wanted && !wanted.ok) throw new Refused('The amount has more digits than the currency.')
    const connector = connectorFor(await openFspAccount(house, fspAccountId), process.env)
    const { minAmount, payableStepMinor } = connector.describe()
    const amount = trialAmount(
      { currency, stepMinor: payableStepMinor(currency), leastMinor: minAmount?.minor ?? null },
      { wantedMinor: wanted?.money.minor, mostTimes: trialMostTimesOf(process.env) },
    )
    if (!amount.ok) return amount
    return proposeTrial(house, {
      fspAccountId,
      number: read.number,
      name: given.name,
      amountMinor: amount.amountMinor,
      highestFeeMinor: connector.highestFee(money(amount.amountMinor, currency)).minor,
      by: { person: personHere(), role: 'programme_manager' },
    })
  })
  if (!proposed.ok) throw new Refused(proposed.why)
  console.log(proposed.proposalId)
  process.stderr.write(`Somebody else approves it now; then: mkono fsp trial report ${proposed.proposalId}\n`)
}

async function report(id: string, { data, json }: ReportOptions): Promise<void> {
  const { findTrial, trialSeen } = await import('../db/read/trialPayments.js')
  const { isUuid } = await import('../domain/ids.js')
  const { money, toText } = await import('../domain/money.js')
  const { trialReport } = await import('../domain/trial.js')
  const { withHouse } = await import('./house.js')
  if (!isUuid(id.toLowerCase())) throw new Refused('A trial payment is named by its id: 36 letters and digits.')
  const { trial, found } = await withHouse(data, async house => ({
    trial: await findTrial(house, id.toLowerCase()),
    found: await trialSeen(house, id.toLowerCase()),
  }))
  if (!trial) throw new Refused('There is no such trial payment.')
  const lines = found ? trialReport(found.seen) : []
  if (json) {
    console.log(JSON.stringify({ id: trial.trialId, state: trial.state, payout: trial.payout, lines }, null, 2))
    return
  }
  const amount = toText(money(trial.amountMinor, trial.currency))
  console.log(
    `${amount} through ${trial.accountName}: ${trial.state}, proposed by ${trial.proposedBy}${trial.decidedBy === null ? '' : `, decided by ${trial.decidedBy}`}`,
  )
  for (const line of lines) console.log(lineOf(line))
}

const signs = new Map<boolean | null, string>([
  [true, '✓'],
  [false, '✗'],
  [null, '·'],
])
const lineOf = ({ what, ok, says }: TrialLine): string => `${signs.get(ok) ?? ''} ${what}: ${says}`
