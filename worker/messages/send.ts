/**
 * One round of sending messages: what is due is written, finds its way, and leaves through the account of that way
 * (through.ts). What leaves on no way has its end.
 */
import { takeDueMessages, type DueMessage } from '../../db/messages/due.js'
import { endUnsent, giveBack, type Unsent } from '../../db/messages/tries.js'
import type { CarrierAccountId } from '../../domain/ids.js'
import { chooseWay } from '../../domain/messageFate.js'
import { untilAllAreWritten } from './lanes.js'
import type { MessagePost } from './post.js'
import { sendThrough, type Going } from './through.js'
import type { Ready, Writer } from './write.js'

/** What the fastest account takes in a few seconds: in between nothing is taken up. */
const atOnce = 600

export async function sendMessages(post: MessagePost, most = atOnce): Promise<{ more: boolean }> {
  const { house, writer, stopping } = post
  const due = await takeDueMessages(house, most)
  const going: Going[] = []
  const unsent: Unsent[] = []
  for (const message of due) {
    const next = await wayOf(writer, message)
    if ('accountId' in next) going.push(next)
    else unsent.push(next)
  }
  await endUnsent(house, unsent)
  const groups = new Map<CarrierAccountId, Going[]>()
  for (const one of going) {
    const group = groups.get(one.accountId)
    if (group) group.push(one)
    else groups.set(one.accountId, [one])
  }
  const sent = await Promise.all([...groups].map(([id, group]) => sendThrough(post, id, group)))
  const left = sent.flatMap(each => each.left)
  await giveBack(
    house,
    left.map(({ message }) => message.messageId),
  )
  const more = (due.length === most || left.length > 0) && !stopping.aborted
  // Where more is due it is taken up while the last of these still leave: no moment of their account passes unused.
  if (!more) {
    await Promise.all(sent.map(each => each.ended))
    await untilAllAreWritten(post.lanes)
  }
  return { more }
}

/** Writes it and finds its way, or its end where it does not leave the house. */
async function wayOf(writer: Writer, message: DueMessage): Promise<Going | Unsent> {
  const { messageId, phone, kind, ways, number } = message
  if (phone.stopped && kind !== 'stopped') return { messageId, state: 'dropped', reason: 'opted_out' }
  if (message.over) return { messageId, state: 'dropped', reason: 'over' }
  const ready = await writer.write(message)
  if (ready === null) return { messageId, state: 'failed', reason: 'no_text' }
  const { notOn, whatsappUntilMs } = phone
  const hasTemplate = ready.template !== null
  const at = chooseWay(
    { kind, way: message.way, ways, notOn, whatsappUntilMs, hasTemplate, hasNumber: number !== null },
    Date.now(),
  )
  const way = at === null ? undefined : ways[at]
  if (at === null || way === undefined) return { messageId, state: 'failed', reason: 'no_way', ...wordsOf(ready) }
  // Who is invited and has no phone for it gets a card (papers/invitations.ts), and nobody reads out a link.
  if (message.invited !== null && (way.channel === 'print' || number === null))
    return { messageId, state: 'failed', reason: 'no_way' }
  if (way.channel === 'print' || number === null)
    return { messageId, state: 'to_print', reason: null, way: at, ...wordsOf(ready) }
  const { channel, carrierAccountId: accountId } = way
  const estimate = await writer.estimate(message, { accountId, channel, number, body: ready.body })
  return { message, ready, way: at, channel, accountId, number, estimate }
}

const wordsOf = ({ body, language }: Ready) => ({ body, language })
