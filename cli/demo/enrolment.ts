/** The first chapters: a programme with its rules and money, the list of households, who is on it twice. */
import { randomBytes } from 'node:crypto'
import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import { Refused } from '../failure.js'
import { setUpMessages } from './messages.js'
import { awaiting, missing, there } from './patience.js'
import { productName, username, type Armed } from './provider.js'
import { counted, written } from './screen.js'
import type { Stage } from './stage.js'

const made = z.object({ id: z.string() })
const proposed = made.extend({ proposalId: z.string() })
const anything = z.unknown()

export interface Opened {
  readonly programmeId: string
  readonly fspAccountId: string
  readonly armed: Armed
}

/** An account at the provider, which a second person confirms, the programme with its rules, and its budget. */
export async function openProgramme(stage: Stage): Promise<Opened> {
  const { plan, maker, approver, operator, provider, screen } = stage
  const { budgetMinor, walletMinor, ...rules } = plan.programme
  const { name, currency, country } = rules
  const apiKey = randomBytes(24).toString('hex')
  const account = await operator.post(
    '/fsp-accounts',
    {
      ...{ fspName: 'africastalking', name: `M-PESA for ${name}`, currency, country, failClosed: true },
      credentials: { username, apiKey },
      // The sandbox pays within three seconds; what stays silent is asked about soon.
      settings: { productName, longestProcessingMs: '4000' },
    },
    proposed,
  )
  await approver.post(`/fsp-account-changes/${account.proposalId}/decide`, { approve: true }, anything)
  const urls = z.object({ notification: z.string(), validation: z.string(), insights: z.string() })
  const callbacks = await operator.get(`/fsp-accounts/${account.id}/callback-urls`, urls)
  const armed = await provider.arrange(plan, { apiKey, callbacks })
  const programme = await maker.post('/programmes', { ...rules, fspAccountId: account.id }, made)
  const fund = { amountMinor: budgetMinor, reference: `${name} budget` }
  await maker.post(`/programmes/${programme.id}/fund`, fund, anything)
  await setUpMessages(stage, programme.id)
  screen.chapter(`The programme ${name}`)
  screen.say(
    `${written(rules.baseMinor, currency)} a household and round, ${written(rules.perExtraMemberMinor, currency)} more ` +
      `for each member above ${rules.membersIncluded}; ${counted(rules.rounds, 'round')}`,
  )
  screen.say(
    `Budget ${written(budgetMinor, currency)}, of which ${written(walletMinor, currency)} lie in its wallet at the provider`,
  )
  return { programmeId: programme.id, fspAccountId: account.id, armed }
}

export interface TakenIn {
  readonly imported: number
  readonly refused: number
  /** reasons as the importer says them, most frequent first */
  readonly refusedWhy: readonly { readonly says: string; readonly count: number }[]
}

/** The list comes in as a file; what is refused can be downloaded with its reasons. */
export async function takeIn(
  { plan, maker, screen }: Pick<Stage, 'maker' | 'screen'> & { plan: Pick<Stage['plan'], 'list'> },
  programmeId: string,
): Promise<TakenIn> {
  screen.chapter('The list')
  const dryRun = z.object({ rows: z.number(), wouldImport: z.number(), refused: z.number() })
  const would = await maker.upload(`/programmes/${programmeId}/imports/dry-run`, plan.list, dryRun)
  screen.say(
    `${plan.list.name}: ${would.rows} rows; a dry run would take ${would.wouldImport} and refuse ${would.refused}`,
  )
  const { id } = await maker.upload(`/programmes/${programmeId}/imports`, plan.list, made)
  const standing = z.object({ state: z.string(), rowsRead: z.number(), imported: z.number(), refused: z.number() })
  const done = await awaiting('the import', 60, async () => {
    const now = await maker.get(`/imports/${id}`, standing)
    if (now.state === 'failed') throw new Refused('The import failed: look at its life in the Temporal UI.')
    return now.state === 'done' ? there(now) : missing(`${now.rowsRead} of ${would.rows} rows are read`)
  })
  const refusedWhy = reasonsIn(await maker.download(`/imports/${id}/refused-rows.csv`))
  screen.say(`${counted(done.imported, 'household')} taken in, ${counted(done.refused, 'row')} refused:`)
  screen.table(refusedWhy.map(({ says, count }) => [String(count).padStart(4), says]))
  return { imported: done.imported, refused: done.refused, refusedWhy }
}

function reasonsIn(csv: string): TakenIn['refusedWhy'] {
  const rows: unknown = parse(csv, { bom: true, columns: true })
  const counts = new Map<string, number>()
  for (const { reasons } of z.array(z.object({ reasons: z.string() })).parse(rows)) {
    counts.set(reasons, (counts.get(reasons) ?? 0) + 1)
  }
  return [...counts].map(([says, count]) => ({ says, count })).sort((a, b) => b.count - a.count)
}

const pairsShape = z.object({
  counts: z.object({ open: z.number() }),
  items: z.array(
    z.object({
      id: z.string(),
      people: z.array(
        z.object({
          beneficiaryId: z.string(),
          ref: z.string(),
          name: z.string(),
          phone: z.string().nullable(),
          nationalId: z.string().nullable(),
        }),
      ),
    }),
  ),
})

/**
 * Every pair is decided by a person. The demo’s maker decides as the field would: the same name and national ID is the
 * same household entered twice, and the later entry is declined; neighbours who share a phone are two households.
 */
export async function decideDuplicates(
  { maker, screen }: Pick<Stage, 'maker' | 'screen'>,
  programmeId: string,
): Promise<{ pairs: number; declined: number }> {
  screen.chapter('Possible duplicates')
  const { counts, items } = await maker.get(`/programmes/${programmeId}/duplicates?state=open&limit=500`, pairsShape)
  let declined = 0
  for (const { id, people } of items) {
    const [first, second] = [...people].sort((a, b) => a.ref.localeCompare(b.ref))
    if (!first || !second) throw new Refused('A pair of possible duplicates is no pair: this is a mistake of ours.')
    const both = `${first.ref} and ${second.ref}`
    if (first.name === second.name && first.nationalId !== null && first.nationalId === second.nationalId) {
      const reason = 'The same household was entered twice; the later entry is declined.'
      await maker.post(
        `/duplicates/${id}/decide`,
        { is: 'duplicate', declineId: second.beneficiaryId, reason },
        anything,
      )
      declined += 1
      screen.say(`${both}: the same person twice, ${second.ref} is declined`)
    } else {
      const reason = 'Two households that share a phone; confirmed by the ward committee.'
      await maker.post(`/duplicates/${id}/decide`, { is: 'different', reason }, anything)
      screen.say(`${both}: two households that share a phone`)
    }
  }
  return { pairs: counts.open, declined }
}
