/**
 * Who does something. `person` is the staff handle of the token that was used; one person never both makes and
 * approves the same thing (design section 6), which the database enforces beside the code.
 */
export const roles = ['maker', 'approver', 'auditor', 'operator'] as const
export type Role = (typeof roles)[number]

export interface By {
  readonly person: string
  readonly role: Role
}

export const isRole = (text: string): text is Role => (roles as readonly string[]).includes(text)

/** The house itself: what timers and the caretaker do. No token is ever made for this handle. */
export const mkono: By = { person: 'mkono', role: 'operator' }

/** A staff handle: letters, digits and . _ @ - ; the house's own name is taken. */
export const isPersonHandle = (text: string): boolean =>
  /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/.test(text) && text.toLowerCase() !== mkono.person
