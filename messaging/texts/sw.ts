/** The same in Swahili. To be reviewed by a native speaker. */
import type { TextsByKind } from './kinds.js'

export const sw = {
  registered:
    'Habari {name}, tumepokea usajili wako wa {programme}. Tutakujulisha kwa ujumbe hatua inayofuata. Ni bure: usimlipe mtu yeyote. Ili usipokee ujumbe tena, jibu ACHA.',
  correct_number:
    '{name}, {programme} haiwezi kutuma pesa kwa namba yako ({number_end}). {problem, select, number {Namba si sahihi au haijasajiliwa kwa pesa ya simu.} limit {Akaunti yake imefikia kikomo.} other {}} Tafadhali tupe namba sahihi kufikia {deadline}: jibu ujumbe huu au mwambie mfanyakazi wetu.',
  included:
    '{name}, sasa umo katika {programme}. {way, select, mobile_money {Pesa zitatumwa kwa namba yako {number_end}.} voucher {Utapokea vocha zako kwa ujumbe.} cash {Wafanyakazi wetu watakuambia mahali pa kupokea pesa.} other {}} Ni bure: usimlipe mtu yeyote. Ili usipokee ujumbe tena, jibu ACHA.',
  declined:
    '{name}, hukuchaguliwa kwa {programme}. Unaweza kuwauliza wafanyakazi wetu sababu na kuwaomba waangalie tena. Ili usipokee ujumbe tena, jibu ACHA.',
  payment_sent:
    '{name}, {programme} imekutumia {amount}. {way, select, mobile_money {Risiti {receipt}, namba {number_end}. Toa pesa kwa wakala yeyote wa pesa ya simu yako.} voucher {Tumia vocha katika duka lililotajwa.} cash {Zipokee mahali ulipoambiwa na wafanyakazi wetu.} other {}} Usimwambie mtu yeyote PIN yako.',
  payment_failed:
    '{name}, {programme} haikuweza kukutumia {amount}. {problem, select, number {Namba yako {number_end} si sahihi au haijasajiliwa. Tafadhali tupe namba sahihi kufikia {deadline}: jibu ujumbe huu au mwambie mfanyakazi wetu.} limit {Akaunti yako ya pesa ya simu imefikia kikomo. Punguza salio: tutajaribu tena.} other {Huhitaji kufanya lolote: tunatafuta sababu na tutakujulisha.}}',
  reminder:
    '{name}, bado tunahitaji namba sahihi kwa {programme}. {days, plural, =0 {Leo ni siku ya mwisho} one {Imebaki siku #} other {Zimebaki siku #}} ({deadline}). Jibu ujumbe huu au mwambie mfanyakazi wetu, ili pesa zako zikufikie.',
  completed:
    '{name}, {programme} imekamilika kwako. {count, plural, =0 {} one {Umepokea malipo mara #, {amount}.} other {Umepokea malipo mara #, jumla {amount}.}} Asante.',
  voucher_question:
    '{name}, {programme} ina vocha ya {amount} kwa ajili yako. Je, unaitaka? Jibu NDIYO uipate au HAPANA ikiwa huitaki. {days, plural, =0 {Tafadhali jibu leo.} one {Una siku # ya kujibu.} other {Una siku # za kujibu.}} {can, select, page {Au jibu hapa: {link}} other {}}',
  voucher:
    '{name}, hii ni vocha yako ya {amount}{parts, plural, one {} other { (namba {part} kati ya #)}}: {link} Ionyeshe kwenye malipo dukani. Itumie kabla ya {deadline}. Usimwonyeshe mtu mwingine PIN yake.',
  voucher_again: '{name}, hatukuelewa jibu lako. Je, unataka vocha ya {amount}? Tafadhali jibu NDIYO au HAPANA tu.',
  voucher_cancelled:
    '{name}, vocha yako ya {amount} imefutwa{ended, select, declined {, kama ulivyoomba} unanswered {, kwa sababu hatukupata jibu} other {}}. Ikiwa si sahihi, waambie wafanyakazi wetu.',
  voucher_late:
    '{name}, asante kwa jibu lako. Lilifika baada ya siku ya mwisho, kwa hiyo vocha yako ya {amount} ilifutwa. Wafanyakazi wetu wamejulishwa na wataliangalia.',
  invitation:
    '{organisation} inakualika kujisajili katika {programme}. Jisajili hapa kabla ya {deadline}: {link} Kiungo ni chako tu. Ni bure: usimlipe mtu yeyote. Ili usipokee ujumbe tena, jibu ACHA.',
  invitation_reminder:
    '{organisation}: bado hujajisajili katika {programme}. {days, plural, =0 {Leo ni siku ya mwisho} one {Imebaki siku #} other {Zimebaki siku #}}: {link} Ni bure. Ili usipokee ujumbe tena, jibu ACHA.',
  stopped:
    'Hutapokea ujumbe tena kutoka kwa {programme}. Malipo yako yanaendelea kama kawaida. Ili kupokea ujumbe tena, jibu ANZA.',
} satisfies TextsByKind
