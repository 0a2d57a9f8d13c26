/** Approved lists drawn as PDF: one of 350 people, and one of so many as asked. Nothing but the drawing, in this process. */
import type { DistributionId } from '../../domain/ids.js'
import { approvedCells, approvedPaper, type ListRow } from '../../papers/approvedList.js'
import type { ListFacts } from '../../papers/listFacts.js'
import { PackedRows, type Paper } from '../../papers/paper.js'
import { writePdf } from '../../papers/pdf.js'
import { secondsSince } from '../cost.js'
import { atLeast, atMost, rounded } from '../figures.js'
import type { Measure } from './contract.js'

const smallList = 350

export const papers: Measure = {
  name: 'papers',
  says: 'approved lists drawn as PDF: one of 350 people, and a long one',
  size: 10_000,
  run: async (screen, _options, size) => {
    const small = await drawn(smallList)
    const large = await drawn(size)
    for (const { payouts, pages, seconds, pagesPerSecond } of [small, large])
      screen.say(`${payouts} people on ${pages} pages in ${seconds} s: ${pagesPerSecond} pages a second`)
    return {
      figures: { small, large },
      goals: [
        atMost(`a list of ${smallList} as PDF, seconds`, 5, small.seconds),
        atLeast(`pages a second of a list of ${size}`, 20, large.pagesPerSecond),
      ],
    }
  },
}

async function drawn(payouts: number) {
  const paper = paperOf(payouts)
  const began = performance.now()
  const cpu = process.cpuUsage()
  let pages = 0
  const pdf = await writePdf(paper, (_page, of) => (pages = of))
  const seconds = secondsSince(began)
  const { user, system } = process.cpuUsage(cpu)
  return {
    ...{ payouts, pages, bytes: pdf.length, seconds: rounded(seconds), cpuSeconds: rounded((user + system) / 1e6) },
    pagesPerSecond: rounded(pages / seconds),
  }
}

const hash = 'ab12'.repeat(16)
const at = new Date('2026-03-02T06:00:00Z')

function paperOf(payouts: number): Paper {
  const [totalMinor, feeReserveMinor] = [BigInt(payouts) * 500_000n, BigInt(payouts) * 1_000n]
  const facts: ListFacts = {
    distributionId: '3f0d2c5a-1111-4222-8333-444455556666' as DistributionId,
    ...{ programmeName: 'Isiolo', country: 'KE', currency: 'KES', round: 3, name: 'March', purpose: 'transfer' },
    ...{ fspName: 'africastalking', fspAccountName: 'Wallet', payouts, totalMinor, feeReserveMinor, listHash: hash },
    ...{ withdrawalMinor: 0n, exchangeRate: null, createdBy: 'asha', createdAt: at, frozenAt: at },
    ...{ approvedBy: 'baraka', approvedAt: at, approvals: [] },
    parts: [{ batch: 1, payouts, totalMinor, feeReserveMinor, hash }],
  }
  const shown = { shows: 'numbers', forSigning: true } as const
  const rows = new PackedRows()
  for (let position = 1; position <= payouts; position++) rows.add(approvedCells(rowAt(position), facts, shown))
  return approvedPaper(facts, rows, shown)
}

const names = ['Ekai Lokol', 'Halima Abdi Noor', 'Zoë Müller-Ŋaari', 'فاطمة علي حسن']
const places = ['Wabera', 'Bulla Pesa', 'Ngare Mara']

const rowAt = (position: number): ListRow => ({
  position,
  beneficiaryNumber: position,
  name: names[position % names.length] ?? '',
  phone: `+2547${String(10_000_000 + position)}`,
  place: places[position % places.length] ?? '',
  householdSize: 1 + (position % 9),
  amountMinor: 500_000n,
  withdrawalMinor: 0n,
  feeReserveMinor: 1_000n,
})
