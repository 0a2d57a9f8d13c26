import { expect, it } from 'vitest'
import type { Field } from '../../api/shapes.ts'
import { labelIn, ownAnswer } from './ownAnswers.ts'

const words = { language: 'fr', yes: 'Oui', no: 'Non' }
const water: Pick<Field, 'key' | 'labels' | 'rules'> = {
  key: 'water_from',
  labels: { en: 'Water from', fr: 'Eau de' },
  rules: {
    options: [
      { key: 'well', labels: { en: 'Well', fr: 'Puits' } },
      { key: 'river', labels: { en: 'River' } },
    ],
  },
}

it('shows what was chosen by its label in the reader’s language, else in another', () => {
  expect(ownAnswer({ ...water, type: 'one_of' }, 'well', words)).toBe('Puits')
  expect(ownAnswer({ ...water, type: 'one_of' }, 'river', words)).toBe('River')
  expect(ownAnswer({ ...water, type: 'many_of' }, 'well;river', words)).toBe('Puits et River')
})

it('says yes and no in the reader’s language', () => {
  expect(ownAnswer({ ...water, type: 'yes_no', rules: {} }, 'yes', words)).toBe('Oui')
  expect(ownAnswer({ ...water, type: 'yes_no', rules: {} }, 'no', words)).toBe('Non')
})

it('leaves what it does not know as it is kept', () => {
  expect(ownAnswer({ ...water, type: 'one_of' }, '•••', words)).toBe('•••')
  expect(ownAnswer(undefined, 'well', words)).toBe('well')
  expect(labelIn({}, 'fr')).toBe('')
})
