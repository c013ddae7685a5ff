import { randomBytes } from 'node:crypto'
import type { SignedResponse } from '../../src/clients/signed-request.ts'
import type { TestRun } from './test-run.ts'

const MB = 1_000_000

/** One document of about 2 kB that nothing can compress. */
const line = (index: string) => `{"index":{"_index":"${index}"}}\n{"text":"${randomBytes(1_500).toString('base64')}"}\n`

/** Writes to an index of a run until it is rejected, or this many megabytes are written. Resolves to the rejection. */
export async function fillData(run: TestRun, megabytes: number): Promise<SignedResponse | undefined> {
  const index = `${run.id}-w1-full`
  for (let written = 0; written < megabytes * MB; ) {
    const body = Array.from({ length: 1_000 }, () => line(index)).join('')
    const answer = await run.send('opensearch', 'POST', '/_bulk', { body })
    if (answer.status !== 200) return answer
    written += body.length
  }
  return undefined
}
