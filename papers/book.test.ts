import { expect, it } from 'vitest'
import { readSheet } from '../sheets/read.js'
import { aPaper, facts, rowAt } from '../test/world/papers.js'
import { writeBook, writeCsv } from './book.js'
import { Comparison } from './compare.js'
import { Reader } from './received.js'

async function readBack(bytes: Buffer) {
  const reader = new Reader()
  for await (const block of readSheet(bytes)) for (const row of block) reader.add(row)
  return reader.received()
}
const compared = (received: Awaited<ReturnType<typeof readBack>>, payouts: number) => {
  const comparison = new Comparison(received, { programmeName: 'Isiolo', currency: 'KES' })
  for (let at = 1; at <= payouts; at++) comparison.take(rowAt(at))
  return comparison.end()
}

it.each([
  ['XLSX', writeBook],
  ['CSV', writeCsv],
] as const)('an approved list as %s says all that was approved, and can be read back', async (_what, write) => {
  const received = await readBack(await write(aPaper(250)))
  expect(received.mark).toEqual({ distributionId: facts(1).distributionId, hash: facts(1).listHash })
  expect(received.fields).toEqual(['reference', 'name', 'number', 'place', 'household', 'amount', 'fee'])
  expect(compared(received, 250)).toMatchObject({ approved: 250, same: 250, differing: 0, missing: 0, added: 0 })
  expect(await write(aPaper(250))).toEqual(await write(aPaper(250)))
})

it('where the programme bears withdrawal charges, shows what each amount is made of, and both sums', async () => {
  const paper = aPaper(20, { shows: 'references', forSigning: true }, 2_900n)
  const text = (await writeCsv(paper)).toString()
  expect(text).toContain('Transfer value,Withdrawal charge,Amount,Highest fee,Signature')
  expect(text).toContain(',4971.00,29.00,5000.00,10.00,')
  expect(text).toMatch(/In all,.*,99420\.00,580\.00,100000\.00,200\.00/)
  expect(Object.fromEntries(paper.facts)).toMatchObject({
    'Of it, transfer value': 'KES 99,420.00',
    'Of it, withdrawal charges': 'KES 580.00',
  })
  expect(compared(await readBack(await writeBook(paper)), 20)).toMatchObject({ same: 20, differing: 0 })
  expect((await writeCsv(aPaper(20))).toString()).not.toContain('Withdrawal charge')
})

it('references only: no name, no number', async () => {
  const shown = { shows: 'references', forSigning: true } as const
  const text = (await writeCsv(aPaper(20, shown))).toString()
  expect(text).not.toMatch(/Ekai|\+2547\d{8}/)
  expect(compared(await readBack(await writeBook(aPaper(20, shown))), 20)).toMatchObject({ same: 20, differing: 0 })
})
