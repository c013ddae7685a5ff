import { expect, test } from 'vitest'
import type { Rejections } from '../../../src/gate/changes/rejected-requests.ts'
import { call, openTestGate, readReply, send, signWithAws4 } from '../open-test-gate.ts'

const at = { from: expect.any(Number), to: expect.any(Number) }

async function openGateFor(testAt?: (worker: number) => string | undefined) {
  const gate = await openTestGate({ service: 'opensearch', testAt })
  const ask = async (worker: number, method = 'GET', path = '/_aws_fixtures/changes') => {
    const { body } = await call(gate.endpoint, { method, path, worker })
    return (JSON.parse(String(body)) as { rejected?: Rejections }).rejected
  }
  const unsigned = (path: string) => readReply(send(gate.endpoint, { path }, { host: gate.endpoint.signingHost }))
  const ofOtherRegion = (path: string, worker: number) =>
    readReply(
      send(gate.endpoint, { path }, { ...signWithAws4(gate.endpoint, { path, worker }, { region: 'x' }).headers }),
    )
  return { gate, ask, unsigned, ofOtherRegion }
}

test('a worker is told once which of its requests were rejected, and no other worker is', async () => {
  const { gate, ask, ofOtherRegion } = await openGateFor()
  expect(await ask(2)).toBeUndefined()
  await ofOtherRegion('/books/_count?routing=secret', 1)
  await ofOtherRegion('/books/_count', 1)
  await call(gate.endpoint, { path: '/books/_search', worker: 1 })
  const reason =
    "Credential should be scoped to a valid region, not 'x'. This endpoint is in 'eu-west-1'. Give the signer the region 'eu-west-1', or set AWS_REGION."
  expect(await ask(2)).toBeUndefined()
  expect(await ask(1)).toEqual({
    count: 3,
    told: [
      { what: 'GET /books/_count', status: 403, reason, times: 2, ...at },
      {
        ...{ what: 'GET /books/_search', status: 503, times: 1, ...at },
        reason: 'The OpenSearch engine is still starting. Try again in a moment.',
      },
    ],
  })
  expect(await ask(1)).toBeUndefined()
  expect(gate.rejected()).toBe(3)
})

test('a rejected request without a key of the run is reported to all workers, with the tests that others were running', async () => {
  const { ask, unsigned } = await openGateFor((worker) => (worker === 3 ? undefined : `"test of ${worker}"`))
  for (const worker of [1, 2, 3]) await ask(worker)
  await unsigned('/books/_count')
  // Without asking for changes: as at the end of one of several tests.
  expect(await ask(1, 'DELETE', '/_aws_fixtures/loss')).toMatchObject({ count: 1, told: [{ others: ['"test of 2"'] }] })
  expect(await ask(2)).toMatchObject({ count: 1, told: [{ others: ['"test of 1"'] }] })
  expect(await ask(1)).toBeUndefined()
})

test('a flood of rejected requests is counted, and the first few that differ are reported without control characters', async () => {
  const { ask, unsigned } = await openGateFor()
  await ask(1)
  for (let n = 1; n <= 8; n += 1) await unsigned(`/${n}/%1b[2J/${'x'.repeat(300)}`)
  const rejected = await ask(1)
  expect(rejected?.count).toBe(8)
  expect(rejected?.told.map(({ what }) => what)).toEqual(
    [1, 2, 3, 4, 5].map((n) => expect.stringMatching(new RegExp(`^GET /${n}/%1b\\[2J/x+…$`))),
  )
  expect(rejected?.told[0]?.what).toHaveLength(150)
})
