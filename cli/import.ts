import fs from 'node:fs'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { type Command, InvalidArgumentError } from 'commander'
import type { House } from '../db/database.js'
import type { ImportDryRun } from '../db/importDryRun.js'
import type { ImportStanding } from '../db/imports.js'
import type { Programme } from '../db/programmes.js'
import type { ImportId } from '../domain/ids.js'
import { Refused } from './failure.js'
import { dataOption, example } from './options.js'

interface ImportOptions {
  data: string
  programme: string
  column: Record<string, string>
  dryRun: boolean
  refused?: string
  wait: boolean
}

export function registerImport(program: Command): void {
  program
    .command('import <file>')
    .description('take a list of people (CSV) into a programme; the same file twice adds nobody')
    .requiredOption('--programme <name>', 'into which programme (its name or id)')
    .option('--column <field=header>', 'where the guess from headers is wrong; may be repeated', columnOf, {})
    .option('--dry-run', 'only say what would happen', false)
    .option('--refused <file>', 'write the refused rows with their reasons to this CSV file')
    .option('--no-wait', 'do not wait until all rows are stored')
    .addOption(dataOption())
    .addHelpText(
      'after',
      example(
        'mkono import people.csv --programme Isiolo --dry-run',
        'mkono import people.csv --programme Isiolo --refused refused.csv',
      ),
    )
    .action(async (file: string, options: ImportOptions) => {
      const bytes = fs.readFileSync(file)
      const { programmeNamed } = await import('./programme.js')
      const { withHouse } = await import('./house.js')
      await withHouse(options.data, async house => {
        const programme = await programmeNamed(house, options.programme)
        await (options.dryRun
          ? look(house, programme, bytes, options)
          : take(house, programme, path.basename(file), bytes, options))
      })
    })
}

function columnOf(text: string, earlier: Record<string, string>): Record<string, string> {
  const [field = '', ...header] = text.split('=')
  if (field === '' || header.length === 0) throw new InvalidArgumentError('Write field=header, for example phone=Simu.')
  return { ...earlier, [field]: header.join('=') }
}

async function look(
  house: House,
  { programmeId }: Programme,
  bytes: Uint8Array,
  { column }: ImportOptions,
): Promise<void> {
  const { dryRunImport } = await import('../db/importDryRun.js')
  const seen = await dryRunImport(house, { programmeId, bytes, columns: column })
  if (!seen.ok) throw new Refused(seen.why)
  console.log(wouldHappen(seen))
}

function wouldHappen(seen: ImportDryRun): string {
  const problems = Object.entries(seen.problemsByCode).map(
    ([code, count]) => `    ${String(count).padStart(6)}  ${code}`,
  )
  return [
    `${seen.rows} rows: ${seen.wouldImport} would be imported, ${seen.known} are known already, ${seen.refused} would be refused.`,
    `Possible duplicates to be decided by a person: ${seen.possibleDuplicates}.`,
    ...(problems.length > 0 ? ['Why rows would be refused (a row may have several reasons):', ...problems] : []),
    'Nothing was stored.',
  ].join('\n')
}

async function take(
  house: House,
  programme: Programme,
  fileName: string,
  bytes: Uint8Array,
  options: ImportOptions,
): Promise<void> {
  const { createImport } = await import('../db/imports.js')
  const { personHere } = await import('./house.js')
  const by = { person: personHere(), role: 'enrolment_officer' }
  const { programmeId } = programme
  const made = await createImport(house, { programmeId, bytes, columns: options.column, fileName, by })
  if (!made.ok) throw new Refused(made.why)
  await begin(house, made.importId, programme, options)
  console.log(`${made.rows} rows are stored in the background as import ${made.importId}.`)
  if (!options.wait) return
  const ended = await untilStored(house, made.importId)
  console.log(`${ended.imported} imported, ${ended.known} known already, ${ended.refused} refused.`)
  if (options.refused !== undefined) await writeRefused(house, made.importId, options.refused)
}

/** Starts the life that stores the rows. Where Temporal is away nothing is lost: the caretaker starts it later. */
async function begin(
  house: House,
  importId: ImportId,
  { programmeId }: Programme,
  options: ImportOptions,
): Promise<void> {
  const { LivesUnreachable, openLives } = await import('../temporal/client.js')
  const { dataConverter } = await import('../temporal/codec.js')
  const { connectLazily, temporalPlace } = await import('../temporal/connection.js')
  const { temporalOf } = await import('./house.js')
  const place = temporalPlace(temporalOf(options.data).env)
  const connection = connectLazily(place)
  try {
    const lives = openLives({
      connection,
      namespace: place.namespace,
      dataConverter: dataConverter(house.sealing.payloadKeys()),
    })
    await lives.beginImport(importId, programmeId)
  } catch (error) {
    if (!(error instanceof LivesUnreachable)) throw error
    throw new Refused(
      `The list is kept (import ${importId}) but Mkono does not run: start it (mkono start) and the rows are stored then.`,
    )
  } finally {
    await connection.close()
  }
}

const LOOK_EVERY_MS = 500

async function untilStored(house: House, importId: ImportId): Promise<ImportStanding> {
  const { findImport } = await import('../db/imports.js')
  for (let told = -1; ;) {
    const now = await findImport(house, importId)
    if (now === null) throw new Refused('The import is gone: look at the list of imports in the API.')
    if (now.state === 'done') return now
    if (now.state === 'failed')
      throw new Refused(`The import failed after ${now.rowsRead} rows: see its case in the work list.`)
    if (now.rowsRead > told && process.stdout.isTTY) console.log(`${now.rowsRead} rows read …`)
    told = now.rowsRead
    await new Promise(resolve => setTimeout(resolve, LOOK_EVERY_MS))
  }
}

async function writeRefused(house: House, importId: ImportId, file: string): Promise<void> {
  const { refusedRowsFile } = await import('../db/refusedRows.js')
  const rows = await refusedRowsFile(house, importId)
  if (rows === null) return
  // Refused rows are people's data: only their owner may read the file.
  await pipeline(rows, fs.createWriteStream(file, { mode: 0o600 }))
  console.log(`The refused rows are in ${file}.`)
}
