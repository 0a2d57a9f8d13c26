import { describe, expect, it } from 'vitest'
import { parse } from 'csv-parse/sync'
import { readCorrections } from './correctionFile.js'

const blankless = ({ cells }: { cells: string[] }) => cells.some(cell => cell !== '')
const read = (text: string) => {
  const [headers = [], ...rows] = parse(text, { delimiter: [',', ';'] })
  return readCorrections({ headers, rows: rows.map((cells, index) => ({ row: index + 2, cells })).filter(blankless) })
}

describe('a file of corrections', () => {
  it('says who, the new number and why', () => {
    const rows = read('beneficiary_number,new_number,reason\nISI-0042,0722 794 740,"phone lost"\n43,0722794741,')
    expect(rows).toMatchObject({
      ok: true,
      rows: [
        { row: 2, ref: 'ISI-0042', id: '', number: '0722 794 740', reason: 'phone lost', problems: [] },
        { row: 3, ref: '43', number: '0722794741', reason: '', problems: [] },
      ],
    })
  })

  it('tells every problem of a row', () => {
    const rows = read('Beneficiary ID;New phone\n;\nx;\n;0722')
    expect(rows.ok && rows.rows.map(({ row, problems }) => [row, problems.length])).toEqual([
      [3, 1],
      [4, 1],
    ])
  })

  it.each([
    ['who,what\na,b', /No column holds the new number/],
    ['new_number\n0722', /No column says who/],
    ['number,new_number,phone\n1,2,3', /Several columns could be “number”/],
  ])('must have its columns: %j', (text, why) => {
    const result = read(text)
    expect(!result.ok && result.why).toMatch(why)
  })
})
