/** The question about a voucher by a link: the page that SMS lead to, and what an answer there does. */
import { sql } from 'kysely'
import { afterEach, expect, it } from 'vitest'
import { writeText } from '../../db/messages/texts.js'
import { asha } from './livesStage.js'
import { aVoucherStage, type VoucherStage } from './voucherStage.js'

let stage: VoucherStage
afterEach(() => stage.end())

/** The links that stand in the questions, person by person. */
async function questions(): Promise<string[]> {
  const { rows } = await sql<{ body: Buffer | null }>`
    select m.body_enc as body from message m join beneficiary b on b.id = m.beneficiary_id
     where m.kind = 'voucher_question' order by b.number`.execute(stage.house.db)
  return rows.map(({ body }) => (body && /http\S+\/q\/[\w-]+/.exec(stage.house.sealing.open(body))?.[0]) ?? '')
}
const look = async (link: string): Promise<string> => (await fetch(link)).text()
const answer = async (link: string, is: 'yes' | 'no') => {
  const body = new URLSearchParams({ answer: is, lang: 'nl' }).toString()
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  return (await fetch(link, { method: 'POST', headers, body })).text()
}

it('two buttons do what YES and NO do, once; looking does nothing, and what is over says so', async () => {
  stage = await aVoucherStage({ people: 3, rules: { deadlineS: 3_600, remindersAfterS: [] } })
  const { rows: own } = await sql<{ sid: string }>`select content_sid as sid from message_text`.execute(stage.house.db)
  const written = await writeText(stage.house, {
    ...{ programmeId: stage.programmeId, kind: 'voucher_question', language: 'nl' },
    text: '{name}, {amount}: JA of NEE. {can, select, page {Of hier: {link}} other {}}',
    ...{ contentSid: own[0]?.sid ?? null, contentVariables: ['name', 'amount'], by: asha },
  })
  expect(written.ok).toBe(true)
  await stage.workAndTell()
  await stage.pay()
  const [first = '', second = '', third = ''] = await stage.until(
    questions,
    all => all.length === 3 && all.every(link => link !== ''),
  )
  for (const link of [first, first, second, third])
    expect(await look(link)).toContain('een waardebon van EUR 25 voor u')
  expect(await look(`${first}?lang=ar`)).toContain('dir="rtl"')
  expect((await stage.states())['waiting']).toBe(3)
  expect((await fetch(first.replace(/\/q\/.*/, '/q/AAAA'))).status).toBe(404)
  // The address of a document is no address of a question, and the other way round.
  expect((await fetch(first.replace('/q/', '/d/'))).status).toBe(404)

  const twice = await Promise.all([answer(first, 'yes'), answer(first, 'yes'), answer(first, 'no')])
  const [yes] = twice
  expect(await answer(second, 'no')).toContain('U zei nee')
  // Agreed and no further: a page opens no day of WhatsApp, and this programme has no other way for the document.
  await stage.until(
    () => stage.states(),
    states => states['waiting'] === 1 && (states['agreed'] ?? 0) + (states['cancelled'] ?? 0) === 2,
  )
  expect(yes).toMatch(/U zei (ja|nee)/)
  const { rows } = await sql<{ answer: string; byPage: boolean; byMessage: boolean }>`
    select answer, answer_link_id is not null as "byPage", answer_id is not null as "byMessage" from voucher where answer is not null`.execute(
    stage.house.db,
  )
  expect(rows).toHaveLength(2)
  expect(rows.every(each => each.byPage && !each.byMessage)).toBe(true)

  await sql`update voucher set deadline_at = now(), next_at = now(), wake_at = clock_timestamp() where state = 'waiting'`.execute(
    stage.house.db,
  )
  await stage.until(
    () => stage.states(),
    states => states['waiting'] === undefined,
  )
  expect(await answer(third, 'yes')).toContain('geen antwoord')
  await stage.until(
    () => stage.states(),
    states => (states['agreed'] ?? 0) + (states['cancelled'] ?? 0) === 3,
  )
  await stage.vouchersAgree()
})
