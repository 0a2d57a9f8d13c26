/**
 * Twilio's error codes that this sandbox can say (facts/protocols.md 3.7), each with our own short words. Codes below
 * 30000 are answered to the request; the others are what became of a message that was taken, and come by callback.
 */
export const codes = {
  20003: { status: 401, says: 'Authentication failed' },
  20404: { status: 404, says: 'The resource was not found' },
  20429: { status: 429, says: 'Too many requests' },
  21211: { status: 400, says: "Invalid 'To' number" },
  21212: { status: 400, says: "Invalid 'From' number" },
  21408: { status: 400, says: "This account may not send to the region of 'To'" },
  21602: { status: 400, says: 'A body, media or content is required' },
  21603: { status: 400, says: "A 'From' number or a messaging service is required" },
  21604: { status: 400, says: "A 'To' number is required" },
  21606: { status: 400, says: "This 'From' number can not send messages for this account" },
  21608: { status: 400, says: 'A trial account may send to verified numbers only' },
  21609: { status: 400, says: 'The status callback is no valid address' },
  21610: { status: 400, says: 'The recipient has unsubscribed' },
  21611: { status: 429, says: "The queue of this 'From' number is full" },
  21612: { status: 400, says: "'To' can not be reached from this 'From'" },
  21614: { status: 400, says: "'To' is no mobile number" },
  21617: { status: 400, says: 'The body is longer than 1600 characters' },
  21619: { status: 400, says: 'The message could not be created' },
  21620: { status: 400, says: 'A media address is invalid, or there are too many' },
  21655: { status: 400, says: 'The content SID is invalid' },
  21656: { status: 400, says: 'The content variables are invalid' },
  21703: { status: 400, says: 'The messaging service has no sender for this channel' },
  21705: { status: 400, says: 'The messaging service is invalid' },
  21910: { status: 400, says: "'From' and 'To' are on different channels" },
  11200: { status: 200, says: 'Fetching the media failed' },
  11205: { status: 200, says: 'The host of the media could not be reached' },
  11751: { status: 200, says: 'The media is too large' },
  12300: { status: 200, says: 'The content type of the media is not supported' },
  30001: { status: 200, says: 'Queue overflow' },
  30002: { status: 200, says: 'Account suspended' },
  30003: { status: 200, says: 'Unreachable handset' },
  30004: { status: 200, says: 'Message blocked' },
  30005: { status: 200, says: 'Unknown handset' },
  30006: { status: 200, says: 'Landline or unreachable carrier' },
  30007: { status: 200, says: 'Message filtered' },
  30008: { status: 200, says: 'Unknown error' },
  30034: { status: 200, says: 'Unregistered sender' },
  30410: { status: 200, says: 'Provider timeout' },
  30450: { status: 200, says: 'Delivery blocked' },
  63003: { status: 200, says: "'To' was not found on the channel" },
  63005: { status: 200, says: 'The channel did not accept the content' },
  63007: { status: 400, says: "'From' is no sender of this channel" },
  63012: { status: 200, says: 'The channel provider had an internal error' },
  63013: { status: 200, says: 'The message violates the policy of the channel' },
  63014: { status: 200, says: 'Blocked by an action of the user' },
  63015: { status: 200, says: 'The recipient has not joined the sandbox of the channel' },
  63016: { status: 200, says: 'A freeform message outside the allowed window' },
  63017: { status: 200, says: 'The message was rejected for its rate' },
  63018: { status: 200, says: 'The rate limit of the channel was exceeded' },
  63019: { status: 200, says: 'The media failed to download' },
  63021: { status: 200, says: 'The channel found the content invalid' },
  63024: { status: 200, says: 'Invalid recipient' },
  63027: { status: 200, says: 'There is no such template in this language' },
  63028: { status: 200, says: 'The number of parameters does not match the template' },
  63030: { status: 200, says: 'A parameter is not supported' },
  63031: { status: 400, says: "'From' and 'To' are the same" },
  63032: { status: 200, says: 'A limitation of the channel: this user can not be sent it' },
  63033: { status: 200, says: 'The recipient is blocked' },
  63034: { status: 200, says: 'The media is larger than the channel allows' },
  63038: { status: 200, says: 'The daily limit is reached' },
  63040: { status: 200, says: 'The template was rejected' },
  63041: { status: 200, says: 'The template is paused' },
  63042: { status: 200, says: 'The template is disabled' },
  63049: { status: 200, says: 'The channel chose not to deliver this message' },
} as const satisfies Record<number, { status: number; says: string }>

export type Code = keyof typeof codes
export const codeNumbers = Object.keys(codes).map(Number) as [Code, ...Code[]]

/** Said at once: nothing was taken. */
export const isRefusal = (code: Code): boolean => codes[code].status >= 400

/** The phone did not get it, although it was sent; the other failures happen before it leaves. */
const undelivered: readonly Code[] = [30003, 30004, 30005, 30006, 30008, 30034, 30410, 30450, 63024, 63032, 63033]
export const failsAfterSending = (code: Code): boolean => undelivered.includes(code)
