import { expect, test } from 'vitest'
import { type Exposure, exposureOf, portRows, shellSecrets } from '../support/exposure/exposure.ts'
import { securityTable } from '../support/exposure/security-tables.ts'
import { holdRun } from '../support/held-run.ts'
import { listenersOf } from '../support/run-processes.ts'

test('a run and its engines show to others what SECURITY.md says', async () => {
  let found: Exposure = { ports: [], paths: [], env: [] }
  let kept: readonly string[] = []
  await holdRun({
    vitest: { env: shellSecrets },
    async during(held) {
      found = await exposureOf(held.processes())
    },
    async after(held) {
      // The daemon closes the gates of a run once that has gone.
      const gates = () => listenersOf(held.processes()).filter(({ role }) => role === 'daemon')
      await expect.poll(gates, { timeout: 10_000 }).toEqual([])
      kept = await portRows(held.processes())
    },
  })
  expect.soft(found.ports, 'ports during a run').toEqual(securityTable('Ports', 3))
  // The daemon may have begun to warm its engines up, behind a gate like that of a run.
  const ofEngines = (rows: readonly string[]) => rows.filter((row) => !row.startsWith('daemon'))
  expect.soft(ofEngines(kept), 'ports of engines after it').toEqual(ofEngines(found.ports))
  expect.soft(found.ports, 'ports during a run').toEqual(expect.arrayContaining([...kept]))
  expect.soft(found.paths, 'files, folders and sockets').toEqual(securityTable('Files, folders and sockets', 2))
  expect.soft(found.env, 'variables').toEqual(securityTable('Environment variables', 3))
})
