/**
 * What the pages for people say: the one on which they register, and the one with the question about a voucher. English is
 * here, the other languages beside it; to be reviewed by native speakers but for English.
 */
import type { Language } from '../../domain/language.js'
import { languageChain } from '../../domain/languageChain.js'
import { ar } from './ar.js'
import { fr } from './fr.js'
import { nl } from './nl.js'
import { sw } from './sw.js'

export const pageLanguages = ['en', 'sw', 'nl', 'fr', 'ar'] as const
export type PageLanguage = (typeof pageLanguages)[number]

/** Who asks, and for what. */
export interface Asking {
  readonly organisation: string
  readonly programme: string
  readonly partner: string
  /** a day, as it reads in the language */
  readonly until: string
}

/** What is wrong with what was written. */
export type Wrong = 'name' | 'phone' | 'landline' | 'country' | 'household' | 'language' | 'consent'

/** How a link ended, or what went wrong. */
export type Ended = 'over' | 'revoked' | 'expired' | 'declined' | 'tooMany' | 'foreign' | 'broken'

export interface RegisterWords {
  /** the language in itself */
  readonly own: string
  readonly languages: string
  readonly title: (asking: Asking) => string
  readonly intro: (asking: Asking) => readonly string[]
  readonly begin: string
  readonly decline: string
  readonly form: {
    readonly name: string
    readonly phone: string
    readonly phoneHint: string
    readonly household: string
    readonly language: string
  }
  readonly consentTitle: string
  /** kept word for word with whoever agrees: a change needs a next `consentVersion` */
  readonly consent: (asking: Pick<Asking, 'organisation' | 'programme'>) => string
  readonly register: string
  readonly correct: string
  readonly wrong: Readonly<Record<Wrong, string>>
  readonly sure: string
  readonly declineYes: string
  readonly back: string
  readonly registered: (asking: Asking) => readonly string[]
  readonly already: string
  readonly ended: Readonly<Record<Ended, string>>
  readonly question: {
    readonly title: string
    /** @param amount as it reads in the language; `count` vouchers in all */
    readonly ask: (what: { programme: string; amount: string; count: number }) => string
    readonly until: (day: string) => string
    readonly yes: string
    readonly no: string
    readonly said: Readonly<Record<'yes' | 'no' | 'late' | 'over' | 'cancelled', string>>
  }
}

/** Of the text of consent, in all languages. */
export const consentVersion = '2026-11'

const en: RegisterWords = {
  own: 'English',
  languages: 'Languages',
  title: ({ programme }) => `Register for ${programme}`,
  intro: ({ organisation, programme, partner, until }) => [
    `${organisation} invites you to register for ${programme}. ${partner} suggested you.`,
    'We ask for your name, telephone number, household size and language, to see whether you can get help and how to send it.',
    'It is free: pay nobody for it. Registering is no promise of help.',
    `This page is for you only, until ${until}.`,
  ],
  begin: 'Go on and register',
  decline: 'I do not want to take part',
  form: {
    name: 'Your full name',
    phone: 'Your mobile number',
    phoneHint: 'To this number we send messages and help.',
    household: 'How many people live in your household, with you?',
    language: 'The language in which we write to you',
  },
  consentTitle: 'Your consent',
  consent: ({ organisation, programme }) =>
    `I agree that ${organisation} keeps my name, telephone number, household size and language, has the number checked by who pays out, and uses them only to decide about help from ${programme} and to send it. I can take this back at any time by telling the staff.`,
  register: 'Register',
  correct: 'Please correct what is marked and send it again.',
  wrong: {
    name: 'Write your name.',
    phone: 'This is no telephone number: look whether a digit is missing.',
    landline: 'This is a landline: write a mobile number.',
    country: 'This is no number of this country.',
    household: 'Write a whole number from 1 to 99.',
    language: 'Choose a language.',
    consent: 'Without your consent we can not register you.',
  },
  sure: 'Are you sure? This link is over then, and we forget what we know of you.',
  declineYes: 'Yes, I do not want to take part',
  back: 'Go back',
  registered: ({ programme }) => [
    `Thank you. You are registered for ${programme}.`,
    'Next, our staff look at your registration. Then you get a message. You need do nothing until then.',
    'Keep the number that you gave us. We never ask for your PIN.',
  ],
  already: 'You are registered already. Nothing was changed.',
  ended: {
    over: 'This link is not good any more. Ask whoever sent it for a new one.',
    revoked: 'This invitation was taken back. Ask whoever sent it.',
    expired: 'The time of this invitation is over. Ask whoever sent it for a new one.',
    declined: 'You do not take part. We have forgotten your name and number. Thank you for telling us.',
    tooMany: 'That was too much at once. Wait a minute and try again.',
    foreign: 'Open the link again and send it from there.',
    broken: 'That did not work. Try again in a minute.',
  },
  question: {
    title: 'Your voucher',
    ask: ({ programme, amount, count }) =>
      count === 1
        ? `${programme} has a voucher of ${amount} for you. Do you want it?`
        : `${programme} has ${count} vouchers for you, ${amount} in all. Do you want them?`,
    until: day => `Please answer by ${day}.`,
    yes: 'Yes, I want it',
    no: 'No, I do not want it',
    said: {
      yes: 'Thank you. You said yes: your voucher comes by message.',
      no: 'You said no: the voucher was cancelled. If this is wrong, tell our staff.',
      late: 'Your voucher was cancelled because no answer came in time. Tell our staff if you still want it.',
      over: 'This question was answered already, and your voucher was sent.',
      cancelled: 'This voucher was cancelled. If this is wrong, tell our staff.',
    },
  },
}

export const registerWords: Readonly<Record<PageLanguage, RegisterWords>> = { en, sw, nl, fr, ar }

const isPageLanguage = (text: string): text is PageLanguage => (pageLanguages as readonly string[]).includes(text)

/** The chosen one, else the best for whoever speaks `own`. */
export function spokenOn(chosen: string | undefined, own: Language): PageLanguage {
  if (chosen !== undefined && isPageLanguage(chosen)) return chosen
  return languageChain(own).find(isPageLanguage) ?? 'en'
}

/** What a browser asks for, where nobody is known. */
export const askedOf = (header: string | undefined): PageLanguage =>
  (header ?? '')
    .split(',')
    .map(each => each.trim().slice(0, 2).toLowerCase())
    .find(isPageLanguage) ?? 'en'
