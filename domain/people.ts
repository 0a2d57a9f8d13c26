/**
 * Who does something. `person` is the staff handle of the account or token that was used; one person never both makes
 * and approves the same thing (design section 6), which the database enforces beside the code.
 */
export interface By {
  readonly person: string
  /** the role by which they may, as the record keeps it: one of domain/roles.ts or of the house’s own */
  readonly role: string
}

/** The house itself: what timers and the caretaker do. No token and no account is ever made for this handle. */
export const mkono: By = { person: 'mkono', role: 'mkono' }

/** What somebody does with their own account they do by no role. */
export const themselves = (person: string): By => ({ person, role: 'themselves' })

/** A staff handle: letters, digits and . _ @ - ; the house's own name is taken. */
export const isPersonHandle = (text: string): boolean =>
  /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/.test(text) && text.toLowerCase() !== mkono.person
