/** What somebody sent beside words. Only what the carrier said of it is kept; it is never fetched unasked. */

export interface Attachment {
  /** as the carrier calls it, e.g. `image/jpeg`; null: it did not say, or nothing that can be one */
  readonly type: string | null
  /** null: the carrier does not tell */
  readonly bytes: number | null
}

export const attachmentKinds = {
  picture: 'A picture came that can not be shown here yet.',
  video: 'A video came that can not be shown here yet.',
  sound: 'A voice message came that can not be heard here yet.',
  contact: 'A contact came that can not be shown here yet.',
  document: 'A document came that can not be shown here yet.',
  other: 'Something came beside the words that can not be shown here yet.',
} as const
export type AttachmentKind = keyof typeof attachmentKinds

/** More than any carrier takes in one message. */
export const mostAttachments = 10

/** A media type without its parameters, in small letters; null for what is none. */
export function mediaType(text: string | undefined): string | null {
  const type = text?.split(';')[0]?.trim().toLowerCase() ?? ''
  return /^[a-z0-9][a-z0-9.+-]{0,60}\/[a-z0-9][a-z0-9.+-]{0,80}$/.test(type) ? type : null
}

export function attachmentKind({ type }: Attachment): AttachmentKind {
  const [family = '', name = ''] = type?.split('/') ?? []
  if (family === 'image') return 'picture'
  if (family === 'video') return 'video'
  if (family === 'audio') return 'sound'
  if (name === 'vcard' || name === 'x-vcard') return 'contact'
  return family === 'application' || family === 'text' ? 'document' : 'other'
}
