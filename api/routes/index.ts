/** Everything that can be asked with a token, noun by noun. */
import type { Route } from '../route.js'
import { accountCheckRoutes } from './accountChecks.js'
import { answerWordRoutes } from './answerWords.js'
import { approvalStepRoutes } from './approvalSteps.js'
import { areaRoutes } from './areas.js'
import { atStakeRoutes } from './atStake.js'
import { auditRoutes } from './audit.js'
import { beneficiaryRoutes } from './beneficiaries.js'
import { beneficiaryStateRoutes } from './beneficiaryStates.js'
import { calendarActRoutes } from './calendarActs.js'
import { callbackHealthRoutes } from './callbackHealth.js'
import { callbackStandingRoutes } from './callbacks.js'
import { caseFileRoutes } from './caseFiles.js'
import { caseRoutes } from './cases.js'
import { caseWorkRoutes } from './caseWork.js'
import { correctionListRoutes } from './correctionLists.js'
import { correctionRoutes } from './corrections.js'
import { customFieldRoutes } from './customFields.js'
import { decisionRoutes } from './decisions.js'
import { distributionActRoutes } from './distributionActs.js'
import { distributionReadingRoutes } from './distributionReading.js'
import { distributionRoutes } from './distributions.js'
import { duplicateRoutes } from './duplicates.js'
import { engineRoutes } from './engine.js'
import { entitlementRoutes } from './entitlements.js'
import { exchangeRateRoutes } from './exchangeRate.js'
import { exportRoutes } from './exports.js'
import { fieldLinkRoutes } from './fieldLinks.js'
import { floatRoutes } from './float.js'
import { followUpRoutes } from './followUps.js'
import { fspAccountActRoutes } from './fspAccountActs.js'
import { fspAbilityRoutes } from './fspAbilities.js'
import { fspAccountRoutes } from './fspAccounts.js'
import { glanceRoutes } from './glance.js'
import { importColumnRoutes } from './importColumns.js'
import { importRoutes } from './imports.js'
import { inStatementRoutes } from './inStatements.js'
import { insightRoutes } from './insight.js'
import { invitationRoutes } from './invitations.js'
import { issuedListRoutes } from './issuedLists.js'
import { ledgerRoutes } from './ledger.js'
import { moneyRoutes } from './money.js'
import { payFirstRoutes } from './payFirst.js'
import { payoutFileRoutes } from './payoutFiles.js'
import { payoutReadingRoutes } from './payoutReading.js'
import { payoutRoutes } from './payouts.js'
import { peopleChangeRoutes } from './peopleChanges.js'
import { personNoteRoutes } from './personNotes.js'
import { programmeRoutes } from './programmes.js'
import { broadcastRoutes } from './broadcasts.js'
import { carrierAccountRoutes } from './carrierAccounts.js'
import { messagePreviewRoutes } from './messagePreviews.js'
import { messagePriceRoutes } from './messagePrices.js'
import { messageTemplateRoutes } from './messageTemplates.js'
import { messageRoutes } from './messages.js'
import { messagingRoutes } from './messaging.js'
import { readinessRoutes } from './readiness.js'
import { roundRoutes } from './rounds.js'
import { roleRoutes } from './roles.js'
import { savedViewRoutes } from './savedViews.js'
import { standingApprovalRoutes } from './standingApprovals.js'
import { staffRoutes } from './staff.js'
import { statementProfileRoutes } from './statementProfiles.js'
import { statementRoutes } from './statements.js'
import { systemQueueRoutes } from './systemQueues.js'
import { tokenRoutes } from './tokens.js'
import { trialPaymentRoutes } from './trialPayments.js'
import { twoPeopleRoutes } from './twoPeople.js'
import { voucherAgainRoutes } from './voucherAgain.js'
import { voucherReplacementRoutes } from './voucherReplacements.js'
import { voucherRoutes } from './vouchers.js'
import { voucherUseRoutes } from './voucherUse.js'
import { waitingRoutes } from './waiting.js'
import { withdrawalRoutes } from './withdrawal.js'
import { wordlessMessageRoutes } from './wordlessMessages.js'

export const routes: readonly Route[] = [
  // Before the one with an id, which would take its address for one.
  ...glanceRoutes,
  ...programmeRoutes,
  ...readinessRoutes,
  ...moneyRoutes,
  ...customFieldRoutes,
  ...approvalStepRoutes,
  ...twoPeopleRoutes,
  ...exchangeRateRoutes,
  ...withdrawalRoutes,
  ...fspAccountRoutes,
  ...fspAbilityRoutes,
  ...fspAccountActRoutes,
  ...floatRoutes,
  ...payFirstRoutes,
  ...trialPaymentRoutes,
  ...importColumnRoutes,
  ...importRoutes,
  ...duplicateRoutes,
  ...beneficiaryRoutes,
  ...personNoteRoutes,
  ...peopleChangeRoutes,
  ...beneficiaryStateRoutes,
  ...accountCheckRoutes,
  ...correctionRoutes,
  ...roundRoutes,
  ...calendarActRoutes,
  ...entitlementRoutes,
  ...standingApprovalRoutes,
  ...distributionRoutes,
  ...followUpRoutes,
  ...distributionActRoutes,
  ...distributionReadingRoutes,
  ...inStatementRoutes,
  ...issuedListRoutes,
  ...payoutReadingRoutes,
  ...payoutFileRoutes,
  ...payoutRoutes,
  ...voucherRoutes,
  ...voucherAgainRoutes,
  ...voucherReplacementRoutes,
  ...voucherUseRoutes,
  // Before the one with an id, which would take their addresses for one.
  ...caseFileRoutes,
  ...caseRoutes,
  ...caseWorkRoutes,
  ...correctionListRoutes,
  ...fieldLinkRoutes,
  ...carrierAccountRoutes,
  ...messagingRoutes,
  ...answerWordRoutes,
  ...messageTemplateRoutes,
  ...messagePreviewRoutes,
  ...messagePriceRoutes,
  ...messageRoutes,
  ...wordlessMessageRoutes,
  ...broadcastRoutes,
  ...invitationRoutes,
  ...ledgerRoutes,
  ...insightRoutes,
  ...areaRoutes,
  ...statementRoutes,
  ...statementProfileRoutes,
  ...callbackStandingRoutes,
  ...callbackHealthRoutes,
  ...staffRoutes,
  ...roleRoutes,
  ...systemQueueRoutes,
  ...tokenRoutes,
  ...auditRoutes,
  ...decisionRoutes,
  ...savedViewRoutes,
  ...waitingRoutes,
  ...engineRoutes,
  ...exportRoutes,
  ...atStakeRoutes,
]
