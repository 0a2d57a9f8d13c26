/** A new passkey: asked of the API, made by the device, told to the API under a name. */
import { api, ask } from '../api/client.ts'
import { creationOf, givenByDevice, madeOf, type AskedToMake } from './passkey.ts'

/** @param given the password is left empty by whoever has none */
export async function addPasskey({ name, password }: { name: string; password: string }): Promise<unknown> {
  const body = password === '' ? {} : { password }
  const begun = await ask(api.POST('/account/passkeys/begin', { body }))
  const held = await givenByDevice(navigator.credentials.create(creationOf(begun['options'] as AskedToMake)))
  return ask(api.POST('/account/passkeys', { body: { name, response: madeOf(held) } }))
}
