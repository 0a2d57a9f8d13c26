/** The processes of a play, made of the product's own parts: workers with their notice pump, and the API's callbacks. */
import { openConnectors } from '../../activities/connectors.js'
import { noHooks } from '../../activities/hooks.js'
import { createActivities } from '../../activities/index.js'
import type { Log } from '../../activities/log.js'
import { applyStoredNotices } from '../../activities/notices.js'
import { openTraffic } from '../../activities/traffic.js'
import { openWaker } from '../../activities/waker.js'
import { usualSendByMs, type World as ActivityWorld } from '../../activities/world.js'
import { openCallbacks, type CallbackKind } from '../../api/callbacks.js'
import { defaultSettings } from '../../api/settings.js'
import { recordAnswers, type AnsweredCall } from '../../db/answers.js'
import { connect } from '../../db/connection.js'
import type { House } from '../../db/database.js'
import { usualIdleMs } from '../../db/lives/overdue.js'
import { gatherer } from '../../db/gather.js'
import type { Schema } from '../../db/schema.js'
import { connectorFor } from '../../fsp/registry.js'
import type { ConnectorAccount } from '../../fsp/contract.js'
import { openLives, type Lives } from '../../temporal/client.js'
import { startPump, type Pump } from '../../worker/pump.js'
import { wakeVouchers } from '../../worker/vouchers.js'
import type { Chance } from './chance.js'
import { after, clock } from './clock.js'
import { engine } from './engine.js'
import type { Ground } from './ground.js'
import { Process } from './process.js'
import { onNotify } from './standins/pg.js'
import { turns } from './turns.js'
import { within } from './where.js'

export interface Api {
  process: Process
  house: House
  lives: Lives
  ask(kind: CallbackKind, body: string): Promise<{ status: number; body: string }>
}

const fsp = {
  AFRICASTALKING_PAYMENTS_URL: 'http://fsp',
  AFRICASTALKING_API_URL: 'http://fsp',
  AFRICASTALKING_INSIGHTS_URL: 'http://fsp',
  INTERSOLVE_URL: 'http://fsp/intersolve',
}
/** A play tells nobody anything: its programmes have no ways. */
const nobodyIsTold = (): never => {
  throw new Error('Nobody is told anything here.')
}
const connectTo = (account: ConnectorAccount) => connectorFor(account, fsp)
/** callbacks may be missed by NOTIFY; a sweep finds them */
const sweepMs = 120_000
const voucherSweepMs = 20_000

export class Crew {
  private pumps: { process: Process; pump: Pump }[] = []
  private apis: Api[] = []
  private born = 0
  private readonly all: Process[] = []

  constructor(
    private readonly ground: Ground,
    private readonly chance: Chance,
    private readonly log: Log,
    /** workers that wake the lives of vouchers too */
    private readonly givesVouchers = false,
  ) {
    onNotify(() => {
      // A notification may be lost; then the sweep finds what was stored.
      const awake = this.pumps.filter(each => each.process.state === 'awake')
      if (awake.length === 0 || !this.chance.hit(0.9)) return
      const { process, pump } = this.chance.pick(awake)
      clock.set(() => pump.nudge(), 1, undefined, process)
    })
    turns.onDeath = process => this.replace(process)
  }

  begin(workers: number): void {
    for (let i = 0; i < workers; i++) this.startWorker()
    this.startApi()
  }

  /** Ends every process: the play is over. */
  async end(): Promise<void> {
    for (const each of this.all) await each.die()
  }

  /** Whoever keeps processes running starts another one. */
  private replace(dead: Process): void {
    this.apis = this.apis.filter(each => each.process !== dead)
    this.pumps = this.pumps.filter(each => each.process !== dead)
    const again = dead.name.startsWith('api') ? () => this.startApi() : () => this.startWorker()
    clock.set(again, this.chance.between(200, 8_000), undefined, null)
  }

  private startWorker(): void {
    const process = new Process(`worker ${(this.born += 1)}`)
    this.all.push(process)
    within({ process }, () => {
      const house = this.houseOf()
      const lives = openLives({ connection: {} as never, namespace: 'fast' })
      const world: ActivityWorld = {
        house,
        lives,
        record: gatherer((answered: readonly AnsweredCall[]) => recordAnswers(house, answered)),
        traffic: openTraffic(),
        waker: openWaker(lives, this.log),
        log: this.log,
        connectors: openConnectors(house, connectTo),
        hooks: noHooks,
        sendByMs: usualSendByMs,
        idleMs: usualIdleMs,
        stopping: new AbortController().signal,
      }
      const pump = startPump({ round: () => applyStoredNotices(world), failing: 'tried again', log: this.log, sweepMs })
      this.pumps.push({ process, pump })
      if (this.givesVouchers) {
        const round = () => wakeVouchers({ house, lives })
        const vouchers = startPump({ round, failing: 'tried again', log: this.log, sweepMs: voucherSweepMs })
        this.pumps.push({ process, pump: vouchers })
      }
      engine.enlist({ process, activities: { ...createActivities(world) } as never })
    })
  }

  private startApi(): void {
    const process = new Process(`api ${(this.born += 1)}`)
    this.all.push(process)
    within({ process }, () => {
      const house = this.houseOf()
      const lives = openLives({ connection: {} as never, namespace: 'fast' })
      const around = {
        house,
        lives,
        connectorFor: connectTo,
        carrierFor: nobodyIsTold,
        testFsp: nobodyIsTold,
        settings: { ...defaultSettings },
        log: this.log as never,
      }
      const callbacks = openCallbacks(around)
      const ask: Api['ask'] = async (kind, body) => {
        const read = (): Promise<Uint8Array> => Promise.resolve(Buffer.from(body))
        const { callbackToken: token } = this.ground
        const answer = await callbacks.take({ kind, token, contentType: 'application/json', address: '', read })
        return turns.take('reply', `answers ${kind}`, () => Promise.resolve(answer))
      }
      this.apis.push({ process, house, lives, ask })
    })
  }

  private houseOf(): House {
    return { db: connect<Schema>(this.ground.url, 10), sealing: this.ground.sealing, hooks: noHooks }
  }

  /** the API process that answers at the moment, if any does */
  api(): Api | undefined {
    return this.apis.find(each => each.process.state === 'awake')
  }

  /** somebody was stopped and will go on as if nothing had been */
  asleep(): boolean {
    return this.all.some(each => each.state === 'asleep')
  }

  /** A request of the FSP; undefined: no answer came. */
  async deliver(kind: CallbackKind, body: unknown): Promise<{ body: string } | undefined> {
    const api = this.api()
    if (!api) return undefined
    const answered = within({ process: api.process }, () => api.ask(kind, JSON.stringify(body)))
    const none = (): undefined => undefined
    const said = await Promise.race([answered.catch(none), api.process.died.then(none), after(5_000).then(none)])
    return said !== undefined && said.status < 300 ? said : undefined
  }
}
