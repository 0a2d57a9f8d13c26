/** Which of one’s roles somebody else can hold in one’s place: those that decide. The API judges; this spares offering others. */
import type { Grants } from '../../api/shapes.ts'

const decides = [
  'distributions.approve',
  'corrections.decide',
  'payouts.decideEnd',
  'fspAccounts.decide',
  'trials.decide',
  'people.decideExport',
  'vouchers.decideReplacement',
]
const inPerson = ['staff.manage', 'roles.manage', 'programmes.approvalSteps']

export const rolesToPassOn = (grants: Grants): readonly string[] => [
  ...new Set(
    grants
      .filter(
        ({ permissions, onBehalfOf }) =>
          onBehalfOf === null &&
          permissions.some(each => decides.includes(each)) &&
          !permissions.some(each => inPerson.includes(each)),
      )
      .map(({ role }) => role),
  ),
]
