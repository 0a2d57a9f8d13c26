import { expect, it } from 'vitest'
import { attachmentKind, mediaType } from './attachment.js'

it.each([
  ['image/jpeg', 'picture'],
  ['video/3gpp', 'video'],
  ['Audio/OGG; codecs=opus', 'sound'],
  ['text/vcard', 'contact'],
  ['text/x-vcard', 'contact'],
  ['application/pdf', 'document'],
  ['chemical/x-pdb', 'other'],
  ['jpeg', 'other'],
  ['<script>/x', 'other'],
])('what the carrier calls %s is a %s to whoever reads the inbox', (told, kind) =>
  expect(attachmentKind({ type: mediaType(told), bytes: null })).toBe(kind),
)
it('a type is kept without what follows it, and nothing that is none', () => {
  expect(mediaType('Audio/OGG; codecs=opus')).toBe('audio/ogg')
  expect([mediaType('x'.repeat(200)), mediaType(undefined), mediaType('image/')]).toEqual([null, null, null])
})
