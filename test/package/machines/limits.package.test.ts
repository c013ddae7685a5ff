import { expect, test } from 'vitest'
import { killedForMemory, memoryIsShort, processEnded } from '../../../src/engines/messages.ts'
import { errorLines } from '../../support/error-lines.ts'
import { filledCache } from '../../support/filled-cache.ts'
import { javaAfter } from '../../support/java-after.ts'
import { projectWith, usesIndex } from '../../support/project-with.ts'
import { runVitest } from '../../support/run-vitest.ts'

const nothing = { processes: [], ports: [], files: [] }
const proved = /✓ cleanup proved in [\d.]+ s, nothing left of:/

test('fewer open files than an engine needs', async () => {
  const run = await runVitest({
    vitest: 5,
    files: projectWith('{ neptune: true }'),
    env: { AWS_FIXTURES_CACHE: await filledCache() },
    machine: 'ulimit -n 40',
  })
  const lines = errorLines(run.output)
  expect(lines[0]).toBe('UnexpectedStateError: Gremlin engine neptune-1 is failed, but was expected to become ready.')
  expect(lines[1]).toBe(processEnded(1, null))
  expect(lines.at(-1)).toMatch(/ulimit -n 4096/)
  expect(run.output).toMatch(proved)
  expect(run.exitCode).toBe(1)
  expect(await run.leftBehind()).toEqual(nothing)
})

test('256 open files, as on a Mac: works', async () => {
  const run = await runVitest({
    vitest: 5,
    files: projectWith('{ neptune: true }'),
    env: { AWS_FIXTURES_CACHE: await filledCache() },
    machine: 'ulimit -n 256',
  })
  expect(run.output).toMatch(proved)
  expect(run.exitCode).toBe(0)
  expect(await run.leftBehind()).toEqual(nothing)
})

test("less memory than OpenSearch's heap takes", async () => {
  const java = await javaAfter('ulimit -d 400000')
  const run = await runVitest({
    vitest: 5,
    files: projectWith(`{ opensearch: true, local: { java: '${java}' } }`),
    env: { AWS_FIXTURES_CACHE: await filledCache({ opensearch: true }) },
  })
  const lines = errorLines(run.output)
  expect(lines[0]).toBe(
    'UnexpectedStateError: OpenSearch engine opensearch-1 is failed, but was expected to become ready.',
  )
  expect(lines[1]).toBe(processEnded(1, null))
  expect(lines.join('\n')).toContain('There is insufficient memory for the Java Runtime Environment to continue.')
  expect(lines.at(-1)).toBe(memoryIsShort())
  expect(run.output).toMatch(proved)
  expect(run.exitCode).toBe(1)
  expect(await run.leftBehind()).toEqual(nothing)
})

test('less address space than a heap needs', async () => {
  const java = await javaAfter('ulimit -v 500000')
  const run = await runVitest({
    vitest: 5,
    files: projectWith(`{ opensearch: true, local: { java: '${java}' } }`),
    env: { AWS_FIXTURES_CACHE: await filledCache({ opensearch: true }) },
  })
  const lines = errorLines(run.output)
  expect(lines[1]).toBe(processEnded(1, null))
  expect(lines.join('\n')).toMatch(/Could not reserve enough space for .* object heap/)
  expect(lines.at(-1)).toBe(memoryIsShort())
  expect(run.exitCode).toBe(1)
  expect(await run.leftBehind()).toEqual(nothing)
})

test('an engine that the system ends while it starts, as it does where memory runs out', async () => {
  const run = await runVitest({
    vitest: 5,
    files: projectWith('{ opensearch: true, neptune: true }', usesIndex),
    // Without class archives: an engine that ends while it reads one is given another start.
    env: { AWS_FIXTURES_CACHE: await filledCache({ opensearch: true, neptune: true }) },
    reactions: [
      {
        on: /Gremlin Server [\d.]+ ready/,
        act: ({ processes }) => {
          for (const pid of processes(/ OpenSearchNode /)) process.kill(pid, 'SIGKILL')
        },
      },
    ],
  })
  const lines = errorLines(run.output)
  expect(lines[0]).toMatch(
    /^UnexpectedStateError: OpenSearch engine opensearch-\d is failed, but was expected to become ready\.$/,
  )
  expect(lines[1]).toBe(processEnded(null, 'SIGKILL'))
  expect(lines.at(-1)).toBe(killedForMemory())
  expect(run.output).toMatch(proved)
  expect(run.exitCode).toBe(1)
  expect(await run.leftBehind()).toEqual(nothing)
})
