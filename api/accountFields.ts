/** What an account at an FSP or a carrier is made of, field by field, so that a screen can ask for it. */
import { z } from '@hono/zod-openapi'

export const accountFieldOut = z
  .object({
    part: z.enum(['credentials', 'settings']).openapi({ description: 'credentials go in and never come out' }),
    name: z.string(),
    says: z.string().openapi({ description: 'what it is' }),
    needed: z.boolean(),
    usual: z.string().nullable().openapi({ description: 'what counts where it is left out' }),
    oneOf: z.array(z.string()).nullable().openapi({ description: 'null: anything that fits' }),
  })
  .openapi('AccountField')
type AccountField = z.output<typeof accountFieldOut>

interface Known {
  readonly credentials: z.ZodObject
  readonly settings: z.ZodObject
}

/** @param known as its registry has it; its fields are described there (`.describe`) */
export const accountFields = ({ credentials, settings }: Known): AccountField[] => [
  ...fieldsOf('credentials', credentials),
  ...fieldsOf('settings', settings),
]

const fieldsOf = (part: AccountField['part'], { shape }: z.ZodObject): AccountField[] =>
  Object.entries(shape).map(([name, field]) => {
    const whole = field as z.ZodType
    const { within, usual, needed } = unwrapped(whole)
    const oneOf = within instanceof z.ZodEnum ? within.options.map(String) : null
    return { part, name, says: whole.description ?? '', needed, usual, oneOf }
  })

function unwrapped(field: z.ZodType): { within: unknown; usual: string | null; needed: boolean } {
  if (field instanceof z.ZodOptional) return { within: field.unwrap(), usual: null, needed: false }
  if (field instanceof z.ZodDefault)
    return { within: field.unwrap(), usual: String(field.def.defaultValue), needed: false }
  return { within: field, usual: null, needed: true }
}
