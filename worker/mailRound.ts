/** One round of sending letters to staff: one after the other, until none is due or their server takes none. */
import type { Log } from '../activities/log.js'
import { mailFailed, mailSent, takeMail } from '../db/staffMail.js'
import type { House } from '../db/database.js'
import type { Post } from '../mail/post.js'
import { write } from '../mail/texts.js'

export interface MailNeeds {
  house: House
  post: Post
  publicUrl: string
  log: Log
  /** nothing new is taken, and a letter under way is let go: it is sent again, under the same id */
  stopping: AbortSignal
}

export async function sendMail({ house, post, publicUrl, log, stopping }: MailNeeds): Promise<{ more: boolean }> {
  while (!stopping.aborted) {
    const mail = await takeMail(house)
    if (!mail) break
    const { id, kind, name, email } = mail
    const end = await post.send({ id, to: { name, address: email }, ...write(mail, mail, publicUrl) }, stopping)
    if (end.is === 'sent') {
      await mailSent(house, id)
      continue
    }
    const { is, code } = end
    await mailFailed(house, { id, code, final: is === 'never' })
    log.warn(
      { mail: id, kind, code },
      is === 'never' ? 'a letter was refused for good' : 'a letter is tried again later',
    )
    // The others would wait for the same server as long: one of them tries it in the next round.
    if (is === 'away') break
  }
  return { more: false }
}
