/** The languages of the portal, each by its own name. */
export const languages = {
  en: { name: 'English', direction: 'ltr' },
  fr: { name: 'Français', direction: 'ltr' },
  nl: { name: 'Nederlands', direction: 'ltr' },
  sw: { name: 'Kiswahili', direction: 'ltr' },
  ar: { name: 'العربية', direction: 'rtl' },
} as const

export type Language = keyof typeof languages
export const isLanguage = (text: string): text is Language => Object.hasOwn(languages, text)
