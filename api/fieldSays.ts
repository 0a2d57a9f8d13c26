/** What is wrong with one field, as a code with values: of a sentence of ours, else of what the schema found. */
import type { core } from 'zod'
import { problemSays, type ProblemCode, type ProblemSays } from '../domain/problemSays.js'

type Issue = core.$ZodIssue

/** Never what was sent: only what was expected, and names of keys that the schema does not know. */
export function fieldSays(issue: Issue): ProblemSays {
  const ours = problemSays(issue.message)
  if (ours !== null) return ours
  const [code, values] = found(issue)
  return { code, values }
}

function found(issue: Issue): [ProblemCode, Record<string, string>] {
  switch (issue.code) {
    case 'invalid_type':
      return ofType(issue)
    case 'too_small':
      return ofSize(issue.origin, String(issue.minimum), ['text_short', 'number_small', 'few'], 'least')
    case 'too_big':
      return ofSize(issue.origin, String(issue.maximum), ['text_long', 'number_large', 'many'], 'most')
    case 'invalid_value':
      return ['not_one_of', { options: issue.values.map(String).join(', ').slice(0, 200) }]
    case 'invalid_format':
      return [
        /^(date|datetime|time|iso)/.test(issue.format)
          ? 'not_a_date'
          : issue.format === 'email'
            ? 'not_mail'
            : 'wrong_form',
        {},
      ]
    case 'unrecognized_keys':
      return ['not_known_here', { keys: issue.keys.join(', ').slice(0, 200) }]
    case 'not_multiple_of':
      return ['not_whole', {}]
    default:
      return ['not_valid', {}]
  }
}

function ofType(issue: Extract<Issue, { code: 'invalid_type' }>): [ProblemCode, Record<string, string>] {
  if (/received undefined$/.test(issue.message)) return ['required', {}]
  if (issue.expected === 'number') return ['not_a_number', {}]
  if (issue.expected === 'int') return ['not_whole', {}]
  if (issue.expected === 'date') return ['not_a_date', {}]
  return ['wrong_kind', { expected: issue.expected }]
}

function ofSize(
  origin: string,
  limit: string,
  [text, number, items]: readonly [ProblemCode, ProblemCode, ProblemCode],
  gap: 'least' | 'most',
): [ProblemCode, Record<string, string>] {
  // A text that must have one letter is one that must be there.
  if (origin === 'string' && gap === 'least' && limit === '1') return ['required', {}]
  const code =
    origin === 'string' ? text : origin === 'number' || origin === 'int' || origin === 'bigint' ? number : items
  return [code, { [gap]: limit }]
}
