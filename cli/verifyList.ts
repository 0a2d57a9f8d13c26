import fs from 'node:fs'
import type { ListVerdict } from '../api/receivedList.js'
import type { House } from '../db/database.js'
import { isUuid, type DistributionId } from '../domain/ids.js'
import { Refused } from './failure.js'

/** What `mkono verify --list` says of a file, of what a QR code says, or of a printed hash; whoever runs it sees everything. */
export async function verifyList(house: House, given: { list: string; distribution?: string }): Promise<ListVerdict> {
  const { checkReceived } = await import('../api/receivedList.js')
  const distributionId = given.distribution?.toLowerCase()
  if (distributionId !== undefined && !isUuid(distributionId))
    throw new Refused('A distribution is named by its id, as mkono find shows it.')
  const isFile = fs.existsSync(given.list)
  if (!isFile && !/mkono:list:|^[0-9a-f]{64}$/i.test(given.list.trim()))
    throw new Refused('There is no such file, and it is neither what a QR code of a list says nor a hash.')
  const said = await checkReceived(house, {
    what: isFile ? { bytes: fs.readFileSync(given.list) } : { text: given.list },
    distributionId: distributionId as DistributionId | undefined,
    sees: { names: true, numbers: true },
  })
  if (!said.ok) throw new Refused(said.why)
  return said
}

const beginning = { is_the_list: '✓', names_it: '?', differs: '✗' } as const

export function verdictText({
  verdict,
  says,
  checked,
  notChecked,
  list,
  namedHash,
  computedHash,
  document,
  rows,
}: ListVerdict): string {
  const asOf = document?.asOf?.toISOString()
  return [
    ...says.map(sentence => `${beginning[verdict]} ${sentence}`),
    `  ${list.programmeName}, round ${list.round}: ${list.name} (${list.distributionId}), ${list.payouts} payouts`,
    `  approved ${list.listHash}`,
    ...(computedHash === list.listHash ? [] : [`  computed ${computedHash}`]),
    ...(namedHash === null || namedHash === list.listHash ? [] : [`  named    ${namedHash}`]),
    ...(document
      ? [
          `  issued as ${document.kind} list, ${document.format}, to ${document.askedBy}${asOf === undefined ? '' : `, as of ${asOf}`}`,
        ]
      : []),
    ...(rows?.differences.map(({ position, row, field, received, approved }) =>
      approved === null
        ? `  no. ${position} (row ${row}): another ${field}`
        : `  no. ${position} (row ${row}): ${field} ${received === '' ? 'empty' : received}, approved ${approved}`,
    ) ?? []),
    ...(rows && rows.missing > 0
      ? [`  missing: no. ${rows.missingPositions.join(', ')}${more(rows.missing, rows.missingPositions.length)}`]
      : []),
    ...(rows && rows.added > 0
      ? [
          `  added: ${rows.addedRows.map(({ row, position }) => `row ${row} (no. ${position})`).join(', ')}${more(rows.added, rows.addedRows.length)}`,
        ]
      : []),
    ...checked.map(what => `  checked: ${what}`),
    ...notChecked.map(what => `  not checked: ${what}`),
  ].join('\n')
}

const more = (all: number, shown: number): string => (all > shown ? ` and ${all - shown} more` : '')
