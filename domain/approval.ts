/**
 * How many people approve a list, and in which order. A programme has steps, each from an amount on: the steps that a list
 * reaches by its sum are taken one after the other. A programme without steps needs one approver.
 */
export interface ApprovalStep {
  /** lists of at least this sum, in minor units as text, take this step */
  readonly fromMinor: string
  /** so many different people */
  readonly approvers: number
  /** only people who approve by this role; null: by any that may */
  readonly role: string | null
}

export interface Approval {
  readonly by: string
  readonly role: string
}

export interface ApprovalStanding {
  readonly complete: boolean
  /** of the step that is open, or of the last one */
  readonly step: number
  readonly given: number
  readonly needed: number
  readonly role: string | null
  /** over all steps */
  readonly givenInAll: number
  readonly neededInAll: number
}

/** What somebody said is good for so long: a list that lies for weeks is looked at again. */
export const approvalGoodForDays = 14

const one: ApprovalStep = { fromMinor: '0', approvers: 1, role: null }

/** The steps that a list of this sum takes. */
export function stepsOf(steps: readonly ApprovalStep[], totalMinor: bigint): readonly ApprovalStep[] {
  const reached = steps.filter(({ fromMinor }) => BigInt(fromMinor) <= totalMinor)
  return reached.length > 0 ? reached : [one]
}

/** How far approval is. Each approval counts for the first step that is open when it was given and takes its role. */
export function standingOf(
  steps: readonly ApprovalStep[],
  totalMinor: bigint,
  approvals: readonly Approval[],
): ApprovalStanding {
  const taken = stepsOf(steps, totalMinor)
  const given = taken.map(() => 0)
  let open = 0
  for (const { role } of approvals) {
    const step = taken[open]
    if (!step || (step.role !== null && step.role !== role)) continue
    given[open] = (given[open] ?? 0) + 1
    if (given[open] === step.approvers) open += 1
  }
  const at = Math.min(open, taken.length - 1)
  const { approvers, role } = taken[at] ?? one
  return {
    complete: open === taken.length,
    step: at + 1,
    given: given[at] ?? 0,
    needed: approvers,
    role,
    givenInAll: given.reduce((sum, each) => sum + each, 0),
    neededInAll: taken.reduce((sum, each) => sum + each.approvers, 0),
  }
}

/** Why these can not be a programme’s steps; null when they can. */
export function wrongWithSteps(steps: readonly ApprovalStep[]): string | null {
  if (steps.length > 10) return 'A programme has at most ten steps.'
  if (steps.some(({ approvers }) => !Number.isSafeInteger(approvers) || approvers < 1 || approvers > 10))
    return 'A step takes one to ten people.'
  if (steps.some(({ fromMinor }) => !/^(0|[1-9][0-9]{0,14})$/.test(fromMinor)))
    return 'A step begins at an amount in whole minor units.'
  if (steps.length > 0 && !steps.some(({ fromMinor }) => fromMinor === '0'))
    return 'One step begins at 0, so that every list is approved by somebody.'
  return null
}
