import { afterEach, describe, expect, it } from 'vitest'
import { proposeDestination, decideDestination } from '../../db/destinations.js'
import { resumeAccount } from '../../db/distributionActs.js'
import { proposeEnd } from '../../db/unknownEnds.js'
import { aStage, asha, baraka, chege, expectDone, numberOf, type Stage } from './livesStage.js'

let stage: Stage
afterEach(() => stage.end())

const closes = (id: Parameters<Stage['standing']>[0]) =>
  stage.until(
    () => stage.standing(id),
    each => each.state === 'closed',
  )
const fault = (spec: Record<string, unknown>) => stage.sandbox.ask('POST', '/sandbox/faults', spec)

describe('what goes wrong at the FSP', () => {
  it('answers that are lost after paying are found by asking, and nobody is paid twice', async () => {
    stage = await aStage({ people: 60, sandbox: { notificationUrl: null } })
    await fault({ kind: 'answer-lost-after', nth: 2 })
    await fault({ kind: 'answer-lost-after', nth: 4 })
    await stage.work()
    const id = await stage.pay()
    expect((await closes(id)).byState).toMatchObject({ paid: { count: 60 } })
    await stage.booksAgree()
  })

  it('callbacks that come twice, late, forged or never change nothing in the end', async () => {
    stage = await aStage({ people: 80 })
    await fault({ kind: 'callback-twice', probability: 0.3 })
    await fault({ kind: 'callback-late', probability: 0.2, params: { delayMs: 1_500 } })
    await fault({ kind: 'callback-lost', probability: 0.2 })
    await fault({ kind: 'callback-before-answer', nth: 2 })
    await fault({ kind: 'callback-forged', probability: 0.2, params: { field: 'amount' } })
    await stage.work()
    const id = await stage.pay({ batchSize: 40 })
    expect((await closes(id)).byState).toMatchObject({ paid: { count: 80 } })
    await stage.booksAgree()
  })

  it('throttling slows down and loses nobody', async () => {
    stage = await aStage({ people: 60, callsAtOnce: 3 })
    await fault({ kind: 'status-429', where: 'request', count: 4 })
    await stage.work()
    const id = await stage.pay()
    expect((await closes(id)).byState).toMatchObject({ paid: { count: 60 } })
    await stage.booksAgree()
  })

  it('a float that runs short pauses with what is missing and goes on by itself when it is there', async () => {
    stage = await aStage({ people: 20, sandbox: { openingBalanceMinor: '5000000' } })
    await stage.work()
    const id = await stage.pay({ start: false })
    expectDone(await stage.lives.distribution(id).startShort(asha, 'the top-up is on its way'))
    const paused = await stage.until(
      () => stage.standing(id),
      each => each.state === 'paused',
    )
    expect(paused.pauseReason).toBe('insufficient_funds')
    expect((await stage.book()).transfers).toEqual([])
    const [open] = await stage.house.db.selectFrom('work_case').selectAll().where('kind', '=', 'float_short').execute()
    expect(open?.says).toMatch(/KES 50,\d{3}\.00 is missing/)
    await stage.sandbox.ask('POST', '/sandbox/accounts/isiolo/topups', { amountMinor: '20000000' })
    expect((await closes(id)).byState).toMatchObject({ paid: { count: 20 } })
    await stage.booksAgree()
  })

  it('credentials that are refused pause the FSP account and lose nobody', async () => {
    stage = await aStage({ people: 10 })
    await fault({ kind: 'status-401', where: 'request', count: 1 })
    await stage.work()
    const id = await stage.pay()
    const stopped = await stage.until(
      () => stage.standing(id),
      each => each.accountPaused !== null,
    )
    expect(stopped.accountPaused).toBe('credentials')
    expectDone(await resumeAccount(stage.house, { fspAccountId: stage.fspAccountId, by: baraka }))
    await stage.lives.batch(id, 1).wake()
    expect((await closes(id)).byState).toMatchObject({ paid: { count: 10 } })
    await stage.booksAgree()
  })
})

describe('one person', () => {
  it('who can not receive is corrected by one, approved by another, and paid once', async () => {
    stage = await aStage({ people: 12 })
    await stage.sandbox.ask('PUT', '/sandbox/numbers', { [numberOf(3)]: { registered: false } })
    await stage.work()
    const id = await stage.pay()
    const refused = await stage.until(
      () => stage.standing(id),
      each => each.byState.refused?.count === 1 && each.byState.paid?.count === 11,
    )
    expect(refused.refusedFor).toEqual({ not_registered: 1 })
    const person = stage.lives.beneficiary(stage.people[2]!)
    const told = await stage.until(
      () => person.told(),
      each => /waits for a corrected number/.test(each?.says ?? ''),
    )
    expect(told?.says).toMatch(/until \d+ \w+; programme staff\.$/)

    const proposed = await proposeDestination(stage.house, {
      beneficiaryId: stage.people[2]!,
      number: '+254712000999',
      by: asha,
    })
    if (!proposed.ok) throw new Error(proposed.why)
    expectDone(await person.correct(asha, proposed.destinationId))
    await stage.until(
      () => person.told(),
      each => /approve the corrected number/.test(JSON.stringify(each?.waits)),
    )
    expect(
      await person.decideCorrection({ ...asha, role: 'finance_approver' }, proposed.destinationId, true),
    ).toMatchObject({
      ok: false,
      problem: 'four_eyes',
    })
    expectDone(await person.decideCorrection(baraka, proposed.destinationId, true))
    expect((await closes(id)).byState).toEqual({ paid: { count: 12, amountMinor: '6000000' } })
    await stage.booksAgree()
    expect(
      await decideDestination(stage.house, { destinationId: proposed.destinationId, approve: true, by: baraka }),
    ).toMatchObject({ ok: true })
  })

  it('who is held is not paid until released', async () => {
    stage = await aStage({ people: 5 })
    await stage.work()
    const person = stage.lives.beneficiary(stage.people[0]!)
    const id = await stage.pay({ start: false })
    expectDone(await person.hold(asha, 'a question about the household'))
    expectDone(await stage.lives.distribution(id).start(asha))
    await stage.until(
      () => stage.standing(id),
      each => each.byState.paid?.count === 4,
    )
    expect((await stage.lives.batch(id, 1).told())?.heldBack).toBe(1)
    expectDone(await person.release(asha))
    expect((await closes(id)).byState).toMatchObject({ paid: { count: 5 } })
    await stage.booksAgree()
  })

  it('whose payout stays unknown is ended by two different people', async () => {
    stage = await aStage({ people: 10, longestProcessingMs: 100 })
    await fault({ kind: 'answer-lost-before', nth: 1 })
    await stage.work({ sendByMs: 500 })
    const id = await stage.pay()
    await stage.until(
      () => stage.standing(id),
      each => each.byState.unknown?.count === 10 && each.openCases === 10,
    )
    const [attempt] = await stage.house.db
      .selectFrom('attempt')
      .select(['id', 'payout_id'])
      .where('beneficiary_id', '=', stage.people[0]!)
      .execute()
    const proposed = await proposeEnd(stage.house, {
      attemptId: attempt!.id,
      outcome: 'refused',
      reason: 'not on the statement',
      by: baraka,
    })
    if (!proposed.ok) throw new Error(proposed.why)
    const person = stage.lives.beneficiary(stage.people[0]!)
    expectDone(await person.endUnknown(baraka, proposed.unknownEndId))
    expect(await person.decideEnd(baraka, proposed.unknownEndId, true)).toMatchObject({
      ok: false,
      problem: 'four_eyes',
    })
    expectDone(await person.decideEnd(chege, proposed.unknownEndId, true))
    expectDone(await person.retry(asha, attempt!.payout_id))
    await stage.until(
      () => stage.standing(id),
      each => each.byState.paid?.count === 1,
    )
    expect((await stage.book()).transfers).toHaveLength(1)
  })
})

describe('an operator', () => {
  it('who resets every life to its first event pays nobody twice', async () => {
    stage = await aStage({ people: 40 })
    await stage.work()
    const id = await stage.pay({ batchSize: 20 })
    await stage.until(
      async () => (await stage.book()).transfers.length,
      count => count >= 10,
    )
    for (const workflowId of [
      stage.lives.id.distribution(id),
      ...[1, 2].map(batch => stage.lives.id.payoutBatch(id, batch)),
    ]) {
      await reset(workflowId)
    }
    expect((await closes(id)).byState).toMatchObject({ paid: { count: 40 } })
    await stage.booksAgree()
    await reset(stage.lives.id.distribution(id))
    await stage.until(
      async () => (await stage.lives.client.workflow.getHandle(stage.lives.id.distribution(id)).describe()).status.name,
      name => name === 'COMPLETED',
    )
    await stage.booksAgree()
  })

  it('who resets a person’s life to its first event finds the same waits and pays the corrected number once', async () => {
    stage = await aStage({ people: 5 })
    await stage.sandbox.ask('PUT', '/sandbox/numbers', { [numberOf(1)]: { registered: false } })
    await stage.work()
    const id = await stage.pay()
    const beneficiaryId = stage.people[0]!
    const person = stage.lives.beneficiary(beneficiaryId)
    const waits = () =>
      stage.until(
        () => person.told().catch(() => null),
        each => /waits for a corrected number/.test(each?.says ?? ''),
      )
    await waits()
    await reset(stage.lives.id.beneficiary(beneficiaryId))
    await waits()

    const proposed = await proposeDestination(stage.house, { beneficiaryId, number: '+254712000999', by: asha })
    if (!proposed.ok) throw new Error(proposed.why)
    expectDone(await person.correct(asha, proposed.destinationId))
    await stage.until(
      () => person.told(),
      each => /approve the corrected number/.test(JSON.stringify(each?.waits)),
    )
    expectDone(await person.decideCorrection(baraka, proposed.destinationId, true))
    expect((await closes(id)).byState).toMatchObject({ paid: { count: 5 } })
    // What the people did is applied again by the reset, and finds in the rows that it was done.
    const settled = () =>
      stage.until(
        async () =>
          (await stage.lives.client.workflow.getHandle(stage.lives.id.beneficiary(beneficiaryId)).describe()).status
            .name,
        name => name === 'COMPLETED',
      )
    await settled()
    await reset(stage.lives.id.beneficiary(beneficiaryId))
    await settled()
    expect((await stage.book()).transfers).toHaveLength(5)
    await stage.booksAgree()
  })

  it('who terminates lives finds them running again, and everybody paid once', async () => {
    stage = await aStage({ people: 40, callsAtOnce: 1, sandbox: { processingMinMs: 50, processingMaxMs: 100 } })
    await stage.work({ caretakerEveryMs: 2_000 })
    const id = await stage.pay({ batchSize: 20 })
    await stage.until(
      async () => (await stage.book()).transfers.length,
      count => count >= 10,
    )
    for (const batch of [1, 2]) await terminate(stage.lives.id.payoutBatch(id, batch))
    expect((await closes(id)).byState).toMatchObject({ paid: { count: 40 } })
    await stage.booksAgree()
  })
})

async function reset(workflowId: string): Promise<void> {
  const { client } = stage.lives
  const { runId } = await client.workflow.getHandle(workflowId).describe()
  const history = await client.workflow.getHandle(workflowId, runId).fetchHistory()
  const first = history.events?.find(event => event.workflowTaskCompletedEventAttributes != null)
  await client.workflowService.resetWorkflowExecution({
    namespace: client.options.namespace,
    workflowExecution: { workflowId, runId },
    workflowTaskFinishEventId: first!.eventId!,
    requestId: `${workflowId}-${runId}`,
    reason: 'a test',
  })
}

async function terminate(workflowId: string): Promise<void> {
  await stage.lives.client.workflow
    .getHandle(workflowId)
    .terminate('a test')
    .catch(() => undefined)
}
