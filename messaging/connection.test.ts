import { expect, it } from 'vitest'
import { testCarrier } from './connection.js'
import { CarrierUnreachable, type Carrier } from './contract.js'

/** As far as the question goes. */
const aCarrier = (template: Carrier['template'], hasTemplates = true): Carrier =>
  ({ describe: () => ({ hasTemplates }), template }) as unknown as Carrier
const unreachable = (reason: ConstructorParameters<typeof CarrierUnreachable>[0]) =>
  aCarrier(() => Promise.reject(new CarrierUnreachable(reason, 'no')))

it('an account works where the carrier says that it has no such template', async () => {
  expect((await testCarrier(aCarrier(() => Promise.resolve(null)))).is).toBe('ok')
})

it('wrong credentials, silence and nonsense are told apart', async () => {
  expect(await testCarrier(unreachable('credentials'))).toEqual({
    is: 'refused',
    says: 'The carrier does not accept our credentials.',
  })
  expect((await testCarrier(unreachable('not_reached'))).is).toBe('unreachable')
  expect((await testCarrier(unreachable('unclear_answer'))).is).toBe('unclear')
})

it('a carrier without a question that sends nothing is not asked', async () => {
  const asked = aCarrier(() => Promise.reject(new Error('asked')), false)
  expect((await testCarrier(asked)).is).toBe('unasked')
})

it('a mistake of ours is not taken for the carrier’s', async () => {
  await expect(testCarrier(aCarrier(() => Promise.reject(new TypeError('ours'))))).rejects.toThrow('ours')
})
