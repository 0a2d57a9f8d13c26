/**
 * The words by which people say yes and no, and ask for no more messages. As they are written; `domain/answers.ts` compares
 * them without case, accents and punctuation.
 */
import type { Language } from './language.js'

export interface AnswerWords {
  readonly yes: readonly string[]
  readonly no: readonly string[]
  /** yes or no only as the whole message, or before a comma or full stop: elsewhere they are everyday words */
  readonly alone?: readonly string[]
  /** words that turn a yes around (“yes, but not now”): with one of them a yes is none, and a no with `doubts` neither */
  readonly not?: readonly string[]
  /** what begins with a no and is none: “no problem” */
  readonly doubts?: readonly string[]
  /** no more messages: as the whole message or its first words */
  readonly stop?: readonly string[]
  /** the same, but only as the whole message: ordinary sentences begin with them */
  readonly stopAlone?: readonly string[]
  /** messages again; only as the whole message */
  readonly start?: readonly string[]
  readonly help?: readonly string[]
  /** politeness that may stand before any of these */
  readonly please?: readonly string[]
  /** English words that are words of this language too: they are not taken for English */
  readonly notEnglish?: readonly string[]
  /** a speaker has not confirmed them yet */
  readonly unreviewed?: true
}

/**
 * Yes and no by CLDR (posix yesstr and nostr), with what people write beside it. The stop words of English are those that
 * carriers in North America act upon; the others are their everyday equivalents.
 */
export const answerWords = {
  en: {
    yes: ['yes', 'yes please', 'yeah', 'yep'],
    no: ['no', 'no thanks', 'no thank you', 'nope'],
    not: ['not', "don't", 'never', "can't", 'cannot', "won't", 'but'],
    doubts: [
      'no problem',
      'no worries',
      'no objection',
      'no doubt',
      'no idea',
      'no need to',
      'no signal',
      'no network',
    ],
    stop: ['stop', 'stopall', 'unsubscribe', 'optout', 'opt out'],
    stopAlone: ['cancel', 'end', 'quit', 'revoke', 'remove me'],
    start: ['start', 'unstop', 'resume', 'subscribe'],
    help: ['help', 'info'],
    please: ['please', 'pls', 'kindly'],
  },
  sw: {
    yes: ['ndiyo', 'ndio', 'naam'],
    no: ['hapana', 'la'],
    alone: ['la'],
    not: ['si', 'sio', 'siyo', 'bado', 'lakini', 'sikubali', 'sikubaliani', 'siwezi'],
    stop: ['acha', 'komesha', 'sitaki', 'simamisha'],
    stopAlone: ['ondoa', 'mwisho'],
    start: ['anza', 'endelea', 'anzisha'],
    help: ['msaada', 'usaidizi'],
    please: ['tafadhali'],
  },
  fr: {
    yes: ['oui'],
    no: ['non', 'non merci'],
    not: ['pas', 'jamais', 'mais'],
    doubts: ['non seulement'],
    stop: ['arrêt', 'arrêter', 'arrêtez', 'arrête', 'stop', 'désabonner', 'désinscrire', 'désinscription'],
    stopAlone: ['fin', 'annuler'],
    start: ['reprendre', 'démarrer', 'commencer', 'réabonner'],
    help: ['aide'],
    please: ['svp', "s'il vous plaît", "s'il te plaît"],
    // “No 12” is number twelve.
    notEnglish: ['no'],
  },
  nl: {
    yes: ['ja', 'jawel', 'ja graag', 'jazeker'],
    no: ['nee', 'neen', 'nee bedankt'],
    not: ['niet', 'geen', 'nooit', 'maar'],
    stop: ['stop', 'afmelden', 'uitschrijven'],
    stopAlone: ['stoppen', 'einde', 'annuleren'],
    start: ['start', 'hervat', 'hervatten', 'aanmelden'],
    help: ['hulp', 'help'],
    please: ['aub', 'alsjeblieft', 'alstublieft'],
  },
  ar: {
    yes: ['نعم', 'ايوه', 'ايوة', 'أجل'],
    no: ['لا', 'لأ', 'كلا', 'لا شكرا'],
    not: ['ليس', 'لكن', 'مش', 'لست'],
    doubts: ['لا مشكلة', 'لا بأس', 'لا أعرف', 'لا أدري', 'لا مانع'],
    stop: ['توقف', 'أوقف', 'أوقفوا', 'إيقاف', 'إلغاء الاشتراك'],
    stopAlone: ['إلغاء', 'قف'],
    start: ['ابدأ', 'استئناف', 'اشتراك'],
    help: ['مساعدة'],
    please: ['من فضلك', 'رجاء', 'لو سمحت'],
  },
  es: {
    yes: ['sí'],
    no: ['no', 'no gracias'],
    // Without its accent it is “if”.
    alone: ['sí'],
    not: ['pero', 'nunca', 'jamás'],
    doubts: ['no hay problema', 'no sé', 'no importa'],
    stopAlone: ['parar', 'baja', 'detener', 'alto', 'fin', 'cancelar'],
    start: ['reanudar', 'empezar', 'alta'],
    help: ['ayuda'],
    please: ['por favor'],
  },
  so: { yes: ['haa'], no: ['maya'], stop: ['jooji'], please: ['fadlan'] },
  am: { yes: ['አዎን', 'አዎ'], no: ['አይ', 'አይደለም'] },
  uk: { yes: ['так'], no: ['ні'], stop: ['стоп'] },
  luo: { yes: ['ee'], no: ['da'], alone: ['ee', 'da'], notEnglish: ['no'] },
  ln: { yes: ['íyo'], no: ['tɛ̂', 'te'], alone: ['tɛ̂', 'te'] },
  ki: { yes: ['ĩĩ'], no: ['ca'], alone: ['ca'], notEnglish: ['no'] },
  kam: { yes: ['ĩĩ'], no: ['aiee'], notEnglish: ['no'] },
  kln: { yes: ['wei'], no: ['achicha'], alone: ['wei'] },
  saq: { yes: ['neja'], no: ['nara'], unreviewed: true },
  om: { yes: ['eeyyee', 'eeyee'], no: ['lakki'], unreviewed: true },
  rw: { yes: ['yego'], no: ['oya'], notEnglish: ['no'], unreviewed: true },
} as const satisfies Partial<Record<Language, AnswerWords>>

/**
 * What is known of a language; nothing for those whose words only programme staff can tell (Turkana, Rendille, Maasai …).
 */
export const wordsOfLanguage = (language: Language): AnswerWords | undefined =>
  (answerWords as Partial<Readonly<Record<Language, AnswerWords>>>)[language]
