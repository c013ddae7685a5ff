import type { Reporter, TestSpecification, Vitest } from 'vitest/node'
import { runStateOf } from './run-state.ts'

/**
 * Adds a reporter that notes the queued files: Vitest tells only reporters which files it is about to run, before the global
 * set-up and before each rerun. To be called for each project; adds one reporter in all.
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
 * The files of this shard among those that a reporter is told of. Vitest 4 reports all files and takes its share later, in the
 * same way as here; Vitest 5 reports its share.
 */
async function shardOf(vitest: Vitest, all: readonly TestSpecification[]): Promise<readonly TestSpecification[]> {
  const { shard, sequence } = vitest.config
  if (!shard || !vitest.version.startsWith('4.')) return all
  const Sequencer = sequence.sequencer
  return new Sequencer(vitest).shard([...all])
}
