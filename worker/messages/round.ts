/** Everything about messages that a worker does by itself, in its order: what arrived first, for it may stop what is due. */
import { fillBroadcasts } from '../../db/messages/broadcasts.js'
import { askAboutMessages } from './ask.js'
import { followMessages } from './follow.js'
import type { MessagePost } from './post.js'
import { sendMessages } from './send.js'
import { takeCarrierNotices } from './take.js'

/** The whole, one thing after the other. */
export async function messageRound(post: MessagePost): Promise<{ more: boolean }> {
  const noticed = await takeCarrierNotices(post)
  await askingRound(post)
  const told = await tellingRound(post)
  return { more: noticed.more || told.more }
}

/** What carriers are asked: about lost answers, and about ends that nobody has told. */
export async function askingRound(post: MessagePost): Promise<{ more: boolean }> {
  const { asked } = await askAboutMessages(post)
  const { followed } = await followMessages(post)
  return { more: asked > 0 || followed > 0 }
}

/**
 * What leaves. How far messages are is learned beside it (`takeCarrierNotices`), and carriers are asked beside it
 * (`askingRound`), because the moments of an account would pass unused meanwhile; only what people wrote goes first.
 */
export async function tellingRound(post: MessagePost, most?: number): Promise<{ more: boolean }> {
  await takeCarrierNotices(post, 'incoming')
  const filled = await fillBroadcasts(post.house)
  const sent = await sendMessages(post, most)
  return { more: filled.more || sent.more }
}
