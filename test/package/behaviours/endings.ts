import { expect } from 'vitest'
import type { Ending } from './behaviour.ts'

/** The run ends with that exit code. */
export const endsWith = (exitCode: number, title: string): Ending => ({
  title,
  check: ({ run }) => expect({ exitCode: run.exitCode, signal: run.signal }).toEqual({ exitCode, signal: null }),
})

/** The run says that what it has made is gone. */
export const provesCleanup: Ending = {
  title: 'the cleanup is proved',
  check: ({ run }) => expect(run.output).toMatch(/✓ cleanup proved in [\d.]+ s, nothing left of:/),
}

/** The run does not say so, and says instead what is left. */
export const tells = (title: string, ...texts: readonly string[]): Ending => ({
  title,
  check: ({ run }) => {
    for (const text of texts) expect(run.stderr).toContain(text)
    expect(run.output).not.toContain('✓ cleanup proved')
  },
})

/** Looked at from outside, whatever the run says of itself. */
export const leavesNothing: Ending = {
  title: 'nothing is left: no process, port, file, container, domain or cluster',
  // As a text: of a list, a failure would show the length only.
  check: ({ left }) => expect(left.join(', ')).toBe(''),
}
