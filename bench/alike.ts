/**
 * An invented population with known double entries, as lists of northern Kenya have them: names of two or three words,
 * written by ear, in any order; some people taken down twice. The same seed gives the same people.
 */

export interface Invented {
  readonly name: string
  /** E.164 */
  readonly phone: string
  readonly place: string
  readonly householdSize: number
  readonly nationalId: string | null
}

export interface Population {
  readonly people: readonly Invented[]
  /** positions of those who are one person, the first entry first */
  readonly doubles: readonly (readonly [number, number])[]
}

/** Names and how clerks write them. */
const written = [
  'Mohamed Muhammad Maxamed Mohammed Muhamed',
  'Ali Aly Cali',
  'Aisha Aysha Caasha Aicha Eisha',
  'Hassan Hasan Xasan Hassaan',
  'Hussein Husein Xuseen Hussain',
  'Abdi Cabdi Abdy',
  'Abdullahi Abdulahi Cabdulaahi Abdulahy',
  'Abdirahman Abdurahman Cabdiraxmaan Abdirehman',
  'Fatuma Fatouma Faduma Fatumah',
  'Halima Haleema Xaliimo Halimah',
  'Ibrahim Ibraahim Ebrahim Ibrahem',
  'Yusuf Yussuf Yousuf Yuusuf',
  'Ahmed Axmed Ahmad Ahmedi',
  'Amina Aamina Amiina Aminah',
  'Hawa Xaawo Hauwa Hawo',
  'Osman Cusmaan Othman Usman',
  'Omar Cumar Umar Omer',
  'Adan Aden Aadan Adhan',
  'Khadija Khadijah Hadija Qadija',
  'Noor Nur Nuur Nour',
  'Jama Jaamac Jamac',
  'Galgalo Galgallo Gelgelo',
  'Guyo Guyyo Guio',
  'Boru Booru Borru',
  'Halake Halakhe Halaqe',
  'Godana Goddana Gudana',
  'Dida Diida Dhida',
  'Wario Waariyo Waryo',
  'Tume Tumme Tuume',
  'Kabale Qabale Kabbale',
  'Lokol Lokoll Lokool',
  'Ekiru Ekiruu Ekhiru',
  'Nakiru Nakiruu Nakhiru',
  'Lomuria Lomurya Lomuriya',
  'Akiru Akkiru Akhiru',
  'Ewoi Ewoy Ewooi',
  'Lokwang Lokwangi Lokuang',
  'Esinyen Esinyeni Essinyen',
  'Leparan Leparaan Lepparan',
  'Lesuuda Lesuda Lessuda',
  'Nkirote Nkiroteh Nkirotte',
  'Mwangi Muangi Mwanghi',
  'Wanjiku Wanjikuu Wanjikhu',
  'Joseph Joseff Josef Yoseph',
  'Elizabeth Elisabeth Elizabet',
  'Peter Petter Piter',
  'Esther Ester Esta',
  'Rukia Rukiya Ruqia Rukkia',
  'Zainab Zeinab Seynab Zaynab',
  'Hamisi Khamisi Hamis',
].map(spellings => spellings.split(' '))

/** Names that one family has, made of syllables: most of a long list is no Mohamed. */
const syllables = 'ba bi da do ga gu ka ke ko la le lo ma me mu na ni no ra ri ro sa si ta to wa ya'.split(' ')

export function invent({ people, share = 0.04, places, seed }: Wanted): Population {
  const chance = chanceOf(seed)
  const one = <T>(of: readonly T[]): T => {
    const found = of[Math.floor(chance() * of.length)]
    if (found === undefined) throw new Error('There is nothing to choose from.')
    return found
  }
  const digits = (count: number): string => Array.from({ length: count }, () => Math.floor(chance() * 10)).join('')
  const rare = (): string[] => {
    const name = Array.from({ length: chance() < 0.6 ? 3 : 2 }, () => one(syllables)).join('')
    const capital = name.charAt(0).toUpperCase() + name.slice(1)
    return [capital, `${capital}h`, capital.replace(/([aeiou])(?!.*[aeiou])/, '$1$1')]
  }
  const all: Invented[] = []
  const doubles: [number, number][] = []
  const firsts = Math.round(people * (1 - share))
  const spelled: string[][][] = []
  for (let i = 0; i < firsts; i++) {
    const words = Array.from({ length: chance() < 0.75 ? 3 : 2 }, () => (chance() < 0.55 ? one(written) : rare()))
    spelled.push(words)
    all.push({
      name: words.map(spellings => one(spellings)).join(' '),
      phone: `+2547${digits(8)}`,
      place: `Village ${Math.floor(chance() * places)}`,
      householdSize: 1 + Math.floor(chance() * chance() * 12),
      nationalId: chance() < 0.8 ? `${1 + Math.floor(chance() * 4)}${digits(7)}` : null,
    })
  }
  while (all.length < people) {
    const at = Math.floor(chance() * firsts)
    const [first, words] = [all[at], spelled[at]]
    if (!first || !words) break
    doubles.push([at, all.length])
    all.push(again(first, words))
  }
  return { people: all, doubles }

  /** The same person taken down a second time, by somebody else. */
  function again(first: Invented, words: readonly string[][]): Invented {
    let names = words.map(spellings => one(spellings))
    if (chance() < 0.15) names = names.map((name, i) => (i === 0 ? slipped(name) : name))
    if (names.length === 3 && chance() < 0.2) names.splice(1 + Math.floor(chance() * 2), 1)
    else if (names.length === 3 && chance() < 0.05) names[1] = `${names[1]?.charAt(0) ?? ''}.`
    if (chance() < 0.25) names.reverse()
    const other = chance()
    const household = other < 0.75 ? 0 : other < 0.95 ? (chance() < 0.5 ? 1 : -1) : 4
    const id = chance()
    const { phone, nationalId } = first
    return {
      name: names.join(' '),
      phone: chance() < 0.25 ? slippedDigit(phone, 5) : `+2547${digits(8)}`,
      place: chance() < 0.95 ? first.place : `Village ${Math.floor(chance() * places)}`,
      householdSize: Math.max(1, first.householdSize + household),
      nationalId: nationalId === null || id < 0.7 ? null : slippedDigit(nationalId, 1),
    }
  }

  /** One letter left out. */
  function slipped(name: string): string {
    const at = 1 + Math.floor(chance() * (name.length - 1))
    return name.slice(0, at) + name.slice(at + 1)
  }
  function slippedDigit(text: string, from: number): string {
    const at = from + Math.floor(chance() * (text.length - from))
    return text.slice(0, at) + String((Number(text[at]) + 1 + Math.floor(chance() * 9)) % 10) + text.slice(at + 1)
  }
}

interface Wanted {
  readonly people: number
  /** which part of the entries are second ones */
  readonly share?: number
  readonly places: number
  readonly seed: number
}

/** Mulberry32: numbers from 0 to 1, the same for the same seed on every machine. */
function chanceOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
