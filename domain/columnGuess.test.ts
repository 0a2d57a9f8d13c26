import { describe, expect, it } from 'vitest'
import { cellsByField, mapColumns } from './columnGuess.js'

describe('columns of a list', () => {
  it('are guessed from the headers of a survey tool', () => {
    const headers = [
      '_submission_time',
      'full_name',
      'phone_number',
      'ward',
      'household_size',
      'preferred_language',
      'national_id',
      'consent',
      'remarks',
      '_uuid',
    ]
    const { map, unknown, problems } = mapColumns(headers)
    expect(problems).toEqual([])
    expect(unknown).toEqual(['_uuid'])
    expect(map).toEqual({
      submittedAt: '_submission_time',
      name: 'full_name',
      phone: 'phone_number',
      place: 'ward',
      householdSize: 'household_size',
      language: 'preferred_language',
      nationalId: 'national_id',
      consent: 'consent',
      remarks: 'remarks',
    })
  })

  it.each([
    ['Swahili', ['Jina kamili', 'Nambari ya simu', 'Kata', 'Idadi ya watu', 'Ridhaa']],
    ['Dutch', ['Naam', 'Telefoonnummer', 'Woonplaats', 'Gezinsgrootte', 'Toestemming']],
    ['French', ['Nom complet', 'Numéro de téléphone', 'Localité', 'Taille du ménage', 'Consentement']],
    ['Spanish', ['Nombre completo', 'Teléfono', 'Localidad', 'Tamaño del hogar', 'Consentimiento']],
    ['shouting', ['FULL NAME', 'PHONE NO.', 'LOCATION', 'HH-SIZE', 'CONSENT']],
  ])('are guessed in %s', (_, headers) => {
    const { map, problems } = mapColumns(headers)
    expect(problems).toEqual([])
    expect([map.name, map.phone, map.place, map.householdSize, map.consent]).toEqual(headers)
  })

  it('are what the map says, whatever the guess would have been', () => {
    const headers = ['name', 'head of household', 'phone', 'ward', 'members', 'ok?']
    const { map, unknown, problems } = mapColumns(headers, { name: 'head of household', consent: 'ok?' })
    expect(problems).toEqual([])
    expect(map).toMatchObject({ name: 'head of household', consent: 'ok?', phone: 'phone' })
    expect(unknown).toEqual(['name'])
  })

  it('must be said where the headers leave a doubt, and all doubts are told at once', () => {
    const codes = (headers: string[], map = {}) => mapColumns(headers, map).problems.map(({ code }) => code)
    expect(codes(['name', 'phone', 'mobile', 'ward'])).toEqual(['ambiguous', 'missing', 'missing'])
    const all = ['name', 'phone', 'ward', 'members', 'consent']
    expect(codes(all, { nmae: 'name' })).toEqual(['unknown_field'])
    expect(codes(all, { nationalId: 'passport' })).toEqual(['not_in_file'])
    expect(codes([...all, 'x', 'x'], { remarks: 'x' })).toEqual(['not_in_file'])
    expect(codes(all, { name: 'phone', phone: 'phone' })).toEqual(['used_twice'])
    expect(codes(all, { __proto__: 'name', constructor: 'name' })).toEqual(['unknown_field'])
  })

  it('are left out where an empty header says so, and the programme’s own ones are said like any', () => {
    const headers = ['name', 'phone', 'ward', 'members', 'consent', 'notes', 'Water']
    const water = {
      key: 'water',
      type: 'text',
      labels: { en: 'Water' },
      required: true,
      rules: {},
      personal: false,
    } as const
    expect(mapColumns(headers, { remarks: '' }, [water])).toMatchObject({ unknown: ['notes'], problems: [] })
    expect(mapColumns(headers, { remarks: '' }).map).not.toHaveProperty('remarks')
    expect(mapColumns(headers, { 'custom.water': 'notes' }, [water]).map).toMatchObject({ 'custom.water': 'notes' })
    const missing = (explicit: Record<string, string>) =>
      mapColumns(headers, explicit, [water]).problems.map(({ code }) => code)
    expect(missing({ name: '' })).toEqual(['missing'])
    expect(missing({ 'custom.water': '' })).toEqual(['missing'])
    expect(missing({ 'custom.other': 'notes' })).toEqual(['unknown_field'])
  })

  it('give the cells of a row by field', () => {
    expect(cellsByField(['a', 'b', 'c'], { name: 'c', phone: 'a' }, ['1', '2'])).toEqual({ name: '', phone: '1' })
  })
})
