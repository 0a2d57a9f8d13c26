/** The same in Dutch. To be reviewed by a native speaker. */
import type { TextsByKind } from './kinds.js'

export const nl = {
  registered:
    'Hallo {name}, we hebben uw aanmelding voor {programme} ontvangen. U krijgt bericht over het vervolg. Meedoen is gratis: betaal niemand. Geen berichten meer? Antwoord STOP.',
  correct_number:
    '{name}, {programme} kan geen geld sturen naar uw nummer ({number_end}). {problem, select, number {Het klopt niet of is niet aangemeld voor mobiel geld.} limit {De limiet van de rekening is bereikt.} other {}} Geef ons uiterlijk {deadline} het juiste nummer: antwoord op dit bericht of zeg het tegen onze medewerkers.',
  included:
    '{name}, u doet nu mee aan {programme}. {way, select, mobile_money {Het geld komt op uw nummer {number_end}.} voucher {U krijgt uw bonnen per bericht.} cash {Onze medewerkers vertellen u waar u het geld krijgt.} other {}} Meedoen is gratis: betaal niemand. Geen berichten meer? Antwoord STOP.',
  declined:
    '{name}, u bent niet gekozen voor {programme}. U kunt onze medewerkers vragen waarom, en of ze er nog eens naar kijken. Geen berichten meer? Antwoord STOP.',
  payment_sent:
    '{name}, {programme} heeft u {amount} gestuurd. {way, select, mobile_money {Kenmerk {receipt}, nummer {number_end}. Neem het op bij een verkooppunt van uw mobiele geld.} voucher {Gebruik de bon in de winkel die erop staat.} cash {Haal het op waar onze medewerkers u dat hebben gezegd.} other {}} Geef niemand uw pincode.',
  payment_failed:
    '{name}, {programme} kon u {amount} niet sturen. {problem, select, number {Uw nummer {number_end} klopt niet of is niet aangemeld. Geef ons uiterlijk {deadline} het juiste nummer: antwoord op dit bericht of zeg het tegen onze medewerkers.} limit {De limiet van uw mobiele rekening is bereikt. Maak ruimte: we proberen het opnieuw.} other {U hoeft niets te doen: we zoeken uit waarom en laten het u weten.}}',
  reminder:
    '{name}, we hebben nog het juiste nummer nodig voor {programme}. {days, plural, =0 {Vandaag is de laatste dag} one {Nog # dag} other {Nog # dagen}} ({deadline}). Antwoord op dit bericht of zeg het tegen onze medewerkers, dan kan uw geld komen.',
  completed:
    '{name}, {programme} is voor u afgelopen. {count, plural, =0 {} one {U kreeg # betaling, {amount}.} other {U kreeg # betalingen, samen {amount}.}} Dank u wel.',
  voucher_question:
    '{name}, {programme} heeft een waardebon van {amount} voor u. Wilt u deze? Antwoord JA om hem te krijgen, of NEE als u hem niet wilt. {days, plural, =0 {Antwoord vandaag nog.} one {U heeft # dag om te antwoorden.} other {U heeft # dagen om te antwoorden.}} {can, select, page {Of antwoord hier: {link}} other {}}',
  voucher:
    '{name}, dit is uw waardebon van {amount}{parts, plural, one {} other { (nummer {part} van #)}}: {link} Laat hem zien aan de kassa. Geldig tot en met {deadline}. Toon de pincode alleen aan de kassa.',
  voucher_again:
    '{name}, we hebben uw antwoord niet begrepen. Wilt u de waardebon van {amount}? Antwoord alleen JA of NEE.',
  voucher_cancelled:
    '{name}, uw waardebon van {amount} is ingetrokken{ended, select, declined {, zoals u vroeg} unanswered {, omdat we geen antwoord kregen} other {}}. Klopt dit niet, vertel het ons team.',
  voucher_late:
    '{name}, bedankt voor uw antwoord. Het kwam na de laatste dag, daarom is uw waardebon van {amount} ingetrokken. Ons team weet ervan en kijkt ernaar.',
  invitation:
    '{organisation} nodigt u uit om u aan te melden voor {programme}. Doe dat hier, uiterlijk {deadline}: {link} De link is alleen voor u. Het is gratis: betaal niemand. Geen berichten meer? Antwoord STOP.',
  invitation_reminder:
    '{organisation}: u hebt zich nog niet aangemeld voor {programme}. {days, plural, =0 {Vandaag is de laatste dag} one {Nog # dag} other {Nog # dagen}}: {link} Het is gratis. Geen berichten meer? Antwoord STOP.',
  stopped:
    'U krijgt geen berichten meer van {programme}. Uw betalingen gaan gewoon door. Toch weer berichten? Antwoord START.',
} satisfies TextsByKind
