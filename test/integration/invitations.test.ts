/** Partners’ selections, the links that come of them, and the page on which people register. */
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { remindInvited } from '../../db/invitations/telling.js'
import { overdueComparisons } from '../../db/likenessSearch.js'
import type { ProgrammeId } from '../../domain/ids.js'
import { anApi, type TestApi } from './apiGround.js'
import { anInvitingProgramme, aPhone, give, registering, type Row } from './invitationGround.js'

let api: TestApi
let programmeId: ProgrammeId
beforeAll(async () => {
  api = await anApi()
})
afterAll(() => api.close())
beforeEach(async () => {
  programmeId = await anInvitingProgramme(api)
})

const mary: Row = { name: 'Mary Atieno', phone: '0712000001', place: 'Wabera', reference: 'IW-1' }
const john: Row = {
  name: 'John Ekai',
  email: 'john@example.org',
  place: 'Burat',
  reference: 'IW-2',
  language: 'Swahili',
}
const paper: Row = { name: 'Old Guyo', place: 'Burat', reference: 'IW-3' }

/** The addresses of who is invited, by the partner’s reference: sealed in the rows, as a sender opens them. */
async function links(): Promise<Record<string, string>> {
  const { rows } = await sql<{ reference: Buffer; token: Buffer | null }>`
    select reference_enc as reference, token_enc as token from invitation where programme_id = ${programmeId}`.execute(
    api.house.db,
  )
  const { open } = api.house.sealing
  return Object.fromEntries(
    rows.map(({ reference, token }) => [open(reference), token ? `/register/${open(token)}` : '']),
  )
}
async function invited(rows: readonly Row[] = [mary]): Promise<string> {
  const taken = await give(api, programmeId, rows)
  if (taken.status !== 201) throw new Error(taken.text)
  return (await links())['IW-1'] ?? ''
}
const listed = async (query = '') =>
  (await api.call('GET', `/programmes/${programmeId}/invitations${query}`)).json.items
const counts = async () => (await api.call('GET', `/programmes/${programmeId}/invitations/counts`)).json.partners
const people = async () =>
  (
    await sql<{ state: string; partner: string; place: string; language: string; size: number; by: string }>`
      select state, partner, place, language, household_size as size, created_by as by from beneficiary where programme_id = ${programmeId}`.execute(
      api.house.db,
    )
  ).rows

describe('a partner’s selection', () => {
  it('is checked whole: with a wrong row nobody is invited, and the dry run says what is wrong', async () => {
    const rows = [mary, { name: 'No place', phone: '12' }, { place: 'Wabera' }]
    const dry = await give(api, programmeId, rows, { dry: true } as never)
    expect(dry.json).toMatchObject({ rows: 3, wouldInvite: 1, withNumber: 1, refused: 2 })
    expect(dry.json.refusedRows.map((each: { row: number }) => each.row)).toEqual([3, 4])
    expect(dry.json.refusedRows[0].problems.map((each: { column: string }) => each.column)).toEqual(['place', 'phone'])
    expect(dry.text).not.toContain('No place')
    const taken = await give(api, programmeId, rows)
    expect([taken.status, await listed()]).toEqual([422, []])
  })

  it('invites each once: the same file again adds nothing, also together with itself', async () => {
    const [one, two] = await Promise.all([
      give(api, programmeId, [mary, john, paper]),
      give(api, programmeId, [mary, john, paper, mary]),
    ])
    expect([one?.json.invited, two?.json.invited].sort()).toEqual([0, 3])
    expect((await give(api, programmeId, [john])).json).toMatchObject({ invited: 0, known: 1 })
    expect(await listed()).toHaveLength(3)
    expect(await counts()).toMatchObject([{ partner: 'Isiolo Women', invited: 3, waiting: 3, registered: 0 }])
  })

  it('reaches as far as whoever looks, and who may not see names sees none', async () => {
    await invited([mary, john])
    const [shown] = await listed('?place=Wabera')
    expect(shown).toMatchObject({ name: 'Mary Atieno', number: '+254712000001', reference: 'IW-1', state: 'waiting' })
    const file = await api.call('GET', `/programmes/${programmeId}/invitations.csv`)
    expect(file.text).toContain('IW-2')
    expect(file.text).not.toMatch(/Mary|john@|2547/)
    expect((await api.call('GET', `/programmes/${programmeId}/invitations`, { as: 'finance_maker' })).status).toBe(403)
  })
})

describe('the page of an invitation', () => {
  it('says who asks and for what, in five languages, and looking uses nothing up', async () => {
    const link = await invited()
    const phone = aPhone(api)
    const first = await phone.look(link)
    expect(first.status).toBe(200)
    expect(first.text).toMatch(/Isiolo Women suggested you/)
    expect(first.text).not.toMatch(/Mary|0712|<script/)
    expect(first.headers.get('content-security-policy')).toMatch(/^default-src 'none'/)
    expect([first.headers.get('cache-control'), first.headers.get('referrer-policy')]).toEqual([
      'no-store',
      'no-referrer',
    ])
    expect((await phone.look(`${link}?lang=ar`)).text).toContain('<html lang="ar" dir="rtl">')
    for (const lang of ['sw', 'nl', 'fr'])
      expect((await phone.look(`${link}?lang=${lang}`)).text).toContain(`<html lang="${lang}" dir="ltr">`)
    for (let looks = 0; looks < 30; looks++) await phone.look(link)
    expect(await listed()).toMatchObject([{ state: 'waiting', openedAt: null }])
    await phone.post(link, { do: 'begin', lang: 'en' })
    expect(await listed()).toMatchObject([{ state: 'opened' }])
  })

  it('enrols who registers, once, with their consent as they read it; a second tab is told kindly', async () => {
    const link = await invited()
    const phone = aPhone(api)
    const answers = await Promise.all([1, 2, 3].map(() => phone.post(link, registering())))
    expect(answers.map(each => each.status)).toEqual([200, 200, 200])
    expect(answers.some(each => each.text.includes('Thank you. You are registered'))).toBe(true)
    const late = await phone.post(link, registering({ name: 'Somebody Else' }))
    expect(late.text).toContain('You are registered already. Nothing was changed.')
    const [person, ...others] = await people()
    expect(others).toEqual([])
    expect(person).toMatchObject({
      state: 'registered',
      partner: 'Isiolo Women',
      place: 'Wabera',
      language: 'sw',
      size: 4,
    })
    expect(person?.by).toMatch(/^invitation /)
    const [row] = await listed()
    expect(row).toMatchObject({ state: 'registered', consentVersion: '2026-11', name: null, number: null })
    const { rows } = await sql<{
      text: string
    }>`select consent_text as text from invitation where programme_id = ${programmeId}`.execute(api.house.db)
    expect(rows[0]?.text).toMatch(/^I agree that .+ keeps my name/)
    expect(await counts()).toMatchObject([{ invited: 1, opened: 1, registered: 1 }])
    // Their own life begins, and the comparison with others.
    expect(api.lives.asked.slice(-2)).toMatchObject([
      { what: 'duplicateSearch', args: [programmeId] },
      { what: expect.stringMatching(/^beneficiary\/.+\.wake$/) },
    ])
    expect(api.logged()).not.toMatch(/Amina|712345678|I agree/)
    expect(api.logged()).not.toContain(link.split('/')[2])
  })

  it('takes one of two that are sent at once, also when they differ', async () => {
    const link = await invited()
    const phone = aPhone(api)
    const names = ['Amina Wanjiru', 'Amina W.', 'A. Wanjiru', 'Wanjiru Amina']
    await Promise.all(names.map(name => phone.post(link, registering({ name }))))
    expect(await people()).toHaveLength(1)
  })

  it('asks again for what is wrong, and keeps what was written', async () => {
    const link = await invited()
    const phone = aPhone(api)
    const wrong = await phone.post(link, registering({ phone: '12', household: '0', name: 'Amina <b>' }))
    expect(wrong.status).toBe(422)
    expect(wrong.text).toContain('This is no telephone number')
    expect(wrong.text).toContain('value="Amina &lt;b&gt;"')
    expect(wrong.text.match(/aria-invalid="true"/g)).toHaveLength(2)
    expect((await phone.post(link, registering({ consent: '' }))).text).toContain('Without your consent')
    expect(await people()).toEqual([])
  })

  it('finds whom they may double, like every enrolment', async () => {
    const enrolled = { name: 'Amina W', phone: '0712345678', place: 'Burat', householdSize: 2, consent: true }
    await api.call('POST', `/programmes/${programmeId}/beneficiaries`, { body: enrolled })
    await aPhone(api).post(await invited(), registering())
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from possible_duplicate where programme_id = ${programmeId} and state = 'open'`.execute(
      api.house.db,
    )
    expect(rows[0]?.n).toBe(1)
  })

  it('lets them say that they do not want to, after asking once more, and forgets them', async () => {
    const link = await invited()
    const phone = aPhone(api)
    expect((await phone.post(link, { do: 'decline', lang: 'en' })).text).toContain('Are you sure?')
    expect(await listed()).toMatchObject([{ state: 'waiting' }])
    expect((await phone.post(link, { do: 'decline_yes', lang: 'en' })).text).toContain('You do not take part.')
    expect(await listed()).toMatchObject([{ state: 'declined', name: null, number: null, reference: 'IW-1' }])
    expect((await phone.post(link, registering())).text).toContain('You do not take part.')
    expect(await people()).toEqual([])
  })

  it('opens nothing for what is no link, from another site, or too often', async () => {
    const link = await invited()
    const phone = aPhone(api)
    expect((await phone.look('/register/AAAAAAAAAAAAAAAAAAAAAA')).status).toBe(404)
    expect((await phone.post(link, registering(), { 'sec-fetch-site': 'cross-site' })).status).toBe(422)
    expect(await people()).toEqual([])
    let status = 0
    for (let tries = 0; tries < 40 && status !== 429; tries++) ({ status } = await phone.post(link, { do: 'begin' }))
    expect(status).toBe(429)
  })

  it('is over when its time is, when it was revoked, and when a new link was sent', async () => {
    const old = await invited([mary, john])
    const phone = aPhone(api)
    const row = (await listed()).find((each: { reference: string }) => each.reference === 'IW-1')
    expect((await api.call('POST', `/invitations/${row.id}/again`)).status).toBe(200)
    expect((await phone.look(old)).status).toBe(404)
    expect((await phone.post(old, registering())).status).toBe(404)
    const { 'IW-1': fresh = '', 'IW-2': second = '' } = await links()
    expect((await phone.look(fresh)).status).toBe(200)
    expect((await api.call('POST', `/invitations/${row.id}/revoke`)).status).toBe(200)
    expect((await phone.post(fresh, registering())).text).toContain('taken back')
    await sql`update invitation set expires_at = now() where reference_enc is not null and programme_id = ${programmeId}`.execute(
      api.house.db,
    )
    expect((await phone.post(second, registering())).status).toBe(410)
    expect(await people()).toEqual([])
    expect(await counts()).toMatchObject([{ expired: 1, revoked: 1 }])
  })

  it('leaves nobody behind when the process ends between the stored registration and what follows: the sweep finds it', async () => {
    const link = await invited()
    const begin = api.lives.beginDuplicateSearch
    api.lives.beginDuplicateSearch = () => Promise.reject(new Error('The process has ended here.'))
    const answer = await aPhone(api).post(link, registering())
    api.lives.beginDuplicateSearch = begin
    expect(answer.text).toContain('You are registered')
    expect(await people()).toHaveLength(1)
    await sql`update likeness_due set since = now() - interval '1 minute' where programme_id = ${programmeId}`.execute(
      api.house.db,
    )
    expect(await overdueComparisons(api.house, 10)).toContain(programmeId)
  })
})

describe('cards on paper', () => {
  const cardsPath = () => `/programmes/${programmeId}/invitations/cards.pdf`

  it('are printed by no look: what only looks finds no such thing, and nobody counts as told', async () => {
    await invited([paper])
    expect((await api.call('GET', cardsPath())).status).toBeGreaterThanOrEqual(404)
    expect((await listed()).map((each: { state: string }) => each.state)).not.toContain('sent')
  })

  it('are printed for whom nothing else reaches, and that they were is known', async () => {
    await invited([mary, john, paper])
    const cards = await api.call('POST', cardsPath())
    expect([cards.status, cards.text.slice(0, 5)]).toEqual([200, '%PDF-'])
    const sent = (await listed('?state=sent')).map((each: { reference: string }) => each.reference)
    expect(sent).toEqual(['IW-3'])
    expect((await api.call('POST', `${cardsPath()}?all=true`, { as: 'auditor' })).status).toBe(403)
  })
})

describe('reminders', () => {
  it('go at their times and never at night, once each, and not to who has answered', async () => {
    const link = await invited([mary, john])
    await aPhone(api).post(link, registering())
    const letters = async () =>
      (
        await sql<{ kind: string; cause: string }>`
          select e.kind, e.cause from invitation_letter e join invitation i on i.id = e.invitation_id
           where i.programme_id = ${programmeId} order by e.created_at, e.kind`.execute(api.house.db)
      ).rows
    expect(await letters()).toEqual([{ kind: 'invitation', cause: '1' }])
    await sql`update invitation set invited_at = '2031-03-03T09:00Z', expires_at = '2031-03-24T09:00Z' where programme_id = ${programmeId}`.execute(
      api.house.db,
    )
    const at = (moment: string): Promise<number> => remindInvited(api.house, 100, new Date(moment))
    expect(await at('2031-03-06T08:59Z')).toBe(0)
    // UTC, because the programme has no messages set up: night.
    expect(await at('2031-03-06T22:00Z')).toBe(0)
    expect(await at('2031-03-07T08:00Z')).toBe(1)
    expect(await at('2031-03-07T08:01Z')).toBe(0)
    // Away for two weeks: one reminder, not two.
    expect(await at('2031-03-20T10:00Z')).toBe(1)
    expect(await at('2031-03-25T10:00Z')).toBe(0)
    expect((await letters()).map(each => each.cause)).toEqual(['1', '1/1', '1/2'])
  })
})
