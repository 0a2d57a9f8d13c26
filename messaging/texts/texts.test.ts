import { describe, expect, it } from 'vitest'
import { understand } from '../../domain/answers.js'
import { inBestLanguage, languageChain } from '../../domain/languageChain.js'
import { exampleValues, fieldsOf, payeeProblems, voucherEndings, ways } from '../../domain/messageFields.js'
import { money } from '../../domain/money.js'
import { wrongWithText } from '../check.js'
import { prepareText } from '../render.js'
import { segmentsOf } from '../segments.js'
import { ownKinds, shippedTexts, shippedTextsOf, writtenLanguages } from './index.js'

const texts = writtenLanguages.flatMap(language =>
  ownKinds.map(kind => [language, kind, String(shippedTexts[language][kind])] as const),
)
/** A long name and programme, and a large amount: what a text must leave room for. */
const values = {
  ...exampleValues({
    ...fieldsOf('payment_sent'),
    ...fieldsOf('reminder'),
    ...fieldsOf('completed'),
    ...fieldsOf('voucher'),
    ...fieldsOf('voucher_question'),
  }),
  name: 'Nakiru Lokwawi Ekai',
  programme: 'Isiolo Cash',
  amount: money(1250050n, 'KES'),
}
const everyForm = ways.flatMap(way =>
  payeeProblems.flatMap(problem =>
    voucherEndings.flatMap(ended =>
      [0, 1, 2, 5, 14, 100].map(count => ({
        way,
        problem,
        ended,
        count,
        days: count,
        part: 1,
        parts: Math.max(count, 1),
      })),
    ),
  ),
)

describe('the texts that come with Mkono', () => {
  it('are written in five languages, and have slots in two', () => {
    expect(writtenLanguages).toEqual(['en', 'sw', 'nl', 'fr', 'ar'])
    expect(new Set([...Object.values(shippedTexts.tuv), ...Object.values(shippedTexts.saq)])).toEqual(new Set([null]))
  })

  it.each(texts)('%s, %s: nothing is wrong with it, and every form fits', (language, kind, source) => {
    const fields = fieldsOf(kind)
    expect(wrongWithText(source, fields)).toEqual([])
    const ready = prepareText(source, language, fields, 'Africa/Nairobi')
    if (!ready.ok) throw new Error(ready.why)
    for (const form of everyForm) {
      const read = ready.prepared.tell({ ...values, ...form })
      if (!read.ok) throw new Error(read.why)
      const { alphabet, segments, beyond } = segmentsOf(read.text)
      expect(read.text).not.toMatch(/[{}#]| {2}|undefined|null/)
      if (language === 'ar') expect(segments).toBeLessThanOrEqual(3)
      else expect([alphabet, beyond, segments <= 2]).toEqual(['GSM-7', [], true])
    }
  })

  it.each(texts.filter(([, kind]) => /^(registered|included|declined|invitation.*)$/.test(kind)))(
    '%s, %s: ends with how to stop, in a word that we understand',
    (language, _, source) => {
      const word = /(\S+?)\.?$/.exec(source)?.[1] ?? ''
      expect(understand({ text: word, languages: [language] }).is).toBe('stop')
    },
  )

  it.each(texts.filter(([, kind]) => kind === 'stopped'))(
    '%s, %s: ends with how to begin again',
    (language, _, source) => {
      const word = /(\S+?)\.?$/.exec(source)?.[1] ?? ''
      expect(understand({ text: word, languages: [language] }).is).toBe('start')
    },
  )

  it('reach a Turkana speaker in Swahili until staff have written theirs, which is counted', () => {
    const found = inBestLanguage(shippedTextsOf('included'), languageChain('tuv'))
    expect(found).toMatchObject({ language: 'sw', fellBack: true, text: shippedTexts.sw.included })
  })
})
