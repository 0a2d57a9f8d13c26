/** How a person’s life is spoken to and what it says of itself: its updates, its query, its current details. */
import { condition, setHandler, upsertSearchAttributes } from '@temporalio/workflow'
import type { PersonAct, PersonFound } from '../activities/contract.js'
import { attention, type Attention } from './attention.js'
import * as contract from './contracts.js'
import { person as named, refuse } from './distributionRound.js'
import { actOnPerson, lookAtPerson } from './policies.js'

export interface Person extends Pick<Attention, 'wait' | 'woken'> {
  /** reads the rows; null: there is no such person */
  look(): Promise<PersonFound | null>
  /** what the next timer is called on screens */
  timerSays(): string
}

export function followPerson({ beneficiaryId }: contract.BeneficiaryInput): Person {
  const care = attention()
  let found: PersonFound | null = null
  let looked = false

  setHandler(contract.personTold, () => (found ? { says: found.says, lines: found.lines, waits: found.waits } : null))
  handle(async wanted => {
    await condition(() => looked)
    const acted = await actOnPerson.executeWithOptions({ summary: acts[wanted.act] }, [{ beneficiaryId, act: wanted }])
    care.wake()
    return acted
  })

  return {
    wait: care.wait,
    woken: care.woken,
    timerSays: () => found?.waits[0]?.says ?? 'Looks again',
    look: async () => {
      care.attend()
      const before = found
      found = await lookAtPerson.executeWithOptions({ summary: 'Looks how this person’s matters stand' }, [
        { beneficiaryId },
      ])
      looked = true
      if (!found) return null
      if (!before) foundBy(found)
      care.say(details(found))
      care.state(found.settled ? 'settled' : 'outstanding')
      return found
    },
  }
}

/** What somebody did, as the timeline tells it. */
const acts: Readonly<Record<PersonAct['act'], string>> = {
  correct: 'Somebody enters a corrected number',
  decideCorrection: 'Somebody else decides about the corrected number',
  retry: 'Somebody asks to try again',
  giveUp: 'Somebody gives the payout up',
  hold: 'Somebody holds the person’s payouts',
  release: 'Somebody ends the hold',
  endUnknown: 'Somebody proposes how an unknown ended',
  decideEnd: 'Somebody else decides how an unknown ended',
}

function foundBy(found: PersonFound): void {
  upsertSearchAttributes([
    { key: contract.searchKeys.programmeId, value: found.programmeId },
    { key: contract.searchKeys.beneficiaryRef, value: found.ref },
  ])
}

/** Markdown for the life’s page: what it waits for, and the story so far. */
function details({ says, waits, lines }: PersonFound): string {
  // With one thing to wait for, the first sentence has said it.
  const waiting = (waits.length > 1 ? waits : []).map(
    each => `* ${each.says} until ${each.until.slice(0, 10)}; ${each.owner}`,
  )
  const story = lines.map(each => `* ${each.at.slice(0, 16).replace('T', ' ')} ${each.says}`)
  return [says, ...(waiting.length > 0 ? ['', ...waiting] : []), ...(story.length > 0 ? ['', ...story] : [])].join('\n')
}

type Handler = (wanted: PersonAct) => Promise<contract.Acted>

function handle(act: Handler): void {
  const by = (arg: contract.ByOnly): void => named(arg.by)
  const withReason = (arg: contract.WithReason): void => {
    named(arg.by)
    if (arg.reason.trim() === '') refuse('invalid', 'Give a reason.')
  }
  setHandler(contract.correct, arg => act({ act: 'correct', ...arg }), { validator: by })
  setHandler(contract.decideCorrection, arg => act({ act: 'decideCorrection', ...arg }), {
    validator: arg => {
      named(arg.by)
      if (!arg.approve && (arg.reason ?? '').trim() === '') refuse('invalid', 'Say why the correction is rejected.')
    },
  })
  setHandler(contract.retry, arg => act({ act: 'retry', ...arg }), { validator: by })
  setHandler(contract.giveUp, arg => act({ act: 'giveUp', ...arg }), { validator: withReason })
  setHandler(contract.hold, arg => act({ act: 'hold', ...arg }), { validator: withReason })
  setHandler(contract.release, arg => act({ act: 'release', ...arg }), { validator: by })
  setHandler(contract.endUnknown, arg => act({ act: 'endUnknown', ...arg }), { validator: by })
  setHandler(contract.decideEnd, arg => act({ act: 'decideEnd', ...arg }), { validator: by })
}
