import { runCommand } from './run-command.ts'

/** The label of containers that a test has made, and that go with the run. */
export const TEST_LABEL = 'vitest-aws-fixtures.test'

/** Removes what tests have left behind; nothing without their label is touched. `env`: how to reach the engine, if not as usual. */
export async function removeContainers(env: Readonly<Record<string, string>> = {}): Promise<void> {
  const ids = await runCommand('docker', ['ps', '--all', '--quiet', '--filter', `label=${TEST_LABEL}`], { env })
  const left = ids.split('\n').filter(Boolean)
  if (left.length > 0) await runCommand('docker', ['rm', '--force', '--volumes', ...left], { env })
}
