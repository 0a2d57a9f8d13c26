/**
 * What devices say about passkeys (WebAuthn), checked by simplewebauthn: challenge, our origin, our name, signature, and
 * that the device itself made sure who holds it. Nothing here knows the database.
 */
import { isIP } from 'node:net'
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server'
import { decodeAttestationObject } from '@simplewebauthn/server/helpers'
import { z } from '@hono/zod-openapi'
import type { Credential } from '../../db/passkeys.js'

/** A device answered something that can not be believed. */
export class NotBelieved extends Error {
  override readonly name = 'NotBelieved'
}

const base64url = (longest: number) =>
  z
    .string()
    .min(1)
    .max(longest)
    .regex(/^[\w-]+=*$/, 'base64url')
/** Beyond what is checked here browsers add members of their own, which nobody reads. */
const common = { id: base64url(1_400), rawId: base64url(1_400), type: z.literal('public-key') }
export const registered = z.object({
  ...common,
  response: z.object({
    clientDataJSON: base64url(4_096),
    attestationObject: base64url(16_384),
    transports: z.array(z.string().max(32)).max(10).default([]),
  }),
})
export const asserted = z.object({
  ...common,
  response: z.object({
    clientDataJSON: base64url(4_096),
    authenticatorData: base64url(4_096),
    signature: base64url(4_096),
    userHandle: base64url(200),
  }),
})
export type Registered = z.infer<typeof registered>
export type Asserted = z.infer<typeof asserted>

/** By which name passkeys are kept here; null where people come by a bare address, which browsers make none for. */
export function nameHere(publicUrl: string): string | null {
  const { hostname } = new URL(publicUrl)
  return isIP(hostname.replace(/^\[|\]$/g, '')) === 0 ? hostname : null
}

/** How a device names the person: their id and nothing that says who they are. */
const handleOf = (memberId: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(memberId)

export const registrationFor = (
  here: string,
  member: { memberId: string; email: string; name: string },
  known: readonly Credential[],
): Promise<PublicKeyCredentialCreationOptionsJSON> =>
  generateRegistrationOptions({
    rpName: 'Mkono',
    rpID: here,
    userID: handleOf(member.memberId),
    userName: member.email,
    userDisplayName: member.name,
    attestationType: 'none',
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    excludeCredentials: known.map(({ credentialId: id, transports }) => ({ id, transports })),
  })

export const assertionFor = (here: string): Promise<PublicKeyCredentialRequestOptionsJSON> =>
  generateAuthenticationOptions({ rpID: here, userVerification: 'required' })

interface Expected {
  readonly here: string
  readonly publicUrl: string
  readonly challenge: string
}

const expectedOf = ({ here, publicUrl, challenge }: Expected) => ({
  expectedChallenge: challenge,
  expectedOrigin: new URL(publicUrl).origin,
  expectedRPID: here,
  requireUserVerification: true,
})

/** @throws NotBelieved */
export async function readRegistration(
  response: Registered,
  expected: Expected,
): Promise<Pick<Credential, 'credentialId' | 'publicKey' | 'transports'> & { counter: number }> {
  const checked = await believed(async () => {
    // Nobody asked the device for papers. To read some the library would fetch addresses that are written in them.
    const papers = decodeAttestationObject(Buffer.from(response.response.attestationObject, 'base64url'))
    const ownWord = papers.get('fmt') === 'packed' && papers.get('attStmt').get('x5c') === undefined
    if (papers.get('fmt') !== 'none' && !ownWord) throw new NotBelieved('The device shows papers.')
    return verifyRegistrationResponse({
      ...expectedOf(expected),
      response: { ...response, clientExtensionResults: {} },
    })
  })
  if (!checked.verified) throw new NotBelieved('The device does not prove itself.')
  const { id, publicKey, counter } = checked.registrationInfo.credential
  return {
    credentialId: id,
    publicKey: Buffer.from(publicKey).toString('base64url'),
    transports: response.response.transports,
    counter,
  }
}

/** @returns the counter that the device signed @throws NotBelieved */
export async function readAssertion(response: Asserted, credential: Credential, expected: Expected): Promise<number> {
  if (Buffer.from(response.response.userHandle, 'base64url').toString() !== credential.memberId)
    throw new NotBelieved('The device names another person.')
  const checked = await believed(() =>
    verifyAuthenticationResponse({
      ...expectedOf(expected),
      response: { ...response, clientExtensionResults: {} },
      credential: {
        id: credential.credentialId,
        publicKey: new Uint8Array(Buffer.from(credential.publicKey, 'base64url')),
        // The counter is held against the last one by the database, after the signature: a made-up one is no evidence.
        counter: 0,
      },
    }),
  )
  if (!checked.verified) throw new NotBelieved('The signature is wrong.')
  return checked.authenticationInfo.newCounter
}

/** The library throws at whatever it does not like, be it malformed or a lie. */
async function believed<T>(check: () => Promise<T>): Promise<T> {
  try {
    return await check()
  } catch (error) {
    throw error instanceof NotBelieved ? error : new NotBelieved('The device is not believed.', { cause: error })
  }
}
