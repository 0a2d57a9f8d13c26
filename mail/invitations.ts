/** How letters to people who are invited begin: the rest is the text that goes out as a message. To be reviewed by native speakers. */
import type { Language } from '../domain/language.js'

type Subject = (programme: string) => string

export const invitationSubjects: Partial<
  Readonly<Record<Language, { invitation: Subject; invitation_reminder: Subject }>>
> = {
  en: {
    invitation: programme => `You are invited to register for ${programme}`,
    invitation_reminder: programme => `You can still register for ${programme}`,
  },
  sw: {
    invitation: programme => `Umealikwa kujisajili katika ${programme}`,
    invitation_reminder: programme => `Bado unaweza kujisajili katika ${programme}`,
  },
  nl: {
    invitation: programme => `U bent uitgenodigd om u aan te melden voor ${programme}`,
    invitation_reminder: programme => `U kunt zich nog aanmelden voor ${programme}`,
  },
  fr: {
    invitation: programme => `Vous êtes invité(e) à vous inscrire à ${programme}`,
    invitation_reminder: programme => `Vous pouvez encore vous inscrire à ${programme}`,
  },
  ar: {
    invitation: programme => `دعوة للتسجيل في ${programme}`,
    invitation_reminder: programme => `ما زال بإمكانك التسجيل في ${programme}`,
  },
}
