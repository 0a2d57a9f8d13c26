/** The same in French, without the letters (ê, ç, ô …) that would make an SMS twice as long. To be reviewed by a native speaker. */
import type { TextsByKind } from './kinds.js'

export const fr = {
  registered:
    "Bonjour {name}, nous avons votre inscription à {programme}. Nous vous dirons la suite par message. C'est gratuit : ne payez personne. Pour ne plus avoir de messages, répondez STOP.",
  correct_number:
    "{name}, {programme} ne peut pas envoyer d'argent à votre numéro ({number_end}). {problem, select, number {Il est faux ou non inscrit au mobile money.} limit {Son compte est à sa limite.} other {}} Donnez-nous un bon numéro au plus tard le {deadline} : répondez à ce message ou parlez à notre équipe.",
  included:
    "{name}, vous participez maintenant à {programme}. {way, select, mobile_money {L'argent arrivera sur votre numéro {number_end}.} voucher {Vous aurez vos bons par message.} cash {Notre équipe vous dira où prendre l'argent.} other {}} C'est gratuit : ne payez personne. Pour ne plus avoir de messages, répondez STOP.",
  declined:
    "{name}, vous n'avez pas été choisi(e) pour {programme}. Vous pouvez demander à notre équipe pourquoi, et un nouvel examen. Pour ne plus avoir de messages, répondez STOP.",
  payment_sent:
    "{name}, {programme} vous a envoyé {amount}. {way, select, mobile_money {Référence {receipt}, numéro {number_end}. Retirez l'argent chez un agent de votre mobile money.} voucher {Utilisez le bon au magasin indiqué.} cash {Prenez-le là où notre équipe vous l'a dit.} other {}} Ne dites votre code PIN à personne.",
  payment_failed:
    "{name}, {programme} n'a pas pu vous envoyer {amount}. {problem, select, number {Votre numéro {number_end} est faux ou non inscrit. Donnez-nous un bon numéro au plus tard le {deadline} : répondez à ce message ou parlez à notre équipe.} limit {Votre compte mobile money est à sa limite. Faites-y de la place : nous essaierons encore.} other {Vous n'avez rien à faire : nous cherchons pourquoi et vous le dirons.}}",
  reminder:
    "{name}, il nous faut encore un bon numéro pour {programme}. {days, plural, =0 {C'est le dernier jour} one {Il reste # jour} other {Il reste # jours}} ({deadline}). Répondez à ce message ou parlez à notre équipe, pour que l'argent vous arrive.",
  completed:
    '{name}, {programme} est terminé pour vous. {count, plural, =0 {} one {Vous avez eu # paiement, {amount}.} other {Vous avez eu # paiements, {amount} en tout.}} Merci.',
  stopped:
    "Vous n'aurez plus de messages de {programme}. Vos paiements continuent comme avant. Pour en avoir de nouveau, répondez START.",
} satisfies TextsByKind
