import fs from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'

const portal = path.resolve(import.meta.dirname, '..')
const pages = fs
  .readdirSync(portal, { recursive: true })
  .map(String)
  .filter(name => name.endsWith('.tsx') && !name.includes('generated'))

/** Fields of the API that hold the short name of somebody who acted. */
const byFields = String.raw`(?:\w+\.)?(?:by|enteredBy|enteredThrough|askedBy|madeBy|createdBy|approvedBy|confirmedBy|proposedBy|decidedBy|closedBy|doneBy|invitedBy|openedBy|startedBy|pausedBy)`
/** Shown as it is: alone between tags, with something that stands in for it, or as the value of a fact or a cell. */
const bare = new RegExp(
  String.raw`<bdi>\{(?:\w+ \?\? )?${byFields}(?: \?\? [^}]+)?\}|value: ${byFields}(?: \?\?|,| \})|=> ${byFields}(?: \?\?|,| \})`,
)

it('people are shown by name, and by no short name of theirs', () => {
  const shown = pages.flatMap(name =>
    fs
      .readFileSync(path.join(portal, name), 'utf8')
      .split('\n')
      .flatMap((line, at) => (bare.test(line) ? [`${name}:${at + 1} ${line.trim()}`] : [])),
  )
  expect(shown).toEqual([])
})
