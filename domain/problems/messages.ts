/** Messages and the accounts of carriers. Told by domain/problemSays.ts. */
export const messages = {
  ways_first: 'Set up first on which ways this programme tells people anything.',
  broadcast_state: 'The broadcast is {broadcastState} already{first}.',
  message_done: 'It is done with already, by {person}.',
  nobody_to_answer: 'Nobody of ours is known to have written this, so nobody can be answered. Close it.',
  way_without_account: 'A way names a carrier account that does not exist. Print needs one of carrier print.',
  same_way_twice: 'The same way is there twice.',
  words_just_changed: 'Somebody else has just changed these words: look at theirs first.',
  text_just_changed: 'Somebody else has just changed this text: look at theirs first.',
  text_unreadable: 'The text can not be read: check it and save it anew.',
  text_names_unknown: 'The text names {placeholder}, which is not known here.',
} as const
