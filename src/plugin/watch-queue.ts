import type { Reporter, TestSpecification, Vitest } from 'vitest/node'
import { runStateOf } from './run-state.ts'

/**
 * From now on the run knows what is queued: Vitest tells reporters which files it is about to run, before the global
 * set-up and again before each rerun. It tells nobody else. Called for each project; one reporter is enough.
 */
export function watchQueue(vitest: Vitest): void {
  const run = runStateOf(vitest)
  run.queueReporter ??= reporterFor(vitest)
  if (!vitest.config.reporters.includes(run.queueReporter)) vitest.config.reporters.push(run.queueReporter)
}

function reporterFor(vitest: Vitest): Reporter {
  return {
    async onTestRunStart(specifications) {
      const run = runStateOf(vitest)
      run.queued = await shardOf(vitest, specifications)
      for (const project of new Set(run.queued.map((spec) => spec.project))) {
        const options = run.options.get(project)
        if (!options || !run.setUp.has(project)) continue
        const { supplyOrTell } = await import('./ensure-run.ts')
        await supplyOrTell(project, options)
      }
    },
  }
}

/**
 * What this shard runs of the files that a reporter is told of. Vitest 4 tells of all, and takes its share of them, as
 * here, when it runs them; Vitest 5 tells of its share.
 */
async function shardOf(vitest: Vitest, all: readonly TestSpecification[]): Promise<readonly TestSpecification[]> {
  const { shard, sequence } = vitest.config
  if (!shard || !vitest.version.startsWith('4.')) return all
  const Sequencer = sequence.sequencer
  return new Sequencer(vitest).shard([...all])
}
