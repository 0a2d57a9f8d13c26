/** What an account is made of as it stands in the fields of a form, and as the API takes it. */
import type { AccountField } from '../../api/shapes.ts'
import { Problem } from '../../api/problem.ts'
import type { Told } from '../../shown/useToldText.ts'

/** by `credentials.apiKey` or `settings.tariff` */
export type Typed = Readonly<Record<string, string>>

type Part = AccountField['part']
export const keyOf = ({ part, name }: Pick<AccountField, 'part' | 'name'>): string => `${part}.${name}`

/** What was typed into one part; a field that is left empty is left out. */
export const partOf = (part: Part, typed: Typed): Record<string, string> =>
  Object.fromEntries(
    Object.entries(typed).flatMap(([key, value]) =>
      key.startsWith(`${part}.`) && value.trim() !== '' ? [[key.slice(part.length + 1), value.trim()]] : [],
    ),
  )

/** An account as it stands, for its settings; credentials never come out. */
export const typedOf = (settings: Readonly<Record<string, string>>): Typed =>
  Object.fromEntries(Object.entries(settings).map(([name, value]) => [keyOf({ part: 'settings', name }), value]))

/** Is everything there without which the part can not be kept? */
export const isWhole = (fields: readonly AccountField[], typed: Typed): boolean =>
  fields.every(field => !field.needed || (typed[keyOf(field)] ?? '').trim() !== '')

/** What the API found wrong, by the field where it stands. */
export const wrongIn = (error: unknown, told: (said: Told | null, otherwise: string) => string): Typed =>
  error instanceof Problem
    ? Object.fromEntries(
        error.errors.map(({ where, says, ...said }) => [where.replace(/^body\./, ''), told(said, says)]),
      )
    : {}
