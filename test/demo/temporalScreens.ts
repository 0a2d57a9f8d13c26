/** What an operator sees of a programme’s Schedule in Temporal’s own screens, in a real browser. */
import fs from 'node:fs'
import path from 'node:path'
import { Connection } from '@temporalio/client'
import { chromium } from 'playwright-core'
import { chromiumArgs, needChromium } from '../../scripts/chromium.mjs'

export interface ScheduleSeen {
  /** when it was made to run, the latest first */
  readonly fired: readonly Date[]
  /** when it runs next, in order */
  readonly ahead: readonly Date[]
  /** all that its page says */
  readonly says: string
}

/** `Nov 27, 2026, 1:43:00.03 AM UTC` */
const moment = /([A-Z][a-z]{2} \d+, \d{4}, \d+:\d\d:\d\d)\.\d+( [AP]M UTC)/g

const momentsIn = (text: string): Date[] => [...text.matchAll(moment)].map(([, to, zone]) => new Date(`${to}${zone}`))

/** Goes from the list of Schedules to the page of the only programme. @param dataFolder of a system that runs */
export async function scheduleSeen(dataFolder: string): Promise<ScheduleSeen> {
  const ports = JSON.parse(fs.readFileSync(path.join(dataFolder, 'ports.json'), 'utf8')) as Record<string, number>
  const browser = await chromium.launch({ executablePath: needChromium(), args: chromiumArgs })
  try {
    const page = await browser.newPage({ timezoneId: 'UTC', locale: 'en-US' })
    page.setDefaultTimeout(90_000)
    await page.goto(`http://127.0.0.1:${ports['temporal-ui']}/namespaces/default/schedules`)
    const link = page.getByRole('link', { name: /^programme\// })
    const row = page.getByRole('row').filter({ has: link })
    await row.getByText(/UTC/).first().waitFor()
    // Status, id and workflow type come before.
    const [recent = '', upcoming = ''] = (await row.getByRole('cell').allInnerTexts()).slice(-3)
    await link.click()
    await page.getByText('Recent Run').first().waitFor()
    // What it says of itself: that it goes on, or, after the last round, that none is planned.
    await page
      .getByText(/calendar of its programme|no further round is planned/)
      .first()
      .waitFor()
    return { fired: momentsIn(recent), ahead: momentsIn(upcoming), says: await page.locator('main').innerText() }
  } finally {
    await browser.close()
  }
}

/** How often the server says that the only programme’s Schedule has fired, and when: its own word, read without its payloads. */
export async function scheduleFired(dataFolder: string): Promise<{ actions: number; at: readonly Date[] }> {
  const ports = JSON.parse(fs.readFileSync(path.join(dataFolder, 'ports.json'), 'utf8')) as Record<string, number>
  const connection = await Connection.connect({ address: `127.0.0.1:${ports['temporal']}` })
  try {
    const { workflowService } = connection
    const { schedules } = await workflowService.listSchedules({ namespace: 'default', maximumPageSize: 100 })
    const scheduleId = schedules.map(each => each.scheduleId ?? '').find(id => id.startsWith('programme/'))
    if (scheduleId === undefined) throw new Error('No programme has a Schedule.')
    const { info } = await workflowService.describeSchedule({ namespace: 'default', scheduleId })
    const at = (info?.recentActions ?? []).map(each => new Date(Number(each.scheduleTime?.seconds ?? 0) * 1_000))
    return { actions: Number(info?.actionCount ?? 0), at }
  } finally {
    await connection.close()
  }
}
