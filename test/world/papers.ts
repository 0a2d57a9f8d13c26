/** A list of invented people as data for documents, and readers that know nothing of how we write. */
import { inflateSync } from 'node:zlib'
import jsQR from 'jsqr'
import type { DistributionId } from '../../domain/ids.js'
import { approvedCells, approvedPaper, type ListRow, type Shown } from '../../papers/approvedList.js'
import type { ListFacts } from '../../papers/listFacts.js'
import { PackedRows, type Paper } from '../../papers/paper.js'

export const facts = (payouts: number): ListFacts => ({
  distributionId: '3f0d2c5a-1111-4222-8333-444455556666' as DistributionId,
  programmeName: 'Isiolo',
  country: 'KE',
  currency: 'KES',
  round: 3,
  name: 'March',
  purpose: 'transfer',
  fspName: 'africastalking',
  fspAccountName: 'Isiolo M-PESA',
  payouts,
  totalMinor: BigInt(payouts) * 500_000n,
  withdrawalMinor: 0n,
  feeReserveMinor: BigInt(payouts) * 1_000n,
  listHash: 'ab12'.repeat(16),
  exchangeRate: { currency: 'EUR', rate: '129.35', on: '2026-03-01', source: 'InforEuro' },
  createdBy: 'asha',
  createdAt: new Date('2026-03-02T06:00:00Z'),
  frozenAt: new Date('2026-03-02T06:01:00Z'),
  approvedBy: 'chege',
  approvedAt: new Date('2026-03-03T09:30:00Z'),
  approvals: [
    { by: 'baraka', role: 'finance_approver', onBehalfOf: null, at: new Date('2026-03-03T08:00:00Z') },
    { by: 'chege', role: 'country_director', onBehalfOf: 'dorothy', at: new Date('2026-03-03T09:30:00Z') },
  ],
  parts: Array.from({ length: Math.ceil(payouts / 1_000) }, (_, at) => ({
    batch: at + 1,
    payouts: Math.min(1_000, payouts - at * 1_000),
    totalMinor: BigInt(Math.min(1_000, payouts - at * 1_000)) * 500_000n,
    feeReserveMinor: BigInt(Math.min(1_000, payouts - at * 1_000)) * 1_000n,
    hash: String(at % 10).repeat(64),
  })),
})

const names = [
  'Ekai Lokol',
  'Zoë Müller-Ŋaari',
  'Halima Abdi Noor Mohamed Sheikh Abdullahi',
  'فاطمة علي حسن',
  'Олена Шевченко',
]
export const rowAt = (position: number): ListRow => ({
  position,
  beneficiaryNumber: position,
  name: names[position % names.length] ?? '',
  phone: `+2547${String(10_000_000 + position)}`,
  place: ['Wabera', 'Bulla Pesa', 'Ngare Mara'][position % 3] ?? '',
  householdSize: 1 + (position % 9),
  amountMinor: 500_000n,
  withdrawalMinor: 0n,
  feeReserveMinor: 1_000n,
})

/** @param withdrawalMinor of each amount, what withdrawing costs */
export function aPaper(
  payouts: number,
  shown: Shown = { shows: 'numbers', forSigning: false },
  withdrawalMinor = 0n,
): Paper {
  const rows = new PackedRows()
  const head = { ...facts(payouts), withdrawalMinor: BigInt(payouts) * withdrawalMinor }
  for (let at = 1; at <= payouts; at++) rows.add(approvedCells({ ...rowAt(at), withdrawalMinor }, head, shown))
  return approvedPaper(head, rows, shown)
}

/** The text of each page, read by another library. */
export async function textsOf(pdf: Uint8Array): Promise<string[]> {
  const { extractText, getDocumentProxy } = await import('unpdf')
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(pdf)), { mergePages: false })
  return text
}

/** Paints the filled squares of the first page that has any and reads the QR code with another library. */
export function qrOf(pdf: Buffer): string | null {
  const scale = 3
  const [width, height] = [Math.ceil(842 * scale), Math.ceil(596 * scale)]
  const pixels = new Uint8ClampedArray(width * height * 4).fill(255)
  const content = streamsOf(pdf).find(stream => (stream.match(/ re f/g) ?? []).length > 100) ?? ''
  for (const [, gray, x, y, w, h] of content.matchAll(/([\d.]+) g ([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+) re f/g)) {
    if (gray !== '0') continue
    const [left, bottom, right, top] = [Number(x), Number(y), Number(x) + Number(w), Number(y) + Number(h)].map(each =>
      Math.round(each * scale),
    ) as [number, number, number, number]
    for (let row = bottom; row < top; row++)
      for (let column = left; column < right; column++) pixels.set([0, 0, 0], ((height - 1 - row) * width + column) * 4)
  }
  return (jsQR as unknown as typeof jsQR.default)(pixels, width, height)?.data ?? null
}

function streamsOf(pdf: Buffer): string[] {
  const streams: string[] = []
  for (let at = pdf.indexOf('stream\n'); at >= 0; at = pdf.indexOf('stream\n', at)) {
    const end = pdf.indexOf('\nendstream', at)
    try {
      streams.push(inflateSync(pdf.subarray(at + 7, end)).toString('latin1'))
    } catch {
      streams.push('')
    }
    at = end + 11
  }
  return streams
}
