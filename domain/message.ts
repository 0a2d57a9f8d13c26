/**
 * What we tell people, and how it went: kinds of messages, the ways they go, where one stands, and why one did not arrive.
 * Closed lists, each with what follows; carriers translate their codes into these, screens and work lists speak only these.
 */

/** What people are told. `by`: by themselves (each can be switched off for a programme), or because staff wrote it. */
export const messageKinds = {
  registered: { by: 'itself', does: 'Registration received' },
  correct_number: { by: 'itself', does: 'Please correct your number' },
  included: { by: 'itself', does: 'You are in the programme' },
  declined: { by: 'itself', does: 'You are not in the programme' },
  payment_sent: { by: 'itself', does: 'Money was sent' },
  payment_failed: { by: 'itself', does: 'Money could not be sent, and what happens next' },
  reminder: { by: 'itself', does: 'Reminder to correct the number' },
  completed: { by: 'itself', does: 'The programme is over for you' },
  voucher_question: { by: 'itself', does: 'Do you want your voucher?' },
  voucher: { by: 'itself', does: 'Your voucher' },
  voucher_again: { by: 'itself', does: 'We did not understand: yes or no?' },
  voucher_cancelled: { by: 'itself', does: 'Your voucher was cancelled' },
  voucher_late: { by: 'itself', does: 'Your answer came too late' },
  invitation: { by: 'itself', does: 'Please register' },
  invitation_reminder: { by: 'itself', does: 'Reminder to register' },
  broadcast: { by: 'staff', does: 'What staff tell many' },
  reply: { by: 'staff', does: 'What staff answer' },
  stopped: { by: 'itself', does: 'You get no more messages' },
} as const satisfies Record<string, { by: 'itself' | 'staff'; does: string }>
export type MessageKind = keyof typeof messageKinds
export const messageKindNames = Object.keys(messageKinds) as readonly MessageKind[]

/** A way to a person. `print`: a list from which aid workers read out. */
export const channels = ['whatsapp', 'sms', 'print'] as const
export type Channel = (typeof channels)[number]

/**
 * How far a message is, by its carrier’s word. The higher rank stands: a late “sent” never hides “delivered”. `failed` is
 * final against everything but proof of arrival (`delivered`, `read`), which is believed however late it comes.
 */
export const deliveryRank = { accepted: 1, sent: 2, failed: 3, delivered: 4, read: 5 } as const
export type Delivery = keyof typeof deliveryRank

/** Whether `next` is news to somebody who knows `now`. */
export const isFurther = (now: Delivery | null, next: Delivery): boolean =>
  now === null || deliveryRank[next] > deliveryRank[now]

/**
 * Why a message did not arrive, and what follows: `other_way` the next way of the programme · `never` this number gets no
 * message at all · `later` again on the same way · `pause` the carrier account, until somebody has put it right · `template`
 * only an approved template may go, otherwise the next way · `human` somebody looks · `ask` the carrier, before anything is sent again.
 */
export const messageReasons = {
  // the person’s side
  not_on_channel: { then: 'other_way', says: 'The number can not be reached on this channel.' },
  landline: { then: 'other_way', says: 'The number is a landline or can not take messages.' },
  invalid_number: { then: 'other_way', says: 'The carrier does not take the number for one.' },
  unknown_subscriber: { then: 'other_way', says: 'No such subscriber: the number is not in use.' },
  blocked_by_person: { then: 'never', says: 'The person has blocked the sender.' },
  opted_out: { then: 'never', says: 'The person asked for no more messages.' },
  switched_off: { then: 'later', says: 'The phone was off or out of reach.' },
  // the carrier’s side
  throttled: { then: 'later', says: 'The carrier asked to slow down.' },
  carrier_trouble: { then: 'later', says: 'The carrier had trouble of its own.' },
  not_reached: { then: 'later', says: 'The carrier could not be reached; nothing was sent.' },
  too_late: { then: 'later', says: 'The sender came too late and sent nothing.' },
  filtered: { then: 'other_way', says: 'The operator filtered the message.' },
  region_closed: { then: 'other_way', says: 'The carrier account is not open for this country.' },
  outside_window: { then: 'template', says: 'The person has not written within a day: only a template may go.' },
  template_refused: { then: 'other_way', says: 'The template is not approved, or its placeholders differ.' },
  // ours
  credentials: { then: 'pause', says: 'The carrier does not accept our credentials.' },
  no_credit: { then: 'pause', says: 'The carrier account has no credit.' },
  bad_sender: { then: 'pause', says: 'The sender is not one of this carrier account.' },
  suspended: { then: 'pause', says: 'The carrier account is suspended.' },
  bad_request: { then: 'human', says: 'The carrier did not understand the request.' },
  too_long: { then: 'human', says: 'The text is too long.' },
  media: { then: 'human', says: 'The carrier could not fetch or take the attachment.' },
  refused_unlisted: { then: 'human', says: 'The carrier refused with a code we do not know.' },
  // no evidence yet
  no_answer: { then: 'ask', says: 'The carrier’s answer was lost.' },
  unclear_answer: { then: 'ask', says: 'The carrier’s answer can not be understood.' },
} as const satisfies Record<string, { then: WhatFollows; says: string }>
export type WhatFollows = 'other_way' | 'never' | 'later' | 'pause' | 'template' | 'human' | 'ask'
export type MessageReason = keyof typeof messageReasons
export const messageReasonNames = Object.keys(messageReasons) as readonly MessageReason[]
