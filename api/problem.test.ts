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
