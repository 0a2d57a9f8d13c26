import { describe, expect, it } from 'vitest'
import { caseRef } from './caseRef.js'
import { contactResults } from './cases.js'
import { listMark, readListMark, readTakeAway, takeAwayColumns, takeAwayLimits } from './takeAway.js'
import { takeAwayLanguages, takeAwayWords } from './takeAwayWords.js'

const caseId = '7c1e5a90-1111-4222-8333-444455556666'
const listId = 'a3f09b12-1111-4222-8333-444455556666'
const line = (over: Partial<Record<(typeof takeAwayColumns)[number], string>> = {}): string[] => {
  const cells: Record<string, string> = {
    list: listMark(listId, 2),
    case: caseRef(caseId),
    person: 'ISI-0042',
    name: 'Ekai Lokol',
    number: '•••733',
    ...over,
  }
  return takeAwayColumns.map(column => cells[column] ?? '')
}
const sheet = (...lines: string[][]) =>
  [['Corrections in Wabera'], [], [...takeAwayColumns], ...lines].map((cells, at) => ({ row: at + 1, cells }))
const read = (...lines: string[][]) => {
  const found = readTakeAway(sheet(...lines))
  if (!found.ok) throw new Error(found.why)
  return found
}

describe('a list that comes back', () => {
  it('is read below its title, row by row as the spreadsheet counts', () => {
    const { rows, unfilled } = read(
      line(),
      line({ 'new number': ' 0722 000 001 ', 'contact result': 'Reached', remark: 'her  son’s phone' }),
    )
    expect(unfilled).toBe(1)
    expect(rows).toMatchObject([
      { row: 5, person: 42, newNumber: '0722 000 001', result: 'reached', remark: 'her son’s phone', problems: [] },
    ])
    const [row] = rows
    expect(row!.caseIds!.from <= caseId && caseId <= row!.caseIds!.to).toBe(true)
    expect(row!.list!.from <= listId && listId <= row!.list!.to).toBe(true)
    expect(row!.list!.version).toBe(2)
  })

  it.each(takeAwayLanguages)('is understood with its headings and results in %s', language => {
    const { heads, results } = takeAwayWords[language]
    const filled = contactResults.map(result => line({ 'contact result': ` ${results[result].toUpperCase()}. ` }))
    const head = takeAwayColumns.map(column => heads[column])
    const found = readTakeAway([head, ...filled].map((cells, at) => ({ row: at + 1, cells })))
    if (!found.ok) throw new Error(found.why)
    expect(found.rows.map(({ result, problems }) => [result, problems])).toEqual(contactResults.map(each => [each, []]))
  })

  it('tells everything that is wrong with a row, by its columns', () => {
    const { rows } = read(
      line({
        list: 'mine',
        case: caseRef(caseId).replace(/.$/, '?'),
        person: 'Ekai',
        'contact result': 'perhaps',
        remark: 'x'.repeat(takeAwayLimits.remarkLength + 1),
      }),
    )
    expect(rows[0]!.problems.map(({ column }) => column)).toEqual([
      'list',
      'case',
      'person',
      'contact result',
      'remark',
    ])
    expect(JSON.stringify(rows[0]!.problems)).not.toMatch(/Ekai|perhaps|xxx/)
  })

  it('knows the results however they are written', () => {
    for (const [written, result] of [
      ['no answer', 'no_answer'],
      ['No_Answer', 'no_answer'],
      ['WRONG PERSON', 'wrong_person'],
      ['moved.', 'moved'],
    ])
      expect(read(line({ 'contact result': written! })).rows[0]).toMatchObject({ result, problems: [] })
  })

  it('with its columns in another order, or more of them, is the same list', () => {
    const [title, blank, head, ...rest] = sheet(line({ 'new number': '0722000001' }))
    const turned = [
      title!,
      blank!,
      ...[head!, ...rest].map(({ row, cells }) => ({ row, cells: ['x', ...cells].reverse() })),
    ]
    expect(readTakeAway(turned)).toMatchObject({
      ok: true,
      rows: [{ newNumber: '0722000001', person: 42, problems: [] }],
    })
  })

  it('that is another file, or has lost a column, is named as such', () => {
    const why = (rows: string[][]) => {
      const found = readTakeAway(rows.map((cells, at) => ({ row: at + 1, cells })))
      return found.ok ? '' : found.why
    }
    expect(
      why([
        ['name', 'phone'],
        ['Ekai', '0722000001'],
      ]),
    ).toContain('no list of corrections')
    expect(why([['case', 'new number', 'remark']])).toContain('list, person, contact result')
    expect(why([[...takeAwayColumns, 'case'], line()])).toContain('“case” is there twice')
    const many = Array.from({ length: takeAwayLimits.rows + 1 }, () => line())
    expect(why([[...takeAwayColumns], ...many])).toContain('at most')
    expect(why([])).not.toBe('')
  })

  it('marks of lists are read or refused, whatever stands there', () => {
    expect(readListMark(listMark(listId, 17))?.version).toBe(17)
    for (const text of [
      '',
      '/',
      'K7Q/1',
      `${caseRef(listId)}`,
      `${caseRef(listId)}/0`,
      `${caseRef(listId)}/1/2`,
      '=1+1',
    ])
      expect(readListMark(text)).toBeNull()
  })
})
