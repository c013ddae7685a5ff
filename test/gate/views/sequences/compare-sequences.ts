import fc from 'fast-check'
import { expect, onTestFinished } from 'vitest'
import { route } from '../../../../src/gate/views/route.ts'
import type { Layer } from '../../../../src/gate/views/view.ts'
import { startEngine } from '../../start-engine.ts'
import { openGateWithViews } from '../gate-with-views.ts'
import { type AskEngine, askEngine } from '../rest-tests/ask-engine.ts'
import { differences } from '../rest-tests/compare-runs.ts'
import type { RestRequest } from '../rest-tests/rest-request.ts'
import type { Exchanged, RestTarget } from '../rest-tests/run-rest-test.ts'
import { RUN_PREFIX, viewTarget } from '../rest-tests/view-target.ts'
import { anyCalls } from './arbitrary-calls.ts'
import { comparable } from './comparable.ts'
import { loadDataset, seal } from './dataset.ts'
import { emptyDomain } from './empty-domain.ts'

/** What two scopes do, and in which order; whether they begin with the dataset. */
interface Sequence {
  readonly calls: readonly [readonly RestRequest[], readonly RestRequest[]]
  /** Which scope is next; where it has no more calls, the other. */
  readonly turns: readonly boolean[]
  readonly hasDataset: boolean
}

const anySequence: fc.Arbitrary<Sequence> = fc.record({
  calls: fc.tuple(anyCalls, anyCalls),
  turns: fc.array(fc.boolean(), { minLength: 24, maxLength: 24 }),
  hasDataset: fc.boolean(),
})

/** Engines that run, and what compares sequences on them. */
interface Comparison {
  /** How the answers of two scopes on one engine differ from those of two engines that each is alone on; a line for each. */
  differences(sequence: Sequence): Promise<readonly string[]>
  close(): Promise<void>
}

async function startComparison(): Promise<Comparison> {
  const engines = await Promise.all(Array.from({ length: 3 }, () => startEngine('opensearch')))
  const [shared, ...alone] = engines.map(askEngine)
  const { address } = engines[0]!
  const gate = await openGateWithViews(RUN_PREFIX, { engine: () => address })
  const layer = await loadDataset(shared!, `${RUN_PREFIX}source-`)
  await seal(shared!, layer)
  let layers: readonly Layer[] = []
  const scopes = [1, 2].map((worker) => viewTarget(gate, worker, shared!, () => layers, emptyDomain))
  return {
    differences: async ({ calls, turns, hasDataset }) => {
      layers = hasDataset ? [layer] : []
      const [together, ...plain] = await Promise.all([
        runTogether(scopes, calls, turns),
        ...alone.map((ask, scope) => runAlone(ask, calls[scope]!, hasDataset)),
      ])
      return plain.flatMap((exchanged, scope) =>
        differences({ exchanged: exchanged.map(comparable) }, { exchanged: together[scope]!.map(comparable) }).map(
          (line) => `scope ${scope + 1}: ${line}`,
        ),
      )
    },
    close: async () => {
      await Promise.all(scopes.map((target) => target.close()))
      await Promise.all([shared!, ...alone].map((ask) => ask.close()))
      await Promise.all(engines.map((engine) => engine.stop()))
    },
  }
}

async function runTogether(
  targets: readonly RestTarget[],
  calls: Sequence['calls'],
  turns: readonly boolean[],
): Promise<Exchanged[][]> {
  for (const target of targets) await target.reset()
  const exchanged: Exchanged[][] = [[], []]
  for (const turn of turns) {
    const preferred = turn ? 0 : 1
    const scope = exchanged[preferred]!.length < calls[preferred]!.length ? preferred : 1 - preferred
    const request = calls[scope]![exchanged[scope]!.length]
    if (request) exchanged[scope]!.push(await exchange(targets[scope]!, request))
  }
  return exchanged
}

async function runAlone(ask: AskEngine, calls: readonly RestRequest[], hasDataset: boolean): Promise<Exchanged[]> {
  await emptyDomain(ask, '')
  if (hasDataset) await loadDataset(ask, '')
  const exchanged: Exchanged[] = []
  for (const request of calls) exchanged.push(await exchange({ send: ask }, request))
  return exchanged
}

async function exchange(target: Pick<RestTarget, 'send'>, request: RestRequest): Promise<Exchanged> {
  const api = route(request.method, request.target)?.path.api ?? 'unknown'
  return { api, request, answer: await target.send(request) }
}

/** Compares so many random sequences. */
export async function compareSequences(count: number): Promise<void> {
  const comparison = await startComparison()
  onTestFinished(() => comparison.close())
  await fc.assert(
    fc.asyncProperty(anySequence, async (sequence) => {
      expect(await comparison.differences(sequence)).toEqual([])
    }),
    { numRuns: count },
  )
}
