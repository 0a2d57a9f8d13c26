/** The fields that an FSP or a carrier declares: those that are needed first, the others where somebody looks for them. */
import { Accordion, NativeSelect, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { AccountField } from '../../api/shapes.ts'
import { keyOf, type Typed } from './accountTyped.ts'
import { useTypedName } from './useFieldName.ts'
import { useSettingText } from './useSettingText.ts'

interface Props {
  readonly fields: readonly AccountField[]
  readonly typed: Typed
  readonly put: (change: Typed) => void
  /** by field, what the API found wrong */
  readonly wrong: Typed
  /** everything is shown at once */
  readonly all?: boolean
}

export function AccountFields({ fields, typed, put, wrong, all = false }: Props) {
  const { t } = useTranslation()
  const first = fields.filter(({ needed, part }) => all || needed || part === 'credentials')
  const others = fields.filter(field => !first.includes(field))
  const shown = (each: AccountField) => (
    <Field
      key={keyOf(each)}
      field={each}
      value={typed[keyOf(each)] ?? ''}
      put={value => put({ [keyOf(each)]: value })}
      wrong={wrong[keyOf(each)]}
    />
  )
  return (
    <Stack gap="sm">
      {first.map(shown)}
      {others.length > 0 && (
        <Accordion variant="contained">
          <Accordion.Item value="others">
            <Accordion.Control>{t('accounts.moreSettings')}</Accordion.Control>
            <Accordion.Panel>
              <Text size="sm" mb="sm">
                {t('accounts.moreSettingsSays')}
              </Text>
              <Stack gap="sm">{others.map(shown)}</Stack>
            </Accordion.Panel>
          </Accordion.Item>
        </Accordion>
      )}
    </Stack>
  )
}

/** These name an account and open nothing. */
const open = ['username', 'accountSid', 'apiKeySid']

interface FieldProps {
  readonly field: AccountField
  readonly value: string
  readonly put: (value: string) => void
  readonly wrong: string | undefined
}

function Field({ field: { part, name, needed, usual, oneOf }, value, put, wrong }: FieldProps) {
  const { t, i18n } = useTranslation()
  const typedName = useTypedName()
  const settingText = useSettingText()
  const help = `accountHelp.${name}`
  const about = {
    label: typedName(name),
    ...(i18n.exists(help) ? { description: t(help as 'accountHelp.tariff') } : {}),
    ...(wrong === undefined ? {} : { error: wrong }),
    required: needed,
    withAsterisk: false,
    value,
  }
  if (oneOf !== null)
    return (
      <NativeSelect
        {...about}
        onChange={event => put(event.currentTarget.value)}
        data={[
          {
            value: '',
            label:
              usual === null ? t('accounts.providersOwn') : t('accounts.usual', { value: settingText(name, usual) }),
          },
          ...oneOf.map(each => ({ value: each, label: settingText(name, each) })),
        ]}
      />
    )
  const text = {
    ...about,
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => put(event.currentTarget.value),
    dir: 'ltr',
    maxLength: 2_000,
    spellCheck: false,
  } as const
  return part === 'credentials' && !open.includes(name) ? (
    <PasswordInput
      {...text}
      autoComplete="new-password"
      visibilityToggleButtonProps={{ 'aria-label': t('signIn.show') }}
    />
  ) : (
    <TextInput {...text} autoComplete="off" {...(usual === null ? {} : { placeholder: usual })} />
  )
}
