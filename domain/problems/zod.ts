/** What a field is not, where nobody wrote a sentence of their own. Told by domain/problemSays.ts. */
export const zod = {
  required: 'It is missing: fill it in.',
  wrong_kind: 'It is of another kind than expected: {expected}.',
  not_a_number: 'It is not a number.',
  not_whole: 'It is not a whole number.',
  text_short: 'It has fewer than {least} characters.',
  text_long: 'It has more than {most} characters.',
  number_small: 'It is less than {least}.',
  number_large: 'It is more than {most}.',
  few: 'There are fewer than {least}.',
  many: 'There are more than {most}.',
  not_one_of: 'It is none of: {options}.',
  not_a_date: 'It is not a day or moment: write it like 2026-11-20.',
  not_mail: 'It is not an e-mail address.',
  wrong_form: 'It is not written as expected.',
  not_known_here: 'It is not known here: {keys}.',
  not_valid: 'It is not valid.',
} as const
