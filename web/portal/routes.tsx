/** Every address of the portal and the page that is shown there, loaded when somebody goes there. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { WhatToDo } from './frame/Broken.tsx'
import { Frame } from './frame/Frame.tsx'
import { NotFound } from './frame/NotFound.tsx'
import {
  readDistributionSearch,
  readMessageSearch,
  readPeopleSearch,
  readReconcilingSearch,
  readVoucherSearch,
  readWorkSearch,
} from './searches.ts'

const root = createRootRoute({ component: Frame, notFoundComponent: NotFound, errorComponent: WhatToDo })
const at = { getParentRoute: () => root } as const

const home = createRoute({
  ...at,
  path: '/',
  component: lazyRouteComponent(() => import('./pages/home/Home.tsx'), 'Home'),
})
const people = createRoute({
  ...at,
  path: '/programmes/$programmeId/people',
  validateSearch: readPeopleSearch,
  component: lazyRouteComponent(() => import('./pages/people/People.tsx'), 'People'),
})
const person = createRoute({
  ...at,
  path: '/people/$personId',
  component: lazyRouteComponent(() => import('./pages/people/PersonPage.tsx'), 'PersonPage'),
})
const distributions = createRoute({
  ...at,
  path: '/programmes/$programmeId/distributions',
  validateSearch: readDistributionSearch,
  component: lazyRouteComponent(() => import('./pages/distributions/Distributions.tsx'), 'Distributions'),
})
const distribution = createRoute({
  ...at,
  path: '/distributions/$distributionId',
  component: lazyRouteComponent(() => import('./pages/distributions/DistributionPage.tsx'), 'DistributionPage'),
})
const newProgramme = createRoute({
  ...at,
  path: '/programmes/new',
  component: lazyRouteComponent(() => import('./pages/programme/NewProgramme.tsx'), 'NewProgramme'),
})
const setup = createRoute({
  ...at,
  path: '/programmes/$programmeId/setup',
  component: lazyRouteComponent(() => import('./pages/programme/Setup.tsx'), 'Setup'),
})
const entitlement = createRoute({
  ...at,
  path: '/programmes/$programmeId/entitlement',
  component: lazyRouteComponent(() => import('./pages/programme/Entitlement.tsx'), 'Entitlement'),
})
const calendar = createRoute({
  ...at,
  path: '/programmes/$programmeId/calendar',
  component: lazyRouteComponent(() => import('./pages/programme/CalendarPage.tsx'), 'CalendarPage'),
})
const fields = createRoute({
  ...at,
  path: '/programmes/$programmeId/fields',
  component: lazyRouteComponent(() => import('./pages/programme/Fields.tsx'), 'Fields'),
})
const money = createRoute({
  ...at,
  path: '/programmes/$programmeId/money',
  component: lazyRouteComponent(() => import('./pages/money/Money.tsx'), 'Money'),
})
const staff = createRoute({
  ...at,
  path: '/staff',
  component: lazyRouteComponent(() => import('./pages/admin/Staff.tsx'), 'Staff'),
})
const roles = createRoute({
  ...at,
  path: '/roles',
  component: lazyRouteComponent(() => import('./pages/admin/Roles.tsx'), 'Roles'),
})
const acts = createRoute({
  ...at,
  path: '/acts',
  component: lazyRouteComponent(() => import('./pages/admin/Acts.tsx'), 'Acts'),
})
const system = createRoute({
  ...at,
  path: '/system',
  component: lazyRouteComponent(() => import('./pages/admin/System.tsx'), 'System'),
})
const insight = createRoute({
  ...at,
  path: '/programmes/$programmeId/insight',
  component: lazyRouteComponent(() => import('./pages/insight/Insight.tsx'), 'Insight'),
})
const insightOfAll = createRoute({
  ...at,
  path: '/insight',
  component: lazyRouteComponent(() => import('./pages/insight/Insight.tsx'), 'InsightOfAll'),
})
const programmeSetup = [newProgramme, setup, entitlement, calendar, fields, money] as const
const administration = [staff, roles, acts, system] as const
const work = createRoute({
  ...at,
  path: '/work',
  validateSearch: readWorkSearch,
  component: lazyRouteComponent(() => import('./pages/work/Work.tsx'), 'Work'),
})
const workCase = createRoute({
  ...at,
  path: '/work/$caseId',
  component: lazyRouteComponent(() => import('./pages/work/CasePage.tsx'), 'CasePage'),
})
const outside = createRoute({
  ...at,
  path: '/programmes/$programmeId/outside',
  component: lazyRouteComponent(() => import('./pages/work/Outside.tsx'), 'Outside'),
})
const waiting = createRoute({
  ...at,
  path: '/waiting',
  component: lazyRouteComponent(() => import('./pages/waiting/WaitingPage.tsx'), 'WaitingPage'),
})
const reconciling = createRoute({
  ...at,
  path: '/reconciling',
  validateSearch: readReconcilingSearch,
  component: lazyRouteComponent(() => import('./pages/reconciling/Reconciling.tsx'), 'Reconciling'),
})
const statement = createRoute({
  ...at,
  path: '/statements/$statementId',
  component: lazyRouteComponent(() => import('./pages/reconciling/StatementPage.tsx'), 'StatementPage'),
})
const vouchers = createRoute({
  ...at,
  path: '/programmes/$programmeId/vouchers',
  validateSearch: readVoucherSearch,
  component: lazyRouteComponent(() => import('./pages/vouchers/Vouchers.tsx'), 'Vouchers'),
})
const payoutVouchers = createRoute({
  ...at,
  path: '/programmes/$programmeId/vouchers/$payoutId',
  component: lazyRouteComponent(() => import('./pages/vouchers/PayoutVouchers.tsx'), 'PayoutVouchers'),
})
const messages = createRoute({
  ...at,
  path: '/programmes/$programmeId/messages',
  validateSearch: readMessageSearch,
  component: lazyRouteComponent(() => import('./pages/messages/Messages.tsx'), 'Messages'),
})
const broadcast = createRoute({
  ...at,
  path: '/programmes/$programmeId/messages/broadcasts/$broadcastId',
  component: lazyRouteComponent(() => import('./pages/messages/BroadcastPage.tsx'), 'BroadcastPage'),
})

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    people,
    person,
    distributions,
    distribution,
    ...programmeSetup,
    ...administration,
    work,
    workCase,
    outside,
    waiting,
    reconciling,
    statement,
    vouchers,
    payoutVouchers,
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
