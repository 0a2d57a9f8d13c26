/**
 * Words of errors and their stacks travel in an encoded attribute, so that the codec encrypts them too: otherwise an
 * FSP’s error text would stand in clear in histories and on screens (facts 2.16). Loaded by its path, also inside the
 * workflows’ sandbox, so it must stay plain JavaScript and import nothing of ours.
 */
import { DefaultFailureConverter } from '@temporalio/common'

export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true })
