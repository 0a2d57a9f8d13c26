/** The whole way of a list that two people approve: they come from where their organisation signs in, and real lives pay it. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { setApprovalSteps } from '../../db/approvalSteps.js'
import { saveRole } from '../../db/roles.js'
import { inviteMember } from '../../db/staff.js'
import { mkono } from '../../domain/people.js'
import type { Reply, TestApi } from './apiGround.js'
import { aStage, expectDone, type Stage } from './livesStage.js'
import { browser, type Browser } from './staffBrowser.js'
import { honestProvider, type HonestProvider } from './staffProviders.js'

let provider: HonestProvider
let stage: Stage
beforeAll(async () => {
  provider = await honestProvider()
  stage = await aStage({ people: 2, settings: { singleSignOn: provider.settings } })
  await stage.work()
})
afterAll(async () => {
  await stage.end()
  await provider.close()
})

/** As a browser asks a server that listens; redirects are shown, not followed. */
const call: TestApi['call'] = async (method, path, { body, headers } = {}) => {
  const answer = await fetch(`${stage.apiUrl}${path}`, {
    method,
    redirect: 'manual',
    headers: {
      ...headers,
      ...(method === 'GET' ? {} : { 'idempotency-key': randomUUID(), 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  const isJson = /json/.test(answer.headers.get('content-type') ?? '')
  return { status: answer.status, headers: answer.headers, text, json: isJson ? JSON.parse(text) : undefined } as Reply
}

/** Invited with a role in this programme alone, and in by single sign-on. */
async function colleague(handle: string, role: string): Promise<Browser> {
  const email = `${handle}@example.org`
  const roles = [{ role, programmeId: stage.programmeId }]
  expectDone(await inviteMember(stage.house, { handle, name: handle, email, roles, by: mkono }))
  provider.people.set(handle, { email, email_verified: true })
  const at = browser({ call } as TestApi)
  const left = await at.ask('POST', '/sign-in/single-sign-on', {})
  const back = await provider.signIn(left.json.address as string, handle)
  expect((await at.ask('GET', back)).status).toBe(303)
  return at
}

it('two approvers, one after the other, each by their role, let a list be paid that reaches the threshold', async () => {
  const { house, programmeId } = stage
  expectDone(
    await saveRole(house, {
      name: 'director',
      permissions: ['programmes.read', 'distributions.read', 'distributions.approve'],
      by: mkono,
    }),
  )
  const wanja = await colleague('wanja', 'finance_maker')
  const amina = await colleague('amina', 'finance_approver')
  const neema = await colleague('neema', 'director')
  // The list comes to KES 10,000.00: exactly where the second step begins.
  const steps = [
    { fromMinor: '0', approvers: 1, role: 'finance_approver' },
    { fromMinor: '1000000', approvers: 1, role: 'director' },
  ]
  expectDone(await setApprovalSteps(house, { programmeId, steps, by: mkono }))

  const made = await wanja.ask('POST', `/programmes/${programmeId}/distributions`, { round: 1, name: 'Round 1' })
  expect(made.status, made.text).toBe(201)
  const path = `/distributions/${made.json.id as string}`
  const frozen = await stage.until(
    async () => (await amina.ask('GET', path)).json,
    each => each.state === 'awaiting_approval',
  )
  const approve = (who: Browser) => who.ask('POST', `${path}/approve`, { listHash: frozen.listHash })
  const state = async () => (await amina.ask('GET', path)).json.state

  expect((await approve(wanja)).status).toBe(403)
  expect((await approve(neema)).json.detail).toContain('finance_approver')
  expect((await approve(amina)).status).toBe(200)
  // Saying it twice is saying it once.
  expect((await approve(amina)).status).toBe(200)
  expect(await state()).toBe('awaiting_approval')
  expect((await neema.ask('GET', '/waiting')).json.distributions).toMatchObject([{ totalMinor: '1000000' }])
  expect((await approve(neema)).status).toBe(200)
  expect(await state()).toBe('approved')

  const early = await amina.ask('POST', `${path}/start`, {})
  expect([early.status, early.json.type]).toEqual([403, 'urn:mkono:problem:four-eyes'])
  expect((await stage.book()).transfers).toEqual([])
  expect((await wanja.ask('POST', `${path}/start`, {})).status).toBe(200)
  await stage.until(state, each => each === 'closed')
  expect((await stage.book()).transfers).toHaveLength(2)
  await stage.booksAgree()
  expect((await amina.ask('GET', `${path}/approvals`)).json).toMatchObject({
    complete: true,
    by: [
      { by: 'amina', role: 'finance_approver' },
      { by: 'neema', role: 'director' },
    ],
  })
})
