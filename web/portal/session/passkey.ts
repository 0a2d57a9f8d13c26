/** Between what the API writes as base64url and what the browser asks of a device as bytes. */
import { Problem } from '../api/problem.ts'

export interface AskedOfDevice {
  readonly challenge: string
  readonly rpId?: string
  readonly timeout?: number
  readonly userVerification?: UserVerificationRequirement
}

const bytesOf = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), sign => sign.charCodeAt(0))

const textOf = (bytes: ArrayBuffer): string =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')

export const requestOf = ({ challenge, ...rest }: AskedOfDevice): CredentialRequestOptions => ({
  publicKey: { ...rest, challenge: bytesOf(challenge) },
})

export function answerOf(held: PublicKeyCredential): object {
  const { clientDataJSON, authenticatorData, signature, userHandle } = held.response as AuthenticatorAssertionResponse
  return {
    id: held.id,
    rawId: textOf(held.rawId),
    type: held.type,
    response: {
      clientDataJSON: textOf(clientDataJSON),
      authenticatorData: textOf(authenticatorData),
      signature: textOf(signature),
      userHandle: textOf(userHandle ?? new ArrayBuffer(0)),
    },
  }
}

/** @throws Problem of the kind `device` where it gives nothing: turned away, waited too long, or without a passkey for here */
export async function givenByDevice(asking: Promise<Credential | null>): Promise<PublicKeyCredential> {
  const held = await asking.catch(() => null)
  if (held === null) throw new Problem(400, 'device', '')
  return held as PublicKeyCredential
}

/** What the API asks a device to make. */
export interface AskedToMake {
  readonly challenge: string
  readonly rp: PublicKeyCredentialRpEntity
  readonly user: { readonly id: string; readonly name: string; readonly displayName: string }
  readonly pubKeyCredParams: PublicKeyCredentialParameters[]
  readonly excludeCredentials?: readonly { readonly id: string; readonly transports?: AuthenticatorTransport[] }[]
  readonly authenticatorSelection?: AuthenticatorSelectionCriteria
}

export const creationOf = ({
  challenge,
  user,
  excludeCredentials = [],
  ...rest
}: AskedToMake): CredentialCreationOptions => ({
  publicKey: {
    ...rest,
    challenge: bytesOf(challenge),
    user: { ...user, id: bytesOf(user.id) },
    excludeCredentials: excludeCredentials.map(({ id, ...more }) => ({ ...more, type: 'public-key', id: bytesOf(id) })),
  },
})

export function madeOf(held: PublicKeyCredential): object {
  const { clientDataJSON, attestationObject, getTransports } = held.response as AuthenticatorAttestationResponse
  return {
    id: held.id,
    rawId: textOf(held.rawId),
    type: held.type,
    response: {
      clientDataJSON: textOf(clientDataJSON),
      attestationObject: textOf(attestationObject),
      transports: getTransports.call(held.response),
    },
  }
}
