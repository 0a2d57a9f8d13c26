/** A moment as people of a programme’s country read it on paper, beside UTC. */

/** Countries with one time, ISO 3166-1 → IANA. Where a country has several, or none is known here, paper shows UTC alone. */
const zones: Readonly<Record<string, string>> = {
  BI: 'Africa/Bujumbura',
  DJ: 'Africa/Djibouti',
  ET: 'Africa/Addis_Ababa',
  KE: 'Africa/Nairobi',
  LB: 'Asia/Beirut',
  MW: 'Africa/Blantyre',
  MZ: 'Africa/Maputo',
  NL: 'Europe/Amsterdam',
  RW: 'Africa/Kigali',
  SD: 'Africa/Khartoum',
  SO: 'Africa/Mogadishu',
  SS: 'Africa/Juba',
  TZ: 'Africa/Dar_es_Salaam',
  UG: 'Africa/Kampala',
  UA: 'Europe/Kyiv',
  ZA: 'Africa/Johannesburg',
  ZM: 'Africa/Lusaka',
  ZW: 'Africa/Harare',
}

/** `2026-11-26 09:30:00 UTC` */
export const utcTime = (at: Date): string => `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`

/** `2026-11-26 12:30:00 Africa/Nairobi`; null where the country’s time is not known. */
export function localTime(at: Date, country: string): string | null {
  const timeZone = zones[country]
  if (timeZone === undefined) return null
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone, hourCycle: 'h23', ...digits }).formatToParts(at)
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find(each => each.type === type)?.value ?? ''
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}:${part('second')} ${timeZone}`
}

const digits = {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
} as const

/** Both, as a list or a report shows when something was done. */
export function bothTimes(at: Date, country: string): string {
  const local = localTime(at, country)
  return local === null ? utcTime(at) : `${utcTime(at)} (${local})`
}
