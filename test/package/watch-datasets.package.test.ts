import { describe, expect, test } from 'vitest'
import { runVitest } from '../support/run-vitest.ts'

const config = `
  import { defineConfig } from 'vitest/config'
  import { awsFixtures } from 'vitest-aws-fixtures'
  export default defineConfig({
    plugins: [awsFixtures({ reuse: true, neptune: { dataset: '../books' }, env: { GRAPH: 'neptune.url' }, include: ['a.test.js'] })],
    test: { root: import.meta.dirname + '/tests' },
  })`
const reads = `
  import { expect, test } from 'vitest-aws-fixtures/fixtures'
  test('reads the dataset', async ({ g }) => console.log('found: ' + (await g.V().values('title').order().toList())))`
const plain = `import { test } from 'vitest'\ntest('needs nothing', () => console.log('ran: plain'))`
const books = (...lines: readonly string[]) => ({
  'books/neptune/vertices.csv': ['~id,~label,title:String,year:Int', ...lines, ''].join('\n'),
})
const waiting = 'Waiting for file changes'

describe.for([4, 5] as const)('with Vitest %i', (vitest) => {
  test('in watch mode tests run again on a dataset that was edited, and never on what it was', async () => {
    const run = await runVitest({
      vitest,
      command: 'watch',
      files: {
        'vitest.config.js': config,
        'tests/a.test.js': reads,
        'tests/b.test.js': plain,
        ...books('1,book,Emma,1815'),
      },
      reactions: [
        { on: waiting, act: ({ write }) => write(books('1,book,Emma,1815', '2,book,Ulysses,1922')) },
        { on: waiting, act: ({ write }) => write(books('1,book,Emma,1815', '2,book,Ulysses,19x')) },
        { on: 'Watching for file changes', act: ({ write }) => write(books('1,book,Emma,1815', '3,book,Dune,1965')) },
        { on: waiting, act: ({ signal }) => signal('SIGTERM') },
      ],
    })
    expect(run.output.match(/found: .*/g), run.output).toEqual([
      'found: Emma',
      'found: Emma,Ulysses',
      'found: Dune,Emma',
    ])
    expect(run.output.match(/ran: plain/g)).toHaveLength(1)
    expect(run.output.match(/dataset books has changed; loading it again/g)).toHaveLength(2)
    expect(run.output).toContain('vitest-aws-fixtures could not be set up for this run.')
    expect(run.output).toMatch(/neptune\/vertices\.csv:3.*19x/)
    // Vitest's own, after a run that has failed.
    expect([1, 143]).toContain(run.exitCode)
  })
})
