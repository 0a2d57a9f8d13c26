/**
 * The organisation's own sign-in, spoken to by OpenID Connect: authorization code with PKCE, state and nonce. All of the
 * protocol is openid-client's; this file says what is asked of it and sorts what can go wrong.
 */
import * as oidc from 'openid-client'
import type { Departure, Vouched } from '../../db/singleSignOn.js'
import { isSafeAddress } from '../addresses.js'
import type { SingleSignOn } from '../settings.js'

/** The provider does not answer, or not as a provider does: nobody's fault who signs in. */
export class ProviderAway extends Error {
  override readonly name = 'ProviderAway'
}
/** The provider said no, or something that can not be believed. */
export class NotVouched extends Error {
  override readonly name = 'NotVouched'
}

export interface Provider {
  /** @throws ProviderAway */
  leave(back: string): Promise<{ address: string; departure: Omit<Departure, 'to'> }>
  /**
   * @param cameBack the address of ours that the provider sent the browser to, with what it added
   * @throws ProviderAway, NotVouched
   */
  vouch(cameBack: URL, departure: Departure): Promise<Vouched>
}

/** Metadata is read again after this; keys are read when one is not known. */
const metadataGoodForMs = 3_600_000
const waitSeconds = 10
/** Clocks differ. */
const toleranceSeconds = 30

export function openProvider(settings: SingleSignOn): Provider {
  let known: { config: Promise<oidc.Configuration>; until: number } | undefined
  const config = (): Promise<oidc.Configuration> => {
    if (known && known.until > Date.now()) return known.config
    const found = discover(settings)
    const mine = { config: found, until: Date.now() + metadataGoodForMs }
    found.catch(() => {
      if (known === mine) known = undefined
    })
    known = mine
    return found
  }

  return {
    leave: async back => {
      const found = await config()
      const departure = {
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
        verifier: oidc.randomPKCECodeVerifier(),
      }
      const address = oidc.buildAuthorizationUrl(found, {
        redirect_uri: back,
        scope: 'openid email',
        state: departure.state,
        nonce: departure.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(departure.verifier),
        code_challenge_method: 'S256',
      })
      return { address: address.href, departure }
    },
    vouch: async (cameBack, { state, nonce, verifier }) => {
      const found = await config()
      const tokens = await oidc
        .authorizationCodeGrant(found, cameBack, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        })
        .catch(sorted)
      const claims = tokens.claims()
      if (!claims) throw new NotVouched('No ID token came.')
      const told = 'email' in claims && 'email_verified' in claims
      // Many providers tell the address at their user information only; the library holds its subject against the token's.
      const asks = !told && found.serverMetadata().userinfo_endpoint !== undefined
      const from = asks ? await oidc.fetchUserInfo(found, tokens.access_token, claims.sub).catch(sorted) : claims
      return { issuer: new URL(settings.issuer).href, subject: claims.sub, ...addressIn(from) }
    },
  }
}

const addressIn = ({ email, email_verified: verified }: Claims): Pick<Vouched, 'email' | 'emailVerified'> => ({
  email: typeof email === 'string' && email.length <= 254 ? email : null,
  // Nothing but true is true: not a text, not an absence.
  emailVerified: verified === true,
})
type Claims = Readonly<Record<string, unknown>>

async function discover({ issuer, clientId, clientSecret }: SingleSignOn): Promise<oidc.Configuration> {
  const url = new URL(issuer)
  return oidc
    .discovery(url, clientId, { [oidc.clockTolerance]: toleranceSeconds }, clientAuth(clientSecret), {
      timeout: waitSeconds,
      execute: [
        // Without this the library would trust the connection alone and not look at the ID token's signature.
        oidc.enableNonRepudiationChecks,
        // On this machine only: the settings allow http nowhere else.
        ...(url.protocol === 'http:' ? [oidc.allowInsecureRequests] : []),
      ],
    })
    .then(refuseUnsafe)
    .catch((error: unknown) => {
      throw new ProviderAway('The provider does not tell how to sign in.', { cause: error })
    })
}

/** Also a provider on this machine names no unsafe places elsewhere. */
function refuseUnsafe(found: oidc.Configuration): oidc.Configuration {
  const { authorization_endpoint, token_endpoint, jwks_uri, userinfo_endpoint } = found.serverMetadata()
  for (const needed of [authorization_endpoint, token_endpoint, jwks_uri, userinfo_endpoint ?? authorization_endpoint])
    if (needed === undefined || !URL.canParse(needed) || !isSafeAddress(new URL(needed)))
      throw new Error('The provider lacks an address, or names an unsafe one.')
  return found
}

/** As the provider takes it; one that does not say takes it in the header. */
const clientAuth =
  (secret: string): oidc.ClientAuth =>
  (server, ...request) => {
    const ways = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
    const way = ways.includes('client_secret_basic') ? oidc.ClientSecretBasic : oidc.ClientSecretPost
    way(secret)(server, ...request)
  }

const awayCodes = ['OAUTH_TIMEOUT', 'OAUTH_RESPONSE_IS_NOT_CONFORM', 'OAUTH_RESPONSE_IS_NOT_JSON', 'OAUTH_PARSE_ERROR']

/** Whatever is not plainly the provider's absence is a no. */
function sorted(error: unknown): never {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  // fetch’s own words for a connection that failed are a TypeError without a code
  const away = (error instanceof TypeError && code === '') || awayCodes.includes(code)
  // Our client id or secret is wrong: no sign-in will do until somebody mends the settings.
  const ours = error instanceof oidc.ResponseBodyError && (error.error === 'invalid_client' || error.status >= 500)
  if (away || ours) throw new ProviderAway('The provider does not answer as it should.', { cause: error })
  throw new NotVouched('The provider vouches for nobody.', { cause: error })
}
