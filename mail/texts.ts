/** How letters to staff read. Plain text; the name of the reader is all that is personal in it. */
import { matters } from '../domain/fourEyes.js'
import type { StaffMail } from '../domain/staffMail.js'

export interface Written {
  readonly subject: string
  readonly text: string
}

export interface Reader {
  readonly name: string
  /** of a link */
  readonly secret: string | null
}

export function write(mail: StaffMail, { name, secret }: Reader, publicUrl: string): Written {
  const { subject, says, link } = partsOf(mail, secret, publicUrl)
  const ends =
    'Mkono sends this by itself. It never asks for your password by e-mail; if you did not expect this, tell your administrator.'
  return { subject: `Mkono: ${subject}`, text: [`Hello ${name},`, ...says, link, ends].join('\n\n') + '\n' }
}

interface Parts {
  subject: string
  says: string[]
  link: string
}

function partsOf(mail: StaffMail, secret: string | null, publicUrl: string): Parts {
  switch (mail.kind) {
    case 'list_waits': {
      const { programme, round, people, sum, step, steps, until } = mail.about
      return {
        subject: `a list waits for your approval (${programme}, round ${round})`,
        says: [
          `The list of ${programme}, round ${round}, is frozen and waits for approval. You are one of those who can give it.`,
          [
            `People: ${people}`,
            `Sum:    ${sum}`,
            ...(steps > 1 ? [`Step:   ${step} of ${steps}`] : []),
            `Until:  ${day(until)}`,
          ].join('\n'),
          'Look at the list, then approve or reject it:',
        ],
        link: listAt(publicUrl, mail.about.distributionId),
      }
    }
    case 'list_rejected': {
      const { programme, round } = mail.about
      return {
        subject: `your list was rejected (${programme}, round ${round})`,
        says: [
          `Your list of ${programme}, round ${round}, was rejected. Nobody is paid by it, and the round is free for another list.`,
          'Why, and by whom, stands here:',
        ],
        link: listAt(publicUrl, mail.about.distributionId),
      }
    }
    case 'proposal_waits': {
      const { kind, proposedBy, until } = mail.about
      const { words } = matters[kind]
      return {
        subject: `something waits for your decision (${words})`,
        says: [
          `${proposedBy} has proposed something that takes a second person, and you are one of those who can decide it.`,
          [`What:   ${words}`, ...(until === null ? [] : [`Until:  ${day(until)}`])].join('\n'),
          'Look at it, then approve or reject it:',
        ],
        link: `${publicUrl}/open#waiting`,
      }
    }
    case 'corrections_wait': {
      const { programmes } = mail.about
      const count = programmes.reduce((sum, each) => sum + each.count, 0)
      return {
        subject: count === 1 ? 'a corrected number waits' : `${count} corrected numbers wait`,
        says: [
          'Corrected numbers were checked with the FSP and wait for a second person. You are one of those who can approve them; until then nobody is paid there.',
          programmes.map(each => `${each.programme}: ${each.count}`).join('\n'),
          'This comes once a day at most, as long as any waits. Look at them, then approve or reject them:',
        ],
        link: `${publicUrl}/open#waiting`,
      }
    }
    case 'second_factor_dropped': {
      const { by, at } = mail.about
      return {
        subject: 'your second factor was dropped',
        says: [
          `At ${moment(at)} a new password was set for your account by a link that ${by} made. The code of your authenticator app is not asked for any more, your passkeys open nothing, and single sign-on is bound anew.`,
          'If that was you: sign in and set a second factor again. If it was not, tell another administrator now, who deactivates the account.',
          'Mkono is here:',
        ],
        link: publicUrl,
      }
    }
    case 'invitation':
      return {
        subject: 'your account',
        says: [
          'An account was made for you in Mkono. Set your password by this link.',
          `It works once, until ${moment(mail.about.until)}:`,
        ],
        link: welcome(publicUrl, secret),
      }
    case 'recovery':
      return {
        subject: 'a new password',
        says: [
          'You, or an administrator for you, asked for a new password for your account. Your old one goes on until you set another by this link; then you are signed out everywhere.',
          `It works once, until ${moment(mail.about.until)}. If it was not you, do nothing.`,
        ],
        link: welcome(publicUrl, secret),
      }
  }
}

/** Identifiers stand behind the #: no server of anybody’s keeps them in its log. */
const listAt = (publicUrl: string, distributionId: string): string =>
  `${publicUrl}/open#distributions/${distributionId}`
const welcome = (publicUrl: string, secret: string | null): string => `${publicUrl}/welcome#${secret ?? ''}`

const dayForm = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' })
const timeForm = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: 'UTC' })
const day = (at: string): string => dayForm.format(new Date(at))
const moment = (at: string): string => `${timeForm.format(new Date(at))} UTC on ${day(at)}`
