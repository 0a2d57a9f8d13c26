/** Answers to a programme’s own fields, as they are read: by label, with the labels of what was chosen. */
import type { Field } from '../../api/shapes.ts'

/** In the reader’s language, else in whichever there is. */
export const labelIn = (labels: Readonly<Record<string, string>>, language: string): string =>
  labels[language] ?? Object.values(labels)[0] ?? ''

type Asked = Pick<Field, 'key' | 'type' | 'labels' | 'rules'>

interface Words {
  readonly language: string
  readonly yes: string
  readonly no: string
}

/** What is no choice, hidden behind a mask, or of no field that is known stays as it is kept. */
export function ownAnswer(field: Asked | undefined, value: string, { language, yes, no }: Words): string {
  if (field?.type === 'yes_no') return value === 'yes' ? yes : value === 'no' ? no : value
  if (field?.type !== 'one_of' && field?.type !== 'many_of') return value
  const said = (key: string): string => {
    const option = (field.rules.options ?? []).find(each => each.key === key)
    return option === undefined ? key : labelIn(option.labels, language)
  }
  return new Intl.ListFormat(language, { type: 'conjunction' }).format(value.split(';').map(said))
}
