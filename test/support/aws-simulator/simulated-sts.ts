import type { SimulatedRoles } from './simulated-roles.ts'
import { SimulatedError, type SimulatedService } from './simulated-service.ts'

/** AWS STS: GetCallerIdentity and AssumeRole. */
export function simulatedSts(roles: SimulatedRoles, account = '111122223333', partition = 'aws'): SimulatedService {
  const callerOf = (accessKeyId: string) =>
    roles.runOf(accessKeyId) ?? `arn:${partition}:sts::${account}:assumed-role/developer/${accessKeyId}`
  return {
    signingName: 'sts',
    answer({ operation, input, accessKeyId }) {
      const caller = callerOf(accessKeyId)
      if (operation === 'AssumeRole') return { result: roles.assume(input, caller) }
      if (operation !== 'GetCallerIdentity') throw new SimulatedError('InvalidAction', `No ${operation} here.`, 400)
      return { result: { Arn: caller, UserId: `AROAEXAMPLE:${accessKeyId}`, Account: account } }
    },
  }
}
