/** What is told at the end: what became of everybody and of every shilling, what is open and with whom, where to look. */
import { z } from 'zod'
import type { Stack } from '../stack.js'
import { saysOf } from './corrected.js'
import { tellMessages } from './messageReport.js'
import { counted, day, written } from './screen.js'
import type { Stage } from './stage.js'
import type { Told } from './story.js'

const casesShape = z.object({
  items: z.array(
    z.object({
      beneficiaryId: z.string().nullable(),
      beneficiaryNumber: z.number().nullable(),
      payoutId: z.string().nullable(),
      says: z.string(),
      owner: z.string(),
      deadlineAt: z.string(),
    }),
  ),
})

export async function report(stage: Stage, told: Told): Promise<void> {
  tellPeople(stage, told)
  await tellMessages(stage, told)
  await tellOpen(stage, told)
  tellLedger(stage, told)
  tellBothBooks(stage, told)
}

function tellPeople({ screen }: Stage, { figures, takenIn, refusedOnce }: Told): void {
  const { accountCheck } = figures
  screen.chapter(`What became of ${figures.imported + figures.refused} rows`)
  screen.table([
    [`${figures.refused}`, 'rows refused:'],
    ...takenIn.refusedWhy.map(({ says, count }) => ['', `${String(count).padStart(3)}  ${says}`] as const),
    [`${figures.imported}`, 'households taken in'],
    [`${figures.declinedAsDuplicates}`, `declined as entered twice, of ${figures.possibleDuplicates} possible pairs`],
    [
      `${accountCheck.cannotReceive}`,
      `could not receive at the first check; ${figures.correctedBeforePay} of them were corrected`,
    ],
    [`${figures.payouts}`, 'payouts approved'],
    [`${figures.paid}`, `paid, ${figures.paidAfterCorrection} of them after a correction`],
    [`${figures.unknown}`, 'unknown'],
    [`${figures.open}`, 'open'],
  ])
  screen.say('Refused at the first attempt, by reason, and what became of them:')
  for (const [reason, some] of byReason(refusedOnce)) {
    screen.say(`${some.length}  ${reason}`)
    screen.table(some.map(({ ref, end }) => [`   ${ref}`, end]))
  }
}

function byReason(refusedOnce: Told['refusedOnce']): [reason: string, some: { ref: string; end: string }[]][] {
  const groups = new Map<string, { ref: string; end: string }[]>()
  for (const { payout, firstReason } of refusedOnce) {
    const { ref, state, attempts, reason } = payout
    const end = state === 'paid' ? `paid at attempt ${attempts}` : `${state}: ${saysOf(reason)}`
    const says = saysOf(firstReason)
    groups.set(says, [...(groups.get(says) ?? []), { ref, end }])
  }
  return [...groups]
}

async function tellOpen({ maker, screen, plan }: Stage, { programmeId }: Told): Promise<void> {
  screen.chapter('Open, with whom, and until when')
  const { items } = await maker.get(`/cases?programmeId=${programmeId}&state=open&limit=100`, casesShape)
  const letters = plan.programme.name.slice(0, 3).toUpperCase()
  screen.table(
    items.map(({ beneficiaryNumber, says, owner, deadlineAt, payoutId }) => [
      beneficiaryNumber === null ? 'the programme' : `${letters}-${String(beneficiaryNumber).padStart(4, '0')}`,
      `${says} With ${owner} until ${day(deadlineAt)}${payoutId === null ? '; on no list yet' : ''}`,
    ]),
  )
}

function tellLedger({ screen, plan }: Stage, { books }: Told): void {
  const { currency } = plan.programme
  screen.chapter('The ledger')
  const shown = Object.entries(books.balances).filter(([, minor]) => minor !== '0')
  const texts = shown.map(([account, minor]) => [account.replaceAll('_', ' '), written(minor, currency)] as const)
  const width = Math.max(...texts.map(([, text]) => text.length))
  screen.table(texts.map(([account, text]) => [account, text.padStart(width)]))
  const proofs = books.verify.checks.length
  screen.say(books.verify.ok ? `It balances; ${proofs} proofs hold (mkono verify)` : 'It does NOT balance: see below')
}

function tellBothBooks({ screen, plan }: Stage, { books, figures }: Told): void {
  const { currency } = plan.programme
  screen.chapter('Our book and the provider’s')
  screen.table([
    ['ours', `${counted(figures.paid, 'payout')} paid, ${written(figures.oursTotalMinor, currency)}`],
    [
      'the provider’s',
      `${counted(figures.sandbox.paid, 'transfer')}, ${written(figures.sandbox.totalMinor, currency)}; paid twice: ${figures.sandbox.paidTwice}`,
    ],
    ['its callbacks', `${books.callbacksApplied} came in and were applied`],
    ['its wallet', `${written(books.walletMinor, currency)} left of ${written(plan.programme.walletMinor, currency)}`],
  ])
  if (books.disagreements.length === 0) screen.say('They agree payout by payout: amount, number, once.')
  for (const disagreement of books.disagreements) screen.say(disagreement)
}

/** Only the demo’s own people, whose tokens end with it, are shown how to sign in. */
export function tellWhereToLook(
  { screen }: Pick<Stage, 'screen'>,
  { urls }: Stack,
  staff: readonly { person: string; role: string; token: string }[],
): void {
  screen.chapter('Look around')
  screen.table([
    ['API and its reference', urls.reference],
    ...(urls.temporalUi === undefined ? [] : [['Temporal UI (payloads readable)', urls.temporalUi] as const]),
    ...(urls.sandbox === undefined
      ? []
      : [
          ['Sandbox of the provider', urls.sandbox] as const,
          ['Everybody’s phone', `${urls.sandbox}/sandbox/phones`] as const,
        ]),
  ])
  screen.say('Sign in to the API with “Authorization: Bearer <token>”:')
  screen.table(staff.map(({ person, role, token }) => [`${person} (${role})`, token]))
}
