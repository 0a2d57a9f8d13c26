import { expect, it } from 'vitest'
import { knownFsps } from '../../fsp/registry.js'
import { knownCarriers } from '../../messaging/registry.js'
import { pausesOfMkono } from '../../domain/pause.js'
import { allPermissions } from '../../domain/permissions.js'
import { canBePassedOn, roles } from '../../domain/roles.js'
import { rolesToPassOn } from '../../web/portal/pages/own/passedOn.js'
import ar from '../../web/portal/words/more/ar.json' with { type: 'json' }
import en from '../../web/portal/words/more/en.json' with { type: 'json' }
import fr from '../../web/portal/words/more/fr.json' with { type: 'json' }
import nl from '../../web/portal/words/more/nl.json' with { type: 'json' }
import sw from '../../web/portal/words/more/sw.json' with { type: 'json' }

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

it('every reason for which mkono itself stops something has words in five languages', () => {
  for (const [language, { reason, messageReason, pauses }] of Object.entries({ ar, en, fr, nl, sw })) {
    const without = [
      ...pausesOfMkono.fsp.filter(each => !Object.hasOwn(reason, each)),
      ...pausesOfMkono.carrier.filter(each => !Object.hasOwn(messageReason, each)),
      ...pausesOfMkono.house.filter(each => !Object.hasOwn(pauses.why, each)),
    ]
    expect([language, without]).toEqual([language, []])
  }
})
