/** What a card on paper says. To be reviewed by native speakers but for English. */
import type { Language } from '../domain/language.js'

export interface CardWords {
  readonly title: (programme: string) => string
  readonly how: string
  readonly free: string
  readonly until: (day: string) => string
}

export const cardWords: Partial<Readonly<Record<Language, CardWords>>> = {
  en: {
    title: programme => `Register for ${programme}`,
    how: 'Point the camera of a telephone at the code, or write the address below into its browser.',
    free: 'The card is for you only. It is free: pay nobody for it.',
    until: day => `Until ${day}`,
  },
  sw: {
    title: programme => `Jisajili katika ${programme}`,
    how: 'Elekeza kamera ya simu kwenye alama hii, au andika anwani iliyo hapa chini kwenye kivinjari.',
    free: 'Kadi hii ni yako tu. Ni bure: usimlipe mtu yeyote.',
    until: day => `Hadi ${day}`,
  },
  nl: {
    title: programme => `Aanmelden voor ${programme}`,
    how: 'Richt de camera van een telefoon op de code, of typ het adres hieronder in de browser.',
    free: 'De kaart is alleen voor u. Het is gratis: betaal niemand.',
    until: day => `Tot en met ${day}`,
  },
  fr: {
    title: programme => `S’inscrire à ${programme}`,
    how: 'Dirigez l’appareil photo d’un téléphone vers le code, ou écrivez l’adresse ci-dessous dans le navigateur.',
    free: 'Cette carte est pour vous seul(e). C’est gratuit : ne payez personne.',
    until: day => `Jusqu’au ${day}`,
  },
  ar: {
    title: programme => `التسجيل في ${programme}`,
    how: 'وجه كاميرا الهاتف إلى الرمز، أو اكتب العنوان أدناه في المتصفح.',
    free: 'البطاقة لك وحدك. التسجيل مجاني: لا تدفع لأحد.',
    until: day => `حتى ${day}`,
  },
}
