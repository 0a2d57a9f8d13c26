/** Every address of the portal and the page that is shown there, loaded when somebody goes there. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { WhatToDo } from './frame/Broken.tsx'
import { Frame } from './frame/Frame.tsx'
import { NotFound } from './frame/NotFound.tsx'
import { readDistributionSearch, readMessageSearch, readPeopleSearch, readVoucherSearch } from './searches.ts'

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
    vouchers,
    payoutVouchers,
    messages,
    broadcast,
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
