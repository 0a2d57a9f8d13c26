/**
 * A list of corrections that was taken along and comes back filled in. Checked whole before anything is stored: a mistake in
 * one row stores none. What was overtaken meanwhile is no mistake of the row: it is told, and left out. Cases of people beyond
 * the reach of whoever sends it are not there for it.
 */
import { sql } from 'kysely'
import { caseRef } from '../domain/caseRef.js'
import { byWhom, refused, type Done, done } from '../domain/done.js'
import type { BeneficiaryId, CaseId, DestinationId, ExportId, ProgrammeId } from '../domain/ids.js'
import type { By } from '../domain/people.js'
import type { Reach } from '../domain/reach.js'
import { readTakeAway, takeAwayLimits, type CellProblem, type TakenRow } from '../domain/takeAway.js'
import { NotASheet, readSheet, type SheetRow } from '../sheets/read.js'
import { recordAct } from './audit.js'
import { knownSources, noteContact } from './caseContacts.js'
import { inTransaction, type House } from './database.js'
import { proposeDestination, tryProposal } from './destinations.js'
import { asSeen } from './reach.js'

export interface TakenBack {
  /** filled in; those without a word are only counted */
  readonly rows: number
  readonly unfilled: number
  /** stored; in a dry run: that would be */
  readonly stored: readonly {
    row: number
    caseId: CaseId
    beneficiaryId: BeneficiaryId
    destinationId: DestinationId | null
  }[]
  /** was sent before, so nothing is done */
  readonly known: number
  readonly stale: readonly { row: number; says: string }[]
  /** where there is one, nothing is stored */
  readonly problems: readonly (CellProblem & { row: number })[]
}

/** More rows than that are no list of ours: read no further. */
const readAtMost = takeAwayLimits.rows + 500

/**
 * Start the check of the numbers (`destinationId`) afterwards.
 * @param reach how far whoever sends it may propose many numbers
 */
export async function takeBack(
  house: House,
  given: { programmeId: ProgrammeId; bytes: Uint8Array; by: By; reach: Reach; dryRun?: boolean },
): Promise<Done<TakenBack>> {
  const table = await tableOf(given.bytes)
  if (!table.ok) return table
  const read = readTakeAway(table.rows)
  if (!read.ok) return refused('invalid', read.why)
  return inTransaction(house, async house => {
    if (given.dryRun !== true) await hold(house, await casesOf(house, given, read.rows))
    const { ready, ...judged } = await judgeRows(house, given, read.rows)
    const stops = given.dryRun === true || judged.problems.length > 0
    const stored = stops ? ready.map(shown) : await store(house, given, ready)
    return done({ rows: read.rows.length, unfilled: read.unfilled, stored, ...judged })
  })
}

/** In the order that everybody takes, people before cases: what is judged from here on does not change any more. */
async function hold(house: House, cases: ReadonlyMap<number, Found>): Promise<void> {
  const found = [...cases.values()]
  const people = found.map(({ beneficiaryId }) => beneficiaryId)
  const ids = found.map(({ caseId }) => caseId)
  await sql`select from beneficiary where id = any (${people}::uuid[]) order by id for update`.execute(house.db)
  await sql`select from work_case where id = any (${ids}::uuid[]) order by id for share`.execute(house.db)
}

async function tableOf(bytes: Uint8Array): Promise<Done<{ rows: SheetRow[] }>> {
  const rows: SheetRow[] = []
  try {
    for await (const block of readSheet(bytes, { maxRows: readAtMost })) rows.push(...block)
  } catch (error) {
    if (error instanceof NotASheet) return refused('invalid', error.message)
    throw error
  }
  return done({ rows })
}

/** A row with everything that is needed to store it. */
interface Ready {
  readonly taken: TakenRow
  readonly found: Found
  readonly listId: ExportId
  readonly source: Buffer
}
const shown = ({ taken: { row }, found: { caseId, beneficiaryId } }: Ready) => ({
  row,
  caseId,
  beneficiaryId,
  destinationId: null,
})

type Judged = Pick<TakenBack, 'known' | 'stale' | 'problems'> & { readonly ready: readonly Ready[] }

async function judgeRows(house: House, given: Within, rows: readonly TakenRow[]): Promise<Judged> {
  const cases = await casesOf(house, given, rows)
  const lists = await listsOf(house, given.programmeId, rows)
  const problems: (CellProblem & { row: number })[] = []
  const stale: { row: number; says: string }[] = []
  const named: Ready[] = []
  const seen = new Map<BeneficiaryId, number>()
  for (const taken of rows) {
    const listId = lists.get(taken.row)
    const found = cases.get(taken.row)
    const wrong = [...taken.problems, ...misnamed(taken, found, listId)]
    const earlier = found && seen.get(found.beneficiaryId)
    if (earlier !== undefined)
      wrong.push({ column: 'case', says: `This person stands in row ${earlier} already: keep one of the two.` })
    else if (found) seen.set(found.beneficiaryId, taken.row)
    problems.push(...wrong.map(each => ({ row: taken.row, ...each })))
    if (wrong.length === 0 && found && listId !== undefined)
      named.push({ taken, found, listId, source: sourceOf(house, taken, found, listId) })
  }
  const known = await knownSources(
    house,
    named.map(({ source }) => source),
  )
  const ready: Ready[] = []
  for (const each of named) {
    if (known.has(each.source.toString('hex'))) continue
    const { row, newNumber: number } = each.taken
    const overtaken = staleWhy(each)
    if (overtaken !== null) stale.push({ row, says: overtaken })
    else {
      const { beneficiaryId } = each.found
      const trial = number === '' ? done() : await tryProposal(house, { beneficiaryId, number })
      if (trial.ok) ready.push(each)
      else if (trial.problem === 'state') stale.push({ row, says: trial.why })
      else problems.push({ row, column: 'new number', says: trial.why })
    }
  }
  problems.sort((a, b) => a.row - b.row)
  return { ready, known: known.size, stale, problems }
}

function misnamed(taken: TakenRow, found: Found | undefined, listId: string | undefined): CellProblem[] {
  const wrong: CellProblem[] = []
  if (taken.list !== null && listId === undefined)
    wrong.push({ column: 'list', says: 'No such list was made for this programme.' })
  if (taken.caseIds !== null && !found)
    wrong.push({ column: 'case', says: 'There is no such correction in this programme.' })
  if (found && taken.person !== null && found.number !== taken.person)
    wrong.push({ column: 'person', says: 'The case is another person’s: a row was shifted or sorted apart.' })
  return wrong
}

/** What has happened since the list was made, so that its row is not followed any more; null where nothing has. */
function staleWhy({ taken, found }: Ready): string | null {
  if (found.state === 'closed')
    return `The case was closed meanwhile${byWhom(found.closedBy, found.closedAt)}: nothing of this row is stored.`
  if (taken.list !== null && found.version !== taken.list.version)
    return `Another number was proposed or approved since the list was made${byWhom(found.enteredBy, found.enteredAt)}.`
  return null
}

/** The same row of the same list, filled in the same way. */
const sourceOf = (house: House, { newNumber, result, remark }: TakenRow, { caseId }: Found, listId: string): Buffer =>
  house.sealing.lookup('contact', JSON.stringify(['list', listId, caseId, newNumber, result, remark]))

interface Found {
  readonly caseId: CaseId
  readonly state: 'open' | 'closed'
  readonly closedBy: string | null
  readonly closedAt: Date | null
  readonly beneficiaryId: BeneficiaryId
  readonly number: number
  /** of the newest version of the person’s number */
  readonly version: number
  readonly enteredBy: string
  readonly enteredAt: Date
}

interface Within {
  readonly programmeId: ProgrammeId
  readonly reach: Reach
}

async function casesOf(
  house: House,
  { programmeId, reach }: Within,
  rows: readonly TakenRow[],
): Promise<Map<number, Found>> {
  const named = rows.flatMap(({ row, caseIds, person }) => (caseIds ? [{ row, ...caseIds, person }] : []))
  const { rows: found } = await asSeen(house, reach, house =>
    sql<Found & { row: number }>`
    select distinct on (k.row) k.row, c.id as "caseId", c.state, c.closed_by as "closedBy", c.closed_at as "closedAt",
           b.id as "beneficiaryId", b.number, d.version, d.entered_by as "enteredBy", d.entered_at as "enteredAt"
      from unnest(${named.map(({ row }) => row)}::int[], ${named.map(({ from }) => from)}::uuid[],
                  ${named.map(({ to }) => to)}::uuid[], ${named.map(({ person }) => person)}::int[]) as k (row, lowest, highest, person)
      cross join lateral (select * from work_case w where w.id between k.lowest and k.highest and w.kind = 'correction'
                             and w.programme_id = ${programmeId} offset 0) c
      join beneficiary b on b.id = c.beneficiary_id
      cross join lateral (select * from destination v where v.beneficiary_id = b.id order by v.version desc limit 1) d
     order by k.row, (b.number = k.person) desc nulls last, c.id`.execute(house.db),
  )
  return new Map(found.map(({ row, ...each }) => [row, each]))
}

async function listsOf(
  house: House,
  programmeId: ProgrammeId,
  rows: readonly TakenRow[],
): Promise<Map<number, ExportId>> {
  const named = rows.flatMap(({ row, list }) => (list ? [{ row, ...list }] : []))
  const { rows: found } = await sql<{ row: number; id: ExportId }>`
    select k.row, e.id
      from unnest(${named.map(({ row }) => row)}::int[], ${named.map(({ from }) => from)}::uuid[],
                  ${named.map(({ to }) => to)}::uuid[]) as k (row, lowest, highest)
      join people_export e on e.id between k.lowest and k.highest and e.what = 'corrections' and e.programme_id = ${programmeId}
     where e.good_until is not null`.execute(house.db)
  return new Map(found.map(({ row, id }) => [row, id]))
}

async function store(
  house: House,
  { programmeId, by }: { programmeId: ProgrammeId; by: By },
  ready: readonly Ready[],
): Promise<TakenBack['stored']> {
  const stored: TakenBack['stored'][number][] = []
  for (const { taken, found, listId, source } of ready) {
    const { row, newNumber: number, result, remark } = taken
    const { caseId, beneficiaryId } = found
    const reason = `From the list ${caseRef(listId)}.`
    const proposed = number === '' ? null : await proposeDestination(house, { beneficiaryId, number, reason, by })
    const destinationId = proposed?.ok ? proposed.destinationId : undefined
    const noted = await noteContact(house, {
      caseId,
      how: 'other',
      result: result ?? (number === '' ? 'other' : 'reached'),
      note: remark === '' ? undefined : remark,
      ...{ destinationId, listId, source, by },
    })
    // Both were judged under the locks that are held: nothing half done is kept.
    if (proposed?.ok === false || !noted.ok) throw new Error(`Row ${row} was good and could not be stored.`)
    stored.push({ row, caseId, beneficiaryId, destinationId: destinationId ?? null })
  }
  await recordAct(house, {
    by,
    act: 'list of corrections taken back',
    programmeId,
    subject: ['programme', programmeId],
    details: { rows: stored.length, numbers: stored.filter(({ destinationId }) => destinationId !== null).length },
  })
  return stored
}
