import type { Hit } from '../faults.js'
import { minorFromText, type Minor } from '../money.js'
import type { IntersolveAccount } from './accounts.js'
import { stateOf, type Card } from './cards.js'
import type { Intersolve } from './index.js'
import type { Asked, Fields } from './soap.js'

/** All that the service answers with (facts/protocols.md 4). */
export const descriptions = {
  0: 'Ok',
  3: 'AuthorizationFailed',
  5: 'InvalidParameters',
  9: 'InvalidOrUnknownRetailer',
  18: 'UnableToCancel',
  19: 'CannotCancel',
  101: 'CardOrCustomerDoesNotExist',
  102: 'CardExpired',
  103: 'CardBlocked',
  119: 'CardInactive',
  120: 'IncorrectActivationOrPurchaseValue',
  127: 'CardUnavailable',
  211: 'PINInvalid',
  212: 'EANInvalid',
} as const
export type Code = keyof typeof descriptions
export const isCode = (code: number): code is Code => Object.hasOwn(descriptions, code)

export const withCode = (code: Code, fields: Fields = []): Fields => [
  ['ResultCode', String(code)],
  ['ResultDescription', descriptions[code]],
  ...fields,
]

export interface Asking {
  service: Intersolve
  account: IntersolveAccount
  asked: Asked
  hits: readonly Hit[]
}

type Operation = (asking: Asking) => Fields

export const operations: Readonly<Record<string, Operation>> = {
  IssueCard: issueCard,
  GetCard: getCard,
  Cancel: cancelCard,
  CancelTransactionByRefPos: cancelByRefPos,
}

function issueCard({ service, account, asked, hits }: Asking): Fields {
  const refPos = asked.text('TransactionHeader/RefPos')
  const ean = asked.text('EAN')
  const isWhole =
    refPos !== undefined &&
    /^\d{1,13}$/.test(refPos) &&
    asked.text('TransactionHeader/SequenceNumber') !== undefined &&
    asked.text('TransactionHeader/OperatorId') !== undefined &&
    asked.text('Mode') === 'IssueAndActivateCard' &&
    asked.text('Currency') === account.currency &&
    ean !== undefined
  if (!isWhole) return withCode(5)
  const brand = account.products[ean]
  if (brand === undefined) return withCode(212)
  const value = minorFromText(asked.text('Value') ?? '')
  if (value === undefined || value < Number(account.minValueMinor) || value > Number(account.maxValueMinor))
    return withCode(120)
  if (account.duplicateRefPos === 'refuses' && service.cards.byRefPos(account.username, refPos).length > 0)
    return withCode(5)
  if (!service.accounts.takeFromStock(account)) return withCode(127)
  const odd = hits.find(hit => hit.kind === 'due-date-odd')?.params.dueDate ?? (hits.some(isOddDate) ? 'past' : null)
  const card = service.cards.issue(
    {
      username: account.username,
      ean,
      ref_pos: refPos,
      reference: asked.text('TransactionHeader/ClientReference') ?? '',
      currency: account.currency,
      due_date: dayIn(odd === 'past' ? -1 : account.validDays),
    },
    value,
    account.leadingZeros,
  )
  return withCode(0, [
    ['CardId', card.card_id],
    ['PIN', card.pin],
    ['TransactionId', card.transaction_id],
    ['CardOldBalance', '0'],
    ['CardNewBalance', String(card.balance_minor)],
    ['BrandName', brand],
    [
      'BusinessRules',
      [
        ['Reloadable', 'false'],
        ['Refundable', 'false'],
      ],
    ],
    ['Disclaimer', ''],
    ['ExpiryDate', odd === 'missing' ? '' : odd === 'malformed' ? '2027-02-31' : card.due_date],
  ])
}

const isOddDate = ({ kind }: Hit): boolean => kind === 'due-date-odd'
const dayIn = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

function getCard({ service, account, asked }: Asking): Fields {
  const cardId = asked.text('CardId')
  if (cardId === undefined || asked.text('PIN') === undefined) return withCode(5)
  const card = service.cards.byCardId(cardId)
  if (!card || card.username !== account.username) return withCode(101)
  if (card.pin !== asked.text('PIN')) return withCode(211)
  switch (stateOf(card)) {
    case 'expired':
      return withCode(102)
    case 'blocked':
      return withCode(103)
    case 'inactive':
      return withCode(119)
    case 'cancelled':
      return account.cancelledCards === 'inactive' ? withCode(119) : withCode(0, balanceOf(card, account, 'Cancelled'))
    default:
      return withCode(0, balanceOf(card, account, 'Active'))
  }
}

/** 25 euros and 10 cents, told in hundredths, tenths or ones: 2510 and 100, 251 and 10, 25.1 and 1. */
function balanceOf({ balance_minor: balance }: Card, { balanceFactor }: IntersolveAccount, status: string): Fields {
  return [
    [
      'Card',
      [
        ['Status', status],
        ['Balance', scaled(balance, balanceFactor)],
        ['BalanceFactor', String(balanceFactor)],
      ],
    ],
  ]
}

function scaled(balance: Minor, factor: number): string {
  const hundredths = BigInt(balance) * BigInt(factor)
  const whole = hundredths / 100n
  const rest = (hundredths % 100n).toString().padStart(2, '0').replace(/0+$/, '')
  return rest === '' ? String(whole) : `${whole}.${rest}`
}

function cancelCard({ service, account, asked }: Asking): Fields {
  const [cardId, transactionId, ean] = [asked.text('CardId'), asked.text('TransactionId'), asked.text('EAN')]
  if (cardId === undefined || transactionId === undefined || ean === undefined) return withCode(5)
  if (account.products[ean] === undefined) return withCode(212)
  const card = service.cards.byCardId(cardId)
  if (!card || card.username !== account.username) return withCode(101)
  if (card.transaction_id !== transactionId) return withCode(18)
  return takeBack(service, card)
}

function cancelByRefPos({ service, account, asked }: Asking): Fields {
  const [refPos, ean] = [asked.text('RefPosToCancel'), asked.text('EAN')]
  if (refPos === undefined || ean === undefined) return withCode(5)
  if (account.products[ean] === undefined) return withCode(212)
  const all = service.cards.byRefPos(account.username, refPos)
  // Where a RefPos was used twice, one answer takes one card back: the oldest that still stands.
  const card = all.find(one => stateOf(one) !== 'cancelled') ?? all[0]
  return card ? takeBack(service, card) : withCode(account.unknownRefPos)
}

/** All of an issue or nothing: 19 once something was spent of it; 18 where it can not be taken back for another reason. */
function takeBack({ cards }: Intersolve, card: Card): Fields {
  if (card.spent_minor > 0) return withCode(19)
  if (stateOf(card) !== 'unused') return withCode(18)
  cards.cancel(card)
  return withCode(0)
}
