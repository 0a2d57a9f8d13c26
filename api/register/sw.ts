/** The pages for people in Swahili. To be reviewed by a native speaker. */
import type { RegisterWords } from './words.js'

export const sw: RegisterWords = {
  own: 'Kiswahili',
  languages: 'Lugha',
  title: ({ programme }) => `Jisajili katika ${programme}`,
  intro: ({ organisation, programme, partner, until }) => [
    `${organisation} inakualika kujisajili katika ${programme}. ${partner} walikupendekeza.`,
    'Tunauliza jina lako, namba ya simu, idadi ya watu nyumbani na lugha yako, ili kuona kama unaweza kupata msaada na jinsi ya kuutuma.',
    'Ni bure: usimlipe mtu yeyote. Kujisajili si ahadi ya msaada.',
    `Ukurasa huu ni wako tu, hadi ${until}.`,
  ],
  begin: 'Endelea kujisajili',
  decline: 'Sitaki kushiriki',
  form: {
    name: 'Jina lako kamili',
    phone: 'Namba yako ya simu ya mkononi',
    phoneHint: 'Kwa namba hii tunatuma ujumbe na msaada.',
    household: 'Watu wangapi wanaishi nyumbani kwako, pamoja nawe?',
    language: 'Lugha ambayo tutakuandikia',
  },
  consentTitle: 'Idhini yako',
  consent: ({ organisation, programme }) =>
    `Ninakubali ${organisation} ihifadhi jina langu, namba yangu ya simu, idadi ya watu nyumbani kwangu na lugha yangu, namba yangu ihakikiwe na anayelipa, na itumie taarifa hizi tu kuamua kuhusu msaada wa ${programme} na kuutuma. Ninaweza kuondoa idhini hii wakati wowote kwa kuwaambia wafanyakazi.`,
  register: 'Jisajili',
  correct: 'Tafadhali sahihisha palipowekwa alama, kisha utume tena.',
  wrong: {
    name: 'Andika jina lako.',
    phone: 'Hii si namba ya simu: angalia kama tarakimu imekosekana.',
    landline: 'Hii ni simu ya mezani: andika namba ya simu ya mkononi.',
    country: 'Hii si namba ya nchi hii.',
    household: 'Andika namba kamili kati ya 1 na 99.',
    language: 'Chagua lugha.',
    consent: 'Bila idhini yako hatuwezi kukusajili.',
  },
  sure: 'Una uhakika? Kiungo hiki hakitafanya kazi tena, na tutasahau tunachojua kukuhusu.',
  declineYes: 'Ndiyo, sitaki kushiriki',
  back: 'Rudi',
  registered: ({ programme }) => [
    `Asante. Umesajiliwa katika ${programme}.`,
    'Sasa wafanyakazi wetu wataangalia usajili wako. Kisha utapata ujumbe. Huhitaji kufanya lolote hadi hapo.',
    'Endelea kutumia namba uliyotupa. Hatuulizi PIN yako kamwe.',
  ],
  already: 'Umeshasajiliwa. Hakuna kilichobadilishwa.',
  ended: {
    over: 'Kiungo hiki hakifanyi kazi tena. Omba kingine kwa aliyekutumia.',
    revoked: 'Mwaliko huu umeondolewa. Muulize aliyekutumia.',
    expired: 'Muda wa mwaliko huu umekwisha. Omba mwingine kwa aliyekutumia.',
    declined: 'Hushiriki. Tumesahau jina na namba yako. Asante kwa kutuambia.',
    tooMany: 'Umetuma mara nyingi mno. Subiri dakika moja, kisha ujaribu tena.',
    foreign: 'Fungua kiungo tena na utume kutoka hapo.',
    broken: 'Haikufanikiwa. Jaribu tena baada ya dakika moja.',
  },
  question: {
    title: 'Vocha yako',
    ask: ({ programme, amount, count }) =>
      count === 1
        ? `${programme} ina vocha ya ${amount} kwa ajili yako. Je, unaitaka?`
        : `${programme} ina vocha ${count} kwa ajili yako, jumla ${amount}. Je, unazitaka?`,
    until: day => `Tafadhali jibu kabla ya ${day}.`,
    yes: 'Ndiyo, naitaka',
    no: 'Hapana, siitaki',
    said: {
      yes: 'Asante. Umesema ndiyo: vocha yako inakuja kwa ujumbe.',
      no: 'Umesema hapana: vocha imefutwa. Ikiwa si sahihi, waambie wafanyakazi wetu.',
      late: 'Vocha yako ilifutwa kwa sababu hatukupata jibu kwa wakati. Waambie wafanyakazi wetu ikiwa bado unaitaka.',
      over: 'Swali hili limeshajibiwa, na vocha yako imetumwa.',
      cancelled: 'Vocha hii imefutwa. Ikiwa si sahihi, waambie wafanyakazi wetu.',
    },
  },
}
