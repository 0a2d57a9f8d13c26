import type { Command } from 'commander'
import type { House } from '../db/database.js'
import type { PayoutRow } from '../db/read/payouts.js'
import type { TimelineEntry } from '../db/read/timeline.js'
import { isUuid, type PayoutId, type ProgrammeId } from '../domain/ids.js'
import { Refused } from './failure.js'
import { dataOption, example } from './options.js'

interface EvidenceOptions {
  data: string
  json: boolean
}

export function registerEvidence(program: Command): void {
  program
    .command('evidence <payout>')
    .description(
      'everything that happened to one payout, in order of time, and who looked; it is written down that you did',
    )
    .addOption(dataOption())
    .option('--json', 'print all of it as JSON', false)
    .addHelpText(
      'after',
      `${example('mkono evidence QGH7XKLM01', 'mkono evidence 3f0d2c5a-…')}\n\nA payout is named by its id or by a receipt. Names, numbers and receipts are not printed.`,
    )
    .action(async (named: string, { data, json }: EvidenceOptions) => {
      const { withHouse } = await import('./house.js')
      const found = await withHouse(data, house => evidence(house, named))
      console.log(json ? JSON.stringify(found, bigintAsText, 2) : found.map(textOf).join('\n\n'))
    })
}

/** Money in JSON is a string. */
const bigintAsText = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value)

interface Evidence {
  payout: PayoutRow
  timeline: TimelineEntry[]
}

async function evidence(house: House, named: string): Promise<Evidence[]> {
  const { payoutsByReceipt } = await import('../db/read/byReceipt.js')
  const { findPayout } = await import('../db/read/payouts.js')
  const { timelineOf } = await import('../db/read/timeline.js')
  const { recordAct } = await import('../db/audit.js')
  const { personHere } = await import('./house.js')
  const id = named.trim().toLowerCase()
  const ids = isUuid(id) ? [id as PayoutId] : await payoutsByReceipt(house, named.trim())
  const found: Evidence[] = []
  for (const each of ids) {
    const payout = await findPayout(house, each)
    if (!payout) continue
    const programmeId = payout.programmeId as ProgrammeId
    const by = { person: personHere(), role: 'operator' }
    await recordAct(house, { by, act: 'evidence read', programmeId, subject: ['personal data', each] })
    found.push({ payout, timeline: await timelineOf(house, each) })
  }
  if (found.length === 0) throw new Refused('No payout has this id or receipt: mkono find looks for people too.')
  return found
}

/** One screen: of more than fit, the first and the last. */
const lines = 46

export function textOf({ payout, timeline }: Evidence): string {
  const { programmeName, round, position, state, reason, amountMinor, currency, id } = payout
  const head = `${programmeName}, round ${round}, no. ${position}: ${state.replaceAll('_', ' ')}${reason === null ? '' : ` (${reason.replaceAll('_', ' ')})`}`
  const left = timeline.length - lines
  const shown =
    left > 0
      ? [
          ...timeline.slice(0, 24).map(lineOf),
          `  … ${left} more: --json shows them …`,
          ...timeline.slice(24 - lines).map(lineOf),
        ]
      : timeline.map(lineOf)
  return [head, `  payout ${id}, ${amountMinor} minor units of ${currency}`, ...shown].join('\n')
}

function lineOf({ at, what, says, by, ordinal }: TimelineEntry): string {
  const attempt = ordinal === null ? '' : `attempt ${ordinal}: `
  return `  ${at.toISOString().slice(0, 23).replace('T', ' ')}  ${what.padEnd(11)} ${attempt}${says}${by === null ? '' : `  [${by}]`}`
}
