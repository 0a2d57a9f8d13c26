import { expect, it } from 'vitest'
import { languageCodes } from '../../domain/language.js'
import { spokenLanguages } from '../../web/portal/shown/spokenLanguages.js'

it('a programme can be given every language that the API knows, and no other', () => {
  expect([...spokenLanguages].sort()).toEqual([...languageCodes].sort())
})
