/** The work list. Told by domain/problemSays.ts. */
export const cases = {
  case_no_callback: 'This case is about no callback: see its evidence.',
  case_about_other: 'This case is about something else: see its acts.',
  case_owner: 'The owner is a person’s handle or one of: {owners}.',
  contact_in_future: 'Nobody was contacted in the future: correct the time.',
  case_ends_otherwise: 'This case ends by what it waits for, not by being looked at.',
  case_closed: 'The case was closed already{first}: there is nothing to do any more.',
} as const
