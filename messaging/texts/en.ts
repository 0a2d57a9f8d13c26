/** What Mkono says by itself in English. */
import type { TextsByKind } from './kinds.js'

export const en = {
  registered:
    'Hello {name}, we have your registration for {programme}. We will tell you by message what happens next. It is free: pay nobody for it. To get no more messages, reply STOP.',
  correct_number:
    '{name}, {programme} can not send money to your number ({number_end}). {problem, select, number {It is wrong or not registered for mobile money.} limit {Its account is at its limit.} other {}} Please give us the right number by {deadline}: reply to this message or tell our staff.',
  included:
    '{name}, you are now in {programme}. {way, select, mobile_money {The money will come to your number {number_end}.} voucher {You will get your vouchers by message.} cash {Our staff will tell you where to get the money.} other {}} It is free: pay nobody for it. To get no more messages, reply STOP.',
  declined:
    '{name}, you were not chosen for {programme}. You can ask our staff why, and ask them to look again. To get no more messages, reply STOP.',
  payment_sent:
    '{name}, {programme} has sent you {amount}. {way, select, mobile_money {Receipt {receipt}, number {number_end}. Withdraw it at any agent of your mobile money.} voucher {Use the voucher in the shop that it names.} cash {Get it where our staff told you.} other {}} Tell nobody your PIN.',
  payment_failed:
    '{name}, {programme} could not send you {amount}. {problem, select, number {Your number {number_end} is wrong or not registered. Please give us the right one by {deadline}: reply to this message or tell our staff.} limit {Your mobile money account is at its limit. Make room in it: we will try again.} other {You need do nothing: we are finding out why and will tell you.}}',
  reminder:
    '{name}, we still need the right number for {programme}. {days, plural, =0 {Today is the last day} one {# day is left} other {# days are left}} ({deadline}). Reply to this message or tell our staff, so that your money can reach you.',
  completed:
    '{name}, {programme} is over for you. {count, plural, =0 {} one {You got # payment, {amount}.} other {You got # payments, {amount} in all.}} Thank you.',
  voucher_question:
    '{name}, {programme} has a voucher of {amount} for you. Do you want it? Reply YES to get it or NO if you do not want it. {days, plural, =0 {Please answer today.} one {You have # day to answer.} other {You have # days to answer.}} {can, select, page {Or answer here: {link}} other {}}',
  voucher:
    '{name}, this is your voucher of {amount}{parts, plural, one {} other { (number {part} of #)}}: {link} Show it at the till. Use it by {deadline}. Show its PIN to nobody but the till.',
  voucher_again:
    '{name}, we did not understand your answer. Do you want the voucher of {amount}? Please reply only YES or NO.',
  voucher_cancelled:
    '{name}, your voucher of {amount} was cancelled{ended, select, declined {, as you asked} unanswered {, because we got no answer} other {}}. If this is wrong, tell our staff.',
  voucher_late:
    '{name}, thank you for your answer. It came after the last day, so your voucher of {amount} was cancelled. Our staff have been told and will look at it.',
  invitation:
    '{organisation} invites you to register for {programme}. Do it here by {deadline}: {link} The link is for you only. It is free: pay nobody for it. To get no more messages, reply STOP.',
  invitation_reminder:
    '{organisation}: you have not registered for {programme} yet. {days, plural, =0 {Today is the last day} one {# day is left} other {# days are left}}: {link} It is free. To get no more messages, reply STOP.',
  stopped:
    'You will get no more messages from {programme}. Your payments go on as before. To get messages again, reply START.',
} satisfies TextsByKind
