/**
 * Africa's Talking as it looks on the wire: the public interface, in types only, shared by the connector that speaks
 * it and the sandbox that imitates it (they share nothing else).
 *
 * Source: facts/protocols.md section 1. These types say what the provider writes, not what may be believed: whoever
 * reads a document from the network parses it first. Statuses are open (`Open<…>`), because the provider adds words
 * without notice; a word not listed here proves nothing.
 */

/** One of the words we know of, or any other the provider may come up with. */
export type Open<Known extends string> = Known | (string & Record<never, never>)

/** Money as the provider writes it: currency, blank, decimal with usually four digits: `KES 10.0000`. */
export type MoneyText = string

/** `ATPid_` and 32 hexadecimal digits. */
export type TransactionIdText = string

/** Keys our calls put into `metadata`, so that each side's book can name the other's rows. Values are opaque ids. */
export interface PayoutMetadata {
  /** Our payout. */
  payoutId: string
  /** Payout id and ordinal of the attempt; the key under which an attempt is looked for. */
  attemptKey: string
}

/** The provider keeps any map of texts and gives it back unchanged as `requestMetadata`. */
export type WireMetadata = Record<string, string>

// ── Mobile B2C: POST /mobile/b2c/request ─────────────────────────────────────────────────────────────────────────

/** Why the money is sent; decides which M-PESA product pays and who bears the charge of withdrawing. */
export type B2cReason =
  | 'SalaryPayment'
  | 'SalaryPaymentWithWithdrawalChargePaid'
  | 'BusinessPayment'
  | 'BusinessPaymentWithWithdrawalChargePaid'
  | 'PromotionPayment'

export interface B2cRecipient {
  name?: string
  /** E.164 with plus: `+2547…`. */
  phoneNumber: string
  /** ISO 4217. */
  currencyCode: string
  /**
   * A JSON number in major units. It is never computed as one: the sender writes the decimal literal by integer
   * arithmetic into the body's text, and the receiver reads that literal from the text.
   */
  amount: number
  reason?: B2cReason
  /** Must be mapped to the product; the product's default serves otherwise. */
  providerChannel?: string
  metadata?: WireMetadata
}

/** At most ten recipients a call. Header `Idempotency-Key` covers the whole call. */
export interface B2cRequest {
  username: string
  productName: string
  recipients: B2cRecipient[]
}

/**
 * `Queued`: taken. `InvalidRequest`, `NotSupported`, `Failed` with an `errorMessage` and no transaction id: nothing was
 * paid for this entry. `DuplicateRequest`: the call's key was seen before, which proves nothing about this entry.
 */
export type B2cEntryStatus = Open<'Queued' | 'InvalidRequest' | 'NotSupported' | 'Failed' | 'DuplicateRequest'>

export interface B2cEntry {
  phoneNumber: string
  status: B2cEntryStatus
  provider?: Provider
  providerChannel?: string
  value?: MoneyText
  transactionId?: TransactionIdText
  transactionFee?: MoneyText
  errorMessage?: string
}

/** HTTP 201. */
export interface B2cResponse {
  numQueued: number
  totalValue: MoneyText
  totalTransactionFee: MoneyText
  entries: B2cEntry[]
}

// ── Transactions: /query/transaction/find, /query/transaction/fetch (GET with query, or POST JSON), HTTP 200 ─────

/** `Athena` is the provider's own test provider; `Mpesa` pays for real. */
export type Provider = Open<'Mpesa' | 'Athena' | 'Segovia' | 'Flutterwave' | 'Admin' | 'TigoTanzania'>

export type Category = Open<
  | 'BankCheckout'
  | 'CardCheckout'
  | 'MobileCheckout'
  | 'MobileC2B'
  | 'MobileB2C'
  | 'MobileB2B'
  | 'BankTransfer'
  | 'WalletTransfer'
  | 'UserStashTopup'
>

export type PartyType = Open<'PhoneNumber' | 'BankAccount' | 'Card' | 'Wallet' | 'UserStash'>

/** Only `Success` and `Failed` are ends. */
export type TransactionStatus = Open<'Queued' | 'PendingConfirmation' | 'PendingValidation' | 'Success' | 'Failed'>

/** What the network says of the recipient once money has reached them. Texts, also the boolean. */
export interface ProviderMetadata {
  recipientIsRegistered?: Open<'true' | 'false'>
  /** `254724XXXYYY - John Doe`. */
  recipientName?: string
  [further: string]: string | undefined
}

/** One transaction as find and fetch describe it. */
export interface TransactionRecord {
  transactionId: TransactionIdText
  status: TransactionStatus
  category: Category
  provider: Provider
  providerChannel?: string
  /** The network's own receipt; on success only. */
  providerRefId?: string
  productName: string
  sourceType: PartyType
  source: string
  destinationType: PartyType
  destination: string
  value: MoneyText
  transactionFee?: MoneyText
  providerFee?: MoneyText
  description?: string
  requestMetadata?: WireMetadata
  providerMetadata?: ProviderMetadata
  /** `2018-05-12 18:46:12`, UTC. */
  creationTime?: string
  /** `12.05.2018 21:46:13`, local time of the country; on success only. */
  transactionDate?: string
}

export interface FindQuery {
  username: string
  transactionId: TransactionIdText
}

export interface FindResponse {
  /** Anything but `Success` comes without `data`, and is no proof that the transaction does not exist. */
  status: Open<'Success' | 'Failed'>
  data?: TransactionRecord
  errorMessage?: string
}

export interface FetchQuery {
  username: string
  productName: string
  /** From 1. */
  pageNumber: number | string
  /** More than 1 and less than 1000: the bounds themselves are refused. */
  count: number | string
  /** `YYYY-MM-DD`, of the creation time in UTC; both days included. */
  startDate?: string
  endDate?: string
  category?: Category
  provider?: Provider
  status?: TransactionStatus
  /** The kind of party, not its number. */
  source?: PartyType
  destination?: PartyType
  providerChannel?: string
}

export interface FetchResponse {
  status: Open<'Success' | 'Failed'>
  responses?: TransactionRecord[]
  errorMessage?: string
}

// ── Wallet: /query/wallet/balance, /query/wallet/fetch, HTTP 200 ─────────────────────────────────────────────────

export interface BalanceQuery {
  username: string
}

/** `NotAvailable` comes without a balance. */
export interface BalanceResponse {
  status: Open<'Success' | 'NotAvailable'>
  balance?: MoneyText
  errorMessage?: string
}

export interface WalletFetchQuery {
  username: string
  pageNumber: number | string
  count: number | string
  startDate?: string
  endDate?: string
  /** Comma separated. */
  categories?: string
}

export interface WalletEntry {
  /** After this entry. */
  balance: MoneyText
  category: Open<'Debit' | 'Credit' | 'Refund' | 'Topup'>
  /** `2018-05-12 18:46:12`, UTC. */
  date: string
  description: string
  transactionId?: TransactionIdText
  value: MoneyText
}

export interface WalletFetchResponse {
  status: Open<'Success' | 'Failed'>
  responses?: WalletEntry[]
  errorMessage?: string
}

// ── Callbacks the provider POSTs as JSON ─────────────────────────────────────────────────────────────────────────

/** Repeated every minute for six hours while the answer is 400 or more. Not signed. */
export interface PaymentNotification {
  transactionId: TransactionIdText
  category: Category
  provider: Provider
  /** The network's own receipt; on success only. */
  providerRefId?: string
  providerChannel?: string
  /** Collections (C2B) only. */
  clientAccount?: string
  productName: string
  sourceType: PartyType
  source: string
  destinationType: PartyType
  destination: string
  value: MoneyText
  transactionFee?: MoneyText
  providerFee?: MoneyText
  status: Open<'Success' | 'Failed'>
  description: string
  requestMetadata?: WireMetadata
  providerMetadata?: ProviderMetadata
  /** `12.05.2018 21:46:13`, local time; on success only. */
  transactionDate?: string
  direction?: string
  origin?: string
}

/** Asked before a B2C transaction is paid, where a validation address is configured. */
export interface B2cValidationRequest {
  transactionId: TransactionIdText
  phoneNumber: string
  currencyCode: string
  /** A JSON number in major units; read its literal from the text. */
  amount: number
  sourceIpAddress?: string
  metadata?: WireMetadata
}

export interface B2cValidationResponse {
  status: 'Validated' | 'Failed'
}

// ── Insights: POST /v1/sim-swap, HTTP 200 ────────────────────────────────────────────────────────────────────────

export interface SimSwapRequest {
  username: string
  /** The SDK passes on whichever it was given. */
  phoneNumbers: string | string[]
}

export interface SimSwapPhoneNumber {
  carrierName: string
  /** ISO 3166 number of the country or its calling code as text; only shown, never decided upon. */
  countryCode: string | number
  /** `63902` Safaricom, `63903` Airtel, `63907` Telkom, `63999` Equitel; others in facts/protocols.md 1.5. */
  networkCode: string
  number: string
  numberType: Open<'Mobile' | 'FixedLine'>
}

export interface SimSwapEntry {
  /** `ATXSwid_…`. */
  requestId: string
  status: Open<'Queued' | 'Failed' | 'InvalidPhoneNumber'>
  phoneNumber: SimSwapPhoneNumber
  cost: MoneyText
}

export interface SimSwapResponse {
  status: Open<'Processed'>
  transactionId: string
  responses: SimSwapEntry[]
}

/** The later answer, by callback (JSON). It names the request only, neither number nor carrier. */
export interface SimSwapNotification {
  requestId: string
  transactionId: string
  providerRefId: string
  status: Open<'Swapped' | 'NotSwapped' | 'Error'>
  /** `DD-MM-YYYY`; `01-01-1900` when the SIM was never swapped. */
  lastSimSwapDate: string
}

// ── SMS: POST /version1/messaging (form), HTTP 201 ───────────────────────────────────────────────────────────────

/** Form fields; all texts. */
export interface SmsRequest {
  username: string
  /** Comma separated. */
  to: string
  message: string
  from?: string
  bulkSMSMode?: '0' | '1'
  enqueue?: '0' | '1'
  keyword?: string
  linkId?: string
  retryDurationInHours?: string
}

/** 100 Processed, 101 Sent, 102 Queued; 401–407, 409, 500–502 are refusals (facts/protocols.md 1.5). */
export interface SmsRecipient {
  statusCode: number
  number: string
  status: string
  cost: MoneyText
  /** `ATXid_…`; `None` on a refusal. */
  messageId: string
}

export interface SmsResponse {
  SMSMessageData: {
    /** `Sent to 1/1 Total Cost: KES 0.8000 Message parts: 1`, or an error's name with no recipients. */
    Message: string
    Recipients: SmsRecipient[]
  }
}

/** Delivery report, as a form. */
export interface SmsDeliveryReport {
  id: string
  status: Open<'Sent' | 'Submitted' | 'Buffered' | 'Rejected' | 'Success' | 'Failed'>
  phoneNumber: string
  networkCode?: string
  failureReason?: string
  retryCount?: string
}
