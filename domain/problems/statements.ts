/** Statements of FSPs. Told by domain/problemSays.ts. */
export const statements = {
  statement_state: 'The statement is {statementState} already.',
  statement_not_done: 'The statement is {statementState}: it is compared once it is done.',
  statement_busy: 'This file is being taken in by somebody else. Try again in a moment.',
  statement_no_lines: 'Below its header the file has no lines.',
  statement_no_readable_line: 'Below its header the file has no line that can be read.',
  statement_unreadable_rows:
    'More than {most} rows can not be read, beginning with row {row}: is this the right file and profile?',
  statement_given_up:
    'It could not be taken in, and that is not the file’s fault: tell whoever runs Mkono, then give it again.',
  statement_no_header:
    'No header was found in the first {rows} rows. It must have the columns {columns}. None of them is there.',
  statement_header_lacks:
    'No header was found in the first {rows} rows. It must have the columns {columns}. Row {row} comes nearest and lacks {lacks}.',
  profile_built_in: 'This name is taken by the built-in profile.',
  profile_unknown: 'This account has no profile of that name: use “{name}” or save one.',
} as const
