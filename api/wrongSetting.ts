/** What was set can not be used. The message is one sentence and says what to set; it never repeats a secret. */
export class WrongSetting extends Error {
  override readonly name = 'WrongSetting'
}
