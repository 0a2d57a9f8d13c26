/** The shapes of the API by the names that pages use. */
import type { components, operations } from '../generated/api.ts'

type Answer<Name extends keyof operations> = operations[Name] extends {
  responses: { 200: { content: { 'application/json': infer Body } } }
}
  ? Body
  : never

export type Person = components['schemas']['Beneficiary']
export type Distribution = components['schemas']['Distribution']
export type Payout = components['schemas']['Payout']
export type Voucher = components['schemas']['Voucher']
export type Broadcast = components['schemas']['Broadcast']
export type Incoming = components['schemas']['IncomingMessage']
export type BroadcastWithCounts = Answer<'getBroadcastsOne'>
export type BroadcastDryRun = Answer<'getBroadcastsOneDryRun'>
export type BroadcastPerson = Answer<'getBroadcastsOnePeople'>['items'][number]
export type ToPrint = Answer<'getProgrammesOneMessagesToPrint'>['items'][number]
type TextAsked = NonNullable<
  operations['postProgrammesOneMessageTextsPreview']['requestBody']
>['content']['application/json']
export type MessageKind = TextAsked['kind']
export type WrittenLanguage = TextAsked['language']
export type VoucherRules = Answer<'getProgrammesOneVoucherRules'>
export type MessageTexts = Answer<'getProgrammesOneMessageTexts'>
export type AnswerWords = Answer<'getProgrammesOneAnswerWords'>
export type Programme = Answer<'getProgrammes'>['items'][number]
export type ProgrammeWithPeople = Answer<'getProgrammesOne'>
export type Waiting = Answer<'getWaiting'>
export type Story = Answer<'getBeneficiariesOne'>
export type Progress = Answer<'getDistributionsOneProgress'>
export type Approval = Answer<'getDistributionsOneApproval'>
export type Approvals = Answer<'getDistributionsOneApprovals'>
export type Conversation = Answer<'getBeneficiariesOneMessages'>
export type Surroundings = Answer<'getSurroundings'>
export type Grants = Answer<'getAccountMay'>['items']

export type PersonState = Person['state']
export type DistributionState = Distribution['state']
export type PayoutState = Payout['state']
