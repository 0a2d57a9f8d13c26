/** Notes about a person: read with them, added and never changed. */
import { z } from '@hono/zod-openapi'
import { findBeneficiary } from '../../db/beneficiaries.js'
import { notesOf, writeNote } from '../../db/personNotes.js'
import { personal } from '../personal.js'
import { found, settled } from '../problem.js'
import { route } from '../route.js'
import { anId, moment, pathId, shortText } from '../words.js'

const noun = 'beneficiaries'
const params = pathId<'beneficiary'>()
const path = '/beneficiaries/{id}/notes'

const list = route({
  method: 'get',
  path,
  about: 'beneficiary',
  noun,
  permission: 'people.read',
  kind: 'reads',
  does: 'What staff noted about a person, newest first',
  params,
  answer: z.object({
    items: z.array(z.object({ id: anId, text: personal('text'), writtenBy: z.string(), writtenAt: moment })),
  }),
  handle: async ({ house, params }) => {
    found(await findBeneficiary(house, params.id), 'beneficiary')
    return { items: (await notesOf(house, params.id)).map(({ noteId, ...note }) => ({ ...note, id: noteId })) }
  },
})

const write = route({
  method: 'post',
  path,
  about: 'beneficiary',
  noun,
  permission: 'people.note',
  kind: 'stores',
  does: 'Note something about a person for whoever comes next; what was noted stays as it is',
  params,
  body: z.strictObject({ text: shortText(2_000) }),
  status: 201,
  answer: z.object({ id: anId }),
  handle: async ({ house, by, params, body }) => {
    const { noteId } = settled(await writeNote(house, { beneficiaryId: params.id, text: body.text, by }))
    return { id: noteId }
  },
})

export const personNoteRoutes = [list, write]
