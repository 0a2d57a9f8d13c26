/** What is shown goes old while nobody answers, and says so. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { until } from '../ground/patience.js'
import { aPortal, barriers, enters, picture, type Portal, type Visitor } from './portalGround.js'

let portal: Portal
beforeAll(async () => {
  portal = await aPortal({ people: 2 })
})
afterAll(() => portal.end())

const told = ({ page }: Visitor) => page.getByRole('status').filter({ hasText: 'is not renewed since' })

/** Until this is so; meanwhile five seconds pass in the browser with every look. */
const passes = (came: Visitor, isSo: (bars: number) => boolean): Promise<number> =>
  until(async () => {
    await came.page.clock.runFor(5_000)
    return told(came).count()
  }, isSo)

it.each([
  ['Home', '', '**/programmes/at-a-glance', 'Isiolo'],
  ['what an account holds', '/reconciling', '**/float', 'What the account holds'],
])(
  'says of %s since when it is old, keeps showing it, and stops once it is asked for again',
  async (_, at, address, shows) => {
    const came = await portal.visitor()
    const { page, go, complaints } = came
    await enters(came, await portal.member('programme_manager'))
    await page.clock.install()
    const answered = page.waitForResponse(address)
    await go(at)
    await answered
    await page.getByRole('main').getByText(shows).first().waitFor()
    expect(await told(came).count()).toBe(0)
    await page.route(address, route => route.fulfill({ status: 503, json: { type: 'about:blank', detail: 'away' } }))
    await passes(came, bars => bars === 1)
    expect(await told(came).textContent()).toMatch(/since .*\d:\d\d.*It is asked again by itself\./)
    expect(await page.getByRole('main').getByText(shows).first().isVisible(), 'what was shown').toBe(true)
    expect(await barriers(page)).toEqual([])
    await picture(page, `not-renewed${at.replace('/', '-')}`)
    await page.unroute(address)
    await passes(came, bars => bars === 0)
    expect(complaints).toEqual([])
  },
)

it('says nothing of what is no longer theirs', async () => {
  const came = await portal.visitor()
  const { page, go } = came
  await enters(came, await portal.member('programme_manager'))
  await page.clock.install()
  await go('')
  await page.getByRole('main').getByText('Isiolo').first().waitFor()
  let refused = 0
  await page.route('**/programmes/at-a-glance', route => {
    refused += 1
    return route.fulfill({ status: 403, json: { type: 'urn:mkono:problem:forbidden', detail: 'Not yours.' } })
  })
  await until(
    async () => {
      await page.clock.runFor(5_000)
      return refused
    },
    times => times > 0,
  )
  await page.clock.runFor(5_000)
  expect(await told(came).count()).toBe(0)
})
