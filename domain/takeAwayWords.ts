/** What a list to take along says, in the languages of those who take it. Whatever language it comes back in, it is understood. */
import { contactResults, type ContactResult } from './cases.js'
import { tidyText } from './names.js'

/** In the order of the sheet. The last three are left empty for whoever takes it along. */
export const takeAwayColumns = [
  'list',
  'case',
  'person',
  'name',
  'number',
  'place',
  'reason',
  'last contact',
  'deadline',
  'new number',
  'contact result',
  'remark',
] as const
export type TakeAwayColumn = (typeof takeAwayColumns)[number]

export const takeAwayLanguages = ['en', 'sw', 'fr', 'nl', 'ar'] as const
export type TakeAwayLanguage = (typeof takeAwayLanguages)[number]

interface TakeAwayWords {
  readonly title: string
  readonly made: (list: string, day: string, by: string, people: number) => string
  readonly more: string
  readonly fillIn: (results: string) => string
  readonly heads: Readonly<Record<TakeAwayColumn, string>>
  readonly results: Readonly<Record<ContactResult, string>>
}

const en: TakeAwayWords = {
  title: 'Numbers to correct',
  made: (list, day, by, people) => `List ${list}, made ${day} by ${by}. ${people} people.`,
  more: 'There are more: ask for the next list once these are back.',
  fillIn: results => `Fill in the last three columns and send the file back. Contact result is one of: ${results}.`,
  heads: {
    list: 'list',
    case: 'case',
    person: 'person',
    name: 'name',
    number: 'number',
    place: 'place',
    reason: 'reason',
    'last contact': 'last contact',
    deadline: 'deadline',
    'new number': 'new number',
    'contact result': 'contact result',
    remark: 'remark',
  },
  results: {
    reached: 'reached',
    no_answer: 'no answer',
    wrong_person: 'wrong person',
    promised: 'promised',
    moved: 'moved',
    other: 'other',
  },
}

const sw: TakeAwayWords = {
  title: 'Nambari za kusahihisha',
  made: (list, day, by, people) => `Orodha ${list}, imetengenezwa ${day} na ${by}. Watu ${people}.`,
  more: 'Wapo wengine: omba orodha inayofuata hawa wakisharudishwa.',
  fillIn: results => `Jaza safu tatu za mwisho kisha urudishe faili. Matokeo ni mojawapo ya: ${results}.`,
  heads: {
    list: 'orodha',
    case: 'kesi',
    person: 'mtu',
    name: 'jina',
    number: 'nambari',
    place: 'mahali',
    reason: 'sababu',
    'last contact': 'mawasiliano ya mwisho',
    deadline: 'mwisho wa muda',
    'new number': 'nambari mpya',
    'contact result': 'matokeo',
    remark: 'maelezo',
  },
  results: {
    reached: 'amepatikana',
    no_answer: 'hakuna jibu',
    wrong_person: 'si mtu huyu',
    promised: 'ameahidi',
    moved: 'amehama',
    other: 'mengine',
  },
}

const fr: TakeAwayWords = {
  title: 'Numéros à corriger',
  made: (list, day, by, people) => `Liste ${list}, faite le ${day} par ${by}. ${people} personnes.`,
  more: 'Il y en a d’autres : demandez la liste suivante une fois celles-ci rendues.',
  fillIn: results =>
    `Remplissez les trois dernières colonnes et renvoyez le fichier. Le résultat du contact est l’un de : ${results}.`,
  heads: {
    list: 'liste',
    case: 'dossier',
    person: 'personne',
    name: 'nom',
    number: 'numéro',
    place: 'lieu',
    reason: 'raison',
    'last contact': 'dernier contact',
    deadline: 'échéance',
    'new number': 'nouveau numéro',
    'contact result': 'résultat du contact',
    remark: 'remarque',
  },
  results: {
    reached: 'joint',
    no_answer: 'pas de réponse',
    wrong_person: 'mauvaise personne',
    promised: 'promis',
    moved: 'a déménagé',
    other: 'autre',
  },
}

const nl: TakeAwayWords = {
  title: 'Nummers om te verbeteren',
  made: (list, day, by, people) => `Lijst ${list}, gemaakt op ${day} door ${by}. ${people} mensen.`,
  more: 'Er zijn er meer: vraag de volgende lijst als deze terug is.',
  fillIn: results =>
    `Vul de laatste drie kolommen in en stuur het bestand terug. Resultaat van het contact is een van: ${results}.`,
  heads: {
    list: 'lijst',
    case: 'dossier nr.',
    person: 'persoon',
    name: 'naam',
    number: 'nummer',
    place: 'plaats',
    reason: 'reden',
    'last contact': 'laatste contact',
    deadline: 'uiterlijk',
    'new number': 'nieuw nummer',
    'contact result': 'resultaat van het contact',
    remark: 'opmerking',
  },
  results: {
    reached: 'bereikt',
    no_answer: 'geen antwoord',
    wrong_person: 'verkeerde persoon',
    promised: 'beloofd',
    moved: 'verhuisd',
    other: 'anders',
  },
}

const ar: TakeAwayWords = {
  title: 'أرقام للتصحيح',
  made: (list, day, by, people) => `القائمة ${list}، أعدّها ${by} بتاريخ ${day}. عدد الأشخاص: ${people}.`,
  more: 'يوجد غيرهم: اطلب القائمة التالية بعد إعادة هذه.',
  fillIn: results => `املأ الأعمدة الثلاثة الأخيرة وأعد الملف. نتيجة الاتصال واحدة من: ${results}.`,
  heads: {
    list: 'القائمة',
    case: 'الحالة',
    person: 'الشخص',
    name: 'الاسم',
    number: 'الرقم',
    place: 'المكان',
    reason: 'السبب',
    'last contact': 'آخر اتصال',
    deadline: 'الموعد النهائي',
    'new number': 'الرقم الجديد',
    'contact result': 'نتيجة الاتصال',
    remark: 'ملاحظة',
  },
  results: {
    reached: 'تم الوصول',
    no_answer: 'لا جواب',
    wrong_person: 'شخص آخر',
    promised: 'وعد',
    moved: 'انتقل',
    other: 'غير ذلك',
  },
}

export const takeAwayWords: Readonly<Record<TakeAwayLanguage, TakeAwayWords>> = { en, sw, fr, nl, ar }

/** `reached, no answer, …`: what may stand in the column, as it is printed above the list. */
export const resultWords = (language: TakeAwayLanguage): string[] =>
  contactResults.map(each => takeAwayWords[language].results[each])

/** Capitals, accents, blanks and signs do not count. */
const plain = (text: string): string =>
  tidyText(text)
    .normalize('NFD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}]+/gu, ' ')
    .trim()

const everyLanguage = <Key extends string>(of: (words: TakeAwayWords) => Readonly<Record<Key, string>>) =>
  new Map(
    takeAwayLanguages.flatMap(language =>
      Object.entries<string>(of(takeAwayWords[language])).map(([key, text]): [string, Key] => [
        plain(text),
        key as Key,
      ]),
    ),
  )
const columns = everyLanguage(({ heads }) => heads)
const results = everyLanguage(({ results }) => results)

/** The column that a head means, in whichever language it is written. */
export const columnNamed = (head: string): TakeAwayColumn | undefined => columns.get(plain(head))
export const resultNamed = (text: string): ContactResult | undefined => results.get(plain(text))
