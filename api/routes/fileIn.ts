/** An uploaded file as the schemas of routes see it. */
import { z } from '@hono/zod-openapi'
import type { UploadedFile } from '../route.js'
import type { StoredFile } from '../uploads.js'

const isFile = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'bytes' in value && value.bytes instanceof Uint8Array

const description = 'XLSX, or CSV with comma, semicolon or tab in UTF-8 or Windows-1252'

const isStored = (value: unknown): boolean => typeof value === 'object' && value !== null && 'uploadId' in value

/** One that is in the house already. */
export const storedFileIn = z
  .custom<StoredFile>(isStored, 'must be a file')
  .openapi({ type: 'string', format: 'binary', description })

export const fileIn = z
  .custom<UploadedFile>(isFile, 'must be a file')
  .openapi({ type: 'string', format: 'binary', description })
