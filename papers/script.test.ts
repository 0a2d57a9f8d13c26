import { expect, it } from 'vitest'
import { isPlain, runsOf } from './script.js'

it('letters of Latin, Greek and Cyrillic stand for themselves, Arabic and Ethiopic do not', () => {
  for (const text of ['Ekai Lokol', 'Zoë’s ŋaari 12', 'Олена', '+2547•••••733', '']) expect(isPlain(text)).toBe(true)
  for (const text of ['فاطمة', 'አበበ', 'e\u0301\u200f']) expect(isPlain(text)).toBe(false)
})

it('a line that begins from the right stands from the right', () => {
  expect(runsOf('فاطمة علي').map(run => run.rtl)).toEqual([true])
  expect(runsOf('فاطمة علي Camp 4').map(run => run.text.trim())).toEqual(['Camp 4', 'فاطمة علي'])
  expect(runsOf('Camp 4 فاطمة').map(run => run.text.trim())).toEqual(['Camp 4', 'فاطمة'])
})

it('a date stands from the side on which its line begins, with its blanks between its parts', () => {
  expect(runsOf('صالحة حتى 31 يناير').map(run => run.text)).toEqual(['يناير', ' 31', 'صالحة حتى '])
  expect(runsOf('31 يناير 2027', true).map(run => run.text)).toEqual(['2027', 'يناير ', ' 31'])
  expect(runsOf('31 يناير 2027').map(run => run.text)).toEqual(['31 ', ' يناير', '2027'])
})
