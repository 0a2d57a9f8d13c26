/** Every carrier we can send by: how its connector is made and what an account of it must hold. */
import { z } from 'zod'
import { createAfricasTalkingSms } from './africastalking/carrier.js'
import { africasTalkingCredentials, africasTalkingSettings } from './africastalking/settings.js'
import type { Carrier, CarrierAccount } from './contract.js'
import { createPrint } from './print/carrier.js'
import { createTwilio } from './twilio/carrier.js'
import { furtherProblems, twilioCredentials, twilioSettings } from './twilio/settings.js'

/** Where carriers find addresses: the process's environment, handed in by whoever starts the process. */
export type Env = Readonly<Record<string, string | undefined>>

export interface KnownCarrier {
  name: string
  title: string
  /** zod schemas of what an account stores; all values are texts */
  credentials: z.ZodObject
  settings: z.ZodObject
  /** what of an account can not be seen field by field: sentences that say what to do */
  further(account: Omit<CarrierAccount, 'carrier'>): readonly string[]
  connect(account: CarrierAccount, env: Env): Carrier
}

const known: readonly KnownCarrier[] = [
  {
    name: 'twilio',
    title: 'Twilio (SMS, WhatsApp)',
    credentials: twilioCredentials,
    settings: twilioSettings,
    further: furtherProblems,
    connect: createTwilio,
  },
  {
    name: 'africastalking',
    title: 'Africa’s Talking (SMS)',
    credentials: africasTalkingCredentials,
    settings: africasTalkingSettings,
    further: () => [],
    connect: createAfricasTalkingSms,
  },
  {
    name: 'print',
    title: 'A list for reading out',
    credentials: z.object({}),
    settings: z.object({}),
    further: () => [],
    connect: createPrint,
  },
]

/** The names by which accounts call their carrier, and what each needs. */
export const knownCarriers = (): readonly KnownCarrier[] => known

export const findCarrier = (name: string): KnownCarrier | undefined => known.find(carrier => carrier.name === name)

export interface CarrierProblem {
  /** `credentials.authToken`, `settings.smsFrom`, `settings` or `carrier` */
  field: string
  /** what to do, without any value */
  says: string
}

/** Everything that is wrong with an account before it is kept; empty for a good one. Never repeats a credential. */
export function carrierProblems(account: {
  carrier: string
  credentials: unknown
  settings: unknown
}): readonly CarrierProblem[] {
  const carrier = findCarrier(account.carrier)
  if (!carrier) return [{ field: 'carrier', says: `must be one of: ${known.map(({ name }) => name).join(', ')}` }]
  const credentials = carrier.credentials.safeParse(account.credentials)
  const settings = carrier.settings.safeParse(account.settings)
  const problems = [...listed('credentials', credentials), ...listed('settings', settings)]
  if (problems.length > 0) return problems
  const texts = (part: unknown) => part as Readonly<Record<string, string>>
  return carrier
    .further({ credentials: texts(account.credentials), settings: texts(account.settings) })
    .map(says => ({ field: 'settings', says }))
}

function listed(part: string, result: z.ZodSafeParseResult<unknown>): CarrierProblem[] {
  return (result.error?.issues ?? []).map(({ path, message }) => ({ field: [part, ...path].join('.'), says: message }))
}

/**
 * The carrier of an account. `env` may hold the addresses of its services: `TWILIO_URL`, `AFRICASTALKING_API_URL`.
 * Throws an Error that says what to correct if the carrier is not known or the account can not be used.
 */
export function carrierFor(account: CarrierAccount, env: Env): Carrier {
  const carrier = findCarrier(account.carrier)
  if (!carrier)
    throw new Error(
      `There is no connector for this carrier account: its carrier must be one of ${known.map(({ name }) => name).join(', ')}.`,
    )
  return carrier.connect(account, env)
}
