/** The description of this API (OpenAPI 3.1), made from the routes that are mounted. */
import type { OpenAPIHono } from '@hono/zod-openapi'
import type { ApiEnv } from './mount.js'
import { problemKinds, statusOf, titleOf } from './problem.js'

const introduction = `Pays humanitarian cash through financial service providers: people, distributions, payouts and the books.

* **Tokens.** \`Authorization: Bearer …\`, made by \`mkono token\`. Each has one role; whoever made a thing never approves it.
* **Money** is a string of whole minor units ("500000" is KES 5,000.00), never a number with a point.
* **Idempotency-Key** is needed on every request that changes something. Same key and body: same answer. Other body: 409.
* **503 with Retry-After**: ask again with the same key. What was accepted before is not lost and not done twice.
* **Paging**: \`next\` of a page is \`after\` of the following one; null is the end.
* **Errors** are problem details (RFC 9457); the sentence in \`detail\` and in \`errors\` is also a \`code\` with \`values\`, to be told in any language:

${problemKinds.map(kind => `  * ${statusOf(kind)} \`urn:mkono:problem:${kind.replaceAll('_', '-')}\`: ${titleOf(kind)}`).join('\n')}`

export function openApiDocument(app: OpenAPIHono<ApiEnv>, version: string) {
  app.openAPIRegistry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer' })
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'Mkono', version, description: introduction },
    servers: [{ url: '/' }],
  })
}
