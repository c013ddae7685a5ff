import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Endpoint } from '../../src/base/endpoint.ts'
import type { Form } from '../sigv4/vectors.ts'
import { canSign, type HardTarget, hardTargets, type Signer } from './hard-targets.ts'
import { isAccepted, type Outcome, openToEcho, sendHard } from './send-hard.ts'
import { aws4Signed, type Botocore, installBotocore, smithySigned } from './signers.ts'

let botocore: Botocore

beforeAll(async () => {
  botocore = await installBotocore()
})
afterAll(() => botocore?.remove())

const signers = ['aws4', 'smithy', 'botocore'] as const
const forms = ['header', 'query'] as const

test('requests of three signers pass the gate, and those that AWS denies are rejected', async () => {
  const endpoint = await openToEcho()
  const outcomes: Outcome[] = []
  for (const signer of signers) {
    for (const form of forms) {
      const targets = hardTargets.filter((hard) => canSign(hard, signer, form))
      const signed = await signAll(endpoint, targets, signer, form)
      for (const [at, hard] of targets.entries()) {
        const outcome = await sendHard(endpoint, hard, signer, form, signed[at]!)
        outcomes.push(outcome)
        const expected = isAccepted(hard, signer, form)
          ? { status: 200, got: 'the same' }
          : { status: 403, got: expect.stringContaining('The query differs') }
        expect.soft(outcome).toMatchObject(expected)
      }
    }
  }
  console.log(listOf(outcomes))
}, 60_000)

async function signAll(endpoint: Endpoint, targets: readonly HardTarget[], signer: Signer, form: Form) {
  if (signer === 'botocore') return botocore.sign(endpoint, targets, form)
  const sign = signer === 'aws4' ? aws4Signed : smithySigned
  return Promise.all(targets.map((hard) => sign(endpoint, hard, form)))
}

/** Each signer and form with its counts, and each request that was rejected. */
function listOf(outcomes: readonly Outcome[]): string {
  const lines = signers.flatMap((signer) =>
    forms.map((form) => {
      const all = outcomes.filter((it) => it.signer === signer && it.form === form)
      const rejected = all.filter(({ status }) => status !== 200)
      const counts = [all.length, all.length - rejected.length, rejected.length].map((count) =>
        String(count).padStart(3),
      )
      const names = rejected.map(({ name }) => name).join('; ')
      const line = `${signer.padEnd(9)}${form.padEnd(7)}${counts[0]} sent,${counts[1]} accepted,${counts[2]} rejected`
      return names === '' ? line : `${line}: ${names}`
    }),
  )
  return ['Signed requests sent to the running gate:', ...lines].join('\n')
}
