/** Everything about messages that a worker does by itself, in its order: what arrived first, for it may stop what is due. */
import { fillBroadcasts } from '../../db/messages/broadcasts.js'
import { askAboutMessages } from './ask.js'
import { followMessages } from './follow.js'
import { sendMessages, type MessagePost } from './send.js'
import { takeCarrierNotices } from './take.js'

export async function messageRound(post: MessagePost): Promise<{ more: boolean }> {
  const noticed = await takeCarrierNotices(post)
  await askAboutMessages(post)
  await followMessages(post)
  const filled = await fillBroadcasts(post.house)
  const sent = await sendMessages(post)
  return { more: noticed.more || filled.more || sent.more }
}
