/** The pages for people in Dutch. To be reviewed by a native speaker. */
import type { RegisterWords } from './words.js'

export const nl: RegisterWords = {
  own: 'Nederlands',
  languages: 'Talen',
  title: ({ programme }) => `Aanmelden voor ${programme}`,
  intro: ({ organisation, programme, partner, until }) => [
    `${organisation} nodigt u uit om u aan te melden voor ${programme}. ${partner} heeft u voorgesteld.`,
    'We vragen uw naam, telefoonnummer, het aantal mensen in uw huishouden en uw taal, om te zien of u hulp kunt krijgen en hoe we die sturen.',
    'Het is gratis: betaal niemand. Aanmelden is geen belofte van hulp.',
    `Deze pagina is alleen voor u, tot en met ${until}.`,
  ],
  begin: 'Verder met aanmelden',
  decline: 'Ik wil niet meedoen',
  form: {
    name: 'Uw volledige naam',
    phone: 'Uw mobiele nummer',
    phoneHint: 'Naar dit nummer sturen we berichten en hulp.',
    household: 'Met hoeveel mensen woont u samen, uzelf meegeteld?',
    language: 'De taal waarin we u schrijven',
  },
  consentTitle: 'Uw toestemming',
  consent: ({ organisation, programme }) =>
    `Ik vind het goed dat ${organisation} mijn naam, telefoonnummer, het aantal mensen in mijn huishouden en mijn taal bewaart, het nummer laat controleren door wie uitbetaalt, en ze alleen gebruikt om over hulp van ${programme} te beslissen en die te sturen. Ik kan dit altijd intrekken door het tegen de medewerkers te zeggen.`,
  register: 'Aanmelden',
  correct: 'Verbeter wat is aangegeven en stuur het opnieuw.',
  wrong: {
    name: 'Vul uw naam in.',
    phone: 'Dit is geen telefoonnummer: kijk of er een cijfer ontbreekt.',
    landline: 'Dit is een vast nummer: vul een mobiel nummer in.',
    country: 'Dit is geen nummer van dit land.',
    household: 'Vul een heel getal van 1 tot 99 in.',
    language: 'Kies een taal.',
    consent: 'Zonder uw toestemming kunnen we u niet aanmelden.',
  },
  sure: 'Weet u het zeker? Deze link werkt dan niet meer, en we vergeten wat we van u weten.',
  declineYes: 'Ja, ik wil niet meedoen',
  back: 'Terug',
  registered: ({ programme }) => [
    `Dank u wel. U bent aangemeld voor ${programme}.`,
    'Nu kijken onze medewerkers naar uw aanmelding. Daarna krijgt u een bericht. Tot dan hoeft u niets te doen.',
    'Houd het nummer dat u ons gaf. We vragen nooit om uw pincode.',
  ],
  already: 'U bent al aangemeld. Er is niets veranderd.',
  ended: {
    over: 'Deze link werkt niet meer. Vraag een nieuwe aan wie hem stuurde.',
    revoked: 'Deze uitnodiging is ingetrokken. Vraag het aan wie haar stuurde.',
    expired: 'De tijd van deze uitnodiging is voorbij. Vraag een nieuwe aan wie haar stuurde.',
    declined: 'U doet niet mee. We zijn uw naam en nummer vergeten. Dank u dat u het zei.',
    tooMany: 'Dat was te veel tegelijk. Wacht een minuut en probeer het opnieuw.',
    foreign: 'Open de link opnieuw en stuur het van daaruit.',
    broken: 'Dat lukte niet. Probeer het over een minuut opnieuw.',
  },
  question: {
    title: 'Uw waardebon',
    ask: ({ programme, amount, count }) =>
      count === 1
        ? `${programme} heeft een waardebon van ${amount} voor u. Wilt u deze?`
        : `${programme} heeft ${count} waardebonnen voor u, samen ${amount}. Wilt u deze?`,
    until: day => `Antwoord uiterlijk ${day}.`,
    yes: 'Ja, graag',
    no: 'Nee, dank u',
    said: {
      yes: 'Dank u wel. U zei ja: uw waardebon komt per bericht.',
      no: 'U zei nee: de waardebon is ingetrokken. Klopt dit niet, vertel het onze medewerkers.',
      late: 'Uw waardebon is ingetrokken omdat er op tijd geen antwoord kwam. Vertel het onze medewerkers als u hem nog wilt.',
      over: 'Deze vraag is al beantwoord, en uw waardebon is gestuurd.',
      cancelled: 'Deze waardebon is ingetrokken. Klopt dit niet, vertel het onze medewerkers.',
    },
  },
}
