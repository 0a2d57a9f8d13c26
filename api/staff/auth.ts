/**
 * The sign-in library (better-auth), set up for this house: its rows are ours (db/staffRows.ts), passwords are hashed with
 * argon2id, nobody signs up by themselves, and none of its own routes is reachable. What is open stands in `signIn.ts`.
 */
import { hash, verify } from '@node-rs/argon2'
import { betterAuth, type BetterAuthPlugin } from 'better-auth'
import { APIError, createAuthEndpoint } from 'better-auth/api'
import { createAdapterFactory } from 'better-auth/adapters'
import { setSessionCookie } from 'better-auth/cookies'
import { twoFactor } from 'better-auth/plugins/two-factor'
import { z } from 'zod'
import type { House } from '../../db/database.js'
import { findMember } from '../../db/staff.js'
import { staffRows } from '../../db/staffRows.js'
import type { ApiSettings } from '../settings.js'

const minute = 60
const hour = 60 * minute

export const passwordLength = { least: 12, most: 200 } as const

/** OWASP's least for argon2id: 19 MiB, two passes, one lane. @returns PHC text with its salt */
export const hashPassword = (password: string): Promise<string> =>
  hash(password, { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 })

/** What we ask of the library beside its own routes; called from this process alone. */
const admission = {
  id: 'admission',
  endpoints: {
    /** Lets in somebody whom we know by another way than the library's. */
    admit: createAuthEndpoint.serverOnly(
      { method: 'POST', body: z.object({ memberId: z.string() }), requireHeaders: true },
      async ctx => {
        const user = await ctx.context.internalAdapter.findUserById(ctx.body.memberId)
        if (!user) throw new APIError('UNAUTHORIZED')
        const session = await ctx.context.internalAdapter.createSession(user.id)
        await setSessionCookie(ctx, { session, user })
        return ctx.json({ done: true })
      },
    ),
    /** Whose second factor this browser is asked for; null where nobody's is. */
    awaited: createAuthEndpoint.serverOnly({ method: 'POST', requireHeaders: true }, async ctx => {
      const cookie = ctx.context.createAuthCookie('two_factor')
      const step = await ctx.getSignedCookie(cookie.name, ctx.context.secret)
      const found = step ? await ctx.context.internalAdapter.findVerificationValue(step) : null
      return ctx.json({ memberId: found?.value ?? null })
    }),
  },
} satisfies BetterAuthPlugin

export function openAuth(house: House, settings: ApiSettings) {
  return betterAuth({
    appName: 'Mkono',
    baseURL: settings.publicUrl,
    // Signs cookies and seals one-time-code secrets; the same in every process of this house, and in no configuration.
    secret: house.sealing.lookup('staff', 'secret of the sign-in').toString('hex'),
    database: createAdapterFactory({
      config: { adapterId: 'mkono', supportsUUIDs: true },
      adapter: () => staffRows(house),
    }),
    advanced: {
      cookiePrefix: 'mkono',
      useSecureCookies: settings.publicUrl.startsWith('https:'),
      defaultCookieAttributes: { sameSite: 'lax', httpOnly: true },
      database: { generateId: 'uuid' },
    },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: passwordLength.least,
      maxPasswordLength: passwordLength.most,
      password: { hash: hashPassword, verify: ({ hash, password }) => verify(hash, password) },
    },
    session: { expiresIn: 12 * hour, updateAge: hour, freshAge: 15 * minute },
    databaseHooks: {
      session: {
        create: {
          before: async ({ userId }) => {
            if ((await findMember(house, userId))?.active !== true) throw new APIError('UNAUTHORIZED')
          },
        },
      },
    },
    // Tries are counted by ourselves, across processes (db/signInTries.ts).
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    // Its lines may name people.
    logger: { disabled: true },
    plugins: [twoFactor({ issuer: 'Mkono' }), admission],
  })
}

export type StaffAuth = ReturnType<typeof openAuth>
