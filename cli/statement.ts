import fs from 'node:fs'
import path from 'node:path'
import type { Command } from 'commander'
import type { FspAccount } from '../db/fspAccounts.js'
import type { House } from '../db/database.js'
import type { Difference } from '../db/statements/differences.js'
import type { StatementStanding } from '../db/statements/files.js'
import type { FspAccountId, StatementId } from '../domain/ids.js'
import { isCurrency, money, toText } from '../domain/money.js'
import { lineResults, missingAtTheirs, type LineResult } from '../domain/statement.js'
import { mpesaName } from '../domain/statementProfile.js'
import { Refused } from './failure.js'
import { dataOption, example } from './options.js'

interface StatementOptions {
  readonly data: string
  readonly account: string
  readonly profile: string
  readonly differences?: string
  readonly wait: boolean
}

export function registerStatement(program: Command): void {
  program
    .command('statement <file>')
    .description('hold a statement of an FSP (CSV or XLSX) against what was paid; the same file twice changes nothing')
    .requiredOption('--account <name>', 'of which FSP account it is (its name or id)')
    .option('--profile <name>', 'how it is written: M-PESA’s own, or a profile saved for the account', mpesaName)
    .option('--differences <file>', 'write all that differs to this CSV file, without names and numbers of people')
    .option('--no-wait', 'do not wait until it is matched')
    .addOption(dataOption())
    .addHelpText(
      'after',
      example(
        'mkono statement november.csv --account Wallet',
        'mkono statement november.csv --account Wallet --differences differences.csv',
      ),
    )
    .action(async (file: string, options: StatementOptions) => {
      fs.accessSync(file, fs.constants.R_OK)
      const { accountNamed } = await import('./fspAccount.js')
      const { withHouse } = await import('./house.js')
      await withHouse(options.data, async house => {
        const account: FspAccount = await accountNamed(house, options.account)
        const begin = (id: StatementId): Promise<void> => beginLife(house, id, options.data)
        await holdAgainst(house, { ...options, file, fspAccountId: account.fspAccountId }, begin, console.log)
      })
    })
}

export interface Held extends Omit<StatementOptions, 'data' | 'account'> {
  readonly file: string
  readonly fspAccountId: FspAccountId
}

/** Gives the file, follows it, and says what differs. `begin` starts its life. @throws Refused with what to do */
export async function holdAgainst(
  house: House,
  { file, fspAccountId, profile, differences, wait }: Held,
  begin: (statementId: StatementId) => Promise<void>,
  say: (line: string) => void,
): Promise<void> {
  const { createStatement } = await import('../db/statements/files.js')
  const { dropUpload, takeUpload } = await import('../db/statements/uploads.js')
  const { personHere } = await import('./house.js')
  const upload = await takeUpload(house, fs.createReadStream(file))
  const by = { person: personHere(), role: 'finance_maker' }
  const made = await createStatement(house, {
    fspAccountId,
    profile,
    upload,
    fileName: path.basename(file),
    by,
  }).finally(() => dropUpload(house, upload.uploadId))
  if (!made.ok) throw new Refused(made.why)
  const { statementId, repeated } = made
  say(
    repeated
      ? `This very file was given before, as statement ${statementId}.`
      : `It is read in the background as statement ${statementId}.`,
  )
  if (!repeated) await begin(statementId)
  if (!wait) return
  const ended = await untilDone(house, statementId, say)
  for (const line of endText(ended)) say(line)
  await tellDifferences(house, statementId, say)
  if (differences !== undefined) await writeDifferences(house, statementId, differences, say)
}

const lookEveryMs = 500

async function untilDone(house: House, statementId: StatementId, say: (line: string) => void) {
  const { findStatement } = await import('../db/statements/files.js')
  for (let told = ''; ;) {
    const now = await findStatement(house, statementId)
    if (now === null) throw new Refused('The statement is gone: look at the list of statements in the API.')
    if (now.state === 'done') return now
    if (now.state === 'failed') throw new Refused(now.why ?? 'The statement was given up.')
    const text = now.state === 'matching' ? `${now.lines} lines read, matching …` : `${now.lines} lines read …`
    if (text !== told && process.stdout.isTTY) say(text)
    told = text
    await new Promise(resolve => setTimeout(resolve, lookEveryMs))
  }
}

/** What a statement came to, by result. */
export function endText({ lines, linesKnown, rowsUnread, counts }: StatementStanding): string[] {
  const unread = rowsUnread === 0 ? '' : `, ${rowsUnread} rows could not be read (see unread-rows in the API)`
  return [
    `${lines} lines, ${linesKnown} of them known already${unread}. In its time:`,
    ...Object.entries(counts).map(([result, count]) => `  ${String(count).padStart(8)}  ${meaning(result)}`),
  ]
}

const missing = 'We hold it as paid, and the statement does not have it: that does not mean that it was not paid.'
const meaning = (result: string): string =>
  result === missingAtTheirs ? missing : Object.hasOwn(lineResults, result) ? lineResults[result as LineResult] : result

/** So many are told here; all of them are in the file and in the API. */
const mostTold = 20

async function tellDifferences(house: House, statementId: StatementId, say: (line: string) => void): Promise<void> {
  const { listDifferences } = await import('../db/statements/differences.js')
  const read = await listDifferences(house, { statementId, limit: mostTold })
  if (!read || read.items.length === 0) return say('Nothing differs.')
  say(read.next === null ? 'What differs:' : `What differs, the first ${mostTold}:`)
  for (const each of read.items) say(differenceText(each))
}

/** Without the person: who it is stands in the API, where it is noted who looked. */
export function differenceText({ result, at, row, amountMinor, currency, payoutId, caseId }: Difference): string {
  const amount = isCurrency(currency) ? toText(money(amountMinor, currency)) : `${amountMinor} ${currency}`
  const where = row === null ? 'not in it' : `row ${row}`
  const about = [payoutId && `payout ${payoutId}`, caseId && `case ${caseId}`].filter(Boolean).join(', ')
  return `  ${result.replaceAll('_', ' ')}: ${amount}, ${at.toISOString()}, ${where}${about === '' ? '' : `; ${about}`}`
}

async function writeDifferences(house: House, statementId: StatementId, file: string, say: (line: string) => void) {
  const { differencesCsv } = await import('../db/statements/differencesFile.js')
  const shown = () => ({ number: null, name: null, details: null })
  const text = await differencesCsv(house, statementId, { shown, language: 'en' })
  if (text === null) return
  fs.writeFileSync(file, text, { mode: 0o600 })
  say(`All that differs is in ${file}.`)
}

/** Where Temporal is away nothing is lost: the caretaker starts it later. */
async function beginLife(house: House, statementId: StatementId, data: string): Promise<void> {
  const { LivesUnreachable, openLives } = await import('../temporal/client.js')
  const { dataConverter } = await import('../temporal/codec.js')
  const { connectLazily, temporalPlace } = await import('../temporal/connection.js')
  const { temporalOf } = await import('./house.js')
  const place = temporalPlace(temporalOf(data).env)
  const connection = connectLazily(place)
  try {
    const converter = dataConverter(house.sealing.payloadKeys())
    await openLives({ connection, namespace: place.namespace, dataConverter: converter }).beginReconcile(statementId)
  } catch (error) {
    if (!(error instanceof LivesUnreachable)) throw error
    throw new Refused(
      `The statement is kept (${statementId}) but Mkono does not run: start it (mkono start) and it is read then.`,
    )
  } finally {
    await connection.close()
  }
}
