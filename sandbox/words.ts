/**
 * The sentences this sandbox speaks where the provider's own are not known (facts/protocols.md marks them [U]). Nobody
 * should decide by them alone; they are here in one place so that a client's table of texts can be tried against them.
 */
export const words = {
  invalidAuthentication: 'The supplied authentication is invalid',
  missingField: (field: string) => `Request is missing required form field '${field}'`,
  malformed: 'The request content was malformed',
  tooManyRecipients: 'A request may name at most 10 recipients',
  unknownProduct: 'The payment product does not exist',

  invalidNumber: 'The phone number is invalid',
  invalidAmount: 'The amount is invalid',
  wrongCurrency: 'The currency is not supported for this product',
  insufficientFloat: 'Insufficient wallet balance',
  duplicate: 'A request with this idempotency key was received before',

  paid: 'The payment was completed',
  notRegistered: 'The recipient is not registered for M-PESA',
  limitReached: 'The payment would exceed the limit of the recipient account',
  notValidated: 'The payment was not validated',

  notFound: 'The transaction was not found',
  badPage: 'pageNumber must be 1 or more and count more than 1 and less than 1000',
  badDate: 'Dates must be given as YYYY-MM-DD',
} as const
