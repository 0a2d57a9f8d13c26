/** The lives of vouchers are begun and woken by marks in their rows, so that a process that dies in between loses none. */
import type { House } from '../db/database.js'
import { noticeDeliveries } from '../db/vouchers/document.js'
import { vouchersToWake, woken, type ToWake } from '../db/vouchers/wake.js'
import type { Lives } from '../temporal/client.js'

const atOnce = 200
const signalsAtOnce = 16

export async function wakeVouchers({ house, lives }: { house: House; lives: Lives }): Promise<{ more: boolean }> {
  const noticed = await noticeDeliveries(house, atOnce)
  const due = await vouchersToWake(house, atOnce)
  const left = [...due]
  const done: ToWake[] = []
  const signal = async (): Promise<void> => {
    for (let one = left.pop(); one; one = left.pop()) {
      await lives.voucher(one.id).wake()
      done.push(one)
    }
  }
  const ends = await Promise.allSettled(Array.from({ length: signalsAtOnce }, signal))
  await woken(house, done)
  const failed = ends.find(end => end.status === 'rejected')
  if (failed) throw failed.reason
  return { more: due.length === atOnce || noticed === atOnce }
}
