import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Agenda } from './agenda.js'

const times = fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 200 })

test('what is due comes out by its time, those of one moment by their rows, and the rest stays', () => {
  fc.assert(
    fc.property(times, fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 250 }), (dueAts, now, limit) => {
      const rows = dueAts.map((due_at, seq) => ({ seq, due_at }))
      const agenda = new Agenda<(typeof rows)[number]>()
      for (const row of rows) agenda.add(row)
      const inOrder = [...rows].sort((one, other) => one.due_at - other.due_at || one.seq - other.seq)
      const due = inOrder.filter(row => row.due_at <= now).slice(0, limit)
      expect(agenda.takeAll(now, limit)).toEqual(due)
      expect(agenda.next()).toBe(inOrder[due.length]?.due_at)
      expect(agenda.takeAll(50, 1_000)).toEqual(inOrder.slice(due.length))
    }),
  )
})
