/** What people read where their page could not be made: in their language, that it was us, and nothing of what broke. */
import { faceOf, type Log } from '../log.js'
import type { ApiContext } from '../mount.js'
import { HttpProblem } from '../problem.js'
import { endedPage } from './page.js'
import { askedOf } from './words.js'

type Work = (c: ApiContext) => Promise<Response>

export const orBroken =
  (log: Log) =>
  (work: Work): Work =>
  async c => {
    try {
      return await work(c)
    } catch (error) {
      if (!(error instanceof HttpProblem)) log.error({ route: c.get('route'), ...faceOf(error) }, 'broken')
      const language = askedOf(c.req.header('accept-language'))
      return endedPage(c, { language, ended: 'broken', status: error instanceof HttpProblem ? 422 : 500 })
    }
  }
