/** The sandbox’s own side (sandbox/README.md): where the demo arranges the world and reads books. It asks for no key. */
import type { ZodType } from 'zod'
import { Refused } from '../failure.js'

export type Control = <T>(method: string, path: string, answer: ZodType<T>, body?: object) => Promise<T>

export const openControl =
  (url: string): Control =>
  async (method, path, answer, body) => {
    const response = await fetch(url + path, { method, ...(body ? { body: JSON.stringify(body) } : {}) })
    const text = await response.text()
    if (!response.ok) throw new Refused(`The sandbox refused ${method} ${path}: ${text.slice(0, 200)}`)
    return answer.parse(JSON.parse(text))
  }
