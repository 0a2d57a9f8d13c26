import os from 'node:os'

/** Figures mean something only beside the machine they come from. */
export interface Machine {
  readonly cpus: number
  readonly cpuModel: string
  readonly memoryMb: number
  readonly system: string
  readonly node: string
}

export const thisMachine = (): Machine => ({
  cpus: os.availableParallelism(),
  cpuModel: os.cpus()[0]?.model.trim() ?? 'unknown',
  memoryMb: Math.round(os.totalmem() / 1_048_576),
  system: `${os.type()} ${os.release()} ${os.arch()}`,
  node: process.version,
})
