import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { byWhom } from '../../domain/done.js'
import { problemSays, problemSentences } from '../../domain/problemSays.js'
import { languages } from '../../web/portal/words/languages.js'

const root = path.resolve(import.meta.dirname, '../..')
const wordsOf = (
  language: string,
): Readonly<Record<'problemSays' | 'problemThing', Readonly<Record<string, string>>>> =>
  JSON.parse(fs.readFileSync(path.join(root, `web/portal/words/problems/${language}.json`), 'utf8')) as {
    problemSays: Record<string, string>
    problemThing: Record<string, string>
  }
const gapsOf = (text: string, gap: RegExp): string[] => [...text.matchAll(gap)].map(([, name]) => name ?? '')
const english = wordsOf('en')

describe.each(Object.keys(languages))('in %s the portal', language => {
  const words = wordsOf(language)

  it('has a word for every code of a problem, and for no other', () => {
    expect(Object.keys(words.problemSays).sort()).toEqual(Object.keys(problemSentences).sort())
    expect(Object.keys(words.problemThing).sort()).toEqual(Object.keys(english.problemThing).sort())
  })

  it('fills it with values that the sentence has', () => {
    const odd = Object.entries(problemSentences).filter(([code, text]) => {
      const has = gapsOf(text, /\{(\w+)\}/g)
      return gapsOf(words.problemSays[code] ?? '', /\{\{(\w+)\}\}/g).some(gap => !has.includes(gap))
    })
    expect(odd).toEqual([])
  })

  it('says it in that language', () => {
    if (language === 'en') return
    const same = Object.entries(words.problemSays).filter(
      ([code, text]) => text === english.problemSays[code] && text.length > 14,
    )
    expect(same).toEqual([])
  })
})

/** Sentences of `refused(…)` and `new HttpProblem(…)` as they stand in the source; what is put in is shown as `x`. */
function sentences(): { file: string; text: string }[] {
  const files = execFileSync('git', ['ls-files', '*.ts'], { cwd: root, encoding: 'utf8' })
    .split('\n')
    .filter(file => /^(api|db|domain|fsp|messaging|activities)\//.test(file) && !file.endsWith('.test.ts'))
  return files.flatMap(file => {
    const source = ts.createSourceFile(
      file,
      fs.readFileSync(path.join(root, file), 'utf8'),
      ts.ScriptTarget.Latest,
      true,
    )
    const found: { file: string; text: string }[] = []
    const visit = (node: ts.Node): void => {
      const sentence =
        ts.isNewExpression(node) && node.expression.getText(source) === 'HttpProblem'
          ? node.arguments?.[1]
          : ts.isCallExpression(node) && node.expression.getText(source) === 'refused'
            ? node.arguments[1]
            : undefined
      if (sentence) found.push(...textsOf(sentence).map(text => ({ file, text })))
      ts.forEachChild(node, visit)
    }
    visit(source)
    return found
  })
}

function textsOf(node: ts.Expression): string[] {
  if (ts.isStringLiteralLike(node)) return [node.text]
  if (ts.isTemplateExpression(node)) {
    return [node.head.text + node.templateSpans.map(span => filling(span) + span.literal.text).join('')]
  }
  if (ts.isConditionalExpression(node)) return [...textsOf(node.whenTrue), ...textsOf(node.whenFalse)]
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    return textsOf(node.left).flatMap(left => textsOf(node.right).map(right => left + right))
  }
  return []
}

/** Who was first, and where something stands, may be nothing at all. */
function filling({ expression }: ts.TemplateSpan): string {
  const text = expression.getText()
  return /^(first|beside|where)\b|byWhom\(|whoWasFirst\(/.test(text) ? '' : 'x'
}

/** Where whole sentences are written that come to people by way of others. */
const writers = [
  ...'approval calendar changeFile columnGuess correctionFile customField entitlement exchangeRate formula importRow invitationRow messagePrice'
    .split(' ')
    .map(name => `domain/${name}.ts`),
  ...'ownAnswerWords phone roles statementCells statementProfile takeAway voucherFsps withdrawal'
    .split(' ')
    .map(name => `domain/${name}.ts`),
  ...'programmes corrections takeBack peopleChanges staff destinations vouchers/rules statements/files'
    .split(' ')
    .map(name => `db/${name}.ts`),
  ...'list read decode xlsx csvRows'.split(' ').map(name => `sheets/${name}.ts`),
  ...'words callbackTest routes/float routes/invitations routes/messagePrices routes/messageTemplates routes/rounds'
    .split(' ')
    .map(name => `api/${name}.ts`),
  'fsp/connection.ts',
  'messaging/connection.ts',
  'messaging/templates.ts',
]

/** Every sentence in one of them, that is not thrown as an error of the house itself, nor a description of the API. */
function written(file: string): string[] {
  const source = ts.createSourceFile(file, fs.readFileSync(path.join(root, file), 'utf8'), ts.ScriptTarget.Latest, true)
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isNewExpression(node) && /Error$/.test(node.expression.getText(source))) return
    if (ts.isPropertyAssignment(node) && /^(does|more|description|example)$/.test(node.name.getText(source))) return
    if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) found.push(...textsOf(node))
    else ts.forEachChild(node, visit)
  }
  visit(source)
  return found.filter(text => /^[A-Z“].* .*[.]$|^must /.test(text) && !text.includes('\n'))
}

/** Kept in a row as what came of a case, or a header in a file. */
const notTold = /^(From the list|A corrected number was approved|The new number was not taken|Receipt No)/

/** Told to a machine, or to whoever runs it. */
const notForPeople = /MKONO_MAIL|connection\.why/

describe('a sentence by which something is refused', () => {
  const all = sentences().filter(({ text }) => !notForPeople.test(text))

  it('stands in the table, wherever it is in the source', () => {
    expect(all.length).toBeGreaterThan(300)
    expect(all.filter(({ text }) => problemSays(text) === null)).toEqual([])
  })

  it.each(writers)('stands in the table, where %s writes it', file => {
    const here = written(file).filter(text => !notTold.test(text))
    expect(here.length).toBeGreaterThan(0)
    expect(here.filter(text => problemSays(text) === null)).toEqual([])
  })

  it('is known again with its values', () => {
    expect(problemSays('The budget is short by KES 5.00: KES 9.00 is needed, KES 4.00 is available.')).toEqual({
      code: 'budget_short',
      values: { missing: 'KES 5.00', needed: 'KES 9.00', available: 'KES 4.00' },
    })
    expect(problemSays('A payout that is to decide can not be given up.')?.values).toEqual({ payoutState: 'to_decide' })
  })

  it('names who was first, where somebody was', () => {
    const at = new Date('2026-11-26T10:02:00Z')
    const first = ', by peter at 2026-11-26 10:02 UTC'
    expect(problemSays(`The pair was decided already${byWhom('peter', at)}.`)).toEqual({
      code: 'pair_decided',
      values: { first },
    })
    expect(problemSays('The pair was decided already.')).toEqual({ code: 'pair_decided', values: { first: '' } })
  })

  it('is told with its why, and several as several', () => {
    const why = { code: 'hindered_not_checked', values: {} }
    expect(problemSays('The person can not be moved: number not checked yet.')?.values['why']).toEqual(why)
    const all = ['name_missing', 'place_missing'].map(code => ({ code, values: {} }))
    expect(problemSays('The name is missing. The place is missing.')).toEqual({ code: 'several', values: { all } })
  })

  it('is told with what a household is due, down to its parts', () => {
    const why = { code: 'due_base_and_more', values: { base: 'KES 5,000', included: '5', extra: '2', each: 'KES 500' } }
    const capped = { code: 'due_capped', values: { why, cap: 'KES 5,500' } }
    const due = 'KES 5,000 for up to 5 members + 2 x KES 500, at most KES 5,500'
    expect(problemSays(`household of 7: KES 5,500.00 (${due})`)).toEqual({
      code: 'due_of_household',
      values: { members: '7', due: 'KES 5,500.00', why: capped },
    })
    expect(problemSays('Somebody else was paid')).toBeNull()
    const base = { code: 'due_base_members', values: { base: 'KES 5,000', included: '5' } }
    const share = { code: 'due_share', values: { why: base, share: 'KES 2,142', days: '3', period: '7' } }
    const shared = 'KES 5,000 for up to 5 members, of which KES 2,142 for 3 of 7 days'
    expect(problemSays(shared)).toEqual(share)
    expect(problemSays(`${shared}, of which KES 1,000.00 is left of the most of the whole programme`)).toEqual({
      code: 'due_left',
      values: { why: share, left: 'KES 1,000.00' },
    })
    const formula = '1000 + 250.55 * children with children 3 = KES 1,751.65'
    expect(problemSays(`${formula}, at most KES 1,700`)).toMatchObject({
      code: 'due_capped',
      values: { why: { code: 'due_by_formula_with', values: { fields: 'children 3', amount: 'KES 1,751.65' } } },
    })
    expect(problemSays('KES 5,000')).toEqual({ code: 'due_base', values: { base: 'KES 5,000' } })
  })

  it('that nobody knows has no code', () => {
    expect(problemSays('Something quite else.')).toBeNull()
    expect(problemSays(`The name is missing.${' The name is missing.'.repeat(200)}`)).toBeNull()
  })
})
