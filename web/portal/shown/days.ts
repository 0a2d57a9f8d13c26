/** Days as fields of a browser write them (`2026-11-27`), as moments where whoever asks is. */
export const startOfDay = (day: string): string => new Date(`${day}T00:00:00`).toISOString()

/** The first moment that is no longer of that day. */
export function endOfDay(day: string): string {
  const end = new Date(`${day}T00:00:00`)
  end.setDate(end.getDate() + 1)
  return end.toISOString()
}

/** A day without a place, as `shown.duration` takes it. */
export const aDayMs = 86_400_000
