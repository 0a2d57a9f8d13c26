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
export type Evidence = Answer<'getPayoutsOneEvidence'>
export type Case = components['schemas']['Case']
export type CaseWithContacts = Answer<'getCasesOne'>
export type Statement = components['schemas']['Statement']
export type Difference = components['schemas']['StatementDifference']
export type FspAccount = components['schemas']['FspAccount']
export type Voucher = components['schemas']['Voucher']
export type Invitation = components['schemas']['Invitation']
export type Broadcast = components['schemas']['Broadcast']
export type Incoming = components['schemas']['IncomingMessage']
export type BroadcastWithCounts = Answer<'getBroadcastsOne'>
export type BroadcastDryRun = Answer<'getBroadcastsOneDryRun'>
export type BroadcastPerson = Answer<'getBroadcastsOnePeople'>['items'][number]
export type ToPrint = Answer<'getProgrammesOneMessagesToPrint'>['items'][number]
export type WithoutWord = Answer<'getProgrammesOneMessagesWithoutWord'>['items'][number]
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
export type TeamMember = Answer<'getProgrammesOneTeam'>['items'][number]
export type ProgrammeGlance = Answer<'getProgrammesAtAGlance'>['items'][number]
export type Readiness = Answer<'getProgrammesOneReadiness'>
export type Areas = Answer<'getProgrammesOneAreas'>
export type Calendar = Answer<'getProgrammesOneCalendar'>
export type CalendarActTried = Answer<'postProgrammesOneRoundsDryRun'>
export type Cycle = Answer<'getProgrammesOneRounds'>['items'][number]
export type Field = Answer<'getProgrammesOneFields'>['items'][number]
export type Member = Answer<'getStaff'>['items'][number]
export type Role = Answer<'getRoles'>['roles'][number]
export type Permission = Answer<'getRoles'>['permissions'][number]['name']
export type Act = Answer<'getAudit'>['items'][number]
export type Entry = Answer<'getProgrammesOneJournal'>['items'][number]
export type IssuedList = components['schemas']['IssuedList']
export type Waiting = Answer<'getWaiting'>
export type Story = Answer<'getBeneficiariesOne'>
export type DryRun = Answer<'postProgrammesOneDistributionsDryRun'>
export type Progress = Answer<'getDistributionsOneProgress'>
export type Approval = Answer<'getDistributionsOneApproval'>
export type ListRow = Answer<'getDistributionsOneList'>['items'][number]
export type Change = ListRow['change']
export type Approvals = Answer<'getDistributionsOneApprovals'>
export type PersonStake = Answer<'getBeneficiariesOneAtStake'>
export type Conversation = Answer<'getBeneficiariesOneMessages'>
export type Correction = Answer<'getProgrammesOneCorrections'>['items'][number]
export type TakenAlong = Answer<'getProgrammesOneCorrectionLists'>['items'][number]
export type FieldLink = Answer<'getProgrammesOneFieldLinks'>['items'][number]
export type CallbackHealth = Answer<'getFspAccountsOneCallbackHealth'>
export type Float = Answer<'getFspAccountsOneFloat'>
export type Success = Answer<'getProgrammesOneInsightSuccess'>
export type Surroundings = Answer<'getSurroundings'>
export type Grants = Answer<'getAccountMay'>['items']
export type AccountField = components['schemas']['AccountField']
export type Fsp = Answer<'getFsps'>['items'][number]
export type FspAbilities = Answer<'getFspAccountsOneAbilities'>
export type TrialPayment = components['schemas']['TrialPayment']
export type CarrierAccount = components['schemas']['CarrierAccount']
export type Carriers = Answer<'getCarrierAccounts'>
export type Messaging = Answer<'getProgrammesOneMessaging'>
export type Token = Answer<'getTokens'>['items'][number]

export type CaseKind = Case['kind']
export type Proposal = Waiting['proposals'][number]
export type PersonState = Person['state']
export type DistributionState = Distribution['state']
export type PayoutState = Payout['state']
export type NewProgrammeBody = NonNullable<operations['postProgrammes']['requestBody']>['content']['application/json']
export type NewFspAccountBody = NonNullable<operations['postFspAccounts']['requestBody']>['content']['application/json']
export type MessagingBody = NonNullable<
  operations['putProgrammesOneMessaging']['requestBody']
>['content']['application/json']
export type MessageTemplate = Answer<'getProgrammesOneMessageTemplates'>['items'][number]
export type StandingApproval = Answer<'getProgrammesOneStandingApprovals'>['items'][number]
export type Import = components['schemas']['Import']
export type ImportSeen = Answer<'postProgrammesOneImportsDryRun'>
export type ChangesSeen = Answer<'postProgrammesOneBeneficiariesChangesDryRun'>
export type Pair = Answer<'getProgrammesOneDuplicates'>['items'][number]
export type SavedView = Answer<'getViews'>['items'][number]
export type WhoActs = NonNullable<Progress['byStateAndReason'][number]['acts']>
export type ProgrammeChangeBody = NonNullable<
  operations['patchProgrammesOne']['requestBody']
>['content']['application/json']
export type PeopleFileBody = NonNullable<
  operations['postProgrammesOneExports']['requestBody']
>['content']['application/json']
export type PaperVerdict = Answer<'postDistributionsOneVerifyList'>
