import { describe, expect, it } from 'vitest'
import type { ProgrammeId } from './ids.js'
import { allPermissions, type Permission } from './permissions.js'
import { bothSides, placesOf, reaches, reachesNothing, reachOf, type Grant } from './reach.js'
import { defaultRoles, roles, wrongWithRole, type DefaultRole } from './roles.js'

const isiolo = 'a' as ProgrammeId
const marsabit = 'b' as ProgrammeId
const grant = (role: DefaultRole, over: Partial<Grant> = {}): Grant => ({
  role,
  permissions: roles[role],
  programmeId: null,
  areas: null,
  partner: null,
  onBehalfOf: null,
  ...over,
})
const may = (role: DefaultRole, permission: Permission): boolean =>
  (roles[role] as readonly Permission[]).includes(permission)

describe('roles', () => {
  it('none of them makes what it approves', () => {
    expect(defaultRoles.map(role => wrongWithRole(roles[role])).filter(Boolean)).toEqual([])
  })

  it('every permission is somebody’s', () => {
    expect(allPermissions.filter(each => !defaultRoles.some(role => may(role, each)))).toEqual([])
  })

  it('administrators see nobody, move no money and decide nothing about people', () => {
    const never = allPermissions.filter(each =>
      /^(people|corrections|duplicates|payouts\.(?!read))|^distributions\.(make|list|approve|start)/.test(each),
    )
    expect(never.filter(each => may('administrator', each))).toEqual([])
  })

  it('viewers see no personal data, auditors change nothing', () => {
    expect(roles.viewer.filter(each => /^people|list|evidence|corrections|duplicates/.test(each))).toEqual([])
    expect(defaultRoles.filter(each => may(each, 'audit.personal'))).toEqual(['auditor'])
    expect(roles.auditor.filter(each => !/read|see|list|evidence|verify|standing|audit/.test(each))).toEqual([])
  })

  it('one of the house’s own is made of permissions that are there, and not of both sides', () => {
    expect(wrongWithRole(['people.read', 'cases.read'])).toBeNull()
    expect(wrongWithRole(['people.fly'])).toContain('people.fly')
    expect(wrongWithRole(['distributions.make', 'distributions.approve'])).toContain('does not approve')
  })
})

describe('reach', () => {
  it('is everywhere only by a role in every programme without a limit', () => {
    expect(reachOf([grant('auditor')], 'people.read').everywhere).toBe(true)
    expect(reachOf([grant('auditor', { programmeId: isiolo })], 'people.read')).toEqual({
      everywhere: false,
      whole: [isiolo],
      parts: [],
    })
    expect(reachOf([grant('auditor', { areas: ['Wabera'] })], 'people.read').everywhere).toBe(false)
  })

  it('what concerns the whole house is nobody’s who has it in one programme', () => {
    expect(reachesNothing(reachOf([grant('administrator', { programmeId: isiolo })], 'staff.manage'))).toBe(true)
  })

  it('adds up what several roles allow, and leaves out those that do not', () => {
    const grants = [
      grant('field_officer', { programmeId: isiolo, areas: ['Wabera'] }),
      grant('viewer', { programmeId: marsabit }),
    ]
    expect(reachOf(grants, 'people.read').whole).toEqual([])
    expect(reachOf(grants, 'people.read').parts).toHaveLength(1)
    expect(reachOf(grants, 'programmes.read').whole).toEqual([marsabit])
    expect(reachesNothing(reachOf(grants, 'people.read', true))).toBe(true)
  })

  it('by area and by partner both have to hold', () => {
    const reach = reachOf(
      [grant('field_officer', { programmeId: isiolo, areas: ['Wabera'], partner: 'KRCS' })],
      'people.read',
    )
    const person = { programmeId: isiolo, place: 'Wabera', partner: 'KRCS' }
    expect(reaches(reach, person)).toBe(true)
    expect(reaches(reach, { ...person, place: 'Burat' })).toBe(false)
    expect(reaches(reach, { ...person, partner: null })).toBe(false)
    expect(reaches(reach, { ...person, programmeId: marsabit })).toBe(false)
  })

  it('names the places outside of which it reaches nobody, where places alone limit it', () => {
    const of = (...over: Partial<Grant>[]) =>
      placesOf(
        reachOf(
          over.map(each => grant('field_officer', each)),
          'people.read',
        ),
        isiolo,
      )
    expect(of({ areas: ['Wabera'] }, { areas: ['Burat', 'Wabera'], partner: 'KRCS' })).toEqual(['Wabera', 'Burat'])
    expect(of({ areas: ['Wabera'] }, { partner: 'KRCS' })).toBeNull()
    expect(of({ areas: ['Wabera'] }, { programmeId: isiolo })).toBeNull()
    expect(of({ areas: ['Wabera'] }, {})).toBeNull()
    // Somebody of another programme alone reaches nobody here.
    expect(of({ areas: ['Wabera'], programmeId: marsabit }, { partner: 'KRCS', programmeId: marsabit })).toEqual([])
  })

  it('finds who would both make and approve in one programme, not in two', () => {
    const maker = grant('finance_maker', { programmeId: isiolo })
    expect(bothSides([maker, grant('finance_approver', { programmeId: isiolo })])).not.toBeNull()
    expect(bothSides([maker, grant('finance_approver')])).not.toBeNull()
    expect(bothSides([maker, grant('finance_approver', { programmeId: marsabit })])).toBeNull()
  })
})
