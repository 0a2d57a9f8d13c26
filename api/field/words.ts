/** What the page behind a field link says, in the languages that it speaks. */
import type { ContactResult } from '../../domain/cases.js'
import { fieldLanguages, type FieldLanguage } from '../../domain/fieldLinks.js'

/** What went wrong, for whoever holds the phone. */
export type Said =
  | 'stored'
  | 'over'
  | 'used'
  | 'wrongPin'
  | 'locked'
  | 'tooMany'
  | 'notThere'
  | 'badNumber'
  | 'empty'
  | 'foreign'
  | 'broken'

/** Why a number has to be corrected, as far as the FSP said. */
type Why = 'not_registered' | 'wrong_operator' | 'invalid_number' | 'recipient_blocked' | 'other'

export interface FieldWords {
  readonly title: string
  readonly intro: (until: string) => string
  readonly open: string
  readonly pin: string
  readonly goOn: string
  readonly nothing: string
  readonly ask: string
  readonly endsIn: string
  readonly why: Readonly<Record<Why, string>>
  readonly newNumber: string
  readonly result: string
  readonly results: Readonly<Record<ContactResult, string>>
  readonly remark: string
  readonly send: string
  readonly next: string
  readonly said: Readonly<Record<Said, string>>
}

const en: FieldWords = {
  title: 'Numbers to correct',
  intro: until => `This link is for you and this phone, until ${until}. Do not pass it on.`,
  open: 'Open',
  pin: 'The PIN that you were told',
  goOn: 'It was this phone: go on',
  nothing: 'No number waits to be corrected here.',
  ask: 'Ask for the number of a phone that can receive mobile money and is in their own name.',
  endsIn: 'Old number ends in',
  why: {
    not_registered: 'The number is not registered for mobile money.',
    wrong_operator: 'The number belongs to another operator.',
    invalid_number: 'The number is not valid.',
    recipient_blocked: 'The account of the number is blocked.',
    other: 'The number could not receive the money.',
  },
  newNumber: 'New number',
  result: 'What came of it',
  results: {
    reached: 'Reached',
    no_answer: 'No answer',
    wrong_person: 'Another person answered',
    promised: 'Will give it later',
    moved: 'Moved away',
    other: 'Something else',
  },
  remark: 'Remark',
  send: 'Send',
  next: 'Next people',
  said: {
    stored: 'Thank you, it is stored. Somebody else checks a new number before it is used.',
    over: 'This link is not good any more. Ask for a new one.',
    used: 'This link was opened on a phone already. Ask for a new one.',
    wrongPin: 'The PIN is wrong.',
    locked: 'There were too many wrong PINs. The link is closed: ask for a new one.',
    tooMany: 'That was too much at once. Wait a minute and try again.',
    notThere: 'This person is done already, or is not on your list.',
    badNumber:
      'This is the old number, or no mobile number of this country. Nothing was stored: correct it and send again.',
    empty: 'Write the new number, or what came of it.',
    foreign: 'Open the list again and send it from there.',
    broken: 'That did not work. Try again in a minute.',
  },
}

const sw: FieldWords = {
  title: 'Namba za kusahihisha',
  intro: until => `Kiungo hiki ni chako na cha simu hii, hadi ${until}. Usimpe mtu mwingine.`,
  open: 'Fungua',
  pin: 'PIN uliyoambiwa',
  goOn: 'Ilikuwa simu hii: endelea',
  nothing: 'Hakuna namba inayosubiri kusahihishwa hapa.',
  ask: 'Omba namba ya simu inayoweza kupokea pesa na iliyosajiliwa kwa jina lake.',
  endsIn: 'Namba ya zamani inaishia na',
  why: {
    not_registered: 'Namba haijasajiliwa kwa huduma ya pesa kwa simu.',
    wrong_operator: 'Namba ni ya mtandao mwingine.',
    invalid_number: 'Namba si sahihi.',
    recipient_blocked: 'Akaunti ya namba imefungwa.',
    other: 'Namba haikuweza kupokea pesa.',
  },
  newNumber: 'Namba mpya',
  result: 'Matokeo',
  results: {
    reached: 'Amepatikana',
    no_answer: 'Hakujibu',
    wrong_person: 'Alijibu mtu mwingine',
    promised: 'Atatoa baadaye',
    moved: 'Amehama',
    other: 'Jambo jingine',
  },
  remark: 'Maelezo',
  send: 'Tuma',
  next: 'Watu wanaofuata',
  said: {
    stored: 'Asante, imehifadhiwa. Mtu mwingine atahakiki namba mpya kabla haijatumika.',
    over: 'Kiungo hiki hakifanyi kazi tena. Omba kingine.',
    used: 'Kiungo hiki kimeshafunguliwa kwenye simu. Omba kingine.',
    wrongPin: 'PIN si sahihi.',
    locked: 'PIN isiyo sahihi imewekwa mara nyingi mno. Kiungo kimefungwa: omba kingine.',
    tooMany: 'Umetuma mara nyingi mno. Subiri dakika moja, kisha ujaribu tena.',
    notThere: 'Mtu huyu ameshakamilika, au hayuko kwenye orodha yako.',
    badNumber:
      'Hii ni namba ya zamani, au si namba ya simu ya mkononi ya nchi hii. Hakuna kilichohifadhiwa: isahihishe na utume tena.',
    empty: 'Andika namba mpya, au matokeo.',
    foreign: 'Fungua orodha tena na utume kutoka hapo.',
    broken: 'Haikufanikiwa. Jaribu tena baada ya dakika moja.',
  },
}

const fr: FieldWords = {
  title: 'Numéros à corriger',
  intro: until => `Ce lien est pour vous et ce téléphone, jusqu’au ${until}. Ne le transmettez pas.`,
  open: 'Ouvrir',
  pin: 'Le code PIN que l’on vous a dit',
  goOn: 'C’était ce téléphone : continuer',
  nothing: 'Aucun numéro n’attend de correction ici.',
  ask: 'Demandez le numéro d’un téléphone qui peut recevoir de l’argent mobile et qui est à son propre nom.',
  endsIn: 'L’ancien numéro se termine par',
  why: {
    not_registered: 'Le numéro n’est pas inscrit à l’argent mobile.',
    wrong_operator: 'Le numéro est d’un autre opérateur.',
    invalid_number: 'Le numéro n’est pas valable.',
    recipient_blocked: 'Le compte du numéro est bloqué.',
    other: 'Le numéro n’a pas pu recevoir l’argent.',
  },
  newNumber: 'Nouveau numéro',
  result: 'Résultat',
  results: {
    reached: 'Joint',
    no_answer: 'Pas de réponse',
    wrong_person: 'Une autre personne a répondu',
    promised: 'Le donnera plus tard',
    moved: 'A déménagé',
    other: 'Autre chose',
  },
  remark: 'Remarque',
  send: 'Envoyer',
  next: 'Personnes suivantes',
  said: {
    stored: 'Merci, c’est enregistré. Quelqu’un d’autre vérifie un nouveau numéro avant qu’il serve.',
    over: 'Ce lien n’est plus valable. Demandez-en un nouveau.',
    used: 'Ce lien a déjà été ouvert sur un téléphone. Demandez-en un nouveau.',
    wrongPin: 'Le code PIN est faux.',
    locked: 'Trop de codes PIN étaient faux. Le lien est fermé : demandez-en un nouveau.',
    tooMany: 'C’était trop à la fois. Attendez une minute et réessayez.',
    notThere: 'Cette personne est déjà traitée, ou n’est pas sur votre liste.',
    badNumber:
      'C’est l’ancien numéro, ou ce n’est pas un numéro mobile de ce pays. Rien n’est enregistré : corrigez-le et renvoyez.',
    empty: 'Écrivez le nouveau numéro, ou le résultat.',
    foreign: 'Ouvrez de nouveau la liste et envoyez depuis celle-ci.',
    broken: 'Cela n’a pas marché. Réessayez dans une minute.',
  },
}

export const fieldWords: Readonly<Record<FieldLanguage, FieldWords>> = { en, sw, fr }

/** For whoever holds no good link: what their browser asks for, if we speak it. */
export function languageAsked(header: string | undefined): FieldLanguage {
  const wanted = (header ?? '')
    .toLowerCase()
    .split(',')
    .map(each => each.trim().slice(0, 2))
  return wanted.flatMap(each => fieldLanguages.filter(known => known === each))[0] ?? 'en'
}

export const whyInWords = ({ why }: FieldWords, reason: string | null): string =>
  reason !== null && Object.hasOwn(why, reason) ? why[reason as Why] : why.other
