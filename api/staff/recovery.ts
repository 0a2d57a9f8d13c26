/** Whoever lost their password asks for a link themselves: it goes to their mailbox, and the answer is the same for all. */
import { z } from '@hono/zod-openapi'
import { countTry } from '../../db/signInTries.js'
import { askRecovery } from '../../db/staffRecovery.js'
import { countedBy } from '../addresses.js'
import { faceOf, type Log } from '../log.js'
import type { OpenRoute } from '../openRoute.js'
import { HttpProblem } from '../problem.js'
import { asking, refuseTooMany } from './asking.js'
import type { StaffDoor } from './door.js'

const body = z.strictObject({ email: z.string().trim().min(3).max(254) })

export function recoveryRoutes(door: StaffDoor, log: Log): OpenRoute[] {
  const { house, settings } = door
  const { here, read, say } = asking(door)
  return [
    {
      method: 'post',
      permission: 'staff.signIn',
      path: '/account/recover',
      does: 'Ask for a link by e-mail to set a new password; the answer does not tell whether there is an account',
      serve: async c => {
        const { email } = await read(c, body)
        if (!settings.mail)
          throw new HttpProblem('state', 'No e-mail is sent from here: ask an administrator for a new link.')
        const from = countedBy(c, settings)
        const waits = [
          // Not the count of sign-ins: who has just failed there five times is who needs this.
          await countTry(house, 'recovery', email.toLowerCase()),
          from === '' ? 0 : await countTry(house, 'address', from),
        ]
        refuseTooMany(Math.max(...waits))
        // Whether there is anybody is looked up after the answer, so that its time does not tell.
        const asked = here(c)
        setImmediate(() => {
          askRecovery(asked, email).catch((error: unknown) => log.error(faceOf(error), 'a recovery was not begun'))
        })
        return say(c, { done: true })
      },
    },
  ]
}
