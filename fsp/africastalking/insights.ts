/** The account check: which operator carries each number, by the immediate reply of the provider's Insights (facts 1.6). */
import { z } from 'zod'
import { sdkTakes, throughSdk } from '../../wire/africastalkingSdk.js'
import { parseJson } from '../../wire/literals.js'
import { retryAfterMs } from '../../wire/retryAfter.js'
import { FspUnreachable, type AccountFinding } from '../contract.js'
import { entryFinding, simSwapEntry, type ReadSimSwapEntry } from './carrier.js'
import { wireNumber } from './number.js'
import type { AfricasTalkingAccount } from './settings.js'

/** How many numbers one request names; the provider publishes no limit. */
const numbersPerRequest = 50

const reply = z.object({ responses: z.array(z.unknown()) })

/**
 * One finding for each distinct number, in the order given; numbers are E.164. Throws FspUnreachable if a request could
 * not be made or understood; asking again is harmless.
 */
export async function checkAccounts(
  account: AfricasTalkingAccount,
  numbers: readonly string[],
): Promise<readonly AccountFinding[]> {
  const distinct = [...new Set(numbers)]
  const asked = distinct.filter(sdkTakes)
  const findings = new Map<string, AccountFinding>()
  for (let from = 0; from < asked.length; from += numbersPerRequest) {
    const some = asked.slice(from, from + numbersPerRequest)
    for (const finding of await checkSome(account, some)) findings.set(finding.number, finding)
  }
  // What one library takes for no number is for a person to look at; it excludes nobody.
  return distinct.map(number => findings.get(number) ?? { number, is: 'unclear', reason: 'invalid_number' })
}

async function checkSome(account: AfricasTalkingAccount, numbers: readonly string[]): Promise<AccountFinding[]> {
  const document = reply.safeParse(await asking(account, numbers))
  if (!document.success) throw unclear()
  const byNumber = new Map<string, ReadSimSwapEntry[]>()
  for (const raw of document.data.responses) {
    const entry = simSwapEntry.safeParse(raw)
    const number = entry.success ? wireNumber(entry.data.phoneNumber.number ?? '', account.country) : null
    if (entry.success && number !== null) byNumber.set(number, [...(byNumber.get(number) ?? []), entry.data])
  }
  return numbers.map(number => {
    const [entry, ...more] = byNumber.get(number) ?? []
    if (entry && more.length === 0) return entryFinding(account, number, entry)
    return { number, is: 'unclear', reason: 'entry_missing' }
  })
}

const unclear = () =>
  new FspUnreachable('unclear_answer', 'The answer of the account check could not be read: ask again later.')

async function asking(account: AfricasTalkingAccount, numbers: readonly string[]): Promise<unknown> {
  const { username, apiKey, urls, connectTimeoutMs, answerTimeoutMs } = account
  const errand = { username, apiKey, base: urls.insights, connectTimeoutMs, answerTimeoutMs }
  const result = await throughSdk(errand, sdk => sdk.INSIGHTS.checkSimSwapState(numbers))
  switch (result.is) {
    case 'answer':
      if (result.status >= 200 && result.status < 300) return parseJson(result.body)
      throw refusal(result.status, result.headers['retry-after'])
    case 'notSent':
      throw notReached()
    case 'lost':
      throw result.why === 'reset' || result.why === 'timeout' ? notReached() : unclear()
    case 'notAsked':
      throw unclear()
  }
}

const notReached = () => new FspUnreachable('not_reached', 'The account check could not be reached: ask again later.')

function refusal(status: number, retryAfter: string | undefined): FspUnreachable {
  switch (status) {
    case 401:
      return new FspUnreachable(
        'credentials',
        'The account check does not accept the credentials: correct the FSP account.',
      )
    case 403:
      return new FspUnreachable(
        'not_permitted',
        'The FSP account may not check numbers: have it set up by the provider.',
      )
    case 429: {
      const wait = retryAfterMs(retryAfter, Date.now())
      return new FspUnreachable('throttled', 'The account check asked to slow down: ask again later.', wait)
    }
    default:
      return unclear()
  }
}
