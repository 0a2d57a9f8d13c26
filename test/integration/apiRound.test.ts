import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { takePending } from '../../db/accountChecks.js'
import { recordFindings } from '../../db/accountFindings.js'
import { closePayout } from '../../db/attempts.js'
import { holdPerson, releasePerson } from '../../db/beneficiaryStates.js'
import { recordAnswers } from '../../db/answers.js'
import { takeCalls } from '../../db/calls.js'
import { decideDestination } from '../../db/destinations.js'
import { pauseDistribution, resumeDistribution, startDistribution } from '../../db/distributionActs.js'
import { approveDistribution } from '../../db/distributionApproval.js'
import { freezeList } from '../../db/distributionList.js'
import { openFspAccount } from '../../db/fspAccounts.js'
import { openImport, storeNextRows } from '../../db/imports.js'
import { applyNotices } from '../../db/notices.js'
import { openAttempt } from '../../db/openAttempt.js'
import { decideEnd } from '../../db/unknownEnds.js'
import type { DistributionId, FspAccountId, ImportId, PayoutId, ProgrammeId } from '../../domain/ids.js'
import { pricingOf } from '../../api/pricing.js'
import { connectorFor } from '../../fsp/registry.js'
import { anAccount, anApi, aProgramme, type TestApi } from './apiGround.js'

const people = [
  ['Planted Naserian', '0712345601', 'Wabera', '5'],
  ['Planted Guyo', '0712345602', 'Wabera', '7'],
  ['Planted Halima', '0712345603', 'Bulla Pesa', '3'],
  ['Planted Lokiru', '0712345604', 'Bulla Pesa', '4'],
  ['Planted Lokiru', '0712345605', 'Bulla Pesa', '4'],
  ['Planted Nobody', '12', 'Wabera', '5'],
] as const
const list = [
  'name,phone,place,household size,consent',
  ...people.map(row => [...row, 'yes'].join(',')),
  'Planted Silent,0712345609,Wabera,5,no',
].join('\n')
const planted = /Planted|71234560|planted-api-key|mk_[A-Za-z0-9_-]{20}/

let api: TestApi
let programmeId: ProgrammeId
let accountId: FspAccountId
let distributionId: DistributionId
let callbacks: Record<'notification' | 'validation' | 'insights', string>
beforeAll(async () => {
  api = await anApi()
  api.lives.answer = (what, args) => act(what, args)
})
afterAll(() => api.close())

/** What lives do with their updates, done at once on the rows. */
async function act(what: string, [by, ...rest]: unknown[]) {
  const [of = '', rawId = '', name = ''] = /^(\w+)\/([^.]+)\.(\w+)$/.exec(what)?.slice(1) ?? []
  const { house } = api
  const who = by as Parameters<typeof holdPerson>[1]['by']
  const text = String(rest[0])
  const id = rawId as never
  switch (`${of}.${name}`) {
    case 'distribution.begin': {
      const connector = connectorFor(await openFspAccount(house, accountId), {})
      const frozen = await freezeList(house, { distributionId: id, pricing: pricingOf(connector, 'KES') })
      return frozen.ok ? ({ ok: true } as const) : frozen
    }
    case 'distribution.approve':
      return approveDistribution(house, { distributionId: id, by: who, listHash: text })
    case 'distribution.start':
      return startDistribution(house, { distributionId: id, by: who })
    case 'distribution.pause':
      return pauseDistribution(house, { distributionId: id, by: who, reason: text })
    case 'distribution.resume':
      return resumeDistribution(house, { distributionId: id, by: who })
    case 'beneficiary.hold':
      return holdPerson(house, { beneficiaryId: id, reason: text, by: who })
    case 'beneficiary.release':
      return releasePerson(house, { beneficiaryId: id, by: who })
    case 'beneficiary.retry':
      return openAttempt(house, { payoutId: text as PayoutId, by: who })
    case 'beneficiary.giveUp':
      return closePayout(house, { payoutId: text as PayoutId, by: who, why: String(rest[1]), as: 'closed' })
    case 'beneficiary.decideCorrection':
      return decideDestination(house, { destinationId: text as never, approve: rest[1] === true, by: who })
    case 'beneficiary.decideEnd':
      return decideEnd(house, { unknownEndId: text, confirm: rest[1] === true, by: who })
    default:
      return { ok: true } as const
  }
}

const ok = async (method: string, path: string, request?: Parameters<TestApi['call']>[2]) => {
  const answer = await api.call(method, path, request)
  if (answer.status >= 300)
    throw new Error(
      `${method} ${path}: ${answer.status} ${answer.text} ${answer.status === 500 ? api.logged().slice(-3000) : ''}`,
    )
  return answer.json
}
const formOf = (text: string, fields: Record<string, string> = {}) => {
  const boundary = `b${randomUUID()}`
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  )
  const raw = `${parts.join('')}--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="people.csv"\r\ncontent-type: text/csv\r\n\r\n${text}\r\n--${boundary}--\r\n`
  return { raw, type: `multipart/form-data; boundary=${boundary}` }
}
const findPerson = async (search: string): Promise<{ id: string; ref: string }> => {
  const { items } = await ok('POST', `/programmes/${programmeId}/beneficiaries/search`, { body: { search }, key: null })
  expect(items).toHaveLength(1)
  return items[0]
}
const check = async (bad: string[]) => {
  const taken = await takePending(api.house, { programmeId, limit: 100 })
  await recordFindings(api.house, {
    fspAccountId: accountId,
    findings: (taken?.numbers ?? []).map(number =>
      bad.includes(number) ? { number, is: 'cannotReceive', reason: 'wrong_operator' } : { number, is: 'ok' },
    ),
  })
}

const confirmed = (proposalId: string) =>
  ok('POST', `/fsp-account-changes/${proposalId}/decide`, { as: 'finance_approver', body: { approve: true } })

describe.sequential('a round of a programme over HTTP', () => {
  it('an operator adds the FSP account, whose credentials never come out again', async () => {
    const broken = await api.call('POST', '/fsp-accounts', {
      as: 'administrator',
      body: anAccount({ credentials: { username: 'x' } }),
    })
    expect([broken.status, broken.json.errors[0].where]).toEqual([422, 'body.credentials.apiKey'])
    accountId = (await ok('POST', '/fsp-accounts', { as: 'administrator', body: anAccount() })).id
    const shown = await api.call('GET', `/fsp-accounts/${accountId}`, { as: 'auditor' })
    expect(shown.json.credentialNames).toEqual(['apiKey', 'username'])
    expect((shown.text + (await api.call('GET', '/fsp-accounts')).text).includes('planted-api-key')).toBe(false)
    await confirmed((await api.call('GET', '/waiting', { as: 'finance_approver' })).json.proposals[0].proposalId)
    const change = await ok('PATCH', `/fsp-accounts/${accountId}`, {
      as: 'administrator',
      body: { settings: { productName: 'cash', longestProcessingMs: '100' }, failClosed: true },
    })
    await confirmed(change.proposalId)
    callbacks = await ok('GET', `/fsp-accounts/${accountId}/callback-urls`, { as: 'administrator' })
    expect(callbacks.notification).toMatch(/^http:\/\/127\.0\.0\.1:8080\/callbacks\/[\w-]{43}\/notification$/)
  })

  it('a maker makes the programme and books what was given to it once', async () => {
    programmeId = (await ok('POST', '/programmes', { body: aProgramme({ name: 'Isiolo', fspAccountId: accountId }) }))
      .id
    const gift = { amountMinor: '100000000', reference: 'DREF-2026-17' }
    expect((await ok('POST', `/programmes/${programmeId}/fund`, { body: gift })).booked).toBe(true)
    expect((await ok('POST', `/programmes/${programmeId}/fund`, { body: gift })).booked).toBe(false)
    const { balances } = await ok('GET', `/programmes/${programmeId}/balances`)
    expect([balances.available, balances.funding]).toEqual(['100000000', '-100000000'])
  })

  it('and says by which exchange rate it reports', async () => {
    const path = `/programmes/${programmeId}/exchange-rate`
    expect(await ok('GET', path)).toEqual({ exchangeRate: null })
    const rate = { currency: 'EUR', rate: '129.35', on: '2026-11-20', source: 'InforEuro' }
    for (const wrong of [{ rate: '129,35' }, { rate: '0.0' }, { on: '2026-02-30' }, { currency: 'KES' }])
      expect((await api.call('POST', path, { body: { ...rate, ...wrong } })).status).toBe(422)
    expect((await api.call('POST', path, { as: 'finance_approver', body: rate })).status).toBe(403)
    await ok('POST', path, { body: { ...rate, rate: '129.350' } })
    expect(await ok('GET', path)).toEqual({ exchangeRate: rate })
  })

  it('a list is looked at, taken in, and its refused rows come back with reasons', async () => {
    const dry = await ok('POST', `/programmes/${programmeId}/imports/dry-run`, { ...formOf(list), key: null })
    expect([dry.rows, dry.wouldImport, dry.refused, dry.possibleDuplicates]).toEqual([7, 5, 2, 1])
    const unmapped = await api.call('POST', `/programmes/${programmeId}/imports/dry-run`, formOf('a,b\n1,2\n'))
    expect([unmapped.status, unmapped.json.errors[0].where]).toEqual([422, 'body.columns'])
    const made = await ok('POST', `/programmes/${programmeId}/imports`, formOf(list, { columns: '{"place":"place"}' }))
    expect(api.lives.asked.at(-1)).toEqual({ what: 'import', args: [made.id, programmeId] })
    const open = await openImport(api.house, made.id as ImportId)
    if (open) await storeNextRows(api.house, open)
    const standing = await ok('GET', `/imports/${made.id}`)
    expect([standing.state, standing.imported, standing.refused]).toEqual(['done', 5, 2])
    const file = await api.call('GET', `/imports/${made.id}/refused-rows.csv`)
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="refused-rows.csv"')
    expect(file.text).toContain('Planted Nobody')
    expect(file.text).not.toContain('Silent')
    const raw = await ok('POST', `/programmes/${programmeId}/imports/dry-run`, {
      raw: list,
      type: 'text/csv',
      key: null,
    })
    expect([raw.wouldImport, raw.known]).toEqual([0, 5])
  })

  it('one person is enrolled by hand, with all problems told at once', async () => {
    const wrong = await api.call('POST', `/programmes/${programmeId}/beneficiaries`, {
      body: {
        name: 'Planted Amina',
        phone: '99',
        place: 'Wabera',
        householdSize: 4,
        consent: true,
        language: 'klingon',
      },
    })
    expect(wrong.json.errors.map((each: { where: string }) => each.where)).toEqual(['body.phone', 'body.language'])
    const body = { name: 'Planted Amina', phone: '0712345606', place: 'Wabera', householdSize: 2, consent: true }
    expect(await ok('POST', `/programmes/${programmeId}/beneficiaries`, { body })).toMatchObject({
      known: false,
      number: 6,
    })
    expect(
      (await api.call('POST', `/programmes/${programmeId}/beneficiaries`, { body: { ...body, consent: false } }))
        .status,
    ).toBe(422)
  })

  it('a possible duplicate is decided by a person', async () => {
    const { items, counts } = await ok('GET', `/programmes/${programmeId}/duplicates?state=open`)
    expect([items.length, counts.open, items[0].people.length]).toEqual([1, 1, 2])
    const body = { is: 'duplicate', declineId: items[0].people[1].beneficiaryId, reason: 'The same household twice.' }
    await ok('POST', `/duplicates/${items[0].id}/decide`, { body })
    expect((await ok('GET', `/programmes/${programmeId}/duplicates`)).counts).toEqual({
      open: 0,
      different: 0,
      duplicate: 1,
    })
  })

  it('numbers are checked; who can not receive is corrected by one and approved by another', async () => {
    expect((await ok('POST', `/programmes/${programmeId}/account-checks`, { body: {} })).marked).toBe(5)
    expect(api.lives.asked.at(-1)?.what).toBe('accountCheck')
    await check(['+254712345602'])
    expect(await ok('GET', `/programmes/${programmeId}/account-checks`)).toMatchObject({
      ok: 4,
      cannotReceive: 1,
      pending: 0,
    })
    const { items } = await ok('GET', `/cases?programmeId=${programmeId}&kind=correction`)
    expect(items).toHaveLength(1)
    await ok('POST', `/cases/${items[0].id}/assign`, { body: { owner: 'boru' } })
    expect((await ok('GET', `/cases/${items[0].id}`)).owner).toBe('boru')
    expect((await api.call('POST', `/cases/${items[0].id}/assign`, { body: { owner: 'nobody at all' } })).status).toBe(
      422,
    )
    const person = await findPerson('0712345602')
    const file = `number,new number,reason\n${person.ref},0712345607,new line\nISI-9999,0712345608,who\n`
    const dry = await ok('POST', `/programmes/${programmeId}/corrections/dry-run`, { ...formOf(file), key: null })
    expect([dry.proposed.length, dry.refused.length]).toEqual([1, 1])
    const read = await ok('POST', `/programmes/${programmeId}/corrections`, formOf(file))
    const early = await api.call('POST', `/corrections/${read.proposed[0].id}/approve`, { as: 'finance_approver' })
    expect(early.status).toBe(409)
    await check([])
    expect((await ok('GET', `/programmes/${programmeId}/corrections?accountCheck=ok`)).items).toMatchObject([
      { ref: person.ref, newNumber: '+254712345607' },
    ])
    const decided = await ok('POST', `/programmes/${programmeId}/corrections/decide`, {
      as: 'finance_approver',
      body: { approve: true },
    })
    expect(decided).toEqual({ asked: 1, done: 1, refused: [] })
  })

  it('everybody who may be is validated and included, counted before', async () => {
    const who = { states: ['registered'] }
    const dry = await ok('POST', `/programmes/${programmeId}/beneficiaries/validate/dry-run`, {
      body: { who },
      key: null,
    })
    expect([dry.considered, dry.changed]).toEqual([5, 5])
    await ok('POST', `/programmes/${programmeId}/beneficiaries/validate`, { body: { who } })
    const amina = await findPerson('Amina Planted')
    await ok('POST', `/beneficiaries/${amina.id}/include`, { body: {} })
    expect((await api.call('POST', `/beneficiaries/${amina.id}/include`, { body: {} })).status).toBe(409)
    const many = await ok('POST', `/programmes/${programmeId}/beneficiaries/include`, { body: { who: {} } })
    expect([many.considered, many.changed]).toEqual([6, 4])
    expect(await ok('GET', `/programmes/${programmeId}/beneficiaries?state=included&sort=place&limit=2`)).toMatchObject(
      { total: 5, items: [{}, {}] },
    )
  })

  it('pages of people follow each other without a gap', async () => {
    const refs: string[] = []
    for (let after = ''; ;) {
      const { items, next } = await ok(
        'GET',
        `/programmes/${programmeId}/beneficiaries?limit=2&sort=place&descending=true${after}`,
      )
      refs.push(...items.map((each: { ref: string }) => each.ref))
      if (next === null) break
      after = `&after=${next}`
    }
    expect([refs.length, new Set(refs).size]).toEqual([6, 6])
  })

  it('a distribution is counted, made, and frozen with a hash', async () => {
    const dry = await ok('POST', `/programmes/${programmeId}/distributions/dry-run`, { body: { round: 1 }, key: null })
    expect([dry.payable, dry.amountMinor, dry.availableMinor]).toEqual([5, '2600000', '100000000'])
    // Four of at most five members, and one of seven; nobody has asked yet what the account holds.
    expect(dry).toMatchObject({
      byAmount: [
        { amountMinor: '500000', withdrawalMinor: '0', people: 4 },
        { amountMinor: '600000', withdrawalMinor: '0', people: 1 },
      ],
      amounts: 2,
      float: null,
    })
    const one = { round: 1, filter: { places: ['Bulla Pesa'] } }
    const some = await ok('POST', `/programmes/${programmeId}/distributions/dry-run`, { body: one, key: null })
    expect(some.amounts).toBe(1)
    expect(some.payable).toBe(some.byAmount[0].people)
    distributionId = (
      await ok('POST', `/programmes/${programmeId}/distributions`, { body: { round: 1, name: 'November' } })
    ).id
    const frozen = await ok('GET', `/distributions/${distributionId}`)
    expect([frozen.state, frozen.payouts, frozen.totalMinor]).toEqual(['awaiting_approval', 5, '2600000'])
    expect(frozen).toMatchObject({
      batches: 1,
      exchangeRate: { currency: 'EUR', rate: '129.35', on: '2026-11-20', source: 'InforEuro', totalMinor: '20101' },
      droppedParts: [],
    })
    const { items } = await ok('GET', `/distributions?programmeId=${programmeId}`)
    expect(items).toMatchObject([{ listHash: frozen.listHash, exchangeRate: { totalMinor: '20101' } }])
    expect(
      (await api.call('POST', `/programmes/${programmeId}/distributions`, { body: { round: 3, name: 'x' } })).status,
    ).toBe(422)
  })

  it('the approver sees totals and rows, approves by hash, and the maker can not', async () => {
    const { distribution, changes } = await ok('GET', `/distributions/${distributionId}/approval`, {
      as: 'finance_approver',
    })
    expect(changes).toMatchObject({
      previousRound: null,
      byChange: [{ change: 'new', count: 5, amountMinor: '2600000' }],
      gone: [],
    })
    const rows = await ok('GET', `/distributions/${distributionId}/list?limit=3`, { as: 'finance_approver' })
    expect(rows.items[0]).toMatchObject({ name: 'Planted Naserian', change: 'new' })
    expect(rows.items[0].maskedNumber).not.toContain('71234560')
    expect(rows.items[0]).toMatchObject({ maskedPreviousNumber: null, previousDestinationId: null })
    const body = { listHash: distribution.listHash }
    const maker = await api.call('POST', `/distributions/${distributionId}/approve`, { body })
    expect([maker.status, maker.json.type]).toEqual([403, 'urn:mkono:problem:forbidden'])
    const other = await api.call('POST', `/distributions/${distributionId}/approve`, {
      as: 'finance_approver',
      body: { listHash: '0'.repeat(64) },
    })
    expect(other.status).toBe(409)
    await ok('POST', `/distributions/${distributionId}/approve`, { as: 'finance_approver', body })
    await ok('POST', `/distributions/${distributionId}/start`)
    await ok('POST', `/distributions/${distributionId}/pause`, { body: { reason: 'Rain on the road' } })
    expect((await ok('GET', `/distributions/${distributionId}`)).pauseReason).toBe('Rain on the road')
    await ok('POST', `/distributions/${distributionId}/resume`, { as: 'finance_approver' })
  })

  it('callbacks are validated, stored, and turn into paid and refused payouts with their evidence', async () => {
    const { calls } = await takeCalls(api.house, {
      distributionId,
      recipientsPerCall: 10,
      calls: 9,
      sendByMs: 30_000,
      longestProcessingMs: 100,
    })
    const attempts = calls.flatMap(call => call.attempts)
    for (const { callId, attempts } of calls.map(call => ({ callId: call.callId, attempts: call.attempts }))) {
      await recordAnswers(api.house, [
        {
          callId,
          answer: {
            httpStatus: 201,
            raw: '{}',
            entries: attempts.map(each => ({
              attemptKey: each.key,
              outcome: { is: 'accepted' },
              transactionId: `ATPid_${each.key}`,
            })),
          },
        },
      ])
    }
    const path = (url: string): string => new URL(url).pathname
    for (const [index, each] of attempts.entries()) {
      const metadata = { attemptKey: each.key, payoutId: each.payoutId }
      const amount = each.amount.minor / 100n
      const ask = { transactionId: `ATPid_${each.key}`, phoneNumber: each.number, currencyCode: 'KES', metadata }
      const raw = (more: string): string => `${JSON.stringify(ask).slice(0, -1)},"amount":${more}}`
      const wrong = await api.call('POST', path(callbacks.validation), { as: null, key: null, raw: raw('1.00') })
      expect([wrong.status, wrong.json]).toEqual([200, { status: 'Failed' }])
      const valid = await api.call('POST', path(callbacks.validation), {
        as: null,
        key: null,
        raw: raw(`${amount}.00`),
      })
      expect([valid.status, valid.json]).toEqual([200, { status: 'Validated' }])
      const body = {
        ...{
          transactionId: `ATPid_${each.key}`,
          category: 'MobileB2C',
          provider: 'Mpesa',
          productName: 'cash',
          destination: each.number,
        },
        ...{
          destinationType: 'PhoneNumber',
          value: `KES ${amount}.00`,
          transactionFee: 'KES 7.00',
          requestMetadata: metadata,
        },
        ...(index === 0
          ? { status: 'Failed', description: 'The recipient is not registered' }
          : {
              status: 'Success',
              providerRefId: `RCPT${index}`,
              providerMetadata: { recipientName: `254 - Planted Owner ${index}` },
            }),
      }
      const said = await api.call('POST', path(callbacks.notification), { as: null, key: null, body })
      expect([said.status, said.json]).toEqual([200, { received: true }])
    }
    const account = await openFspAccount(api.house, accountId)
    const connector = connectorFor(account, {})
    await applyNotices(api.house, {
      limit: 100,
      understand: notice => connector.parseNotice(notice.raw, notice.contentType) as never,
      settleAccountCheck: async () => undefined,
    })
    const progress = await ok('GET', `/distributions/${distributionId}/progress`, { as: 'administrator' })
    expect([progress.paid, progress.byState.map((each: { state: string }) => each.state)]).toEqual([
      4,
      ['refused', 'paid'],
    ])
    const { items } = await ok('GET', `/distributions/${distributionId}/payouts?state=paid&limit=1`)
    const payout = await ok('GET', `/payouts/${items[0].id}`, { as: 'administrator' })
    expect(payout).toMatchObject({
      attempts: [{ state: 'paid', feeMinor: '700' }],
      calls: [{ state: 'answered' }],
      transactions: [{ said: 'paid' }],
      validations: [{ valid: false }, { valid: true }],
    })
    const evidence = await ok('GET', `/payouts/${items[0].id}/evidence`)
    expect(evidence.attempts[0].receipt).toMatch(/^RCPT/)
    expect(evidence.attempts[0].registeredName).toContain('Planted Owner')
    expect(evidence.notices).toHaveLength(1)
    expect((await api.call('GET', `/payouts/${items[0].id}/evidence`, { as: 'administrator' })).status).toBe(403)
  })

  it('a refused payout is retried, given up, and its person’s story tells all of it', async () => {
    const { items } = await ok('GET', `/distributions/${distributionId}/payouts?state=refused`)
    expect(
      (await ok('POST', `/distributions/${distributionId}/retry/dry-run`, { body: {}, key: null })).mayBeRetried,
    ).toBe(1)
    // Found on the list by their number, with or without the letters, and nobody by another.
    const found = async (ref: string) =>
      (await ok('GET', `/distributions/${distributionId}/payouts?ref=${encodeURIComponent(ref)}`)).items.map(
        ({ id }: { id: string }) => id,
      )
    expect(await found(items[0].ref.toLowerCase())).toEqual([items[0].id])
    expect(await found(String(Number(items[0].ref.slice(4))))).toEqual([items[0].id])
    expect(await found('Amina')).toEqual([])
    const retried = await ok('POST', `/distributions/${distributionId}/retry`, { body: {} })
    expect(retried).toMatchObject({ asked: 1, left: 0, next: null })
    // Behind the last one nobody is left, whatever became of those before.
    expect(
      await ok('POST', `/distributions/${distributionId}/retry`, { body: { after: items[0].position } }),
    ).toMatchObject({ asked: 0, done: 0, left: 0, next: null })
    await ok('POST', `/beneficiaries/${items[0].beneficiaryId}/hold`, { body: { reason: 'Asked us to wait' } })
    await ok('POST', `/beneficiaries/${items[0].beneficiaryId}/release`)
    const story = await ok('GET', `/beneficiaries/${items[0].beneficiaryId}`)
    expect(story.payouts[0].attempts.length).toBeGreaterThanOrEqual(1)
    expect(story.acts.map((each: { act: string }) => each.act)).toContain('beneficiary released')
  })

  it('the books are proven, and everything that moved stands in the journal', async () => {
    const verified = await ok('GET', `/ledger/verify?programmeId=${programmeId}`, { as: 'auditor' })
    expect(verified.checks.filter((each: { ok: boolean }) => !each.ok)).toEqual([])
    const { items } = await ok('GET', `/programmes/${programmeId}/journal?limit=500`)
    expect(items[0]).toMatchObject({ from: 'funding', to: 'available', amountMinor: '100000000' })
    const { balances } = await ok('GET', `/programmes/${programmeId}/balances`)
    expect(Object.values(balances).reduce((sum: bigint, each) => sum + BigInt(String(each)), 0n)).toBe(0n)
  })

  it('a second round tells the approver what changed', async () => {
    const gone = await findPerson('0712345603')
    await ok('POST', `/beneficiaries/${gone.id}/pause`, { body: { reason: 'Moved away' } })
    const { id } = await ok('POST', `/programmes/${programmeId}/distributions`, {
      body: { round: 2, name: 'December' },
    })
    const { changes } = await ok('GET', `/distributions/${id}/approval`, { as: 'finance_approver' })
    expect(changes).toMatchObject({
      previousRound: 1,
      previousPayouts: 5,
      byChange: [{ change: 'same', count: 4 }],
      gone: [{ state: 'paused', count: 1 }],
    })
  })

  it('who looked at people and evidence is written down', async () => {
    const rows = await api.house.db
      .selectFrom('audit_event')
      .select(['act', 'person'])
      .where('subject_kind', '=', 'personal data')
      .execute()
    expect(new Set(rows.map(row => row.act))).toEqual(new Set(['refused rows read', 'evidence read', 'person read']))
    expect(new Set(rows.map(row => row.person))).toEqual(new Set(['the-programme_manager']))
  })

  it('the log of all this holds no name, no number, no token and no key', () => {
    expect(api.logged().length).toBeGreaterThan(10_000)
    expect(planted.exec(api.logged())).toBeNull()
    expect(api.logged()).not.toContain(new URL(callbacks.notification).pathname.split('/')[2])
  })
})
