import { expect, test } from 'vitest'
import type { Mismatch } from '../../src/gate/diagnose/guess.ts'
import { otherPayloads } from '../../src/gate/diagnose/guess-payload.ts'
import { guessQueries } from '../../src/gate/diagnose/guess-target.ts'
import { routeGraphBinary } from '../../src/gate/gremlin/graphbinary-request.ts'
import { routeGraphson } from '../../src/gate/gremlin/graphson-request.ts'
import { isChangingScript, mayChangeGraph } from '../../src/gate/gremlin/gremlin-changes.ts'
import { checkScript } from '../../src/gate/gremlin/request-policy.ts'
import { onwardTarget } from '../../src/gate/relay/upstream.ts'
import { canonicalPath, canonicalQuery, foldSpaces } from '../../src/sigv4/canonical-request.ts'

/** The CPU time of this process that a task takes, in milliseconds: the least of several runs. */
async function costOf(task: () => unknown): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  for (let run = 0; run < 5; run++) {
    const before = process.cpuUsage()
    await task()
    const { user, system } = process.cpuUsage(before)
    least = Math.min(least, (user + system) / 1000)
  }
  return least
}

const access = { source: 'g3', sessions: 'g3.1.' }
const json = (text: string) => routeGraphson(Buffer.from(text), access)
const int = (value: number) => Buffer.from([value >>> 24, value >>> 16, value >>> 8, value])
const text = (value: string) => Buffer.concat([int(value.length), Buffer.from(value)])
const head = Buffer.concat([
  Buffer.from([0x81]),
  Buffer.alloc(16),
  text('eval'),
  text(''),
  int(1),
  Buffer.from([3, 0]),
  text('x'),
])
const binary = (...content: Buffer[]) => routeGraphBinary(Buffer.concat([head, ...content]), access)

/** What the gate does for a request whose size the client chooses, by that size. */
const works: Readonly<Record<string, (size: number) => unknown>> = {
  'GraphSON of numbers': (size) => json(`{"gremlin":"g.V()","bindings":{"x":[${'1,'.repeat(size)}1]}}`),
  'GraphSON of names': (size) => json(`{"gremlin":"g.V()","bindings":{${'"aliases":1,'.repeat(size)}"z":1}}`),
  'GraphSON of arguments': (size) => json(`{"args":{${'"aliases":1,'.repeat(size)}"z":1}}`),
  'GraphSON of escapes': (size) => json(`{"gremlin":"g.V('${'\\\\\\"'.repeat(size)}')"}`),
  'GraphSON of blanks': (size) => json(`{"gremlin"${' '.repeat(4 * size)}:"g.V()"}`),
  'GraphBinary of texts': (size) =>
    binary(Buffer.from([9, 0]), int(size), Buffer.alloc(7 * size, Buffer.concat([Buffer.from([3, 0]), text('a')]))),
  'GraphBinary of empty lists': (size) =>
    binary(Buffer.from([9, 0]), int(size), Buffer.alloc(6 * size, Buffer.concat([Buffer.from([9, 0]), int(0)]))),
  'texts in a script': (size) => checkScriptQuietly(`g2 ${"'a\\'' ".repeat(size)}`),
  'comments in a script': (size) => checkScriptQuietly(`io ${'// x\n'.repeat(size)}`),
  'a text that does not end': (size) => checkScriptQuietly(`io ${'"'.repeat(2 * size + 1)}`),
  'words of a script': (size) => isChangingScript('dro addVe mergeX '.repeat(size)),
  'words of a request': (size) => mayChangeGraph('dro addVe mergeX '.repeat(size)),
  'parameters to be signed': (size) => canonicalQuery('a=%20&'.repeat(size / 8)),
  'parameters to be passed on': (size) => onwardTarget(`/?${'%58-amz-a=1&'.repeat(size / 4)}`),
  'a path to be signed': (size) => canonicalPath('/a/../%20/.'.repeat(size), true),
  'blanks in a header': (size) => foldSpaces(`a${' '.repeat(8 * size)}b${' '.repeat(8 * size)}`),
  'guesses about a query': (size) =>
    guessQueries({
      request: { target: `/?${Array.from({ length: size / 8 }, (_, at) => `p${at}`).join('&')}` },
      signable: { query: '' },
    } as unknown as Mismatch),
  'guesses about a body': (size) => otherPayloads(Buffer.from(`[${'1,'.repeat(size)}1]`)),
}

function checkScriptQuietly(script: string): void {
  try {
    checkScript(script)
  } catch {
    // It names a graph: what counts is how long that took.
  }
}

test.each(Object.entries(works))('the cost of %s grows no faster than its size', async (_, work) => {
  const size = 16 * 1024
  work(size)
  const [small, large] = [await costOf(() => work(size)), await costOf(() => work(8 * size))]
  // Eight times the size at a quadratic cost is 64 times the time. What takes next to none is not told from noise.
  expect(large).toBeLessThan(24 * Math.max(small, 0.5))
})
