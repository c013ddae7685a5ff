import { randomUUID } from 'node:crypto'
import { writeXml } from './query-codec.ts'
import { queryProtocol } from './query-protocol.ts'
import type { WireAnswer, WireProtocol } from './wire-protocol.ts'

const NAMESPACE = 'http://ec2.amazonaws.com/doc/2016-11-15/'

/** EC2's variant of the Query protocol: a result has no envelope, each entry of a list is an `item`, and errors are in a list. */
export function ec2Protocol(): WireProtocol {
  const query = queryProtocol(NAMESPACE)
  const answer = (status: number, body: string): WireAnswer => ({
    status,
    headers: { 'content-type': 'text/xml;charset=UTF-8' },
    body,
  })
  return {
    ...query,
    result: (operation, result) => {
      const content = Object.entries({ requestId: randomUUID(), ...result })
        .map(([name, value]) => writeXml(name, value, () => 'item'))
        .join('')
      return answer(200, `<${operation}Response xmlns="${NAMESPACE}">${content}</${operation}Response>`)
    },
    error: ({ code, message, status }) => {
      const error = writeXml('Error', { Code: code, Message: message })
      return answer(status, `<Response><Errors>${error}</Errors><RequestID>${randomUUID()}</RequestID></Response>`)
    },
    common: (error) => {
      const common = query.common(error)
      if (error === 'denied') return { ...common, code: 'UnauthorizedOperation' }
      return error === 'throttled' ? { ...common, code: 'RequestLimitExceeded', status: 503 } : common
    },
  }
}
