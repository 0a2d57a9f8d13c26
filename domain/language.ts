/**
 * Languages that programmes speak, by ISO 639 code: the two-letter code where there is one (639-1), else the
 * three-letter one (639-3). Lists write codes, English names or the language's own name; all become the code.
 */
const languages = {
  am: ['amh', 'amharic', 'amarigna', 'አማርኛ'],
  ar: ['ara', 'arabic', 'العربية'],
  en: ['eng', 'english', 'kiingereza', 'anglais', 'engels'],
  es: ['spa', 'spanish', 'español', 'espanol'],
  fr: ['fra', 'fre', 'french', 'français', 'francais', 'kifaransa', 'frans'],
  lg: ['lug', 'luganda', 'ganda'],
  ln: ['lin', 'lingala'],
  luo: ['dholuo', 'kijaluo'],
  mer: ['meru', 'kimeru'],
  ki: ['kik', 'kikuyu', 'gikuyu'],
  kam: ['kamba', 'kikamba'],
  kln: ['kalenjin'],
  mas: ['maasai', 'masai', 'maa'],
  nl: ['nld', 'dut', 'dutch', 'nederlands'],
  ny: ['nya', 'chichewa', 'nyanja', 'chinyanja'],
  om: ['orm', 'oromo', 'afaan oromo', 'afaan oromoo'],
  gax: ['borana', 'boran', 'borana oromo'],
  rel: ['rendille'],
  rw: ['kin', 'kinyarwanda'],
  saq: ['samburu', 'sampur'],
  so: ['som', 'somali', 'soomaali', 'af soomaali'],
  sw: ['swa', 'swh', 'swahili', 'kiswahili'],
  ti: ['tir', 'tigrinya'],
  tuv: ['turkana', 'ngaturkana', 'kiturkana'],
  uk: ['ukr', 'ukrainian', 'українська'],
} as const satisfies Record<string, readonly string[]>
export type Language = keyof typeof languages

export const isLanguage = (text: string): text is Language => Object.hasOwn(languages, text)
export const languageCodes = Object.keys(languages) as readonly Language[]

const codeOf = new Map<string, Language>(
  languageCodes.flatMap(code => [[code, code] as const, ...languages[code].map(name => [name, code] as const)]),
)

/** `Turkana`, `TUV`, `tuv`, `sw-KE` → the code; null for what we do not know. */
export function readLanguage(text: string): Language | null {
  const written = text.normalize('NFC').trim().toLowerCase().replace(/\s+/g, ' ')
  return codeOf.get(written) ?? codeOf.get(written.split(/[-_]/)[0] ?? '') ?? null
}
