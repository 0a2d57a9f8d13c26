/** One round of e-mails to people who are invited: one after the other, until none is due or their server takes none. */
import { letterFailed, letterSent, takeLetter, type InvitationLetter } from '../db/invitations/letters.js'
import { fieldsInUse } from '../db/customFields.js'
import type { House } from '../db/database.js'
import { ownTexts } from '../db/messages/texts.js'
import { languageChain } from '../domain/languageChain.js'
import { isLanguage } from '../domain/language.js'
import { customFieldName } from '../domain/messageFields.js'
import { invitationSubjects } from '../mail/invitations.js'
import { bestText, chainOf, readsAs } from '../messaging/compose.js'
import { tamed } from '../messaging/shown.js'
import type { MailNeeds } from './mailRound.js'
import { registerUrl } from './messages/links.js'

export async function sendInvitations({
  house,
  post,
  publicUrl,
  log,
  stopping,
}: MailNeeds): Promise<{ more: boolean }> {
  while (!stopping.aborted) {
    const letter = await takeLetter(house)
    if (!letter) break
    const { letterId, kind, name, email } = letter
    const written = await write(house, letter, publicUrl)
    if (written === null) {
      await letterFailed(house, { letterId, code: 'no_text', final: true })
      log.warn({ letter: letterId, kind }, 'an invitation has no text in any language of its person')
      continue
    }
    await house.hooks.at('inviting')
    const end = await post.send({ id: letterId, to: { name: tamed(name), address: email }, ...written }, stopping)
    await house.hooks.at('invited')
    if (end.is === 'sent') {
      await letterSent(house, letterId)
      continue
    }
    const { is, code } = end
    await letterFailed(house, { letterId, code, final: is === 'never' })
    log.warn(
      { letter: letterId, kind, code },
      is === 'never' ? 'an invitation was refused for good' : 'an invitation is tried again later',
    )
    // The others would wait for the same server as long: one of them tries it in the next round.
    if (is === 'away') break
  }
  return { more: false }
}

/** The programme’s own words where it has some, as in a message. Null: they name what is not known of somebody invited. */
async function write(
  house: House,
  letter: InvitationLetter,
  publicUrl: string,
): Promise<{ subject: string; text: string } | null> {
  const { kind, programmeId, programme, organisation, name, timeZone, expiresAt, token } = letter
  const custom = await fieldsInUse(house, programmeId)
  const own = (await ownTexts(house, programmeId)).filter(each => each.kind === kind)
  const chain = chainOf(letter)
  const best = bestText(kind, own, { chain })
  if (!best) return null
  const link = registerUrl(publicUrl, token) ?? undefined
  const days = Math.max(0, Math.ceil((expiresAt.getTime() - Date.now()) / 86_400_000))
  const unknown = Object.fromEntries(custom.map(({ key }) => [customFieldName(key), undefined]))
  const values = { ...unknown, name, programme, organisation, number_end: '', link, deadline: expiresAt, days }
  const read = readsAs(best, { kind, custom, timeZone, values })
  if (!read.ok) return null
  const { language } = best
  const subject = languageChain(isLanguage(language) ? language : 'en')
    .map(each => invitationSubjects[each]?.[kind])
    .find(each => each !== undefined)
  return { subject: subject?.(tamed(programme)) ?? tamed(programme), text: `${read.text}\n` }
}
