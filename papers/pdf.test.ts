import { describe, expect, it } from 'vitest'
import { findListMark } from '../domain/listMark.js'
import { aPaper, facts, qrOf, textsOf } from '../test/world/papers.js'
import { pagesOf } from './pages.js'
import { writePdf } from './pdf.js'

describe('an approved list as PDF', () => {
  it('says on its first page what was approved, by whom and when, in UTC and local time, with the hash as text and QR', async () => {
    const pdf = await writePdf(aPaper(40))
    const [first = ''] = await textsOf(pdf)
    for (const said of [
      'Isiolo, round 3: March',
      'Isiolo M-PESA (africastalking)',
      'KES 200,000.00, and at most KES 400.00 in fees',
      '1 EUR = 129.35 KES on 2026-03-01',
      'baraka, chege',
      '2026-03-03 09:30:00 UTC (2026-03-03 12:30:00 Africa/Nairobi)',
      facts(40).listHash,
    ])
      expect(first).toContain(said)
    expect(findListMark(qrOf(pdf) ?? '')).toEqual({
      distributionId: facts(40).distributionId,
      hash: facts(40).listHash,
    })
    expect(findListMark(pdf.toString('latin1'))?.hash).toBe(facts(40).listHash)
  })

  it('sums each page and carries over to the next; the last one has the sum of all', async () => {
    const pages = await textsOf(await writePdf(aPaper(100)))
    const sums = pages.map(text =>
      [...text.matchAll(/(This page|Carried over to the next page|Carried over|In all) ([\d,.]+)/g)].map(
        ([, what, sum]) => `${what} ${sum}`,
      ),
    )
    const minor = (text = ''): number => Number(text.replace(/[^\d]/g, ''))
    let carried = 0
    for (const page of sums.filter(each => each.length > 0)) {
      const before = page.find(each => /^Carried over \d/.test(each))
      if (before) expect(minor(before)).toBe(carried)
      const own = minor(page.find(each => each.startsWith('This page')))
      const end = page.find(each => /^(In all|Carried over to)/.test(each))
      expect(minor(end)).toBe(carried + own)
      carried = minor(end)
      if (end?.startsWith('In all')) break
    }
    expect(carried).toBe(50_000_000)
    expect(pages.at(-1)).toContain(`Page ${pages.length} of ${pages.length}`)
  })

  it('has every payout once, in the order of the list, on 10,000 rows too', async () => {
    const text = (await textsOf(await writePdf(aPaper(10_000, { shows: 'references', forSigning: true })))).join('\n')
    const references = [...text.matchAll(/ISI-(\d{4,5}) /g)].map(([, number]) => Number(number))
    expect(references).toEqual(Array.from({ length: 10_000 }, (_, at) => at + 1))
    expect(text).not.toContain('+254710000001')
    expect(text).not.toContain('Ekai')
    expect(text).toContain('Signature')
  }, 60_000)

  it('is the same bytes for the same content', async () => {
    expect(await writePdf(aPaper(300))).toEqual(await writePdf(aPaper(300)))
    expect(await writePdf(aPaper(300))).not.toEqual(await writePdf(aPaper(301)))
  })
})

describe('the pages of a document', () => {
  const frame = { firstTop: 300, top: 50, bottom: 560 }
  it('hold every row of every table once, whatever their lengths', () => {
    for (const payouts of [0, 1, 2, 3, 17, 18, 33, 34, 35, 36, 37, 500, 1_001]) {
      const { tables } = aPaper(payouts)
      const stretches = pagesOf(tables, frame).flat()
      for (const [index, table] of tables.entries()) {
        const own = stretches.filter(each => each.table === index)
        expect(own[0]?.from).toBe(0)
        expect(own.at(-1)?.to).toBe(table.rows.count)
        for (const [at, each] of own.entries()) if (at > 0) expect(each.from).toBe(own[at - 1]?.to)
      }
    }
  })
})
