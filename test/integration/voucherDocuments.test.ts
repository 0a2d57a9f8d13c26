/** The document of a voucher: made once, sealed, the same bytes by every way, and gone with its voucher; with its brand’s barcode. */
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeLink } from '../../db/vouchers/document.js'
import { keptDocument } from '../../db/vouchers/keptDocument.js'
import type { VoucherId } from '../../domain/ids.js'
import { makeToken } from '../../db/tokens.js'
import { mkono } from '../../domain/people.js'
import { connectorFor } from '../../fsp/registry.js'
import { VoucherGround } from '../contract/voucherGround.js'
import { textsOf } from '../world/papers.js'
import { barcodesOn } from '../world/vouchers.js'
import { anApi, type TestApi } from './apiGround.js'
import { aConfirmedAccount, givenVouchers, type GivenVouchers } from './givenVouchers.js'

const ground = new VoucherGround()
let api: TestApi
let account: string

beforeAll(async () => {
  await ground.start()
  api = await anApi({ connectorFor: each => connectorFor(each, { INTERSOLVE_URL: ground.url }) })
  account = await aConfirmedAccount(api, { brand: 'Voorbeeldmarkt' })
})
afterAll(async () => {
  await api.close()
  await ground.stop()
})

const bytesOf = async (path: string, token?: string): Promise<{ status: number; pdf: Buffer }> => {
  const answer = await api.app.request(
    path,
    token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } },
  )
  return { status: answer.status, pdf: Buffer.from(await answer.arrayBuffer()) }
}
const printed = ({ payoutId }: GivenVouchers, part = 1) =>
  bytesOf(`/payouts/${payoutId}/vouchers/document.pdf?part=${part}`, api.tokens.programme_manager)
const linkTo = async ({ vouchers: [voucher] }: GivenVouchers, madeFor: 'carrier' | 'person' = 'person') =>
  `/d/${await makeLink(api.house, { voucherId: voucher!.id, madeFor, goodForMs: 3_600_000 })}`
const keptOf = async (id: VoucherId): Promise<Buffer | undefined> =>
  (
    await sql<{ pdf: Buffer }>`select pdf_enc as pdf from voucher_document where voucher_id = ${id}`.execute(
      api.house.db,
    )
  ).rows[0]?.pdf
const becomes = (id: VoucherId, state: string) =>
  sql`update voucher set state = ${state} where id = ${id}`.execute(api.house.db)

/** Whatever a document says, but the card. */
async function everythingChanges({ programmeId, payoutId }: GivenVouchers): Promise<void> {
  const { db } = api.house
  await sql`update beneficiary set language = 'ar' where id = (select beneficiary_id from payout where id = ${payoutId})`.execute(
    db,
  )
  await sql`update programme set name = 'Another name', languages = '{ar}' where id = ${programmeId}`.execute(db)
  await sql`
    insert into programme_messaging (programme_id, ways, time_zone, organisation, changed_by) values (${programmeId}, '[]', 'UTC', 'Another organisation', 'asha')
    on conflict (programme_id) do update set organisation = excluded.organisation`.execute(db)
  await sql`update fsp_account set settings = settings || '{"brand": "Andere winkel", "barcode": "qrcode"}' where id = ${account}`.execute(
    db,
  )
}

describe('the document of a voucher', () => {
  it('once made stays the same bytes, printed or by a link, whatever it says has changed since', async () => {
    const one = await givenVouchers(api, ground, { account })
    const another = await givenVouchers(api, ground, { account })
    const first = await printed(one)
    expect((await textsOf(first.pdf)).join(' ')).toContain('Voorbeeldmarkt')
    await everythingChanges(one)
    for (const path of [await linkTo(one), await linkTo(one, 'carrier')])
      expect((await bytesOf(path)).pdf.equals(first.pdf)).toBe(true)
    expect((await printed(one)).pdf.equals(first.pdf)).toBe(true)
    // One that is made only now says what is true now; and so the other way round: first by its link, then printed.
    const byLink = await bytesOf(await linkTo(another))
    expect((await textsOf(byLink.pdf)).join(' ')).toContain('Andere winkel')
    expect((await printed(another)).pdf.equals(byLink.pdf)).toBe(true)
    await sql`update fsp_account set settings = settings - 'barcode' || '{"brand": "Voorbeeldmarkt"}' where id = ${account}`.execute(
      api.house.db,
    )
  })

  it('stands sealed in its row, and in no log', async () => {
    const given = await givenVouchers(api, ground, { account })
    const { pdf } = await printed(given)
    const [{ id, card } = { id: '' as VoucherId, card: { cardId: '?', pin: '?' } }] = given.vouchers
    const kept = await keptOf(id)
    expect(api.house.sealing.openBytes(kept!).equals(pdf)).toBe(true)
    for (const plain of ['%PDF', card.cardId]) expect(kept!.includes(plain)).toBe(false)
    expect(api.logged()).not.toContain(card.cardId)
  })

  it('asked for twice in one moment is one, each part its own, and that of no other', async () => {
    const given = await givenVouchers(api, ground, { account, parts: 2 })
    const [one, two] = given.vouchers
    const made: string[] = []
    const [first, second] = await Promise.all(
      ['one', 'two'].map(by =>
        keptDocument(api.house, one!.id, async () => (made.push(by), Buffer.from(`made by ${by}`))),
      ),
    )
    expect([made.length > 0, first!.equals(second!)]).toEqual([true, true])
    expect(await barcodesOn((await printed(given, 2)).pdf, { pixelsWide: 720 })).toEqual([
      { symbology: 'code128', text: two!.card.cardId },
    ])
  })

  it.each(['cancelling', 'expired'])('goes when its voucher is %s, and is not made again', async state => {
    const given = await givenVouchers(api, ground, { account })
    const [voucher] = given.vouchers
    const link = await linkTo(given)
    await printed(given)
    expect(await keptOf(voucher!.id)).toBeDefined()
    await becomes(voucher!.id, state)
    expect(await keptOf(voucher!.id)).toBeUndefined()
    expect([(await printed(given)).status, (await bytesOf(link)).status]).toEqual([409, 404])
    // Also where it was being drawn when its voucher came to its end.
    expect(await keptDocument(api.house, voucher!.id, async () => Buffer.from('late'))).toBeNull()
    expect(await keptOf(voucher!.id)).toBeUndefined()
  })

  it('is kept by whoever reaches its person only, and there for nobody else', async () => {
    const given = await givenVouchers(api, ground, { account })
    const tokenOf = async (areas: string[]) => {
      const made = await makeToken(api.house, {
        person: `keeper.${areas[0]}`,
        roles: [{ role: 'programme_manager', programmeId: given.programmeId, areas }],
        by: mkono,
      })
      if (!made.ok) throw new Error(made.why)
      return made.token
    }
    const path = `/payouts/${given.payoutId}/vouchers/document.pdf`
    expect((await bytesOf(path, await tokenOf(['Burat']))).status).toBe(404)
    expect(await keptOf(given.vouchers[0]!.id)).toBeUndefined()
    const seen = await bytesOf(path, await tokenOf(['Wabera']))
    expect([seen.status, seen.pdf.subarray(0, 4).toString()]).toEqual([200, '%PDF'])
    expect((await printed(given)).pdf.equals(seen.pdf)).toBe(true)
  })
})

describe('the barcode of a brand', () => {
  it.each([
    ['qrcode', { barcode: 'qrcode', barcodeWidthMm: '40', barcodeHeightMm: '40' }],
    ['datamatrix', { barcode: 'datamatrix', barcodeWidthMm: '20', barcodeHeightMm: '20' }],
    ['pdf417', { barcode: 'pdf417' }],
    ['code128', { barcodeWidthMm: '60', barcodeHeightMm: '12' }],
  ])('is %s where its account says %j, and a till reads the card’s number from it', async (symbology, settings) => {
    const given = await givenVouchers(api, ground, { account: await aConfirmedAccount(api, settings) })
    const { pdf } = await printed(given)
    const highMm = 'barcodeHeightMm' in settings ? Number(settings.barcodeHeightMm) : 22
    expect(await barcodesOn(pdf, { pixelsWide: 1180, highMm })).toEqual([
      { symbology, text: given.vouchers[0]!.card.cardId },
    ])
  })

  it.each([
    [{ barcode: 'ean13' }, 'settings.barcode', 'nineteen digits'],
    [{ barcode: 'codabar' }, 'settings.barcode', 'nineteen digits'],
    [{ barcodeWidthMm: '93' }, 'settings.barcodeWidthMm', 'between 8 and 92'],
    [{ barcodeHeightMm: '46' }, 'settings.barcodeHeightMm', 'between 8 and 45'],
    [{ barcodeWidthMm: '8.5' }, 'settings.barcodeWidthMm', 'whole number'],
    [{ barcodeWidthMm: '43' }, 'settings', 'Set barcodeWidthMm to at least 44'],
    [{ barcodeHeightMm: '9' }, 'settings', 'Set barcodeHeightMm to at least 10'],
    [{ barcode: 'pdf417', barcodeWidthMm: '35' }, 'settings', 'a narrower pdf417 is not read'],
  ])('%j is refused when the account is made, not when a person waits', async (settings, where, says) => {
    const body = {
      ...{ fspName: 'intersolve', name: 'Vouchers', currency: 'EUR', country: 'NL' },
      credentials: { username: 'ngo', password: 'secret' },
      settings: { ean: '8712345678906', ...settings },
    }
    const { status, json } = await api.call('POST', '/fsp-accounts', { as: 'administrator', body })
    expect([status, json.errors]).toEqual([
      422,
      [expect.objectContaining({ where: `body.${where}`, says: expect.stringContaining(says) })],
    ])
  })

  it('can be chosen where the account is made, from those that hold a card’s number', async () => {
    const { json } = await api.call('GET', '/fsps', { as: 'administrator' })
    const { fields } = json.items.find(({ name }: { name: string }) => name === 'intersolve')
    expect(fields).toContainEqual(
      expect.objectContaining({
        ...{ part: 'settings', name: 'barcode', usual: 'code128', needed: false },
        oneOf: ['code128', 'qrcode', 'datamatrix', 'pdf417'],
      }),
    )
  })
})
