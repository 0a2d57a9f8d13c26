/** The workflow types of the bundle, one file a life. Names and inputs stand in contracts.ts. */
export { accountCheck } from './accountCheck.js'
export { beneficiary } from './beneficiary.js'
export { beneficiaryImport } from './beneficiaryImport.js'
export { caretaker } from './caretaker.js'
export { distribution } from './distribution.js'
export { issuedList } from './issuedList.js'
export { payoutBatch } from './payoutBatch.js'
export { statementReconcile } from './statementReconcile.js'
