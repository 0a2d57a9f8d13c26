/** Every address of the portal and the page that is shown there, loaded when somebody goes there. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { WhatToDo } from './frame/Broken.tsx'
import { Frame } from './frame/Frame.tsx'
import { NotFound } from './frame/NotFound.tsx'
import {
  readDistributionSearch,
  readInvitationSearch,
  readMessageSearch,
  readPeopleSearch,
  readReconcilingSearch,
  readVoucherSearch,
  readWorkSearch,
} from './searches.ts'
import { readAllWords } from './words/words.ts'

const root = createRootRoute({ component: Frame, notFoundComponent: NotFound, errorComponent: WhatToDo })
const at = { getParentRoute: () => root } as const

/** A page and, with the first of them, the words that the sign-in and Home do without. */
const page = <Module extends Record<string, unknown>, Name extends keyof Module>(
  load: () => Promise<Module>,
  name: Name,
) => lazyRouteComponent(async () => (await Promise.all([load(), readAllWords()]))[0], name)

const home = createRoute({
  ...at,
  path: '/',
  component: lazyRouteComponent(() => import('./pages/home/Home.tsx'), 'Home'),
})
const people = createRoute({
  ...at,
  path: '/programmes/$programmeId/people',
  validateSearch: readPeopleSearch,
  component: page(() => import('./pages/people/People.tsx'), 'People'),
})
const imports = createRoute({
  ...at,
  path: '/programmes/$programmeId/people/import',
  component: page(() => import('./pages/peopleFiles/Imports.tsx'), 'Imports'),
})
const changes = createRoute({
  ...at,
  path: '/programmes/$programmeId/people/changes',
  component: page(() => import('./pages/peopleFiles/Changes.tsx'), 'Changes'),
})
const duplicates = createRoute({
  ...at,
  path: '/programmes/$programmeId/people/duplicates',
  component: page(() => import('./pages/duplicates/Duplicates.tsx'), 'Duplicates'),
})
const peopleExport = createRoute({
  ...at,
  path: '/programmes/$programmeId/people/export',
  component: page(() => import('./pages/peopleFiles/Export.tsx'), 'Export'),
})
const peopleInAndOut = [imports, changes, duplicates, peopleExport] as const
const person = createRoute({
  ...at,
  path: '/people/$personId',
  component: page(() => import('./pages/people/PersonPage.tsx'), 'PersonPage'),
})
const distributions = createRoute({
  ...at,
  path: '/programmes/$programmeId/distributions',
  validateSearch: readDistributionSearch,
  component: page(() => import('./pages/distributions/Distributions.tsx'), 'Distributions'),
})
const distribution = createRoute({
  ...at,
  path: '/distributions/$distributionId',
  component: page(() => import('./pages/distributions/DistributionPage.tsx'), 'DistributionPage'),
})
const newProgramme = createRoute({
  ...at,
  path: '/programmes/new',
  component: page(() => import('./pages/programme/NewProgramme.tsx'), 'NewProgramme'),
})
const setup = createRoute({
  ...at,
  path: '/programmes/$programmeId/setup',
  component: page(() => import('./pages/programme/Setup.tsx'), 'Setup'),
})
const entitlement = createRoute({
  ...at,
  path: '/programmes/$programmeId/entitlement',
  component: page(() => import('./pages/programme/Entitlement.tsx'), 'Entitlement'),
})
const calendar = createRoute({
  ...at,
  path: '/programmes/$programmeId/calendar',
  component: page(() => import('./pages/programme/CalendarPage.tsx'), 'CalendarPage'),
})
const fields = createRoute({
  ...at,
  path: '/programmes/$programmeId/fields',
  component: page(() => import('./pages/programme/Fields.tsx'), 'Fields'),
})
const money = createRoute({
  ...at,
  path: '/programmes/$programmeId/money',
  component: page(() => import('./pages/money/Money.tsx'), 'Money'),
})
const staff = createRoute({
  ...at,
  path: '/staff',
  component: page(() => import('./pages/admin/Staff.tsx'), 'Staff'),
})
const roles = createRoute({
  ...at,
  path: '/roles',
  component: page(() => import('./pages/admin/Roles.tsx'), 'Roles'),
})
const acts = createRoute({
  ...at,
  path: '/acts',
  component: page(() => import('./pages/admin/Acts.tsx'), 'Acts'),
})
const system = createRoute({
  ...at,
  path: '/system',
  component: page(() => import('./pages/admin/System.tsx'), 'System'),
})
const fspAccounts = createRoute({
  ...at,
  path: '/fsp-accounts',
  component: page(() => import('./pages/accounts/FspAccounts.tsx'), 'FspAccounts'),
})
const newFspAccount = createRoute({
  ...at,
  path: '/fsp-accounts/new',
  component: page(() => import('./pages/accounts/NewFspAccount.tsx'), 'NewFspAccount'),
})
const fspAccount = createRoute({
  ...at,
  path: '/fsp-accounts/$accountId',
  component: page(() => import('./pages/accounts/FspAccountPage.tsx'), 'FspAccountPage'),
})
const carriers = createRoute({
  ...at,
  path: '/carriers',
  component: page(() => import('./pages/carriers/Carriers.tsx'), 'Carriers'),
})
const carrier = createRoute({
  ...at,
  path: '/carriers/$carrierId',
  component: page(() => import('./pages/carriers/CarrierPage.tsx'), 'CarrierPage'),
})
const strangers = createRoute({
  ...at,
  path: '/strangers',
  component: page(() => import('./pages/messages/Strangers.tsx'), 'Strangers'),
})
const tokens = createRoute({
  ...at,
  path: '/tokens',
  component: page(() => import('./pages/admin/Tokens.tsx'), 'Tokens'),
})
const own = createRoute({
  ...at,
  path: '/account',
  component: page(() => import('./pages/own/OwnAccount.tsx'), 'OwnAccount'),
})
const house = [fspAccounts, newFspAccount, fspAccount, carriers, carrier, strangers, tokens, own] as const
const insight = createRoute({
  ...at,
  path: '/programmes/$programmeId/insight',
  component: page(() => import('./pages/insight/Insight.tsx'), 'Insight'),
})
const insightOfAll = createRoute({
  ...at,
  path: '/insight',
  component: page(() => import('./pages/insight/Insight.tsx'), 'InsightOfAll'),
})
const programmeSetup = [newProgramme, setup, entitlement, calendar, fields, money] as const
const administration = [staff, roles, acts, system] as const
const work = createRoute({
  ...at,
  path: '/work',
  validateSearch: readWorkSearch,
  component: page(() => import('./pages/work/Work.tsx'), 'Work'),
})
const workCase = createRoute({
  ...at,
  path: '/work/$caseId',
  component: page(() => import('./pages/work/CasePage.tsx'), 'CasePage'),
})
const outside = createRoute({
  ...at,
  path: '/programmes/$programmeId/outside',
  component: page(() => import('./pages/work/Outside.tsx'), 'Outside'),
})
const waiting = createRoute({
  ...at,
  path: '/waiting',
  component: page(() => import('./pages/waiting/WaitingPage.tsx'), 'WaitingPage'),
})
const reconciling = createRoute({
  ...at,
  path: '/reconciling',
  validateSearch: readReconcilingSearch,
  component: page(() => import('./pages/reconciling/Reconciling.tsx'), 'Reconciling'),
})
const statement = createRoute({
  ...at,
  path: '/statements/$statementId',
  component: page(() => import('./pages/reconciling/StatementPage.tsx'), 'StatementPage'),
})
const vouchers = createRoute({
  ...at,
  path: '/programmes/$programmeId/vouchers',
  validateSearch: readVoucherSearch,
  component: page(() => import('./pages/vouchers/Vouchers.tsx'), 'Vouchers'),
})
const payoutVouchers = createRoute({
  ...at,
  path: '/programmes/$programmeId/vouchers/$payoutId',
  component: page(() => import('./pages/vouchers/PayoutVouchers.tsx'), 'PayoutVouchers'),
})
const invitations = createRoute({
  ...at,
  path: '/programmes/$programmeId/invitations',
  validateSearch: readInvitationSearch,
  component: page(() => import('./pages/invitations/Invitations.tsx'), 'Invitations'),
})
const messages = createRoute({
  ...at,
  path: '/programmes/$programmeId/messages',
  validateSearch: readMessageSearch,
  component: page(() => import('./pages/messages/Messages.tsx'), 'Messages'),
})
const broadcast = createRoute({
  ...at,
  path: '/programmes/$programmeId/messages/broadcasts/$broadcastId',
  component: page(() => import('./pages/messages/BroadcastPage.tsx'), 'BroadcastPage'),
})

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    people,
    ...peopleInAndOut,
    person,
    distributions,
    distribution,
    ...programmeSetup,
    ...administration,
    ...house,
    work,
    workCase,
    outside,
    waiting,
    reconciling,
    statement,
    vouchers,
    payoutVouchers,
    invitations,
    messages,
    broadcast,
    insight,
    insightOfAll,
  ]),
  basepath: '/portal',
  // What somebody points at is on its way before they press.
  defaultPreload: 'intent',
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
