/** A device for passkeys made of software: keys of ES256, and whatever lie a test wants it to sign. */
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { encodeCBOR, type CBORType } from '@levischuck/tiny-cbor'

export interface Page {
  origin?: string
  here?: string
  challenge?: string
  type?: string
  /** the device made sure who holds it */
  verified?: boolean
  /** what it counts to, instead of one more */
  counter?: number
  userHandle?: string
  anotherKey?: boolean
  papers?: string
}

interface Asked {
  challenge: string
  rp?: { id: string }
  rpId?: string
  user?: { id: string }
}

const sha256 = (data: string | Buffer): Buffer => createHash('sha256').update(data).digest()
const text = (data: Uint8Array): string => Buffer.from(data).toString('base64url')

/** @param usualOrigin of the page that asks it */
export function softwareDevice(usualOrigin: string) {
  const keys = () => generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const [own, another] = [keys(), keys()]
  const id = randomBytes(32)
  let counter = 0
  let userHandle = ''

  const clientData = (type: string, asked: Asked, page: Page): Buffer =>
    Buffer.from(
      JSON.stringify({
        type: page.type ?? type,
        challenge: page.challenge ?? asked.challenge,
        origin: page.origin ?? usualOrigin,
        crossOrigin: false,
      }),
    )
  const data = (here: string, page: Page, attested?: Buffer): Buffer => {
    const head = Buffer.alloc(5)
    head[0] = 0x01 | (page.verified === false ? 0 : 0x04) | (attested ? 0x40 : 0)
    counter = page.counter ?? counter + 1
    head.writeUInt32BE(counter, 1)
    return Buffer.concat([sha256(page.here ?? here), head, attested ?? Buffer.alloc(0)])
  }
  const common = { id: text(id), rawId: text(id), type: 'public-key', clientExtensionResults: {} }

  return {
    /** navigator.credentials.create() */
    create(asked: Asked, page: Page = {}) {
      userHandle = asked.user?.id ?? ''
      const { x = '', y = '' } = own.publicKey.export({ format: 'jwk' })
      const key = encodeCBOR(
        new Map<number, CBORType>([
          [1, 2],
          [3, -7],
          [-1, 1],
          [-2, new Uint8Array(Buffer.from(x, 'base64url'))],
          [-3, new Uint8Array(Buffer.from(y, 'base64url'))],
        ]),
      )
      const length = Buffer.alloc(2)
      length.writeUInt16BE(id.length)
      const attested = Buffer.concat([Buffer.alloc(16), length, id, key])
      const authData = data(asked.rp?.id ?? '', page, attested)
      const attestation = new Map<string, CBORType>([
        ['fmt', page.papers ?? 'none'],
        ['attStmt', new Map()],
        ['authData', new Uint8Array(authData)],
      ])
      return {
        ...common,
        response: {
          clientDataJSON: text(clientData('webauthn.create', asked, page)),
          attestationObject: text(encodeCBOR(attestation)),
          transports: ['internal'],
        },
      }
    },
    /** navigator.credentials.get() */
    get(asked: Asked, page: Page = {}) {
      const client = clientData('webauthn.get', asked, page)
      const authenticatorData = data(asked.rpId ?? '', page)
      const signed = Buffer.concat([authenticatorData, sha256(client)])
      const { privateKey } = page.anotherKey ? another : own
      return {
        ...common,
        response: {
          clientDataJSON: text(client),
          authenticatorData: text(authenticatorData),
          signature: text(sign('sha256', signed, privateKey)),
          userHandle: page.userHandle ?? userHandle,
        },
      }
    },
  }
}
export type SoftwareDevice = ReturnType<typeof softwareDevice>
