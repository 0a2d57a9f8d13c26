/** Account checks: asks the FSP about numbers whose rows say that they wait, and writes down what it said. */
import { ApplicationFailure, Context } from '@temporalio/activity'
import { recordFindings, settleSilentChecks, type FindingsRecorded, type NumberFinding } from '../db/accountFindings.js'
import { checkStanding, giveBack, takePending, wantCheckOf, type TakenChecks } from '../db/accountChecks.js'
import type { House } from '../db/database.js'
import type { DestinationId, ProgrammeId } from '../domain/ids.js'
import { FspUnreachable, type Connector } from '../fsp/contract.js'
import type { Connectors } from './connectors.js'

export interface ChecksTold {
  /** people by the answer for their current number */
  ok: number
  cannotReceive: number
  unclear: number
  /** numbers without an answer, proposed ones too */
  waiting: number
  /** when the next one can be asked, ISO 8601; absent when nothing waits */
  nextAt?: string
}

export interface PeopleActivities {
  /** Heartbeats. Asks about every number of the programme that waits, for a while; call it again at `nextAt`. */
  checkNumbers(of: { programmeId: string }): Promise<ChecksTold>
}

export interface PeopleNeeds {
  house: House
  connectors: Pick<Connectors, 'of'>
  /** wakes the lives of those who have something to do now */
  lives: { person(beneficiaryId: string): void }
}

/** One question to the connector; it may cut it into smaller requests. */
const numbersAtOnce = 200
const aWhileMs = 15_000

export function peopleActivities(needs: PeopleNeeds): PeopleActivities {
  return {
    async checkNumbers(of) {
      const programmeId = of.programmeId as ProgrammeId
      const { cancellationSignal, heartbeat } = Context.current()
      const until = Date.now() + aWhileMs
      wake(needs, await settleSilentChecks(needs.house, programmeId))
      for (let asked = 0; !cancellationSignal.aborted && Date.now() < until; heartbeat(asked)) {
        const taken = await takePending(needs.house, { programmeId, limit: numbersAtOnce })
        if (!taken || taken.numbers.length === 0) break
        await askAbout(needs, taken)
        asked += taken.numbers.length
      }
      const { nextAt, ok, cannotReceive, unclear, waiting } = await checkStanding(needs.house, programmeId)
      return { ok, cannotReceive, unclear, waiting, ...(nextAt ? { nextAt: nextAt.toISOString() } : {}) }
    },
  }
}

/**
 * Asks about the number of one proposed destination. Returns when the rows hold an answer or it will come by callback;
 * one that was asked a moment ago is not asked again.
 */
export async function checkDestination(needs: PeopleNeeds, destinationId: DestinationId): Promise<void> {
  const programmeId = await wantCheckOf(needs.house, destinationId)
  if (programmeId === null) return
  const taken = await takePending(needs.house, { programmeId, destinationId, limit: 1 })
  if (taken && taken.numbers.length > 0) await askAbout(needs, taken)
}

async function askAbout(needs: PeopleNeeds, taken: TakenChecks): Promise<void> {
  const findings = await findingsOf(needs, taken)
  wake(needs, await recordFindings(needs.house, { fspAccountId: taken.fspAccountId, findings }))
}

async function findingsOf(needs: PeopleNeeds, taken: TakenChecks): Promise<NumberFinding[]> {
  try {
    const { connector } = await needs.connectors.of(taken.fspAccountId)
    return await ask(connector, taken.numbers)
  } catch (error) {
    await giveBack(needs.house, taken)
    if (!(error instanceof FspUnreachable)) throw error
    throw ApplicationFailure.create({
      message: error.message,
      type: error.name,
      ...(error.retryAfterMs === undefined ? {} : { nextRetryDelay: error.retryAfterMs }),
    })
  }
}

/** One finding for every number asked: what the FSP does not speak of is unclear, and so is all it can not check. */
async function ask(connector: Connector, numbers: readonly string[]): Promise<NumberFinding[]> {
  const said = new Map((await connector.checkAccounts?.(numbers))?.map(finding => [finding.number, finding]))
  return numbers.map(number => {
    const finding = said.get(number)
    return finding ? { ...finding, number } : { number, is: 'unclear', reason: 'entry_missing' }
  })
}

function wake({ lives }: PeopleNeeds, { toWake }: FindingsRecorded): void {
  for (const beneficiaryId of toWake) lives.person(beneficiaryId)
}
