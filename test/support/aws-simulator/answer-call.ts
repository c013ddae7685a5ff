import type { LoggedCall } from './call-log.ts'
import type { Fault } from './fault.ts'
import { SimulatedError, type SimulatedService } from './simulated-service.ts'
import type { CommonError, WireAnswer, WireError, WireProtocol } from './wire-protocol.ts'

/** The outcome of a call: its word for the log, and the answer on the wire, if any. */
export interface Outcome {
  readonly code: string
  readonly answer: WireAnswer | 'lost' | 'silent'
}

export const errorOutcome = (error: WireError, protocol: WireProtocol): Outcome => ({
  code: error.code,
  answer: protocol.error(error),
})

/** The service's own answer. */
export async function carryOut(service: SimulatedService, call: LoggedCall, protocol: WireProtocol): Promise<Outcome> {
  try {
    const answer = await service.answer(call)
    if ('result' in answer) return { code: 'ok', answer: protocol.result(call.operation, answer.result) }
    return errorOutcome({ code: answer.error, message: answer.message, status: answer.status }, protocol)
  } catch (error) {
    if (!(error instanceof SimulatedError)) throw error
    return errorOutcome(error, protocol)
  }
}

/** The answer that a fault puts in the place of the service's own. */
export function faultOutcome(fault: Fault, protocol: WireProtocol, call: LoggedCall): Outcome {
  if (fault.kind === 'lost' || fault.kind === 'silent') return { code: fault.kind, answer: fault.kind }
  if (fault.kind === 'answer') return { code: fault.code, answer: fault.answer }
  const error = typeof fault.error === 'string' ? commonError(fault.error, protocol, call) : fault.error
  const answer = protocol.error(error)
  return { code: error.code, answer: { ...answer, headers: { ...answer.headers, ...fault.headers } } }
}

/** The text of a denial, which names the identity and the action. */
function commonError(error: CommonError, protocol: WireProtocol, { service, operation }: LoggedCall): WireError {
  if (error !== 'denied') return protocol.common(error)
  const user = 'arn:aws:sts::111122223333:assumed-role/developer/ci'
  const action = `${service}:${operation}`
  const message = `User: ${user} is not authorized to perform: ${action} because no identity-based policy allows the ${action} action`
  return { ...protocol.common(error), message }
}
