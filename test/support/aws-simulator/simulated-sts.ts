import { SimulatedError, type SimulatedService } from './simulated-service.ts'

/** AWS STS: who signed the call. */
export function simulatedSts(account = '111122223333', partition = 'aws'): SimulatedService {
  return {
    signingName: 'sts',
    answer({ operation, accessKeyId }) {
      if (operation !== 'GetCallerIdentity') throw new SimulatedError('InvalidAction', `No ${operation} here.`, 400)
      return {
        result: {
          Arn: `arn:${partition}:sts::${account}:assumed-role/developer/${accessKeyId}`,
          UserId: `AROAEXAMPLE:${accessKeyId}`,
          Account: account,
        },
      }
    },
  }
}
