/**
 * After the story whoever sits at the keyboard takes over, in the portal: as the maker and as the approver of the next
 * round, which is ready to be made. Nothing of it counts in the figures.
 */
import { randomInt } from 'node:crypto'
import { z } from 'zod'
import { Refused } from '../failure.js'
import type { Stack } from '../stack.js'
import type { Desk } from './desk.js'
import { counted, written } from './screen.js'
import type { Stage } from './stage.js'
import type { Told } from './story.js'

/** Round 1 is the story’s. */
const round = 2

const anything = z.unknown()
const invitedShape = z.object({ link: z.string().nullable() })
const wouldShape = z.object({
  payable: z.number(),
  amountMinor: z.string(),
  feeReserveMinor: z.string(),
  availableMinor: z.string(),
})

export interface SignIn {
  readonly email: string
  readonly password: string
}

/** Makes the next round ready, lets maker, approver and administrator in, and says what to do first. */
export async function leadIntoPortal(stage: Stage, stack: Stack, told: Told): Promise<void> {
  const { maker, approver, operator, plan, screen } = stage
  const ready = await readyNextRound(stage, told)
  const makes = await letIn(stage, stack, { desk: maker, name: 'Amina Hassan', role: 'programme_manager' })
  const approves = await letIn(stage, stack, { desk: approver, name: 'Joseph Lekuton', role: 'finance_approver' })
  const looksAfter = await letIn(stage, stack, { desk: operator, name: 'Wanja Kamau', role: 'administrator' })
  screen.chapter(`Your turn: pay round ${round} in the portal`)
  screen.table([
    ['Portal', stack.urls.portal],
    [`${maker.person} makes`, `${makes.email}   password ${makes.password}`],
    [`${approver.person} approves`, `${approves.email}   password ${approves.password}`],
    [`${operator.person} looks after accounts and roles`, `${looksAfter.email}   password ${looksAfter.password}`],
  ])
  screen.say('Round 1 was paid by the story above; round 2 is yours.')
  screen.say(
    `First sign in as ${maker.person}: People shows everybody, Distributions → “New distribution …” counts and makes the list`,
  )
  screen.say(
    `of round ${round} (${counted(ready.payable, 'household')}, ${written(ready.amountMinor, plan.programme.currency)}; the money for it is there).`,
  )
  screen.say(`Then, in a private window, ${approver.person} approves it; and ${maker.person} presses “Start paying …”.`)
  if (ready.paused.length > 0)
    screen.say(`Left out: ${ready.paused.join(', ')}, paused until a number is there that can be paid.`)
  const { hostname, port } = new URL(stack.urls.portal)
  if (hostname === '127.0.0.1')
    screen.say(
      `From another computer: forward the port (ssh -L ${port}:${hostname}:${port} to this machine) and open the same address.`,
    )
}

interface Ready {
  readonly payable: number
  readonly amountMinor: string
  /** who is left out, because nobody reached them yet */
  readonly paused: readonly string[]
}

/** Who could not be paid is paused, as staff would do; budget and wallet get what the others are due and cost. */
async function readyNextRound({ maker, provider, plan }: Stage, told: Told): Promise<Ready> {
  const open = told.refusedOnce.map(({ payout }) => payout).filter(({ state }) => state === 'refused')
  const reason = 'The number could not be paid, and no other one is known yet.'
  for (const { beneficiaryId } of open) await maker.post(`/beneficiaries/${beneficiaryId}/pause`, { reason }, anything)
  const programme = `/programmes/${told.programmeId}`
  const would = await maker.post(`${programme}/distributions/dry-run`, { round }, wouldShape)
  const needed = BigInt(would.amountMinor) + BigInt(would.feeReserveMinor)
  const missing = needed - BigInt(would.availableMinor)
  if (missing > 0n) {
    const fund = { amountMinor: missing.toString(), reference: `${plan.programme.name} budget, round ${round}` }
    await maker.post(`${programme}/fund`, fund, anything)
  }
  await provider.topUp(needed)
  return { payable: would.payable, amountMinor: would.amountMinor, paused: open.map(({ ref }) => ref) }
}

/**
 * An account for somebody who acted by token so far, by the way of everybody: invited by the administrator, and the link
 * used once. The password is made here, for this data folder, and kept nowhere but with its hash in the database.
 */
async function letIn(
  { operator, plan }: Stage,
  { urls, env }: Stack,
  { desk: { person }, name, role }: { desk: Desk; name: string; role: string },
): Promise<SignIn> {
  const email = `${person}@${plan.programme.name.toLowerCase()}.example`
  const password = newPassword()
  const { link } = await operator.post('/staff', { handle: person, name, email, roles: [{ role }] }, invitedShape)
  if (link === null) throw new Refused('The demo’s invitations went by e-mail: unset the mail server and try again.')
  const { hash, origin } = new URL(link)
  const used = await fetch(`${urls.api}/links/use`, {
    method: 'POST',
    // As the page of the link would: the API takes this from its own pages only.
    headers: { 'content-type': 'application/json', origin: new URL(env['MKONO_PUBLIC_URL'] ?? origin).origin },
    body: JSON.stringify({ token: hash.slice(1), password }),
  })
  if (!used.ok) throw new Refused(`The demo’s ${role} could not set a password (${used.status}).`)
  return { email, password }
}

/** Without letters and digits that look alike; 16 of 31 are 79 bits. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789'

/** To be typed from a screen: `k7mw-p3xd-9hre-tn4c` */
const newPassword = (): string =>
  Array.from({ length: 4 }, () => Array.from({ length: 4 }, () => alphabet[randomInt(alphabet.length)]).join('')).join(
    '-',
  )
