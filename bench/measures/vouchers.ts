/** Vouchers as PDFs, each with a card, an amount and a language of its own: how many a second one processor makes. */
import type { Language } from '../../domain/language.js'
import { money } from '../../domain/money.js'
import { usualBarcode } from '../../domain/barcode.js'
import { voucherPaper, type VoucherFacts } from '../../papers/voucher.js'
import { atLeast, rounded } from '../figures.js'
import type { Measure } from './contract.js'

const spoken: readonly Language[] = ['nl', 'en', 'ar', 'fr', 'sw', 'tuv']
/** Until code and fonts are warm. */
const before = 50

export const vouchers: Measure = {
  name: 'vouchers',
  says: 'vouchers as PDFs, a second of one processor',
  size: 1_000,
  run: async (screen, _options, size) => {
    screen.say(`Makes ${size} vouchers …`)
    await make(before)
    const began = performance.now()
    const used = process.cpuUsage()
    const bytes = await make(size)
    const { user, system } = process.cpuUsage(used)
    const cpuSeconds = (user + system) / 1e6
    const perCore = rounded(size / cpuSeconds)
    return {
      figures: {
        size,
        seconds: rounded((performance.now() - began) / 1_000),
        cpuMsPerVoucher: rounded((cpuSeconds * 1_000) / size),
        perSecondOfOneProcessor: perCore,
        bytesPerVoucher: Math.round(bytes / size),
      },
      goals: [atLeast('vouchers made in a second of one processor', 50, perCore)],
    }
  },
}

async function make(count: number): Promise<number> {
  let bytes = 0
  for (let at = 0; at < count; at++)
    bytes += (await voucherPaper(voucherAt(at), spoken[at % spoken.length] ?? 'en')).pdf.length
  return bytes
}

const voucherAt = (at: number): VoucherFacts => ({
  brand: { name: 'Voorbeeldmarkt', ...usualBarcode },
  cardId: `70${String(at).padStart(17, '0')}`,
  pin: String(at).padStart(6, '0'),
  amount: money(2_500n + BigInt(at), 'EUR'),
  dueDate: '2028-11-30',
  organisation: 'Rode Kruis',
  programme: 'Boodschappen',
  reference: `NL-${at}`,
  issuedAt: new Date('2026-11-26T08:00:00Z'),
})
