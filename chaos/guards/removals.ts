/**
 * Guards of the product, each with what takes it away: edits of its sources, made while they are loaded (chaos/fast/hooks.mjs),
 * never on disk. An edit that no longer fits says so. It imports nothing but a type: the hooks read it where they are not in force.
 */
import type { Removal } from './removal.js'

export const removals: readonly Removal[] = [
  {
    name: 'rows-before-calls',
    says: 'A call leaves before its row is committed.',
    edits: [
      {
        file: 'db/calls.ts',
        find: 'export async function takeCalls(house: House, want: Want): Promise<Taken> {',
        put: `export async function takeCalls(house: House, want: Want): Promise<Taken> {
          return new Promise((resolve, reject) => {
            inTransaction(house, async inner => {
              resolve(await takenBefore(inner, want))
              await new Promise<void>(go => { setTimeout(go, 400) })
            }).catch(reject)
          })
        }
        async function takenBefore(house: House, want: Want): Promise<Taken> {`,
      },
    ],
    weather: {},
    plan: { turn: 'POST /mobile/b2c/request', how: 'after' },
    seed: 1,
  },
  {
    name: 'sending-is-not-sent-again',
    says: 'An activity that starts again sends what it finds sending.',
    edits: [
      {
        file: 'db/calls.ts',
        find: "and a.state = 'prepared'\n",
        put: "and a.state in ('prepared', 'sending')\n",
      },
      { file: 'db/calls.ts', find: "a.state = 'prepared' and ${", put: "a.state in ('prepared', 'sending') and ${" },
      {
        file: 'db/calls.ts',
        find: "p.state = 'in_progress' and p.money = 'reserved'",
        put: "p.state = 'in_progress' and p.money in ('reserved', 'in_transit')",
      },
    ],
    weather: {},
    plan: { turn: 'POST /mobile/b2c/request', how: 'after' },
    seed: 1,
  },
  {
    name: 'send-by',
    says: 'A sender that slept past sendBy sends.',
    edits: [
      {
        file: 'wire/http.ts',
        find: 'if (asked.sendByMs !== undefined && clock() > asked.sendByMs)',
        put: 'if (asked.sendByMs === -1)',
      },
    ],
    weather: {},
    plan: { turn: 'connects for /mobile/b2c/request', how: 'sleep', ms: 3_600_000 },
    seed: 1,
  },
  {
    name: 'calls-are-not-regrouped',
    says: 'What a dead sender left sending is taken into new calls.',
    edits: [
      {
        file: 'db/calls.ts',
        find: "import { given } from './given.js'\n",
        put: "import { given } from './given.js'\nimport { applyFindings } from './outcomes.js'\n",
      },
      {
        file: 'db/calls.ts',
        find: '    const limit = want.recipientsPerCall * want.calls\n',
        put: `    const limit = want.recipientsPerCall * want.calls
        const left = await sql<{ id: AttemptId; account: FspAccountId }>\`
          select a.id, a.fsp_account_id as account from attempt a
           where a.distribution_id = \${want.distributionId} and a.state = 'sending'\`.execute(inner.db)
        await applyFindings(inner, left.rows.map(row => ({
          fspAccountId: row.account, attempt: { id: row.id }, source: 'answer' as const,
          said: { is: 'notTaken' as const, reason: 'not_reached' as const },
        })))
`,
      },
    ],
    weather: {},
    plan: { turn: 'POST /mobile/b2c/request', how: 'after' },
    seed: 1,
  },
  {
    name: 'no-second-request',
    says: 'A request whose answer was lost is made once more.',
    edits: [
      {
        file: 'activities/send.ts',
        find: "  await hooks.at('answered')\n",
        put: `  if (answer.httpStatus === undefined)
            answer = await way.connector.send({ key: call.key, attempts: call.attempts, sendByMs: call.sendByMs })
          await hooks.at('answered')
`,
      },
    ],
    weather: { lostAfter: 0.7 },
    seed: 1,
  },
  {
    name: 'entries-by-number',
    says: 'Entries of an answer are matched by their place.',
    edits: [
      {
        file: 'fsp/africastalking/answer.ts',
        find: 'call.attempts.map(attempt => readEntry(attempt, byNumber.get(attempt.number) ?? [], remark, country))',
        put: 'call.attempts.map((attempt, place) => readEntry(attempt, entries.slice(place, place + 1), remark, country))',
      },
      {
        file: 'fsp/africastalking/answer.ts',
        find: 'mismatch(attempt, { number: wireNumber(phoneNumber, country), amount })',
        put: 'mismatch(attempt, { number: undefined, amount: { is: "absent" } })',
      },
    ],
    weather: { entriesSwapped: 1 },
    seed: 2,
  },
  {
    name: 'unavailable-proves-nothing',
    says: 'HTTP 503 counts as proof that nothing was taken.',
    edits: [
      {
        file: 'fsp/africastalking/codes.ts',
        find: "  429: 'throttled',\n",
        put: "  429: 'throttled',\n  503: 'throttled',\n",
      },
    ],
    weather: { unavailable: 0.6 },
    seed: 1,
  },
  {
    name: 'not-found-is-not-no',
    says: '“Not found” counts as no.',
    edits: [
      {
        file: 'db/asking.ts',
        find: "      if (outcome.is === 'notFound' || outcome.is === 'notTaken') return []\n",
        put: `      if (outcome.is === 'notTaken') return []
          if (outcome.is === 'notFound')
            return [{ fspAccountId: group.fspAccountId, attempt: { key: each.attemptKey }, source: 'query', said: { is: 'refused', reason: 'not_taken' } }]
`,
      },
    ],
    weather: { lostAfter: 0.5, hidden: 0.6, noticeLate: 0.6 },
    seed: 1,
  },
  {
    name: 'one-list-a-round',
    says: 'The unique index payout_once_a_round is dropped.',
    edits: [
      {
        file: 'db/migrations/0001-house/money.ts',
        find: 'create unique index payout_once_a_round',
        put: 'create index payout_once_a_round',
      },
      {
        file: 'db/distributionList.ts',
        find: 'on conflict (beneficiary_id, round, purpose) where not released do nothing',
        put: 'on conflict do nothing',
      },
    ],
    weather: {},
    meddling: ['sameRound'],
    seed: 1,
  },
  {
    name: 'one-open-attempt',
    says: 'The unique index attempt_one_open is dropped.',
    edits: [
      {
        file: 'db/migrations/0001-house/money.ts',
        find: 'create unique index attempt_one_open',
        put: 'create index attempt_one_open',
      },
    ],
    weather: {},
    seed: 1,
  },
  {
    name: 'one-success',
    says: 'The unique index attempt_one_paid is dropped.',
    edits: [
      {
        file: 'db/migrations/0001-house/money.ts',
        find: 'create unique index attempt_one_paid',
        put: 'create index attempt_one_paid',
      },
    ],
    weather: {},
    seed: 1,
  },
  {
    name: 'success-is-final',
    says: 'A failure that comes late erases a success.',
    edits: [
      { file: 'domain/attempt.ts', find: "  paid: ['reversed'],\n", put: "  paid: ['reversed', 'refused'],\n" },
      {
        file: 'domain/attempt.ts',
        find: "if (state === 'sending' || state === 'accepted' || state === 'unknown') return { do: 'move', to: 'refused' }",
        put: "if (state === 'sending' || state === 'accepted' || state === 'unknown' || state === 'paid') return { do: 'move', to: 'refused' }",
      },
    ],
    weather: { contradicts: 1 },
    seed: 1,
  },
  {
    name: 'denied-successes-are-asked-about',
    says: 'A success that a callback told stands, whatever the FSP says of it.',
    edits: [
      {
        file: 'db/outcomes.ts',
        find: "  source === 'query' &&\n  said.is === 'refused' &&\n  attempt.was.isBeingAsked",
        put: "  source === 'statement' &&\n  said.is === 'refused' &&\n  attempt.was.isBeingAsked",
      },
    ],
    weather: { failsLater: 0.5, lies: 1 },
    seed: 1,
  },
  {
    name: 'notices-by-their-body',
    says: 'Of notices about one transaction only the first is kept.',
    edits: [
      {
        file: 'db/notices.ts',
        find: '`${notice.kind}\\n${notice.raw}`',
        put: '`${notice.kind}\\n${String(JSON.parse(notice.raw).transactionId)}`',
      },
    ],
    weather: { failsLater: 0.35, flips: 1 },
    seed: 2,
  },
  {
    name: 'unsigned-failures-are-confirmed',
    says: 'An unsigned failure is believed without asking.',
    edits: [
      {
        file: 'db/outcomes.ts',
        find: "if (source === 'notice' || (",
        put: 'if ((',
      },
    ],
    weather: { forgedFailure: 1, slow: 0.8 },
    seed: 1,
  },
  {
    name: 'one-transaction-is-not-all',
    says: 'The failure of one transaction of an attempt ends it, though another was taken and is not heard of.',
    edits: [
      {
        file: 'db/outcomes.ts',
        find: 'return !books.anotherMayPay(attempt, transactionId)',
        put: 'return true',
      },
    ],
    weather: { repeatsItself: 1, validates: true, forgedFailure: 1, slow: 0.8 },
    seed: 7,
  },
  {
    name: 'redirects',
    says: 'Redirects are followed.',
    edits: [
      {
        file: 'wire/http.ts',
        find: '  return writeAndRead(asked, socket)\n',
        put: `  const result = await writeAndRead(asked, socket)
          const to = result.is === 'answer' && result.status >= 300 && result.status < 400 ? result.headers['location'] : undefined
          return to === undefined ? result : exchange({ ...asked, url: new URL(to) })
`,
      },
    ],
    weather: { redirected: 0.6 },
    seed: 1,
  },
  {
    name: 'one-transaction-an-attempt',
    says: 'Validation says yes without looking at the transaction id that is stored.',
    edits: [
      {
        file: 'db/migrations/0001-house/validation.ts',
        find: 'where x.attempt_id = a.id and x.transaction_id <> g.transaction',
        put: 'where x.attempt_id = a.id and false',
      },
    ],
    weather: { validates: true, failClosed: true, repeatsItself: 0.7 },
    seed: 2,
  },
  {
    name: 'unknown-keeps-its-money',
    says: 'Money of an unknown payout may be given back.',
    edits: [
      {
        file: 'db/attempts.ts',
        find: "['listed', 'ready', 'refused', 'in_progress', 'to_decide'].includes(standing.state)",
        put: "['listed', 'ready', 'refused', 'in_progress', 'to_decide', 'unknown'].includes(standing.state)",
      },
      {
        file: 'db/attempts.ts',
        find: "if (Number(withdrawn.numAffectedRows ?? 0n) === 0) return refused('state', 'The payout is on its way to the FSP.')",
        put: 'void withdrawn',
      },
    ],
    weather: { lostAfter: 0.5, hidden: 0.6, noticeLate: 0.6 },
    meddling: ['giveUp'],
    seed: 1,
  },
  {
    name: 'only-fail-closed-proves',
    says: 'Silence counts as “not taken” on an account that is not fail-closed.',
    edits: [
      {
        file: 'db/validation.ts',
        find: 'join fsp_account f on f.id = a.fsp_account_id and f.fail_closed',
        put: 'join fsp_account f on f.id = a.fsp_account_id',
      },
    ],
    weather: { validates: false, failClosed: false, lostAfter: 0.5, hidden: 0.6, noticeLate: 0.6 },
    seed: 1,
  },
  {
    name: 'no-attempt-after-an-unconfirmed-refusal',
    says: 'A new attempt is opened although nobody has confirmed the refusal.',
    edits: [
      { file: 'db/attempts.ts', find: 'if (standing.unconfirmed > 0)', put: 'if (standing.unconfirmed < 0)' },
      {
        file: 'activities/matters.ts',
        find: '  if (payout.unconfirmed) {',
        put: '  if (payout.unconfirmed && now.getTime() < 0) {',
      },
    ],
    weather: { forgedFailure: 1, slow: 0.6, queryFails: 0.5 },
    meddling: ['retry'],
    seed: 1,
  },
  {
    name: 'approved-is-paid',
    says: 'A part of a list is paid although it is no longer what was approved.',
    edits: [
      {
        file: 'activities/payouts.ts',
        find: '        if (!(await stillApproved(house, { distributionId: id, batch }))) return notApproved\n',
        put: '',
      },
    ],
    weather: {},
    meddling: ['tamper'],
    seed: 1,
  },
]
