/** The description of this API without a database: what the types of the portal are made from. */
import { createApi } from '../app.js'
import { openLog } from '../log.js'
import { openApiDocument } from '../openapi.js'
import { defaultSettings } from '../settings.js'
import type { Surroundings } from '../surroundings.js'

/** Nobody can be asked anything here: routes are declared and described, and that is all. */
export function apiDocument(): ReturnType<typeof openApiDocument> {
  const house = { sealing: { payloadKeys: () => null } }
  const nobody = { house } as unknown as Pick<Surroundings, 'house' | 'lives' | 'connectorFor'>
  return openApiDocument(createApi({ ...nobody, settings: defaultSettings, log: openLog('silent') }), 'here')
}
