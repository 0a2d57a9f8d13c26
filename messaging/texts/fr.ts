/** The same in French, without the letters (ê, ç, ô …) that would make an SMS twice as long. To be reviewed by a native speaker. */
import type { TextsByKind } from './kinds.js'

export const fr = {
  registered:
    "Bonjour {name}, nous avons bien enregistré votre inscription à {programme}. Nous vous dirons la suite par message. C'est gratuit : ne payez personne. Pour ne plus recevoir de messages, répondez STOP.",
  correct_number:
    "{name}, {programme} ne peut pas envoyer d'argent à votre numéro ({number_end}). {problem, select, number {Il est faux, ou pas inscrit au mobile money.} limit {Son compte est à sa limite.} other {}} Merci de nous donner le bon numéro au plus tard le {deadline} : répondez à ce message ou parlez à notre équipe.",
  included:
    "{name}, vous participez maintenant à {programme}. {way, select, mobile_money {L'argent arrivera sur votre numéro {number_end}.} voucher {Vous recevrez vos bons par message.} cash {Notre équipe vous dira où retirer l'argent.} other {}} C'est gratuit : ne payez personne. Pour ne plus recevoir de messages, répondez STOP.",
  declined:
    "{name}, vous n'avez pas été choisi(e) pour {programme}. Vous pouvez demander à notre équipe la raison et un nouvel examen. Pour ne plus recevoir de messages, répondez STOP.",
  payment_sent:
    "{name}, {programme} vous a envoyé {amount}. {way, select, mobile_money {Référence {receipt}, numéro {number_end}. Retirez l'argent chez un agent de votre mobile money.} voucher {Utilisez le bon au magasin indiqué.} cash {Retirez-le là où notre équipe vous l'a indiqué.} other {}} Ne donnez votre code PIN à personne.",
  payment_failed:
    "{name}, {programme} n'a pas pu vous envoyer {amount}. {problem, select, number {Votre numéro {number_end} est faux, ou pas inscrit. Merci de nous donner le bon numéro au plus tard le {deadline} : répondez à ce message ou parlez à notre équipe.} limit {Votre compte mobile money est à sa limite. Faites-y de la place : nous essaierons encore.} other {Vous n'avez rien à faire : nous cherchons la cause et vous la dirons.}}",
  reminder:
    "{name}, il nous faut encore le bon numéro pour {programme}. {days, plural, =0 {Aujourd'hui est le dernier jour} one {Il reste # jour} other {Il reste # jours}} ({deadline}). Répondez à ce message ou parlez à notre équipe, pour que l'argent vous parvienne.",
  completed:
    '{name}, {programme} est terminé pour vous. {count, plural, =0 {} one {# paiement vous a été versé : {amount}.} other {# paiements vous ont été versés, {amount} en tout.}} Merci.',
  voucher_question:
    "{name}, {programme} a un bon d'achat de {amount} pour vous. Le voulez-vous ? Répondez OUI pour le recevoir ou NON si vous n'en voulez pas. {days, plural, =0 {Répondez aujourd'hui.} one {Vous avez # jour pour répondre.} other {Vous avez # jours pour répondre.}} {can, select, page {Ou répondez ici : {link}} other {}}",
  voucher:
    "{name}, voici votre bon d'achat de {amount}{parts, plural, one {} other { (numéro {part} sur #)}} : {link} Montrez-le à la caisse. A utiliser avant le {deadline}. Ne montrez son code PIN qu'à la caisse.",
  voucher_again:
    "{name}, nous n'avons pas compris votre réponse. Voulez-vous le bon d'achat de {amount} ? Répondez seulement OUI ou NON.",
  voucher_cancelled:
    "{name}, votre bon d'achat de {amount} a été annulé{ended, select, declined {, comme vous l'avez demandé} unanswered {, car nous n'avons pas eu de réponse} other {}}. Si c'est une erreur, dites-le à notre équipe.",
  voucher_late:
    "{name}, merci pour votre réponse. Elle est arrivée après le dernier jour : votre bon d'achat de {amount} a été annulé. Notre équipe est prévenue et va l'examiner.",
  invitation:
    "{organisation} vous invite à vous inscrire à {programme}. Faites-le ici, au plus tard le {deadline} : {link} Ce lien est pour vous seul(e). C'est gratuit : ne payez personne. Pour ne plus recevoir de messages, répondez STOP.",
  invitation_reminder:
    "{organisation} : vous pouvez encore vous inscrire à {programme}. {days, plural, =0 {Aujourd'hui est le dernier jour} one {Il reste # jour} other {Il reste # jours}} : {link} C'est gratuit. Pour ne plus recevoir de messages, répondez STOP.",
  stopped:
    'Vous ne recevrez plus de messages de {programme}. Vos paiements continuent comme avant. Pour en recevoir de nouveau, répondez START.',
} satisfies TextsByKind
