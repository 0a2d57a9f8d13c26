import fs from 'node:fs'
import { describe, expect, it } from 'vitest'
import { lineKinds, lineStatuses } from '../../domain/statement.js'
import { timelineClauses, timelineInEnglish } from '../../domain/timelineSays.js'
import { languages } from '../../web/portal/words/languages.js'

type Group = Readonly<Record<string, string>>
interface Words {
  readonly timeline: Group
  readonly lineKind: Group
  readonly lineStatus: Group
  readonly entryKind: Group
}
const wordsOf = (language: string): Words =>
  JSON.parse(fs.readFileSync(new URL(`../../web/portal/words/more/${language}.json`, import.meta.url), 'utf8')) as Words
const gapsOf = (text: string, gap: RegExp): string[] => [...text.matchAll(gap)].map(([, name]) => name ?? '').sort()

describe.each(Object.keys(languages))('in %s the portal', language => {
  const words = wordsOf(language)

  it('tells every clause of a timeline, with the same values', () => {
    const told = Object.entries(words.timeline).map(([code, text]) => [code, gapsOf(text, /\{\{(\w+)\}\}/g)])
    const said = Object.entries(timelineClauses).map(([code, text]) => [code, gapsOf(text, /\{(\w+)\}/g)])
    // A callback is told as such; the channel by which it came stands in the English line alone.
    const needed = Object.fromEntries(
      said.map(([code, gaps]) => [code, (gaps as string[]).filter(gap => gap !== 'channel')]),
    )
    expect(Object.fromEntries(told)).toEqual(needed)
  })

  it('has a word for every kind and status of a line of a statement', () => {
    expect(Object.keys(words.lineKind).sort()).toEqual([...lineKinds].sort())
    expect(Object.keys(words.lineStatus).sort()).toEqual([...lineStatuses].sort())
  })
})

it('a line is its clauses, one after the other, with money in minor units and the time of day of a call', () => {
  const paid = { code: 'fsp_paid', values: {} } as const
  expect(timelineInEnglish([paid, { code: 'confirmed', values: {} }])).toBe('the FSP says paid, confirmed when asked')
  const amount = { minor: '500000', currency: 'KES' }
  const values = { from: 'in_transit', to: 'disbursed', amount, entryKind: 'fee_left' }
  expect(timelineInEnglish([{ code: 'money', values }])).toBe('in transit → disbursed, 500000 minor units (fee left)')
  const leaving = { attempts: 2, leaveBy: '2026-11-20T10:02:03Z' }
  expect(timelineInEnglish([{ code: 'stored', values: leaving }])).toBe('stored in a call of 2, to leave by 10:02:03')
})
