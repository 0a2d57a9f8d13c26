/** For which kinds we ship a text: those that go out by themselves. What staff tell people, staff write. */
import { messageKindNames, messageKinds, type MessageKind } from '../../domain/message.js'

export type OwnKind = {
  [Kind in MessageKind]: (typeof messageKinds)[Kind]['by'] extends 'itself' ? Kind : never
}[MessageKind]
export const ownKinds = messageKindNames.filter((kind): kind is OwnKind => messageKinds[kind].by === 'itself')

export type TextsByKind = Readonly<Record<OwnKind, string>>

/** A slot that programme staff fill: no text, and shown as what it is. */
export const toBeWritten = null
export type SlotsByKind = Readonly<Record<OwnKind, string | typeof toBeWritten>>
