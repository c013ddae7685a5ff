import { describe, expect, test } from 'vitest'
import { hardTargets } from './hard-targets.ts'
import { isAccepted, openToEcho, sendHard } from './send-hard.ts'
import { aws4Signed, smithySigned } from './signers.ts'

describe.each(['header', 'query'] as const)('a request signed in the %s', (form) => {
  test.each(hardTargets)(
    'passes the gate, or is rejected where its signer differs from AWS ($name: $target)',
    async (hard) => {
      const endpoint = await openToEcho()
      for (const [signer, signed] of [
        ['aws4', aws4Signed(endpoint, hard, form)],
        ['smithy', await smithySigned(endpoint, hard, form)],
      ] as const) {
        const outcome = await sendHard(endpoint, hard, signer, form, signed)
        if (isAccepted(hard, signer, form)) expect(outcome).toMatchObject({ signer, status: 200, got: 'the same' })
        else expect(outcome).toMatchObject({ signer, status: 403, got: expect.stringContaining('The query differs') })
      }
    },
  )
})
