/**
 * What stands on a voucher beside its figures, by language. `{brand}` is where it can be used. All but English are
 * to be reviewed by native speakers. Turkana and Samburu are not here: nobody of us speaks them, and a wrong word about money
 * does harm; their people read the next language of their chain (Swahili), and that is told.
 */
import type { Language } from '../domain/language.js'

export interface VoucherWords {
  readonly title: string
  readonly pin: string
  /** before the last day */
  readonly until: string
  readonly steps: readonly string[]
  readonly keep: string
}

export const voucherWords = {
  en: {
    title: 'Voucher',
    pin: 'PIN',
    until: 'Use it until',
    steps: [
      'Show this page at the till of {brand}: on your phone, or printed.',
      'The cashier scans the barcode. Give the PIN if you are asked for it.',
      'You can use it several times. What you do not spend stays on it until the last day.',
    ],
    keep: 'It is like money: show it to nobody but the cashier. It is free: pay nobody for it.',
  },
  nl: {
    title: 'Tegoedbon',
    pin: 'Pincode',
    until: 'Te gebruiken tot en met',
    steps: [
      'Laat deze pagina zien aan de kassa van {brand}: op uw telefoon of geprint.',
      'De caissière scant de streepjescode. Geef de pincode als daarom wordt gevraagd.',
      'U kunt de bon meerdere keren gebruiken. Wat u niet uitgeeft, blijft erop staan tot de laatste dag.',
    ],
    keep: 'De bon is geld waard: laat hem alleen aan de kassa zien. Hij is gratis: betaal er niemand voor.',
  },
  fr: {
    title: 'Bon d’achat',
    pin: 'Code PIN',
    until: 'À utiliser jusqu’au',
    steps: [
      'Montrez cette page à la caisse de {brand} : sur votre téléphone ou imprimée.',
      'À la caisse, on scanne le code-barres. Donnez le code PIN si on vous le demande.',
      'Vous pouvez l’utiliser plusieurs fois. Ce que vous ne dépensez pas y reste jusqu’au dernier jour.',
    ],
    keep: 'C’est comme de l’argent : ne le montrez qu’à la caisse. Il est gratuit : ne payez personne.',
  },
  sw: {
    title: 'Vocha',
    pin: 'PIN',
    until: 'Itumie hadi',
    steps: [
      'Onyesha ukurasa huu kwenye malipo ya {brand}: kwa simu yako au ukiwa umechapishwa.',
      'Muuzaji atasoma msimbo wa mistari. Toa PIN ukiulizwa.',
      'Unaweza kuitumia mara kadhaa. Usichotumia hubaki ndani yake hadi siku ya mwisho.',
    ],
    keep: 'Ni kama pesa: usimwonyeshe mtu mwingine ila muuzaji. Ni bure: usimlipe mtu yeyote.',
  },
  ar: {
    title: 'قسيمة شراء',
    pin: 'الرقم السري',
    until: 'صالحة حتى',
    steps: [
      'اعرض هذه الصفحة عند الدفع في {brand} على هاتفك أو مطبوعة.',
      'يقرأ المحاسب الرمز بالجهاز. أعط الرقم السري إذا طلب منك.',
      'يمكنك استعمالها أكثر من مرة. ما لا تنفقه يبقى فيها حتى آخر يوم.',
    ],
    keep: 'هي مثل المال: لا ترها لأحد غير المحاسب. هي مجانية: لا تدفع لأحد.',
  },
} as const satisfies Partial<Record<Language, VoucherWords>>
