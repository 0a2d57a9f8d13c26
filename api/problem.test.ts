import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { faceOf } from './log.js'
import { detailsOf, HttpProblem, invalid, problemAnswer, refusedBy, settled } from './problem.js'

const pgError = (fields: Record<string, string>) =>
  Object.assign(new Error('duplicate key: Key (name)=(Planted Name) already exists'), fields)

describe('problems', () => {
  it('are problem details of RFC 9457', () => {
    const { status, headers, text } = problemAnswer(new HttpProblem('four_eyes', 'Ask a colleague.'), 'abc')
    expect([status, headers['content-type']]).toEqual([403, 'application/problem+json; charset=utf-8'])
    expect(JSON.parse(text)).toEqual({
      type: 'urn:mkono:problem:four-eyes',
      title: 'Somebody else has to do this',
      status: 403,
      detail: 'Ask a colleague.',
      code: 'four_eyes',
      values: {},
      instance: 'urn:uuid:abc',
    })
  })

  it('name what was wrong with a field, never what was sent', () => {
    const result = z
      .strictObject({ name: z.string(), size: z.enum(['a', 'b']) })
      .safeParse({ name: 7, size: 'Planted' })
    if (result.success) throw new Error('it should not parse')
    const details = JSON.stringify(detailsOf(invalid('body', result.error)))
    expect(details).toContain('body.size')
    expect(details).not.toContain('Planted')
  })

  it('tell their sentence, and each field, as a code with values', () => {
    const schema = z.strictObject({
      name: z.string().min(1),
      size: z.enum(['a', 'b']),
      age: z.number().max(99),
      on: z.iso.date(),
    })
    const result = schema.safeParse({ size: 'Planted', age: 100, on: 'never', odd: 1 })
    if (result.success) throw new Error('it should not parse')
    const { code, errors = [] } = detailsOf(invalid('body', result.error))
    expect(code).toBe('correct_fields')
    expect(Object.fromEntries(errors.map(each => [each.where, [each.code, each.values]]))).toEqual({
      'body.name': ['required', {}],
      'body.size': ['not_one_of', { options: 'a, b' }],
      'body.age': ['number_large', { most: '99' }],
      'body.on': ['not_a_date', {}],
      body: ['not_known_here', { keys: 'odd' }],
    })
  })

  it('a field that is told by a sentence of ours has its code', () => {
    const errors = [{ where: 'body.name', says: 'The name is missing.' }]
    expect(detailsOf(new HttpProblem('invalid', 'Correct the fields named in “errors”.', { errors })).errors).toEqual([
      { where: 'body.name', says: 'The name is missing.', code: 'name_missing', values: {} },
    ])
  })

  it('what the database refuses because of a client is the client’s to mend', () => {
    expect(refusedBy(pgError({ code: '23505' })).kind).toBe('conflict')
    expect(refusedBy(pgError({ code: '23514', constraint: 'distribution_four_eyes' })).kind).toBe('four_eyes')
    expect(refusedBy(pgError({ code: '22003' })).kind).toBe('invalid')
    expect(refusedBy(pgError({ code: '57P01' })).kind).toBe('unavailable')
    expect(refusedBy(pgError({ code: '42601' })).kind).toBe('broken')
    expect(refusedBy(pgError({ code: '23505' })).detail).not.toContain('Planted')
  })

  it('an error is logged without its message', () => {
    const face = JSON.stringify(
      faceOf(pgError({ code: '23505', detail: 'Key (name)=(Planted Name)', table: 'programme' })),
    )
    expect(face).toContain('programme')
    expect(face).not.toContain('Planted')
  })

  it('a refused act becomes its problem, a done one its result', () => {
    expect(settled({ ok: true, id: 7 })).toMatchObject({ id: 7 })
    expect(() => settled({ ok: false, why: 'Too little money.', problem: 'insufficient_funds' })).toThrow(
      'Too little money.',
    )
  })
})
