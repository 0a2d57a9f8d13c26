/**
 * What the demo of the voucher programme plays: an invented city, its people and what they do on their phones. Everything
 * follows from a person’s place on the list and the week, so that one plan is the same plan each time. Nobody here exists.
 */
import type { UploadedList } from '../desk.js'

export const languages = ['nl', 'en', 'ar', 'fr'] as const
export type Spoken = (typeof languages)[number]

/** What somebody does when they are asked. `lost`: they say yes, then their phone is gone and the voucher with it. */
export const answers = ['button', 'word', 'twice', 'muddled', 'no', 'noWord', 'silence', 'lost'] as const
export type Answer = (typeof answers)[number]

export interface Invited {
  readonly name: string
  /** E.164 */
  readonly number: string
  readonly place: string
  readonly householdSize: number
  readonly language: Spoken
}

export interface VoucherPlan {
  readonly name: string
  readonly people: readonly Invited[]
  readonly weeks: number
  /** one voucher, in cents */
  readonly voucherMinor: bigint
  readonly budgetMinor: bigint
  /** how long a voucher waits for its answer; two weeks in a real programme */
  readonly deadlineS: number
  /** silent people are reminded once, so long after the question */
  readonly reminderAfterS: number
  /** what stands for a week here: from one round to the next */
  readonly weekMinutes: number
  /** of each week but the first: orders whose card is made and whose answer is lost */
  readonly lostOrders: number
  /** what everybody does in a week, 1 to `weeks`, in the order of `people` */
  answerOf(week: number, at: number): Answer
  /** in cents: what is paid at the till with the voucher of this person; 0n: nothing yet */
  spentOf(week: number, at: number): bigint
}

const firstNames: Readonly<Record<Spoken, readonly string[]>> = {
  nl: ['Wubbo', 'Machteld', 'Sjoerd', 'Geertruida', 'Floris', 'Hiltje', 'Berend', 'Annechien'],
  en: ['Clement', 'Prudence', 'Godfrey', 'Winifred', 'Tobias', 'Marigold', 'Hubert', 'Josephine'],
  ar: ['Ghassan', 'Rawda', 'Mutaz', 'Sahar', 'Yazid', 'Lubna', 'Khaldun', 'Nadira'],
  fr: ['Anselme', 'Clothilde', 'Brice', 'Perpétue', 'Gédéon', 'Oumou', 'Thierno', 'Solange'],
}
const lastNames = [
  ...['Okkema', 'Vreeburg', 'Dassen', 'Tjallinga', 'Zwanikken', 'Haddadin', 'Rustom', 'Qabbani', 'Mulumba', 'Fofana'],
  ...['Bisschop', 'Pennock', 'Larkspur', 'Wetherby', 'Grootenboer', 'Idrissi', 'Kasongo', 'Nefzaoui', 'Delacourt'],
  ...['Ypma', 'Hoogewerf', 'Sarraf', 'Camara', 'Thornhill', 'Elzinga'],
]
const quarters = ['Sluiskwartier', 'Oude Lijnbaan', 'Noordermaat', 'Bleekveld', 'Kromme Werf', 'Het Getij', 'Tolhoek']

const pick = <T>(from: readonly T[], at: number): T => {
  const found = from[at % from.length]
  if (found === undefined) throw new RangeError('There is nothing to choose from.')
  return found
}

function personAt(at: number): Invited {
  const language = pick(languages, at)
  const turn = Math.floor(at / languages.length)
  return {
    // Eight first names and twenty-five last ones: nobody of a language is called like another before the 200th.
    name: `${pick(firstNames[language], turn)} ${pick(lastNames, turn + 6 * (at % languages.length))}`,
    // Far apart, so that nobody looks like somebody else with a digit mistyped.
    number: `+316${String(10_000_000 + (((at + 1) * 7_654_321) % 49_999_999)).padStart(8, '0')}`,
    place: pick(quarters, at * 3 + Math.floor(at / 7)),
    householdSize: 1 + ((at * 5) % 6),
    language,
  }
}

/** The week in which two people lose their phones. */
export const weekOfLostPhones = 2

function answerOf(week: number, at: number): Answer {
  if (week === weekOfLostPhones && (at === 3 || at === 11)) return 'lost'
  switch ((at * 7 + week * 3) % 20) {
    case 0:
      return 'silence'
    case 1:
      return 'no'
    case 2:
      return at % 2 === 0 ? 'noWord' : 'silence'
    case 3:
    case 4:
    case 5:
      return 'word'
    case 6:
      return 'twice'
    case 7:
      return 'muddled'
    default:
      return 'button'
  }
}

/** What leaves its voucher unwanted or unanswered: that round of theirs is still to come. */
const without: ReadonlySet<Answer> = new Set(['no', 'noWord', 'silence'])

/** How many take their voucher in every week: they have had all their rounds, and are completed. */
export function takersOfAll({ people, weeks, answerOf }: VoucherPlan): number {
  const takesAll = (at: number): boolean =>
    Array.from({ length: weeks }, (_, before) => answerOf(before + 1, at)).every(each => !without.has(each))
  return people.filter((_, at) => takesAll(at)).length
}

const voucherMinor = 2_500n

/** @param people 20 to 500 @param weeks 1 to 4 */
export function voucherPlan(people = 500, weeks = 4): VoucherPlan {
  // Long enough to be asked, read and answered; a large list takes longer until the last one is asked.
  const deadlineS = 25 + Math.round(people * 0.2)
  return {
    name: 'Waterstad',
    people: Array.from({ length: people }, (_, at) => personAt(at)),
    weeks,
    voucherMinor,
    // What it needs, and a week more: nobody's round waits for money.
    budgetMinor: voucherMinor * BigInt(people * (weeks + 1)),
    deadlineS,
    // Most have answered by then; who has not has time left.
    reminderAfterS: Math.round(deadlineS * 0.6),
    // About what a week takes; where one takes longer, the round of the next waits for it.
    weekMinutes: Math.max(1, Math.round((40 + people * 0.4) / 60)),
    lostOrders: Math.max(1, Math.round(people / 100)),
    answerOf,
    // A third of them go to the shop at once; half of those spend all of it.
    spentOf: (week, at) => ((at + week) % 3 > 0 ? 0n : (at + week) % 2 === 0 ? voucherMinor : 1_130n),
  }
}

/** The selection of the partner as a file, as staff would upload it. */
export function listOf({ people }: VoucherPlan): UploadedList {
  const rows = people.map(
    ({ name, number, place, householdSize, language }) => `${name},${number},${place},${householdSize},${language},ja`,
  )
  const text = ['naam,telefoonnummer,woonplaats,huishoudgrootte,taal,toestemming', ...rows].join('\n')
  return { name: `waterstad-${people.length}.csv`, bytes: new TextEncoder().encode(`${text}\n`) }
}

/** How people say it, by language. */
export const words: Readonly<Record<Spoken, { yes: string; no: string; button: [yes: string, no: string] }>> = {
  nl: { yes: 'ja graag', no: 'nee dank u', button: ['Ja', 'Nee'] },
  en: { yes: 'yes please', no: 'no thanks', button: ['Yes', 'No'] },
  ar: { yes: 'نعم', no: 'لا', button: ['نعم', 'لا'] },
  fr: { yes: 'oui merci', no: 'non merci', button: ['Oui', 'Non'] },
}

/** What nobody takes for a yes or a no. */
export const muddle = '🛒🛒'

/** The question as it was submitted for approval: a name and an amount are filled in, two buttons answer it. */
export const questions: Readonly<Record<Spoken, string>> = {
  nl: '{1}, er is een waardebon van {2} voor u. Wilt u deze? Antwoord JA of NEE.',
  en: '{1}, there is a voucher of {2} for you. Do you want it? Reply YES or NO.',
  ar: '{1}، لديك قسيمة بقيمة {2}. هل تريدها؟ أجب بنعم أو لا.',
  fr: '{1}, il y a un bon d’achat de {2} pour vous. Le voulez-vous ? Répondez OUI ou NON.',
}
