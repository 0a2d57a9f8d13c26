/**
 * What people write: kept as evidence with what was understood of it. A wish to hear nothing counts first and always;
 * whatever nothing of ours waits for is read by staff, in the inbox.
 */
import { sql } from 'kysely'
import type { Attachment } from '../../domain/attachment.js'
import type { BeneficiaryId, CarrierAccountId, IncomingId, MessageId, ProgrammeId } from '../../domain/ids.js'
import type { Channel } from '../../domain/message.js'
import type { House } from '../database.js'
import type { WordsRead } from '../schemaMessages.js'
import { openWindow, startPhone, stopPhones } from './phones.js'
import { takeAnswer } from '../vouchers/question.js'
import { tellPeople } from './queue.js'

export interface IncomingToKeep {
  readonly carrierAccountId: CarrierAccountId
  readonly carrierMessageId: string
  readonly channel: Channel
  /** E.164 of the person */
  readonly from: string
  readonly text: string
  readonly buttonPayload?: string
  readonly inReplyTo?: string
  readonly mediaCount: number
  readonly attachments: readonly Attachment[]
  readonly receivedAt: Date
  readonly understood: {
    readonly is: 'stop' | 'start' | 'help' | 'yes' | 'no' | 'not_understood'
    readonly by?: 'button' | 'word' | 'carrier'
    readonly language?: string
    /** of our table or a programme’s, never of the person */
    readonly word?: string
    /** whose own words were read beside ours, and in which version */
    readonly wordsRead?: readonly WordsRead[]
  }
}

export interface Whose {
  readonly beneficiaryId: BeneficiaryId | null
  readonly programmeId: ProgrammeId | null
  /** our message that it answers, as far as that is known */
  readonly messageId: MessageId | null
  /** languages of whoever the message was for that is answered, of everybody who has this number, and of their programmes */
  readonly languages: readonly string[]
  /** of everybody who has this number, and of the message that it answers */
  readonly programmeIds: readonly ProgrammeId[]
}

/**
 * Who may have written: whoever’s message is answered, else whom we wrote to last at this number, somebody who was asked before
 * somebody who was not, else the only one who has it. One number may serve several people: then nobody is named unless a message
 * tells, and of several who were asked each answer is that of one, by whose name they were asked.
 */
export async function whoseNumber(
  house: House,
  { carrierAccountId, from, inReplyTo }: Pick<IncomingToKeep, 'carrierAccountId' | 'from' | 'inReplyTo'>,
): Promise<Whose> {
  const lookup = house.sealing.lookup('number', from)
  const { rows: written } = await sql<{
    beneficiaryId: BeneficiaryId
    programmeId: ProgrammeId
    messageId: MessageId
    languages: string[]
  }>`
    select m.beneficiary_id as "beneficiaryId", m.programme_id as "programmeId", m.id as "messageId", array[b.language] || p.languages as languages
      from message_try y join message m on m.id = y.message_id
      join beneficiary b on b.id = m.beneficiary_id join programme p on p.id = b.programme_id
     where m.beneficiary_id is not null and y.carrier_account_id = ${carrierAccountId} and y.number_lookup = ${lookup}
       and y.state in ('unknown','accepted','sent','delivered','read','sending')
     order by y.carrier_message_id = ${inReplyTo ?? null} desc nulls last,
              exists (select from voucher v where v.beneficiary_id = m.beneficiary_id and v.state = 'waiting' and v.asked_at is not null) desc,
              y.opened_at desc limit 1`.execute(house.db)
  const { rows: people } = await sql<{ beneficiaryId: BeneficiaryId; programmeId: ProgrammeId; languages: string[] }>`
    select b.id as "beneficiaryId", b.programme_id as "programmeId", array[b.language] || p.languages as languages
      from destination d join beneficiary b on b.id = d.beneficiary_id join programme p on p.id = b.programme_id
     where d.number_lookup = ${lookup} and d.state = 'approved' order by b.id limit 20`.execute(house.db)
  const [last] = written
  // Whoever was asked at a number that is theirs no more answers in their own language all the same.
  const languages = [...new Set([...written, ...people].flatMap(each => each.languages))]
  const programmeIds = [...new Set([...(last ? [last.programmeId] : []), ...people.map(each => each.programmeId)])]
  if (last) return { ...last, languages, programmeIds }
  const [only] = people
  return only && people.length === 1
    ? { beneficiaryId: only.beneficiaryId, programmeId: only.programmeId, messageId: null, languages, programmeIds }
    : { beneficiaryId: null, programmeId: only?.programmeId ?? null, messageId: null, languages, programmeIds }
}

/** Keeps it once, and does at once what needs nobody: stop, start, and the day in which WhatsApp takes any text. */
export async function takeIn(house: House, given: IncomingToKeep): Promise<IncomingId | null> {
  const { sealing } = house
  const lookup = sealing.lookup('number', given.from)
  const whose = await whoseNumber(house, given)
  const { understood } = given
  const wanted = understood.is === 'stop' || understood.is === 'start'
  const { rows } = await sql<{ id: IncomingId }>`
    insert into incoming_message (carrier_account_id, carrier_message_id, channel, number_enc, number_lookup, text_enc, button, media, attachments,
           beneficiary_id, programme_id, in_reply_to, understood, understood_by, understood_in, understood_word, words_read, state, received_at, done_by, done_at)
    values (${given.carrierAccountId}, ${given.carrierMessageId}, ${given.channel}, ${sealing.seal(given.from)}, ${lookup},
            ${sealing.seal(given.text)}, ${given.buttonPayload?.replaceAll('\0', '') ?? null}, ${given.mediaCount}, ${JSON.stringify(given.attachments)}::jsonb, ${whose.beneficiaryId}, ${whose.programmeId},
            ${whose.messageId}, ${understood.is}, ${understood.by ?? null}, ${understood.language ?? null}, ${understood.word ?? null},
            ${JSON.stringify(understood.wordsRead ?? [])}::jsonb,
            ${wanted ? 'done' : 'inbox'}, ${given.receivedAt}, ${wanted ? 'mkono' : null}, case when ${wanted} then now() end)
    on conflict (carrier_account_id, carrier_message_id) do nothing returning id`.execute(house.db)
  const [kept] = rows
  if (!kept) return null
  if (given.channel === 'whatsapp') await openWindow(house, lookup, given.receivedAt)
  if (understood.is === 'start') await startPhone(house, lookup)
  if (understood.is === 'stop') {
    await stopPhones(house, [lookup], understood.by === 'carrier' ? 'carrier' : 'word')
    // The carrier has confirmed it by itself where it noted it.
    if (understood.by !== 'carrier' && whose.beneficiaryId !== null)
      await tellPeople(house, [{ beneficiaryId: whose.beneficiaryId, kind: 'stopped', cause: kept.id }])
  }
  const { beneficiaryId } = whose
  if (
    beneficiaryId !== null &&
    (understood.is === 'yes' || understood.is === 'no' || understood.is === 'not_understood')
  ) {
    if (await takeAnswer(house, { beneficiaryId, is: understood.is, incomingId: kept.id }))
      await sql`update incoming_message set state = 'done', done_by = 'mkono', done_at = now() where id = ${kept.id}`.execute(
        house.db,
      )
  }
  return kept.id
}
