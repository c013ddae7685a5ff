import { randomUUID } from 'node:crypto'
import type { Rejection } from '../../../src/gate/rejection.ts'
import { readForm, writeXml } from './query-codec.ts'
import type { CommonError, WireError, WireProtocol } from './wire-protocol.ts'

/** AWS Query: the form says the operation and its parameters; results and errors are XML. */
export function queryProtocol(xmlNamespace: string): WireProtocol {
  const answer = (status: number, root: string, content: string) => ({
    status,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': randomUUID() },
    body: `<${root} xmlns="${xmlNamespace}">${content}</${root}>`,
  })
  return {
    read({ body }) {
      const { Action: operation, Version: _version, ...input } = readForm(body.toString('utf8'))
      return typeof operation === 'string' ? { operation, input } : undefined
    },
    result: (operation, result) =>
      answer(
        200,
        `${operation}Response`,
        writeXml(`${operation}Result`, result) + writeXml('ResponseMetadata', { RequestId: randomUUID() }),
      ),
    error: ({ code, message, status }) =>
      answer(
        status,
        'ErrorResponse',
        writeXml('Error', { Type: status < 500 ? 'Sender' : 'Receiver', Code: code, Message: message }) +
          writeXml('RequestId', randomUUID()),
      ),
    common: (error) => common[error],
    rejection: rejected,
  }
}

const common: Readonly<Record<CommonError, WireError>> = {
  throttled: { code: 'Throttling', message: 'Rate exceeded', status: 400 },
  internal: { code: 'InternalFailure', message: 'An internal error has occurred.', status: 500 },
  unavailable: { code: 'ServiceUnavailable', message: 'Service Unavailable', status: 503 },
  denied: { code: 'AccessDenied', message: 'User is not authorized to perform this action', status: 403 },
  expired: { code: 'ExpiredToken', message: 'The security token included in the request is expired', status: 403 },
}

function rejected({ reason, sentence }: Rejection): WireError {
  if (reason === 'unsigned') {
    return { code: 'MissingAuthenticationToken', message: 'Request is missing Authentication Token', status: 403 }
  }
  if (reason === 'malformed') return { code: 'IncompleteSignature', message: sentence, status: 400 }
  const isStranger = reason === 'unknown-key' || reason === 'missing-token' || reason === 'wrong-token'
  return { code: isStranger ? 'InvalidClientTokenId' : 'SignatureDoesNotMatch', message: sentence, status: 403 }
}
