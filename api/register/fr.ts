/** The pages for people in French. To be reviewed by a native speaker. */
import type { RegisterWords } from './words.js'

export const fr: RegisterWords = {
  own: 'Français',
  languages: 'Langues',
  title: ({ programme }) => `S’inscrire à ${programme}`,
  intro: ({ organisation, programme, partner, until }) => [
    `${organisation} vous invite à vous inscrire à ${programme}. ${partner} vous a proposé(e).`,
    'Nous demandons votre nom, votre numéro de téléphone, la taille de votre ménage et votre langue, pour voir si vous pouvez recevoir de l’aide et comment l’envoyer.',
    'C’est gratuit : ne payez personne. S’inscrire n’est pas une promesse d’aide.',
    `Cette page est pour vous seul(e), jusqu’au ${until}.`,
  ],
  begin: 'Continuer et s’inscrire',
  decline: 'Je ne veux pas participer',
  form: {
    name: 'Votre nom complet',
    phone: 'Votre numéro de mobile',
    phoneHint: 'C’est à ce numéro que nous envoyons les messages et l’aide.',
    household: 'Combien de personnes vivent dans votre ménage, vous compris ?',
    language: 'La langue dans laquelle nous vous écrivons',
  },
  consentTitle: 'Votre accord',
  consent: ({ organisation, programme }) =>
    `J’accepte que ${organisation} conserve mon nom, mon numéro de téléphone, la taille de mon ménage et ma langue, fasse vérifier le numéro par l’organisme payeur, et ne s’en serve que pour décider d’une aide de ${programme} et l’envoyer. Je peux retirer cet accord à tout moment en le disant au personnel.`,
  register: 'S’inscrire',
  correct: 'Corrigez ce qui est marqué et renvoyez.',
  wrong: {
    name: 'Écrivez votre nom.',
    phone: 'Ce n’est pas un numéro de téléphone : vérifiez qu’il ne manque pas de chiffre.',
    landline: 'C’est un numéro fixe : écrivez un numéro de mobile.',
    country: 'Ce n’est pas un numéro de ce pays.',
    household: 'Écrivez un nombre entier de 1 à 99.',
    language: 'Choisissez une langue.',
    consent: 'Sans votre accord, nous ne pouvons pas vous inscrire.',
  },
  sure: 'En êtes-vous sûr(e) ? Ce lien ne servira plus, et nous oublions ce que nous savons de vous.',
  declineYes: 'Oui, je ne veux pas participer',
  back: 'Retour',
  registered: ({ programme }) => [
    `Merci. Vous êtes inscrit(e) à ${programme}.`,
    'Notre équipe examine maintenant votre inscription. Ensuite, vous recevrez un message. D’ici là, vous n’avez rien à faire.',
    'Gardez le numéro que vous nous avez donné. Nous ne demandons jamais votre code PIN.',
  ],
  already: 'Vous êtes déjà inscrit(e). Rien n’a été changé.',
  ended: {
    over: 'Ce lien n’est plus valable. Demandez-en un nouveau à qui vous l’a envoyé.',
    revoked: 'Cette invitation a été retirée. Adressez-vous à qui vous l’a envoyée.',
    expired: 'Le délai de cette invitation est passé. Demandez-en une nouvelle à qui vous l’a envoyée.',
    declined: 'Vous ne participez pas. Nous avons oublié votre nom et votre numéro. Merci de nous l’avoir dit.',
    tooMany: 'C’était trop à la fois. Attendez une minute et réessayez.',
    foreign: 'Ouvrez de nouveau le lien et envoyez depuis là.',
    broken: 'Cela n’a pas marché. Réessayez dans une minute.',
  },
  question: {
    title: 'Votre bon d’achat',
    ask: ({ programme, amount, count }) =>
      count === 1
        ? `${programme} a un bon d’achat de ${amount} pour vous. Le voulez-vous ?`
        : `${programme} a ${count} bons d’achat pour vous, ${amount} en tout. Les voulez-vous ?`,
    until: day => `Répondez au plus tard le ${day}.`,
    yes: 'Oui, je le veux',
    no: 'Non, je n’en veux pas',
    said: {
      yes: 'Merci. Vous avez dit oui : votre bon arrive par message.',
      no: 'Vous avez dit non : le bon a été annulé. Si c’est une erreur, dites-le à notre équipe.',
      late: 'Votre bon a été annulé, car aucune réponse n’est arrivée à temps. Dites à notre équipe si vous le voulez encore.',
      over: 'Cette question a déjà sa réponse, et votre bon a été envoyé.',
      cancelled: 'Ce bon a été annulé. Si c’est une erreur, dites-le à notre équipe.',
    },
  },
}
