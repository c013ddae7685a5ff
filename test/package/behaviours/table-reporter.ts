import type { Reporter, TestModule } from 'vitest/node'
import { behaviourTable } from './behaviour-table.ts'

/** Prints the table of the behaviour suite at the end of a run that had it, as far as it was run. */
export default class TableReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const outcomes = modules.flatMap((module) =>
      [...module.children.allTests()].flatMap((test) => test.meta().behaviours ?? []),
    )
    if (outcomes.length > 0) console.log(`\n${behaviourTable(outcomes)}\n`)
  }
}
