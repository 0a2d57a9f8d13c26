/** Invented households: a list as it would be uploaded, each with a name, a number and an ID of their own. */
import { chance } from './chance.js'

const given = [
  'Abdi',
  'Amina',
  'Baraka',
  'Chege',
  'Dida',
  'Ekai',
  'Fatuma',
  'Guyo',
  'Halima',
  'Ibrahim',
  'Jillo',
  'Kame',
]
const middle = [
  'Akiru',
  'Boru',
  'Ewoi',
  'Galgalo',
  'Lekuton',
  'Lomuria',
  'Nasieku',
  'Ngasike',
  'Roba',
  'Sora',
  'Tari',
  'Wario',
]
const syllables = ['ba', 'ki', 'lo', 'ma', 'ne', 'ro', 'sa', 'te', 'wa', 'zu']

/** Numbers of Safaricom that nobody else in this campaign has; `index` from 0 to 9,999,999. */
export const numberOf = (index: number): string => `+25472${String(index).padStart(7, '0')}`

/** A family name for every number: digits as syllables. */
const familyOf = (index: number): string => {
  const name = [...String(index)].map(digit => syllables[Number(digit)] ?? '').join('')
  return name.charAt(0).toUpperCase() + name.slice(1)
}

/** Dutch numbers for people who get vouchers; `index` from 0 to 9,999,999. */
export const dutchNumberOf = (index: number): string => `+3162${String(index).padStart(7, '0')}`

/** @param firstIndex so that two programmes share nobody */
export function listOf(seed: string, count: number, firstIndex: number, phoneOf = numberOf): string {
  const draw = chance(seed, `people from ${firstIndex}`)
  const rows = Array.from({ length: count }, (_, place) => {
    const index = firstIndex + place
    const name = `${given[index % given.length] ?? ''} ${middle[Math.floor(index / given.length) % middle.length] ?? ''} ${familyOf(index)}`
    return [name, phoneOf(index), 'Wabera', draw.between(1, 9), 'sw', 10_000_000 + index, 'yes'].join(',')
  })
  return ['full_name,phone_number,ward,household_size,preferred_language,national_id,consent', ...rows].join('\n')
}
