import { expect, it } from 'vitest'
import { knownFsps } from '../../fsp/registry.js'
import { knownCarriers } from '../../messaging/registry.js'
import { allPermissions } from '../../domain/permissions.js'
import { canBePassedOn, roles } from '../../domain/roles.js'
import { rolesToPassOn } from '../../web/portal/pages/own/passedOn.js'
import en from '../../web/portal/words/more/en.json' with { type: 'json' }

it('every field that a provider or a carrier asks for has a name in the portal', () => {
  const names = [...knownFsps(), ...knownCarriers()].flatMap(({ credentials, settings }) => [
    ...Object.keys(credentials.shape),
    ...Object.keys(settings.shape),
  ])
  expect([...new Set(names)].filter(name => !Object.hasOwn(en.accountField, name))).toEqual([])
})

it('the portal offers to pass on the roles that the API lets pass, and no others', () => {
  const grants = [
    ...Object.entries(roles),
    ['everything', allPermissions] as const,
    ...allPermissions.map(each => [`only ${each}`, [each]] as const),
  ].map(([role, permissions]) => ({
    role,
    permissions: [...permissions],
    programmeId: null,
    whole: true,
    areas: null,
    onBehalfOf: null as string | null,
  }))
  const passable = grants.filter(({ permissions }) => canBePassedOn(permissions)).map(({ role }) => role)
  expect(rolesToPassOn(grants)).toEqual(passable)
  // What one holds in somebody’s place is not one’s own to give.
  expect(rolesToPassOn(grants.map(each => ({ ...each, onBehalfOf: 'amina' })))).toEqual([])
})
