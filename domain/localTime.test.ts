import { expect, it } from 'vitest'
import { bothTimes, localTime } from './localTime.js'

const at = new Date('2026-07-01T21:30:05.678Z')

it('a moment is written in UTC and in the time of the programme’s country', () => {
  expect(bothTimes(at, 'KE')).toBe('2026-07-01 21:30:05 UTC (2026-07-02 00:30:05 Africa/Nairobi)')
  expect(localTime(at, 'NL')).toBe('2026-07-01 23:30:05 Europe/Amsterdam')
  expect(localTime(new Date('2026-01-01T21:30:05Z'), 'NL')).toBe('2026-01-01 22:30:05 Europe/Amsterdam')
})

it('a country with several times, or an unknown one, has UTC alone', () => {
  expect(bothTimes(at, 'CD')).toBe('2026-07-01 21:30:05 UTC')
})
