/** Pausing an account stops whatever leaves through it, in every programme. */
import { z } from '@hono/zod-openapi'
import { pauseAccount, resumeAccount } from '../../db/distributionActs.js'
import { findFspAccount } from '../../db/fspAccounts.js'
import { openDistributionsOf } from '../../db/read/distributions.js'
import { found, settled } from '../problem.js'
import { route, type Ask } from '../route.js'
import { done, doneOut, pathId, reasonIn } from '../words.js'

const noun = 'FSP accounts'
const params = pathId<'fspAccount'>()

type Act = Ask<z.output<typeof params>, object, object>
/** Distributions that this account pays look at once; what is missed the caretaker finds within a minute. */
async function tellDistributions({ house, lives, params, afterwards }: Act): Promise<void> {
  const open = await openDistributionsOf(house, params.id)
  afterwards(async () => {
    await Promise.all(open.map(id => lives.distribution(id).look()))
  })
}

const pause = route({
  method: 'post',
  path: '/fsp-accounts/{id}/pause',
  about: 'house',
  noun,
  permission: 'fspAccounts.pause',
  kind: 'stores',
  does: 'Pause the account: nothing leaves through it until it is resumed',
  params,
  body: z.strictObject({ reason: reasonIn }),
  undoes: true,
  answer: doneOut,
  handle: async ask => {
    const { house, by, params, body } = ask
    found(await findFspAccount(house, params.id), 'FSP account')
    settled(await pauseAccount(house, { fspAccountId: params.id, reason: body.reason, by }))
    await tellDistributions(ask)
    return done
  },
})

const resume = route({
  method: 'post',
  path: '/fsp-accounts/{id}/resume',
  about: 'house',
  noun,
  permission: 'fspAccounts.resume',
  kind: 'stores',
  does: 'Resume a paused account',
  params,
  undoes: true,
  answer: doneOut,
  handle: async ask => {
    const { house, by, params } = ask
    found(await findFspAccount(house, params.id), 'FSP account')
    settled(await resumeAccount(house, { fspAccountId: params.id, by }))
    await tellDistributions(ask)
    return done
  },
})

export const fspAccountActRoutes = [pause, resume]
