/** The processes of a play, made of the product's own parts: workers with their notice pump, and the API's callbacks. */
import { Hono } from 'hono'
import { openConnectors } from '../../activities/connectors.js'
import { noHooks } from '../../activities/hooks.js'
import { createActivities } from '../../activities/index.js'
import type { Log } from '../../activities/log.js'
import { applyStoredNotices } from '../../activities/notices.js'
import { openWaker } from '../../activities/waker.js'
import { usualSendByMs, type World as ActivityWorld } from '../../activities/world.js'
import { callbackRoutes } from '../../api/callbacks.js'
import type { ApiEnv } from '../../api/mount.js'
import { defaultSettings } from '../../api/settings.js'
import { connect } from '../../db/connection.js'
import type { House } from '../../db/database.js'
import type { Schema } from '../../db/schema.js'
import { connectorFor } from '../../fsp/registry.js'
import type { ConnectorAccount } from '../../fsp/contract.js'
import { openLives, type Lives } from '../../temporal/client.js'
import { startNoticePump, type NoticePump } from '../../worker/noticePump.js'
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
  ask(path: string, body: string): Promise<{ status: number; body: string }>
}

const fsp = { AFRICASTALKING_PAYMENTS_URL: 'http://fsp', AFRICASTALKING_API_URL: 'http://fsp', AFRICASTALKING_INSIGHTS_URL: 'http://fsp' }
const connectTo = (account: ConnectorAccount) => connectorFor(account, fsp)
/** callbacks may be missed by NOTIFY; a sweep finds them */
const sweepMs = 20_000

export class Crew {
  private pumps: { process: Process; pump: NoticePump }[] = []
  private apis: Api[] = []
  private born = 0
  private readonly all: Process[] = []

  constructor(
    private readonly ground: Ground,
    private readonly chance: Chance,
    private readonly log: Log,
  ) {
    onNotify(() => {
      for (const { process, pump } of this.pumps) {
        // A notification may be lost; then the sweep finds what was stored.
        if (process.state !== 'dead' && this.chance.hit(0.8)) clock.set(() => pump.nudge(), 1, undefined, process)
      }
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
        waker: openWaker(lives, this.log),
        log: this.log,
        connectors: openConnectors(house, connectTo),
        hooks: noHooks,
        sendByMs: usualSendByMs,
        stopping: new AbortController().signal,
      }
      const pump = startNoticePump({ apply: () => applyStoredNotices(world), log: this.log, sweepMs })
      this.pumps.push({ process, pump })
      engine.enlist({ process, activities: { ...createActivities(world) } as never })
    })
  }

  private startApi(): void {
    const process = new Process(`api ${(this.born += 1)}`)
    this.all.push(process)
    within({ process }, () => {
      const house = this.houseOf()
      const lives = openLives({ connection: {} as never, namespace: 'fast' })
      const around = { house, lives, connectorFor: connectTo, settings: { ...defaultSettings }, log: this.log as never }
      const app = new Hono<ApiEnv>()
      for (const { method, path, serve } of callbackRoutes(around)) app.on([method], [path], c => serve(c))
      app.onError((_error, c) => c.json({}, 500))
      const ask: Api['ask'] = async (path, body) => {
        const headers = { 'content-type': 'application/json' }
        const said = await app.request(path, { method: 'POST', headers, body })
        const answer = { status: said.status, body: await said.text() }
        return turns.take('reply', `answers ${path.split('/').at(-1) ?? ''}`, () => Promise.resolve(answer))
      }
      this.apis.push({ process, house, lives, ask })
    })
  }

  private houseOf(): House {
    return { db: connect<Schema>(this.ground.url, 10), sealing: this.ground.sealing }
  }

  /** the API process that answers at the moment, if any does */
  api(): Api | undefined {
    return this.apis.find(each => each.process.state === 'awake')
  }

  /** A request of the FSP; undefined: no answer came. */
  async deliver(what: string, body: unknown): Promise<{ body: string } | undefined> {
    const api = this.api()
    if (!api) return undefined
    const path = `/callbacks/${this.ground.callbackToken}/${what}`
    const answered = within({ process: api.process }, () => api.ask(path, JSON.stringify(body)))
    const none = (): undefined => undefined
    const said = await Promise.race([answered.catch(none), api.process.died.then(none), after(5_000).then(none)])
    return said !== undefined && said.status < 300 ? said : undefined
  }
}
