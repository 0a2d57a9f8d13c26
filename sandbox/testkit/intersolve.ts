import { writeFileSync } from 'node:fs'
import { createClientAsync, type Client } from 'soap'
import type { ArmedFault } from '../faults.js'
import type { FaultInput } from '../fault-kinds.js'
import type { IntersolveAccountChange } from '../intersolve/accounts.js'
import type { VoucherLine, VoucherSummary } from '../intersolve/book.js'

/** A customer of the simulated voucher service in its tests: an independent SOAP client, and the hands that arrange the world. */

export const username = 'ngo'
export const password = 'a password of <the> & tests'
export const ean = '8712345678906'
const namespace = 'http://www.loyaltyinabox.com/giftcard_6_8/'

type Shape = Readonly<Record<string, 'text' | Readonly<Record<string, 'text'>>>>

/** What the operations take and give (facts/protocols.md 4), for a client that must be told. The provider publishes no WSDL. */
const operations: Readonly<Record<string, { asks: Shape; answers: Shape }>> = {
  IssueCard: {
    asks: {
      TransactionHeader: { SequenceNumber: 'text', OperatorId: 'text', ClientReference: 'text', RefPos: 'text' },
      ...{ EAN: 'text', Currency: 'text', Value: 'text', Mode: 'text' },
    },
    answers: {
      ...{ ResultCode: 'text', ResultDescription: 'text', CardId: 'text', PIN: 'text', TransactionId: 'text' },
      ...{ CardOldBalance: 'text', CardNewBalance: 'text', BrandName: 'text' },
      BusinessRules: { Reloadable: 'text', Refundable: 'text' },
      ...{ Disclaimer: 'text', ExpiryDate: 'text' },
    },
  },
  GetCard: {
    asks: { CardId: 'text', PIN: 'text' },
    answers: {
      ...{ ResultCode: 'text', ResultDescription: 'text' },
      Card: { Status: 'text', Balance: 'text', BalanceFactor: 'text' },
    },
  },
  Cancel: {
    asks: { TransactionId: 'text', EAN: 'text', CardId: 'text' },
    answers: { ResultCode: 'text', ResultDescription: 'text' },
  },
  CancelTransactionByRefPos: {
    asks: { EAN: 'text', RefPosToCancel: 'text' },
    answers: { ResultCode: 'text', ResultDescription: 'text' },
  },
}

const elementOf = (name: string, shape: Shape | 'text'): string =>
  shape === 'text'
    ? `<s:element minOccurs="0" name="${name}" type="s:string"/>`
    : `<s:element minOccurs="0" name="${name}">${typeOf(shape)}</s:element>`
const typeOf = (shape: Shape): string =>
  `<s:complexType><s:sequence>${Object.entries(shape)
    .map(([name, of]) => elementOf(name, of))
    .join('')}</s:sequence></s:complexType>`

function wsdl(url: string): string {
  const all = Object.entries(operations)
  const each = (write: (name: string, of: { asks: Shape; answers: Shape }) => string): string =>
    all.map(([name, of]) => write(name, of)).join('')
  return `<?xml version="1.0"?>
<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:w="http://schemas.xmlsoap.org/wsdl/soap/"
  xmlns:s="http://www.w3.org/2001/XMLSchema" xmlns:tns="${namespace}" targetNamespace="${namespace}">
  <wsdl:types><s:schema elementFormDefault="qualified" targetNamespace="${namespace}">${each(
    (name, { asks, answers }) =>
      `<s:element name="${name}">${typeOf(asks)}</s:element><s:element name="${name}Response">${typeOf(answers)}</s:element>`,
  )}</s:schema></wsdl:types>
  ${each(
    name =>
      `<wsdl:message name="${name}In"><wsdl:part name="parameters" element="tns:${name}"/></wsdl:message>` +
      `<wsdl:message name="${name}Out"><wsdl:part name="parameters" element="tns:${name}Response"/></wsdl:message>`,
  )}
  <wsdl:portType name="Cards">${each(
    name =>
      `<wsdl:operation name="${name}"><wsdl:input message="tns:${name}In"/><wsdl:output message="tns:${name}Out"/></wsdl:operation>`,
  )}</wsdl:portType>
  <wsdl:binding name="CardsSoap" type="tns:Cards"><w:binding transport="http://schemas.xmlsoap.org/soap/http"/>${each(
    name =>
      `<wsdl:operation name="${name}"><w:operation soapAction="${namespace}${name}" style="document"/>` +
      `<wsdl:input><w:body use="literal"/></wsdl:input><wsdl:output><w:body use="literal"/></wsdl:output></wsdl:operation>`,
  )}</wsdl:binding>
  <wsdl:service name="GiftCards"><wsdl:port name="CardsSoap" binding="tns:CardsSoap"><w:address location="${url}/intersolve"/></wsdl:port></wsdl:service>
</wsdl:definitions>`
}

export type Answered = Readonly<Record<string, string | Readonly<Record<string, string>> | undefined>>

/** `file` is where the description of the service may be written. */
export async function shop(url: string, file: string) {
  const control = (method: string, path: string, body?: unknown): Promise<Response> =>
    fetch(`${url}/sandbox${path}`, { method, ...(body !== undefined && { body: JSON.stringify(body) }) })
  const sure = async (answer: Promise<Response>): Promise<Response> => {
    const response = await answer
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
    return response
  }
  writeFileSync(file, wsdl(url))
  const clientOf = async (who: { UserName: string; Password: string }): Promise<Client> => {
    const client = await createClientAsync(file, { disableCache: true })
    client.addSoapHeader({ Authenticate: who }, '', 'tns', namespace)
    return client
  }
  const client = await clientOf({ UserName: username, Password: password })
  const ask = async (operation: string, body: object, by = client): Promise<Answered> => {
    const call = by[`${operation}Async`] as (asked: object) => Promise<[Answered]>
    const [answer] = await call.call(by, body)
    return answer
  }
  let issues = 0
  const issue = (change: Record<string, unknown> = {}, by = client): Promise<Answered> => {
    const {
      refPos = String(500_000_000_000 + (issues += 1)),
      reference = `voucher-${refPos as string}`,
      ...rest
    } = change
    return ask(
      'IssueCard',
      {
        TransactionHeader: { SequenceNumber: '1', OperatorId: 'tests', ClientReference: reference, RefPos: refPos },
        ...{ EAN: ean, Currency: 'EUR', Value: '2500', Mode: 'IssueAndActivateCard' },
        ...rest,
      },
      by,
    )
  }
  return {
    url,
    control,
    ask,
    issue,
    clientOf,
    account: (change: IntersolveAccountChange = {}) =>
      sure(control('PUT', `/intersolve/accounts/${username}`, { password, ...change })),
    arm: async (fault: FaultInput) => (await (await sure(control('POST', '/faults', fault))).json()) as ArmedFault,
    spend: (cardId: unknown, amountMinor: string) =>
      sure(control('POST', `/intersolve/cards/${String(cardId)}/spend`, { amountMinor })),
    mark: (cardId: unknown, change: object) => sure(control('PUT', `/intersolve/cards/${String(cardId)}`, change)),
    book: async () =>
      (await (await fetch(`${url}/book/intersolve?username=${username}`)).json()) as {
        summary: VoucherSummary
        cards: VoucherLine[]
      },
  }
}
